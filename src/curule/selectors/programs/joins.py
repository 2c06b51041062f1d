"""Joins with an own plan: what somebody gave up by joining an account, and where its value goes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from curule.core.money import Money
from curule.data import models
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinSeen:
    """A person joined `account` and gave up a plan of `own_account`; nothing moves before its time.

    `choice` is whether the value comes back or goes to the account; held money waits for the
    vendor.
    """

    id: UUID
    account: UUID
    own_account: UUID
    own_subscription: UUID
    user: UUID
    choice: str
    status: str
    amount: Money
    created_at: datetime
    moves_at: datetime
    held_at: datetime | None
    closed_at: datetime | None


def list_joins(
    sight: Sight, window: Window, *, account: UUID | None = None, status: str | None = None
) -> Slice[JoinSeen]:
    """Return joins, the newest first; of an account, it may be the one that was joined or left."""
    found = narrowed(_seen(sight), status=status)
    if account is not None:
        found = found.filter(Q(joined_account_id=account) | Q(own_account_id=account))
    return slice_of(found, window, _rows, made_at="settled_at")


def find_joins(sight: Sight, ids: Collection[UUID]) -> tuple[JoinSeen, ...]:
    """Return the joins with these ids, but for those of the other mode."""
    return _rows(list(_seen(sight).filter(id__in=ids)))


def _seen(sight: Sight) -> QuerySet[models.Settlement]:
    return models.Settlement.objects.filter(joined_account__clock__isnull=sight.is_live)


def _rows(listed: Sequence[models.Settlement]) -> tuple[JoinSeen, ...]:
    return tuple(
        JoinSeen(
            id=row.id,
            account=row.joined_account_id,
            own_account=row.own_account_id,
            own_subscription=row.own_subscription_id,
            user=row.person_id,
            choice=row.choice,
            status=row.status,
            amount=Money(row.amount_minor, row.currency),
            created_at=row.settled_at,
            moves_at=row.moves_at,
            held_at=row.held_at,
            closed_at=row.closed_at,
        )
        for row in listed
    )
