"""Disputes about payments, as the vendor's staff read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from curule.core.money import Money
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeLine:
    """A dispute about a payment; `state` is open, won (by the vendor) or lost.

    `status` and `reason` are the payment company's own words. One that is lost `waits` to be
    booked, or says what was `taken` of the payment, and the `fee`; of a transfer that its bank
    took back (`is_return`) that is what had been paid back before.
    """

    reference: str
    amount: Money
    state: str
    status: str
    reason: str
    opened_at: datetime
    answer_by: datetime | None
    closed_at: datetime | None
    id: UUID
    waits: bool
    booked_at: datetime | None
    taken: Money
    fee: Money
    is_return: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeToBook:
    """A lost dispute that waits to be booked, and the most that it can have taken."""

    id: UUID
    amount: Money
    most: Money


def open_disputes() -> QuerySet[models.Dispute]:
    """Return the disputes that are not decided yet."""
    return models.Dispute.objects.filter(closed_at=None)


def disputes_to_book() -> QuerySet[models.Dispute]:
    """Return the disputes that are lost and of which nobody has said yet what they took."""
    standing = models.Payment.objects.filter(status="succeeded")
    return models.Dispute.objects.filter(
        is_lost=True, booked_at=None, payment_id__in=standing.values("id")
    )


def find_dispute_to_book(
    account_id: UUID, payment_id: UUID, dispute_id: UUID
) -> DisputeToBook | None:
    """Return a dispute that waits to be booked, or None."""
    row = (
        disputes_to_book()
        .filter(account_id=account_id, payment_id=payment_id, id=dispute_id)
        .first()
    )
    if row is None:
        return None
    payment = models.Payment.objects.get(account_id=account_id, id=payment_id)
    waiting = models.Refund.objects.filter(
        account_id=account_id, payment_id=payment_id, status="failed"
    )
    left = payment.amount_minor - payment.refunded_minor - payment.taken_back_minor
    most = left + (waiting.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
    return DisputeToBook(
        id=row.id, amount=Money(row.amount_minor, row.currency), most=Money(most, row.currency)
    )


def list_disputes(account_id: UUID, payment_id: UUID) -> tuple[DisputeLine, ...]:
    """Return the disputes about a payment, the newest first."""
    rows = models.Dispute.objects.filter(account_id=account_id, payment_id=payment_id)
    waiting = set(
        disputes_to_book()
        .filter(account_id=account_id, payment_id=payment_id)
        .values_list("id", flat=True)
    )
    return tuple(
        DisputeLine(
            reference=row.reference,
            amount=Money(row.amount_minor, row.currency),
            state=state_of(row),
            status=row.status,
            reason=row.reason,
            opened_at=row.opened_at,
            answer_by=row.answer_by if row.closed_at is None else None,
            closed_at=row.closed_at,
            id=row.id,
            waits=row.id in waiting,
            booked_at=row.booked_at,
            taken=Money(row.taken_minor, row.currency),
            fee=Money(row.fee_minor, row.currency),
            is_return=row.gateway == "bank_transfer",
        )
        for row in rows.order_by("-opened_at", "-id")
    )


def state_of(row: models.Dispute) -> str:
    """Return `open`, `won` (by the vendor) or `lost`."""
    if row.closed_at is None:
        return "open"
    return "lost" if row.is_lost else "won"
