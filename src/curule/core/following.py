"""What follows a boundary: the next period, its anchor, and the term that begins with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from curule.core.anchors import Anchor
from curule.core.intervals import Duration, Interval, periods_in
from curule.core.localtime import local_date
from curule.core.periods import BillingPeriod, boundary, period_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """The period that follows a boundary, its anchor, and when a term that begins with it ends."""

    anchor: Anchor
    whole: BillingPeriod
    term_ends_at: datetime


def following(
    old: Anchor, interval: Interval, length: Duration | None, at: datetime, *, zone: str
) -> Following:
    """Return the period that begins at the boundary `at`; terms have a `length`, or are periods.

    A new time zone acts from here on: the period ends when its last day ends there. Where the
    boundary lies on an earlier date in the new zone, the dates of this one period are still those
    of the old one, so that it has as many days as every other. With an interval that is new at the
    renewal, `at` may lie within a period counted from the old anchor: its rest is what follows.
    """
    index, _running = period_at(old, interval, at)
    new = replace(old, zone=zone)
    periods = 1 if length is None else periods_in(length, interval)
    same_date = local_date(at, zone) == local_date(at, old.zone)
    is_boundary = boundary(old, interval, index) == at
    starts_at = at if is_boundary else boundary(new, interval, index)
    return Following(
        anchor=new if same_date else old,
        whole=BillingPeriod(starts_at, boundary(new, interval, index + 1)),
        term_ends_at=boundary(new, interval, index + periods),
    )


def end_in(anchor: Anchor, interval: Interval, ends_at: datetime, *, zone: str) -> datetime:
    """Return when a running term ends once a new time zone acts on it."""
    index, _following = period_at(anchor, interval, ends_at)
    return boundary(replace(anchor, zone=zone), interval, index)


def first_renewal(
    anchor: Anchor,
    interval: Interval,
    length: Duration | None,
    term_ends_at: datetime,
    not_before: datetime,
) -> datetime:
    """Return the first end of a term that is not before an instant, the running term's or later."""
    at = term_ends_at
    while at < not_before:
        at = following(anchor, interval, length, at, zone=anchor.zone).term_ends_at
    return at
