"""Money that goes back or moves between accounts: refunds, and joins with an own plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from curule.core.money import Money
from curule.data import models
from curule.selectors.clocks import now_for
from curule.selectors.console.paging import Page, page_of

REFUND_STATES: Final = ("waiting", "pending", "unknown", "succeeded")
MOST_JOINS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """A refund; `waiting` is one that the vendor pays by hand.

    It came by bank transfer, or its gateway could not bring it: `failure` is the gateway's word.
    """

    id: UUID
    account_id: UUID
    account: str
    payment_id: UUID
    reference: str
    method: str
    credit_note: str
    state: str
    failure: str
    amount: Money
    created_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLine:
    """A join with an own plan; until `moves_at` it can be undone and no money moves."""

    id: UUID
    own_account_id: UUID
    own_account: str
    joined_account_id: UUID
    joined_account: str
    person: str
    choice: str
    state: str
    amount: Money
    moves_at: datetime
    is_due: bool


def list_refunds(*, state: str = "", number: int = 1) -> Page[RefundLine]:
    """Return a page of refunds, the newest first."""
    found = models.Refund.objects.select_related("account").order_by("-created_at", "-id")
    if state in REFUND_STATES:
        found = found.filter(status=status_of(state))
    return page_of(found, number, _refund_lines)


def refunds_by_hand() -> QuerySet[models.Refund]:
    """Return the query of the refunds that the vendor has to pay by hand."""
    return models.Refund.objects.filter(status=status_of("waiting"))


def status_of(state: str) -> str:
    """Return what stands in the row of a refund that is shown in this state."""
    return "failed" if state == "waiting" else state


def state_of(row: models.Refund) -> str:
    """Return the state in which a refund is shown: what no gateway sends waits for somebody."""
    return "waiting" if row.status == "failed" else row.status


def _refund_lines(listed: list[models.Refund]) -> list[RefundLine]:
    payments = models.Payment.objects.in_bulk([row.payment_id for row in listed])
    notes = dict(
        models.CreditNote.objects.filter(id__in=[row.credit_note_id for row in listed]).values_list(
            "id", "number"
        )
    )
    return [
        RefundLine(
            id=row.id,
            account_id=row.account_id,
            account=row.account.name,
            payment_id=row.payment_id,
            reference=row.reference or payments[row.payment_id].reference,
            method=payments[row.payment_id].method_name or payments[row.payment_id].gateway,
            credit_note=(notes.get(row.credit_note_id) or "") if row.credit_note_id else "",
            state=state_of(row),
            failure=row.failure,
            amount=Money(row.amount_minor, row.currency),
            created_at=row.created_at,
            settled_at=row.settled_at,
        )
        for row in listed
    ]


def list_joins(now: datetime) -> tuple[JoinLine, ...]:
    """Return all joins whose money has not moved, then the newest of the others."""
    settlements = models.Settlement.objects.select_related("own_account", "joined_account")
    rows = settlements.filter(~Q(amount_minor=0)).order_by("-moves_at", "-id")
    listed = list(rows.filter(status="pending"))
    listed += rows.exclude(status="pending")[: max(MOST_JOINS - len(listed), 0)]
    people = dict(
        models.Person.objects.filter(id__in=[row.person_id for row in listed]).values_list(
            "id", "email"
        )
    )
    return tuple(
        JoinLine(
            id=row.id,
            own_account_id=row.own_account_id,
            own_account=row.own_account.name,
            joined_account_id=row.joined_account_id,
            joined_account=row.joined_account.name,
            person=people.get(row.person_id, ""),
            choice=row.choice,
            state="held" if row.status == "pending" and row.held_at else row.status,
            amount=Money(row.amount_minor, row.currency),
            moves_at=row.moves_at,
            is_due=now_for(row.joined_account_id, now) >= row.moves_at,
        )
        for row in listed
    )
