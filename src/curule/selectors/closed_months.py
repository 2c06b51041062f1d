"""Which months are closed, who closed them, and what is still open in one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from curule.core.lifecycle import Status
from curule.core.months import Month
from curule.core.payment_states import IN_FLIGHT
from curule.data import models
from curule.data.statements import fetch
from curule.selectors.console.contradictions import open_contradictions
from curule.selectors.console.disputes import disputes_to_book
from curule.selectors.invariants import verify
from curule.selectors.programs.windows import Slice, Window, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthClosingSeen:
    """A month was closed with all before it, or reopened with all after it.

    All days up to `closed_through` were closed from then on.
    """

    id: UUID
    kind: str
    month: str
    closed_through: date
    reason: str | None
    decided_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatters:
    """What of a month, or of one before it, nobody has settled: how many of each.

    Lines of the bank that nobody has matched; lost disputes that are not booked; what payment
    companies contradict; attempts to pay without an answer; what should have renewed or ended; and
    what `verify` finds. None of it keeps a month from being closed: what comes of it counts later.
    """

    bank_lines: int
    disputes: int
    contradictions: int
    payments: int
    renewals: int
    violations: int


_POSTINGS: Final = """
SELECT COUNT(*) FROM curule_ledger_transaction t JOIN curule_account a ON a.id = t.account_id
WHERE a.clock_id IS NULL AND t.booked_on <= %(through)s::date
"""
"""A posting that names no day is older than closing; nothing is posted without one any more."""


def count_postings(closed_through: date) -> int:
    """Return how many postings of real customers count up to a day, that one too."""
    rows = fetch(_POSTINGS, {"through": closed_through})
    return int(rows[0][0])


def closed_through() -> date | None:
    """Return the last closed day, None while nothing is closed."""
    rows = models.MonthClosing.objects.order_by("-number")
    return rows.values_list("closed_through", flat=True).first()


def list_month_closings(window: Window) -> Slice[MonthClosingSeen]:
    """Return what was closed and reopened, the last first."""
    found = models.MonthClosing.objects.all()
    return slice_of(found, window, lambda rows: [_seen(row) for row in rows], made_at="decided_at")


def find_month_closings(ids: Collection[UUID]) -> tuple[MonthClosingSeen, ...]:
    """Return those with these ids."""
    return tuple(_seen(row) for row in models.MonthClosing.objects.filter(id__in=ids))


def open_matters(month: Month, now: datetime) -> OpenMatters:
    """Count what is open of a month and of those before it, of real customers."""
    real = Q(account__clock=None)
    # By the days of UTC: this is to be looked at, nothing is decided by it.
    return OpenMatters(
        bank_lines=models.BankEntry.objects.filter(
            status="open", booked_on__lt=month.after
        ).count(),
        disputes=disputes_to_book().filter(real, closed_at__date__lt=month.after).count(),
        contradictions=open_contradictions().filter(real, found_at__date__lt=month.after).count(),
        payments=models.Payment.objects.filter(
            real, status__in=IN_FLIGHT, created_at__date__lt=month.after
        ).count(),
        renewals=models.Subscription.objects.filter(
            real,
            Q(status=Status.TRIALING, trial_ends_at__date__lt=month.after)
            | Q(
                status__in=[Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED],
                period_ends_at__date__lt=month.after,
            ),
        ).count(),
        violations=len(verify(now=now)),
    )


def _seen(row: models.MonthClosing) -> MonthClosingSeen:
    return MonthClosingSeen(
        id=row.id,
        kind=row.kind,
        month=str(Month(row.month)),
        closed_through=row.closed_through,
        reason=row.reason or None,
        decided_by=row.decided_by,
        created_at=row.decided_at,
    )
