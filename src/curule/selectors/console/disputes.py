"""Disputes about payments, as the vendor's staff read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from curule.core.money import Money
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeLine:
    """A dispute about a payment; `state` is open, won (by the vendor) or lost.

    `status` and `reason` are the payment company's own words.
    """

    reference: str
    amount: Money
    state: str
    status: str
    reason: str
    opened_at: datetime
    answer_by: datetime | None
    closed_at: datetime | None


def open_disputes() -> QuerySet[models.Dispute]:
    """Return the disputes that are not decided yet."""
    return models.Dispute.objects.filter(closed_at=None)


def list_disputes(account_id: UUID, payment_id: UUID) -> tuple[DisputeLine, ...]:
    """Return the disputes about a payment, the newest first."""
    rows = models.Dispute.objects.filter(account_id=account_id, payment_id=payment_id)
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
        )
        for row in rows.order_by("-opened_at", "-id")
    )


def state_of(row: models.Dispute) -> str:
    """Return `open`, `won` (by the vendor) or `lost`."""
    if row.closed_at is None:
        return "open"
    return "lost" if row.is_lost else "won"
