"""Billing periods: half-open, counted from an anchor, never chained.

A *period* is one price interval: what an invoice covers and what is prorated. Period `k` runs
from boundary `k` to boundary `k + 1`; boundary zero is the anchor, and a period with a negative
index is the one whose tail is a stub up to a fixed anchor. A *term* is what a customer is bound to:
a whole number of periods.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from curule.core.anchors import (
    Anchor,
    AnchorKind,
    AnchorRule,
    add_months,
    anchor_for,
    anchor_from,
    anchor_until,
    boundary_date,
    index_on,
)
from curule.core.intervals import Duration, Interval, IntervalUnit, ProrationUnit, periods_in
from curule.core.localtime import (
    OutsideCalendar,
    UnknownTimeZone,
    local_date,
    require_utc,
    resolve_local,
)

__all__ = [
    "Anchor",
    "AnchorKind",
    "AnchorRule",
    "BillingPeriod",
    "Duration",
    "Interval",
    "IntervalUnit",
    "OutsideCalendar",
    "ProrationUnit",
    "UnknownTimeZone",
    "add_months",
    "anchor_for",
    "anchor_from",
    "anchor_until",
    "boundary",
    "boundary_date",
    "end_of",
    "first_paid_at",
    "local_date",
    "period",
    "period_at",
    "periods_in",
    "resolve_local",
]


@dataclass(frozen=True, slots=True)
class BillingPeriod:
    """Half-open `[starts_at, ends_at)` of UTC instants.

    Raises `ValueError` for an instant that is not in UTC and for a period that does not end
    after it starts.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if require_utc(self.starts_at) >= require_utc(self.ends_at):
            raise ValueError(f"a period from {self.starts_at} cannot end at {self.ends_at}")

    def contains(self, instant: datetime) -> bool:
        """Whether `instant` lies in it; the end does not."""
        return self.starts_at <= instant < self.ends_at


def boundary(anchor: Anchor, interval: Interval, index: int) -> datetime:
    """The instant of the boundary `index` intervals after the anchor, or before it.

    It falls on the anchor's local time of day. A time that the clock jumps over moves to the first
    that exists: midnight itself does not exist in São Paulo on 4 November 2018.

    >>> from datetime import date, time
    >>> from curule.core.localtime import local
    >>> anchor = Anchor(on=date(2018, 10, 4), day=4, at=time(0), zone="America/Sao_Paulo")
    >>> for k in range(3):
    ...     print(local(boundary(anchor, Interval(IntervalUnit.MONTH), k), anchor.zone))
    2018-10-04 00:00:00
    2018-11-04 01:00:00
    2018-12-04 00:00:00

    Raises `OutsideCalendar`.
    """
    on = boundary_date(anchor, interval, index)
    return resolve_local(on, anchor.at, anchor.zone, fold=0 if index else anchor.fold)


def period(anchor: Anchor, interval: Interval, index: int) -> BillingPeriod:
    """The period between the boundaries `index` and `index + 1`.

    Raises `OutsideCalendar`, and `ValueError` for the empty period of a daily price on a date
    that its zone has skipped (Samoa, 30 December 2011).
    """
    return BillingPeriod(boundary(anchor, interval, index), boundary(anchor, interval, index + 1))


def period_at(anchor: Anchor, interval: Interval, instant: datetime) -> tuple[int, BillingPeriod]:
    """The period in which `instant` lies, with its index.

    >>> from datetime import UTC, date, time
    >>> anchor = Anchor(on=date(2026, 1, 31), day=31, at=time(0), zone="Europe/Paris")
    >>> index, march = period_at(
    ...     anchor, Interval(IntervalUnit.MONTH), datetime(2026, 4, 1, tzinfo=UTC)
    ... )
    >>> index, local_date(march.starts_at, anchor.zone).isoformat()
    (2, '2026-03-31')

    Raises `OutsideCalendar`, and `ValueError` for an instant that is not in UTC.
    """
    # The date tells the index but for the hours before a boundary that is not at midnight, and for
    # a date that its zone has skipped.
    index = index_on(anchor, interval, local_date(instant, anchor.zone))
    starts_at, ends_at = (boundary(anchor, interval, k) for k in (index, index + 1))
    while instant < starts_at:
        index -= 1
        starts_at, ends_at = boundary(anchor, interval, index), starts_at
    while ends_at <= instant:
        index += 1
        starts_at, ends_at = ends_at, boundary(anchor, interval, index + 1)
    return index, BillingPeriod(starts_at, ends_at)


def end_of(
    duration: Duration | None,
    anchor: Anchor,
    interval: Interval,
    starts_at: datetime,
) -> datetime:
    """When a term of `duration` that starts at `starts_at` ends: None is one period.

    It ends at a boundary. A term that starts with a stub counts it as the first of its periods, so
    that `months(12)` of a yearly price and no length at all mean the same.

    >>> from datetime import UTC, date, time
    >>> anchor = Anchor(on=date(2026, 1, 31), day=31, at=time(0), zone="UTC")
    >>> month, start = Interval(IntervalUnit.MONTH), datetime(2026, 1, 31, tzinfo=UTC)
    >>> for length in (None, Duration(months=1), Duration(months=14)):
    ...     print(end_of(length, anchor, month, start).date())
    2026-02-28
    2026-02-28
    2027-03-31

    Raises `ValueError` if the duration is no whole number of periods; `OutsideCalendar`.
    """
    index, _ = period_at(anchor, interval, starts_at)
    periods = 1 if duration is None else periods_in(duration, interval)
    return boundary(anchor, interval, index + periods)


def first_paid_at(
    signed_up_at: datetime,
    *,
    trial_days: int,
    zone: str,
    unit: ProrationUnit,
) -> datetime:
    """When the first paid period may begin: the local date of sign-up plus the days of trial.

    Counted in seconds it is the same local time of day, else the 00:00 of that day. Without a trial
    it is the sign-up itself.

    >>> from datetime import UTC
    >>> from curule.core.localtime import local
    >>> noon = datetime(2026, 3, 20, 11, tzinfo=UTC)
    >>> for unit in (ProrationUnit.SECOND, ProrationUnit.DAY):
    ...     paid_at = first_paid_at(noon, trial_days=14, zone="Europe/Paris", unit=unit)
    ...     print(local(paid_at, "Europe/Paris"))
    2026-04-03 12:00:00
    2026-04-03 00:00:00

    Raises `OutsideCalendar`, and `ValueError` for a negative trial.
    """
    if trial_days < 0:
        raise ValueError(f"a trial cannot last {trial_days} days")
    if not trial_days:
        return signed_up_at
    begun = anchor_from(signed_up_at, zone, unit)
    try:
        return resolve_local(begun.on + timedelta(days=trial_days), begun.at, zone)
    except OverflowError:
        raise OutsideCalendar from None
