"""The first purchase: what it costs, and the periods and the term that it begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from curule.core.anchors import Anchor, AnchorKind, anchor_for, anchor_from, anchor_until
from curule.core.changes import Change, SeatMove, Usable
from curule.core.discounts import CouponStep, Redemption, after_step, following_discount
from curule.core.intervals import Interval
from curule.core.own_terms import price_own_term
from curule.core.periods import end_of, first_paid_at, period_at
from curule.core.policy import FirstPeriod, IncreaseCharge, IncreaseEffective, SeatPolicy
from curule.core.prorated import Priced, charge_all
from curule.core.quantities import refuse_number
from curule.core.quotes import asks_of, refuse_unpriced
from curule.core.refusals import Refusal, RefusalCode, refuse
from curule.core.spans import at_full_price, rest_span, whole_span
from curule.core.standing import (
    Pool,
    Standing,
    counted_from,
    full_period_price,
    net_period_price,
    tax_behavior_of,
)
from curule.core.tax import PriceTax


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is for sale: a plan's policy, its seat types with prices, a currency and an interval.

    `redemption` is a coupon that holds for it.
    """

    policy: SeatPolicy
    currency: str
    interval: Interval
    pools: tuple[Pool, ...]
    redemption: Redemption | None = None

    @property
    def tax_behavior(self) -> PriceTax:
        """Whether tax is in its prices."""
        return tax_behavior_of(self.pools)

    def with_coupon(self, redemption: Redemption | None) -> Offer:
        """Return the same with a coupon."""
        return replace(self, redemption=redemption)


def quote_purchase(
    offer: Offer,
    seats: Mapping[str, int],
    *,
    now: datetime,
    zone: str,
    trial_days: int | None = None,
    co_term_ends_at: datetime | None = None,
    co_term_day: int | None = None,
) -> Change | Refusal:
    """Price the first period of a new subscription, or refuse the numbers.

    `trial_days` replaces the policy's: nothing is billed before they are over. `co_term_ends_at` is
    the end that a co_term anchor takes, with the wanted day of its month (see `opening`).
    """
    days = offer.policy.term.trial_days if trial_days is None else trial_days
    paid_from = first_paid_at(now, trial_days=days, zone=zone, unit=offer.policy.proration.unit)
    standing = opening(
        offer,
        seats,
        paid_from=paid_from,
        zone=zone,
        co_term_ends_at=co_term_ends_at,
        co_term_day=co_term_day,
    )
    refused = refuse_seats(standing, seats)
    if refused:
        return refused
    priced = Priced() if days else first_invoice(standing, standing.totals, paid_from)
    change = _purchase(standing, priced)
    return replace(change, trial_ends_at=paid_from) if days else change


def _purchase(standing: Standing, priced: Priced) -> Change:
    step = CouponStep.MOVES_ON if priced.charges and standing.redemption is not None else None
    coupon = after_step(standing.redemption, step)
    at_renewal = net_period_price(standing.pools, standing.totals, following_discount(coupon))
    rises = full_period_price(standing.pools, standing.totals) > 0
    change = Change(
        lines=priced.lines,
        charges=priced.charges,
        moves=tuple(
            SeatMove(seat_type=pool.name, add=pool.seats) for pool in standing.pools if pool.seats
        ),
        anchor=standing.anchor,
        first_period=priced.own_term or standing.period,
        term_ends_at=standing.term_ends_at,
        asks=asks_of(standing, price_rises=rises),
        at_renewal=at_renewal,
        coupon=step,
        tax_behavior=standing.tax_behavior,
    )
    on_payment = standing.policy.increase.effective is IncreaseEffective.ON_PAYMENT
    waits = on_payment and change.subtotal > 0
    return replace(change, usable=Usable.ON_PAYMENT) if waits else change


def opening(
    offer: Offer,
    seats: Mapping[str, int],
    *,
    paid_from: datetime,
    zone: str,
    co_term_ends_at: datetime | None = None,
    co_term_day: int | None = None,
) -> Standing:
    """Return how the subscription will stand at its first paid moment, with no seat charged yet.

    With a co_term anchor a boundary lies at `co_term_ends_at`; `co_term_day` is the wanted day of
    that subscription's month where the end is the last of a shorter one (31 Jan → 28 Feb). Without
    another subscription it is anchored as `start` is.
    """
    unit = offer.policy.proration.unit
    rule = offer.policy.anchor.at
    if rule.kind is not AnchorKind.CO_TERM:
        anchor = anchor_for(rule, offer.interval, paid_from, zone, unit)
    elif co_term_ends_at is None:
        anchor = anchor_from(paid_from, zone, unit)
    else:
        anchor = anchor_until(co_term_ends_at, offer.interval, zone, unit, day=co_term_day)
    return standing_from(offer, seats, anchor, paid_from)


def standing_from(
    offer: Offer, seats: Mapping[str, int], anchor: Anchor, paid_from: datetime
) -> Standing:
    """Return how a subscription with this anchor stands in the period of its first paid moment."""
    first = counted_from(paid_from, anchor.zone, offer.policy.proration.unit)
    _index, running = period_at(anchor, offer.interval, first)
    return Standing(
        policy=offer.policy,
        currency=offer.currency,
        interval=offer.interval,
        anchor=anchor,
        period=running,
        term_ends_at=end_of(offer.policy.term.length, anchor, offer.interval, running.starts_at),
        pools=tuple(replace(pool, seats=seats.get(pool.name, 0)) for pool in offer.pools),
        redemption=offer.redemption,
    )


def refuse_seats(standing: Standing, seats: Mapping[str, int]) -> Refusal | None:
    """Refuse numbers to begin with, by seat type, as the plan says; None if they are sold."""
    sold = tuple(pool for pool in standing.pools if not pool.terms.unlimited)
    known = tuple(pool.name for pool in sold)
    for name in seats:
        if name not in known:
            return refuse(RefusalCode.SEAT_TYPE_MISSING, seat_type=name, known=known)
    wanted = tuple(pool for pool in sold if pool.seats) or sold[:1]
    for pool in wanted:
        refused = refuse_purchase(pool, pool.seats, standing)
        if refused:
            return refused
    return None


def refuse_purchase(pool: Pool, seats: int, standing: Standing) -> Refusal | None:
    """Refuse a number of seats to begin with: none at all is too few whatever the minimum."""
    at_least_one = max(pool.terms.min, pool.terms.step)
    begun = replace(pool, terms=replace(pool.terms, min=at_least_one), seats=0)
    return refuse_number(begun, seats, standing) or refuse_unpriced(pool, standing.currency)


def first_invoice(standing: Standing, totals: Mapping[str, int], paid_from: datetime) -> Priced:
    """Price the first period: a whole one, or the stub before an anchor (anchor.first_period)."""
    if standing.policy.increase.charge is IncreaseCharge.OWN_TERM:
        return price_own_term(standing, totals, now=paid_from, with_base_fees=True)
    stub = rest_span(standing.period, paid_from, standing.anchor, standing.unit)
    if stub.covered == standing.period:
        whole = whole_span(standing.period, standing.anchor, standing.unit)
        return charge_all(standing.pools, totals, whole, following_discount(standing.redemption))
    rule = standing.policy.anchor.first_period
    if rule is FirstPeriod.FREE:
        return Priced()
    span = at_full_price(stub) if rule is FirstPeriod.FULL_PRICE else stub
    return charge_all(standing.pools, totals, span, following_discount(standing.redemption))
