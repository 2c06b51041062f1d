"""A subscription that runs elsewhere and goes on here: nothing is charged before it renews.

Its running period was paid for in the other system, so it has seats and no charges here; what is
given back of them is worth nothing here, and more of them are charged for the rest of the period
like any others. The next period begins where the paid one ends, at the plan's price.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique

from curule.core.anchors import Anchor, AnchorKind, add_months, anchor_for, anchor_from
from curule.core.changes import Change, SeatMove
from curule.core.discounts import NO_DISCOUNT
from curule.core.intervals import Interval
from curule.core.localtime import local_date
from curule.core.periods import BillingPeriod, period, period_at
from curule.core.policy import IncreaseCharge
from curule.core.purchases import Offer, refuse_seats, standing_from
from curule.core.refusals import Refusal
from curule.core.standing import Standing, counted_from, net_period_price


@unique
class Unfit(StrEnum):
    """Why a running period cannot go on here as it is."""

    OVER = "over"
    TOO_LONG = "too_long"
    OTHER_DAY = "other_day"
    NO_TRIAL = "no_trial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The period that runs: until when it is paid, from when if that is known, or a trial."""

    paid_until: datetime
    began_at: datetime | None = None
    is_trial: bool = False


def import_running(
    offer: Offer, seats: Mapping[str, int], running: Running, *, now: datetime, zone: str
) -> Change | Refusal | Unfit:
    """Return what an imported subscription begins with; its lines and charges are empty.

    Counted in days a period ends with 00:00 of its last date, whatever hour the other system says.

    >>> from datetime import UTC
    >>> from curule.core.intervals import IntervalUnit
    >>> from curule.core.policy import default_seat_type
    >>> from curule.core.presets import PRESETS
    >>> from curule.core.pricing import Price, PriceModel
    >>> from curule.core.standing import Pool
    >>> month = Interval(IntervalUnit.MONTH)
    >>> price = Price(model=PriceModel.FLAT, currency="EUR", interval=month, unit_amount=1000)
    >>> pool = Pool(terms=default_seat_type("seat", PRESETS["zoom"].quantity), price=price)
    >>> offer = Offer(policy=PRESETS["zoom"], currency="EUR", interval=month, pools=(pool,))
    >>> change = import_running(
    ...     offer,
    ...     {"seat": 3},
    ...     Running(paid_until=datetime(2026, 12, 15, 10, 22, tzinfo=UTC)),
    ...     now=datetime(2026, 11, 23, tzinfo=UTC),
    ...     zone="UTC",
    ... )
    >>> str(change.first_period.starts_at.date()), str(change.term_ends_at.date())
    ('2026-11-15', '2026-12-15')
    >>> change.charges, change.at_renewal
    ((), 3000)
    """
    unit = offer.policy.proration.unit
    ends_at = counted_from(running.paid_until, zone, unit)
    if ends_at <= now:
        return Unfit.OVER
    if running.is_trial and offer.policy.increase.charge is IncreaseCharge.OWN_TERM:
        return Unfit.NO_TRIAL
    anchor = _anchor(offer, running, ends_at, zone)
    if anchor is None:
        return Unfit.OTHER_DAY
    first = _first_period(offer, anchor, running, ends_at, now)
    if first is None:
        return Unfit.TOO_LONG
    standing = replace(
        standing_from(offer, seats, anchor, ends_at if running.is_trial else first.starts_at),
        period=first,
    )
    refused = refuse_seats(standing, seats)
    return refused or _begun(standing, first, ends_at, running)


def _anchor(offer: Offer, running: Running, ends_at: datetime, zone: str) -> Anchor | None:
    """Return the anchor with a boundary at the end; None where the plan bills on another day."""
    rule, unit = offer.policy.anchor.at, offer.policy.proration.unit
    if rule.kind not in {AnchorKind.START, AnchorKind.CO_TERM}:
        fixed = anchor_for(rule, offer.interval, ends_at, zone, unit)
        return fixed if fixed.on == local_date(ends_at, zone) else None
    anchor = anchor_from(ends_at, zone, unit)
    if running.began_at is None or offer.interval.months is None:
        return anchor
    return replace(anchor, day=_wanted_day(anchor, running.began_at, offer.interval, zone))


def _wanted_day(anchor: Anchor, began_at: datetime, interval: Interval, zone: str) -> int:
    """Return the wanted day of the month: of 31 January to 28 February it is the 31st."""
    began = local_date(began_at, zone)
    is_short_end = add_months(began, interval.months or 0, began.day) == anchor.on
    return max(anchor.day, began.day) if is_short_end else anchor.day


def _first_period(
    offer: Offer, anchor: Anchor, running: Running, ends_at: datetime, now: datetime
) -> BillingPeriod | None:
    """Return the period that runs, or the first paid one of a trial.

    None where more than one period of the plan is paid already.
    """
    if running.is_trial:
        return period(anchor, offer.interval, 0)
    if offer.policy.increase.charge is IncreaseCharge.OWN_TERM:
        begins_at = running.began_at or now
        return BillingPeriod(min(begins_at, now), ends_at)
    _index, first = period_at(anchor, offer.interval, now)
    return first if first.ends_at == ends_at else None


def _begun(standing: Standing, first: BillingPeriod, ends_at: datetime, running: Running) -> Change:
    return Change(
        moves=tuple(
            SeatMove(seat_type=pool.name, add=pool.seats) for pool in standing.pools if pool.seats
        ),
        anchor=standing.anchor,
        first_period=first,
        term_ends_at=standing.term_ends_at if running.is_trial else ends_at,
        trial_ends_at=ends_at if running.is_trial else None,
        at_renewal=net_period_price(standing.pools, standing.totals, NO_DISCOUNT),
        tax_behavior=standing.tax_behavior,
    )
