"""What is sold of a period: all of it, or its rest from some moment on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from curule.core.anchors import MIDNIGHT, Anchor
from curule.core.intervals import ProrationUnit
from curule.core.localtime import local_date, resolve_local
from curule.core.periods import BillingPeriod
from curule.core.proration import Part, rest_from
from curule.core.standing import Standing, counted_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The time of an anchored `period` that is sold, and the part of its price that this costs.

    `held` counts the time that is `covered`; `priced` is the part of the price, which is the same
    unless the full price is due whatever is left.
    """

    period: BillingPeriod
    covered: BillingPeriod
    held: Part
    priced: Part


def whole_span(period: BillingPeriod, anchor: Anchor, unit: ProrationUnit) -> Span:
    """Return a whole period: 30/30 of a month in days, 2592000/2592000 in seconds."""
    whole = rest_from(unit, period, period.starts_at, anchor)
    return Span(period=period, covered=period, held=whole, priced=whole)


def rest_span(period: BillingPeriod, at: datetime, anchor: Anchor, unit: ProrationUnit) -> Span:
    """Return what is left of a period at `at`, whose day belongs to the new state."""
    rest = rest_from(unit, period, at, anchor)
    starts_at = max(counted_from(at, anchor.zone, unit), period.starts_at)
    covered = BillingPeriod(starts_at, period.ends_at)
    return Span(period=period, covered=covered, held=rest, priced=rest)


def running_span(standing: Standing, at: datetime) -> Span:
    """Return what is left of the running period."""
    return rest_span(standing.period, at, standing.anchor, standing.unit)


def at_full_price(span: Span) -> Span:
    """Return the same time at the price of the whole period."""
    units = span.priced.denominator
    return replace(span, priced=Part(units, units))


def given_back(
    period: BillingPeriod, part: Part, at: datetime, anchor: Anchor, unit: ProrationUnit
) -> Span:
    """Return the rest that comes back when `part` of a period is given back at `at`.

    It begins at `at`, on its day or on the day after, whichever leaves that much.
    """
    today = local_date(at, anchor.zone)
    days = (resolve_local(day, MIDNIGHT, anchor.zone) for day in (today, today + _ONE_DAY))
    of_the_day = unit is not ProrationUnit.SECOND
    starts_at = next(
        (day for day in days if of_the_day and rest_from(unit, period, day, anchor) == part),
        counted_from(at, anchor.zone, unit),
    )
    starts_at = max(starts_at, period.starts_at)
    covered = BillingPeriod(starts_at, period.ends_at) if starts_at < period.ends_at else period
    return Span(period=period, covered=covered, held=part, priced=part)


_ONE_DAY = timedelta(days=1)
