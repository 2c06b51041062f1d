"""Settlements of own plans: what is coming, to whom, and until when it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from curule.core.money import Money
from curule.core.settlement import Choice
from curule.data import models
from curule.selectors.catalog import get_plan_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRow:
    """The value of an own plan on its way; the joined account cannot spend it before `moves_at`."""

    id: UUID
    own_account_id: UUID
    joined_account_id: UUID
    person_id: UUID
    choice: Choice
    amount: Money
    moves_at: datetime
    status: str


def list_settlements(account_id: UUID) -> tuple[SettlementRow, ...]:
    """Return the settlements that name an account, as the own or the joined one."""
    rows = models.Settlement.objects.filter(
        Q(own_account_id=account_id) | Q(joined_account_id=account_id)
    ).order_by("id")
    return tuple(
        SettlementRow(
            id=row.id,
            own_account_id=row.own_account_id,
            joined_account_id=row.joined_account_id,
            person_id=row.person_id,
            choice=Choice(row.choice),
            amount=Money(row.amount_minor, row.currency),
            moves_at=row.moves_at,
            status=row.status,
        )
        for row in rows
    )


def find_pending(account_id: UUID, person_id: UUID) -> UUID | None:
    """Return the newest settlement of a person who joined the account that can still be undone."""
    return (
        models.Settlement.objects.filter(
            joined_account_id=account_id, person_id=person_id, status="pending"
        )
        .order_by("-id")
        .values_list("id", flat=True)
        .first()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningRow:
    """What a person gave up by joining an account, and until when that can be taken back."""

    own_account_id: UUID
    own_account: str
    plan: str
    choice: Choice
    amount: Money
    settled_at: datetime
    moves_at: datetime
    status: str


def find_joining(account_id: UUID, person_id: UUID) -> JoiningRow | None:
    """Return the newest settlement of a person who joined the account, moved or not."""
    row = (
        models.Settlement.objects.filter(joined_account_id=account_id, person_id=person_id)
        .exclude(status="undone")
        .order_by("-id")
        .first()
    )
    if row is None:
        return None
    version_id = models.Subscription.objects.values_list("plan_version_id", flat=True).get(
        account_id=row.own_account_id, id=row.own_subscription_id
    )
    return JoiningRow(
        own_account_id=row.own_account_id,
        own_account=models.Account.objects.values_list("name", flat=True).get(
            id=row.own_account_id
        ),
        plan=get_plan_terms(version_id).plan_name,
        choice=Choice(row.choice),
        amount=Money(row.amount_minor, row.currency),
        settled_at=row.settled_at,
        moves_at=row.moves_at,
        status=row.status,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneRow:
    """Joining that a person took back: the account it was, and their own that runs again."""

    own_account_id: UUID
    joined: str


def find_undone(account_id: UUID, person_id: UUID) -> UndoneRow | None:
    """Return the newest joining of an account that this person took back."""
    row = (
        models.Settlement.objects.filter(
            joined_account_id=account_id, person_id=person_id, status="undone"
        )
        .order_by("-id")
        .first()
    )
    if row is None:
        return None
    joined = models.Account.objects.values_list("name", flat=True).get(id=account_id)
    return UndoneRow(own_account_id=row.own_account_id, joined=joined)


def pending_for(account_id: UUID) -> int:
    """Return what is coming from an own account's plan, in minor units."""
    found = models.Settlement.objects.filter(own_account_id=account_id, status="pending").aggregate(
        amount=Sum("amount_minor")
    )
    return found["amount"] or 0
