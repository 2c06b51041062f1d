"""What customers say about invoices or ask of credit, and how long grace waits (P27, P28)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from curule.core.lifecycle import Status, days_later


class RequestKind(StrEnum):
    """What it is about: a transfer is under way, the invoice is wrong, money should come back.

    `CREDIT` asks that account credit be paid out, and is about no invoice.
    """

    PAID = "paid"
    DISPUTE = "dispute"
    REFUND = "refund"
    CREDIT = "credit"


OF_INVOICES: Final = frozenset(RequestKind) - {RequestKind.CREDIT}
"""What can be said of an invoice."""


class RequestStatus(StrEnum):
    """How it stands; a transfer that has come is `granted`, what was taken back `canceled`."""

    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"
    CANCELED = "canceled"


DAYS_OF_PAUSE: Final[Mapping[RequestKind, int]] = MappingProxyType(
    {
        RequestKind.PAID: 7,
        RequestKind.DISPUTE: 14,
        RequestKind.REFUND: 0,
        RequestKind.CREDIT: 0,
    }
)
"""For so many days reminders and grace wait: a transfer takes some, looking into it takes more."""

LONGEST_AGO: Final = timedelta(days=366)
LONGEST_AHEAD: Final = timedelta(days=14)

_WITH_ACCESS: Final = frozenset({Status.ACTIVE, Status.PAST_DUE})


def grace_put_off(
    kind: RequestKind, *, due_at: datetime, status: Status, now: datetime, zone: str
) -> datetime | None:
    """Return from when the grace of an invoice counts while its customer waits for an answer.

    None where nothing is put off: it is due later than that anyway, or access has ended already
    and comes back with the money.

    >>> from datetime import UTC
    >>> may = datetime(2026, 5, 1, tzinfo=UTC)
    >>> of = {"due_at": may, "status": Status.PAST_DUE, "now": may, "zone": "UTC"}
    >>> grace_put_off(RequestKind.PAID, **of).date()
    datetime.date(2026, 5, 8)
    >>> grace_put_off(RequestKind.DISPUTE, **of).date()
    datetime.date(2026, 5, 15)
    >>> grace_put_off(RequestKind.DISPUTE, **{**of, "status": Status.SUSPENDED}) is None
    True
    """
    if status not in _WITH_ACCESS or not DAYS_OF_PAUSE[kind]:
        return None
    until = days_later(now, DAYS_OF_PAUSE[kind], zone)
    return until if until > due_at else None


def is_day_of_transfer(day: date, today: date) -> bool:
    """Whether somebody may name a day for their transfer: not long ago, nor far ahead."""
    return today - LONGEST_AGO <= day <= today + LONGEST_AHEAD
