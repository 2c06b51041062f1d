"""Keys of the API and what was asked for with them, as the vendor's staff look at it (V22)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q

from curule.data import models
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of

UNUSED: Final = timedelta(days=90)
"""A key that nobody has used for so long is one that somebody may have forgotten."""
CLASSES: Final = ("2xx", "4xx", "5xx")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A request: `key` is its key's name, `address` the path, or the route where none was kept."""

    id: UUID
    key_id: UUID
    key: str
    is_live: bool
    method: str
    address: str
    status: int
    code: str
    milliseconds: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKept:
    """All that is kept of a request: no word of what was sent."""

    row: RequestRow
    sent: Any
    field: str
    ways_out: tuple[str, ...]


def is_unused(*, created_at: datetime, used_at: datetime | None, now: datetime) -> bool:
    """Return whether nobody has used a key for long."""
    return now - (used_at or created_at) >= UNUSED


def list_requests(
    window: Window,
    *,
    is_live: bool | None = None,
    key_id: UUID | None = None,
    outcome: str = "",
    code: str = "",
) -> Slice[RequestRow]:
    """Return what was asked, the newest first; `outcome` is one of `CLASSES`."""
    found = models.ApiRequest.objects.all()
    if is_live is not None:
        found = found.filter(is_live=is_live)
    if code or outcome in CLASSES[1:]:
        found = found.filter(status__gte=400)  # as the index of the refused has it
    if outcome in CLASSES:
        first = int(outcome[0]) * 100
        found = found.filter(status__gte=first, status__lt=first + 100)
    return slice_of(narrowed(found, api_key_id=key_id, code=code), window, _rows, made_at="at")


def find_request(request_id: UUID) -> RequestKept | None:
    """Return what is kept of a request, or None for what was never asked or is forgotten."""
    found = models.ApiRequest.objects.filter(id=request_id).first()
    if found is None:
        return None
    (row,) = _rows([found])
    return RequestKept(
        row=row,
        sent=found.sent,
        field=found.field,
        ways_out=tuple(found.ways_out),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something of a customer that a request named by its id."""

    noun: str
    account_id: UUID
    id: UUID
    name: str


def find_named(ids: Sequence[tuple[str, UUID]]) -> tuple[Named, ...]:
    """Return what ids of accounts, subscriptions and invoices name; what is not there is left out.

    Each is a noun (`account`, `subscription`, `invoice`) and the id of a row.
    """
    return tuple(named for noun, row_id in ids for named in _named(noun, row_id))


def _named(noun: str, row_id: UUID) -> Iterator[Named]:
    match noun:
        case "account":
            for account in models.Account.objects.filter(id=row_id):
                yield Named(noun=noun, account_id=account.id, id=row_id, name=account.name)
        case "subscription":
            found = models.Subscription.objects.filter(id=row_id).select_related("account")
            for each in found:
                yield Named(
                    noun=noun, account_id=each.account_id, id=row_id, name=each.account.name
                )
        case _:
            for invoice in models.Invoice.objects.filter(~Q(number=None), id=row_id):
                yield Named(
                    noun=noun, account_id=invoice.account_id, id=row_id, name=str(invoice.number)
                )


def _rows(listed: Sequence[models.ApiRequest]) -> tuple[RequestRow, ...]:
    keys = models.ApiKey.objects.filter(id__in={row.api_key_id for row in listed})
    names = dict(keys.values_list("id", "name"))
    return tuple(
        RequestRow(
            id=row.id,
            key_id=row.api_key_id,
            key=names[row.api_key_id],
            is_live=row.is_live,
            method=row.method,
            address=row.address or row.route,
            status=row.status,
            code=row.code,
            milliseconds=row.milliseconds,
            at=row.at,
        )
        for row in listed
    )
