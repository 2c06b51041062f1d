"""Stored quotes as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from curule.core.changes import Change
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """A quote with the change it was priced for; amounts in minor units."""

    id: UUID
    subscription_id: UUID | None
    status: str
    change: Change
    currency: str
    subtotal: int
    tax: int
    total: int
    credit: int
    due_now: int
    at_renewal: int
    created_at: datetime
    expires_at: datetime | None


def get_quote(account_id: UUID, quote_id: UUID) -> QuoteRow:
    """Return a quote. Raises `Quote.DoesNotExist`, for another account's as for none."""
    row = models.Quote.objects.get(account_id=account_id, id=quote_id)
    return QuoteRow(
        id=row.id,
        subscription_id=row.subscription_id,
        status=row.status,
        change=msgspec.convert(row.change, Change),
        currency=row.currency,
        subtotal=row.subtotal_minor,
        tax=row.tax_minor,
        total=row.total_minor,
        credit=row.credit_minor,
        due_now=row.due_now_minor,
        at_renewal=row.at_renewal_minor,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
