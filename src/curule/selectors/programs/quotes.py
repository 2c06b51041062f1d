"""Quotes and orders of all customers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import F, Q

from curule.core.changes import Change
from curule.core.lines import Line
from curule.core.money import Money
from curule.data import models
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """A line of a quote; its amount as the prices say it, with tax or without."""

    kind: str
    seat_type: str | None
    quantity: int
    starts_at: datetime
    ends_at: datetime
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSeen:
    """A priced change; of one that was only asked for nothing is priced yet.

    `due_now` is what its order costs at once, after account credit; `given_back` comes back apart
    from the total.
    """

    id: UUID
    account: UUID
    subscription: UUID | None
    kind: str
    status: str
    is_offer: bool
    seats: Mapping[str, int]
    lines: tuple[QuoteLine, ...]
    subtotal: Money
    tax: Money
    total: Money
    credit: Money
    due_now: Money
    at_renewal: Money
    given_back: Money
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSeen:
    """A quote that was taken as it stood, with its invoice if it has one."""

    id: UUID
    account: UUID
    subscription: UUID
    quote: UUID
    invoice: UUID | None
    kind: str
    status: str
    due_now: Money
    created_at: datetime
    granted_at: datetime | None
    closed_at: datetime | None


def list_quotes(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    subscription: UUID | None = None,
    status: str | None = None,
) -> Slice[QuoteSeen]:
    """Return quotes, the newest first."""
    found = sight.of(models.Quote.objects.all())
    found = narrowed(found, account_id=account, subscription_id=subscription)
    past = Q(expires_at__lte=F("there"))
    if status == "open":
        found = found.filter(~past | Q(expires_at=None), status="open")
    elif status == "expired":
        found = found.filter(Q(status="expired") | Q(status="open") & past)
    else:
        found = narrowed(found, status=status)
    return slice_of(found, window, _quotes)


def find_quotes(sight: Sight, ids: Collection[UUID]) -> tuple[QuoteSeen, ...]:
    """Return the quotes with these ids, but for those of the other mode."""
    return _quotes(list(sight.of(models.Quote.objects.filter(id__in=ids))))


def list_orders(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    subscription: UUID | None = None,
    status: str | None = None,
) -> Slice[OrderSeen]:
    """Return orders, the newest first."""
    found = sight.of(models.Order.objects.all())
    found = narrowed(found, account_id=account, subscription_id=subscription, status=status)
    return slice_of(found, window, _orders, made_at="placed_at")


def find_orders(sight: Sight, ids: Collection[UUID]) -> tuple[OrderSeen, ...]:
    """Return the orders with these ids, but for those of the other mode."""
    return _orders(list(sight.of(models.Order.objects.filter(id__in=ids))))


def _quotes(listed: Sequence[Any]) -> tuple[QuoteSeen, ...]:
    return tuple(map(_quote, listed))


def _quote(row: Any) -> QuoteSeen:  # noqa: ANN401 - annotated
    change = msgspec.convert(row.change, Change)
    is_past = row.status == "open" and row.expires_at is not None and row.expires_at <= row.there

    def money(amount: int) -> Money:
        return Money(amount, row.currency)

    return QuoteSeen(
        id=row.id,
        account=row.account_id,
        subscription=row.subscription_id,
        kind=row.kind,
        status="expired" if is_past else row.status,
        is_offer=row.is_offer,
        seats=row.terms.get("totals") or row.terms.get("seats") or {},
        lines=tuple(_line(line, row.currency) for line in change.lines),
        subtotal=money(row.subtotal_minor),
        tax=money(row.tax_minor),
        total=money(row.total_minor),
        credit=money(row.credit_minor),
        due_now=money(row.due_now_minor),
        at_renewal=money(row.at_renewal_minor),
        given_back=money(row.given_back_minor),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def _line(line: Line, currency: str) -> QuoteLine:
    return QuoteLine(
        kind=line.kind.value,
        seat_type=line.seat_type,
        quantity=line.quantity,
        starts_at=line.covers.starts_at,
        ends_at=line.covers.ends_at,
        amount=Money(line.amount, currency),
    )


def _orders(listed: Sequence[models.Order]) -> tuple[OrderSeen, ...]:
    quotes = models.Quote.objects.in_bulk([row.quote_id for row in listed])
    return tuple(
        OrderSeen(
            id=row.id,
            account=row.account_id,
            subscription=row.subscription_id,
            quote=row.quote_id,
            invoice=row.invoice_id,
            kind=quotes[row.quote_id].kind,
            status=row.status,
            due_now=Money(quotes[row.quote_id].due_now_minor, quotes[row.quote_id].currency),
            created_at=row.placed_at,
            granted_at=row.granted_at,
            closed_at=row.closed_at,
        )
        for row in listed
    )
