"""The first purchase and the periods that follow: what a whole period costs, and the stub before an anchor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from curule.core.anchors import Anchor, AnchorKind, anchor_for, anchor_from, anchor_until
from curule.core.changes import Change, SeatMove, Usable
from curule.core.intervals import Interval
from curule.core.lines import WHOLE
from curule.core.periods import BillingPeriod, end_of, first_paid_at, period_at
from curule.core.policy import FirstPeriod, IncreaseCharge, IncreaseEffective, SeatPolicy
from curule.core.prorated import Priced, charge_all, merge, price_own_term, starts_of
from curule.core.quantities import refuse_number
from curule.core.quotes import asks_of
from curule.core.refusals import Refusal, RefusalCode, refuse
from curule.core.standing import Pool, Standing, full_period_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is for sale: a plan's policy, its seat types with prices, a currency and an interval."""

    policy: SeatPolicy
    currency: str
    interval: Interval
    pools: tuple[Pool, ...]


def quote_purchase(
    offer: Offer,
    seats: Mapping[str, int],
    *,
    now: datetime,
    zone: str,
    trial_days: int | None = None,
    co_term_ends_at: datetime | None = None,
) -> Change | Refusal:
    """Price the first period of a new subscription, or refuse the numbers.

    `trial_days` replaces the policy's; `co_term_ends_at` is the end that a co_term anchor takes.
    """
    days = offer.policy.term.trial_days if trial_days is None else trial_days
    paid_from = first_paid_at(now, trial_days=days, zone=zone, unit=offer.policy.proration.unit)
    standing = opening(
        offer, seats, paid_from=paid_from, zone=zone, co_term_ends_at=co_term_ends_at
    )
    refused = _refuse_seats(standing, seats)
    if refused:
        return refused
    totals = {name: number for name, number in seats.items() if number}
    bought = tuple(SeatMove(seat_type=name, add=number) for name, number in totals.items())
    priced = Priced() if days else first_invoice(standing, totals, paid_from)
    rises = full_period_price(standing.pools, dict(totals)) > 0
    change = Change(
        lines=priced.lines,
        charges=priced.charges,
        moves=bought,
        anchor=standing.anchor,
        first_period=priced.own_term or standing.period,
        term_ends_at=standing.term_ends_at if priced.own_term is None else priced.own_term.ends_at,
        trial_ends_at=paid_from if days else None,
        asks=asks_of(standing, price_rises=rises),
        usable=Usable.NOW,
        at_renewal=full_period_price(standing.pools, dict(totals)),
    )
    waits = offer.policy.increase.effective is IncreaseEffective.ON_PAYMENT and change.subtotal > 0
    return replace(change, usable=Usable.ON_PAYMENT) if waits else change


def opening(
    offer: Offer,
    seats: Mapping[str, int],
    *,
    paid_from: datetime,
    zone: str,
    co_term_ends_at: datetime | None = None,
) -> Standing:
    """Return how the subscription will stand at its first paid moment, with no seat charged yet."""
    anchor = _anchor(offer, paid_from, zone, co_term_ends_at)
    _index, running = period_at(anchor, offer.interval, _first_instant(offer, paid_from, zone))
    term_ends_at = end_of(offer.policy.term.length, anchor, offer.interval, running.starts_at)
    pools = tuple(replace(pool, seats=seats.get(pool.name, 0)) for pool in offer.pools)
    return Standing(
        policy=offer.policy,
        currency=offer.currency,
        interval=offer.interval,
        anchor=anchor,
        period=running,
        term_ends_at=term_ends_at,
        pools=pools,
    )


def _first_instant(offer: Offer, paid_from: datetime, zone: str) -> datetime:
    """Return the instant from which the first paid day counts."""
    from_ = anchor_from(paid_from, zone, offer.policy.proration.unit)
    _index, running = period_at(from_, offer.interval, paid_from)
    return running.starts_at


def _anchor(
    offer: Offer, paid_from: datetime, zone: str, co_term_ends_at: datetime | None
) -> Anchor:
    rule, unit = offer.policy.anchor.at, offer.policy.proration.unit
    if rule.kind is not AnchorKind.CO_TERM:
        return anchor_for(rule, offer.interval, paid_from, zone, unit)
    if co_term_ends_at is None:
        return anchor_from(paid_from, zone, unit)
    return anchor_until(co_term_ends_at, offer.interval, zone, unit)


def _refuse_seats(standing: Standing, seats: Mapping[str, int]) -> Refusal | None:
    known = tuple(pool.name for pool in standing.pools if not pool.terms.unlimited)
    for name in seats:
        if name not in known:
            return refuse(RefusalCode.SEAT_TYPE_MISSING, seat_type=name, known=known)
    for pool in standing.pools:
        if pool.terms.unlimited or (pool.name not in seats and len(known) > 1):
            continue
        refused = refuse_number(pool, seats.get(pool.name, 0), standing)
        if refused:
            return refused
        if pool.seats and pool.price is None:
            return refuse(
                RefusalCode.PRICE_MISSING, seat_type=pool.name, currency=standing.currency
            )
    if not any(seats.values()):
        return refuse(RefusalCode.BELOW_MINIMUM, options=("1",), minimum=1, wanted=0)
    return None


def first_invoice(standing: Standing, totals: Mapping[str, int], paid_from: datetime) -> Priced:
    """Price the first period: a whole one, or the stub up to a fixed anchor (anchor.first_period)."""
    if standing.policy.increase.charge is IncreaseCharge.OWN_TERM:
        return price_own_term(standing, totals, now=paid_from)
    starts_at = starts_of(standing, paid_from)
    if starts_at == standing.period.starts_at:
        return merge(charge_all(standing.pools, totals, standing.period))
    rule = standing.policy.anchor.first_period
    if rule is FirstPeriod.FREE:
        return Priced()
    covers = BillingPeriod(starts_at, standing.period.ends_at)
    rest = standing.rest(paid_from)
    part = WHOLE if rule is FirstPeriod.FULL_PRICE else rest
    return merge(charge_all(standing.pools, totals, standing.period, covers=covers, part=part))
