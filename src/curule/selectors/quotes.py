"""Stored quotes as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import Q

from curule.core.changes import Change
from curule.core.drifts import Drift, Numbers, drifts
from curule.core.standing import Standing
from curule.data import models

_MOST_OFFERS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRow:
    """A quote with the change it was priced for; amounts in minor units."""

    id: UUID
    subscription_id: UUID | None
    kind: str
    asked: Mapping[str, Any]
    is_offer: bool
    status: str
    change: Change
    currency: str
    subtotal: int
    tax: int
    total: int
    credit: int
    due_now: int
    at_renewal: int
    given_back: int
    """Apart from the total, by credit notes of its own, with tax."""
    created_at: datetime
    expires_at: datetime | None
    version: int | None
    """Of the subscription, for which it was priced."""

    @property
    def before(self) -> Mapping[str, int]:
        """The seats that were in force when it was priced, by seat type; empty where not kept."""
        numbers: Mapping[str, int] = self.asked.get("before", {})
        return numbers

    @property
    def planned(self) -> Mapping[str, int]:
        """The numbers that were scheduled when it was priced, by seat type."""
        numbers: Mapping[str, int] = self.asked.get("planned", {})
        return numbers

    @property
    def replaces(self) -> UUID | None:
        """The order that waited for its payment when it was priced, and whose place it takes."""
        named = self.asked.get("replaces")
        return None if named is None else UUID(named)


def drifted(asked: Mapping[str, Any], standing: Standing) -> tuple[Drift, ...]:
    """Return the totals that a quote was asked for, beside the numbers then and now."""
    before, planned = asked.get("before", {}), asked.get("planned", {})
    return drifts(
        asked.get("totals", {}),
        before={
            name: Numbers(held=held, planned=planned.get(name, held))
            for name, held in before.items()
        },
        now={
            pool.name: Numbers(held=pool.seats, planned=pool.next_total) for pool in standing.pools
        },
    )


def get_quote(account_id: UUID, quote_id: UUID) -> QuoteRow:
    """Return a quote. Raises `Quote.DoesNotExist`, for another account's as for none."""
    return _row(models.Quote.objects.get(account_id=account_id, id=quote_id))


def find_quote(account_id: UUID, quote_id: UUID) -> QuoteRow | None:
    """Return a quote, or None, for another account's as for none."""
    row = models.Quote.objects.filter(account_id=account_id, id=quote_id).first()
    return None if row is None else _row(row)


def list_offers(account_id: UUID, subscription_id: UUID) -> tuple[QuoteRow, ...]:
    """Return what was asked of the vendor and what the vendor offered, newest first."""
    rows = models.Quote.objects.filter(account_id=account_id, subscription_id=subscription_id)
    asked_or_offered = rows.filter(Q(is_offer=True) | Q(status="requested"))
    return tuple(_row(row) for row in asked_or_offered.order_by("-id")[:_MOST_OFFERS])


def _row(row: models.Quote) -> QuoteRow:
    return QuoteRow(
        id=row.id,
        subscription_id=row.subscription_id,
        kind=row.kind,
        asked=row.terms,
        is_offer=row.is_offer,
        status=row.status,
        change=msgspec.convert(row.change, Change),
        currency=row.currency,
        subtotal=row.subtotal_minor,
        tax=row.tax_minor,
        total=row.total_minor,
        credit=row.credit_minor,
        due_now=row.due_now_minor,
        at_renewal=row.at_renewal_minor,
        given_back=row.given_back_minor,
        created_at=row.created_at,
        expires_at=row.expires_at,
        version=row.subscription_version,
    )
