"""How a subscription stands: what a decision about its seats and its money needs, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from curule.core.anchors import MIDNIGHT, Anchor
from curule.core.books import Charge, PartOf
from curule.core.discounts import Discount, Redemption, running_discount
from curule.core.intervals import Interval, ProrationUnit
from curule.core.localtime import local_date, resolve_local, whole_second
from curule.core.money import round_half_away
from curule.core.periods import BillingPeriod, period_at
from curule.core.policy import SeatPolicy, SeatTypeTerms
from curule.core.pricing import Price, amount_for
from curule.core.proration import Part, rest_at_restart, rest_from, rest_given_back
from curule.core.tax import PriceTax


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The seats of one type.

    `seats` are in force now, `occupied` and `held` of them are taken; `scheduled` is the total from
    the next renewal on, where one was asked for. `waiting` seats are ordered and not yet paid: they
    do not exist, but may still come. `maximum` is the account's own, in place of the plan's (T26).
    `returnable` is how many seats were bought or renewed so lately that a policy of
    `days_after_purchase(n)` lets them go. `charges` are those of the running period, oldest first.
    """

    terms: SeatTypeTerms
    price: Price | None
    seats: int = 0
    occupied: int = 0
    held: int = 0
    scheduled: int | None = None
    waiting: int = 0
    maximum: int | None = None
    returnable: int = 0
    charges: tuple[Charge, ...] = ()

    @property
    def name(self) -> str:
        """The seat type's name."""
        return self.terms.name

    @property
    def taken(self) -> int:
        """Seats with a person or an invitation on them."""
        return self.occupied + self.held

    @property
    def next_total(self) -> int:
        """The total from the next renewal on."""
        return self.seats if self.scheduled is None else self.scheduled

    def full_price(self, seats: int) -> int:
        """What `seats` of this type cost for one full period, without the base fee."""
        if self.price is None or self.terms.unlimited:
            return 0
        return amount_for(self.price, seats)

    def base_fee(self, seats: int) -> int:
        """What the type costs per period whatever its number, where it has `seats` at all."""
        begins_with_it = seats or self.terms.unlimited
        return self.price.base_fee if self.price is not None and begins_with_it else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceAhead:
    """New prices that were announced: from the first renewal on that is not before a date.

    `pools` are what the newer version of the plan sells, with its prices and without seats.
    """

    not_before: datetime
    pools: tuple[Pool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One subscription as it stands at an instant.

    `period` is the anchored period that runs, also where only its tail was bought; on trial it is
    the first that will be paid, and `trial_ends_at` when. `pools` are in the order of the plan.
    `owes` is whether an invoice for something granted is past due. `redemption` is its coupon.
    `price_ahead` are the prices that were announced to it, if any.
    """

    policy: SeatPolicy
    currency: str
    interval: Interval
    anchor: Anchor
    period: BillingPeriod
    term_ends_at: datetime
    pools: tuple[Pool, ...]
    auto_renew: bool = True
    on_trial: bool = False
    trial_ends_at: datetime | None = None
    owes: bool = False
    base_charges: tuple[Charge, ...] = ()
    redemption: Redemption | None = None
    price_ahead: PriceAhead | None = None

    @property
    def zone(self) -> str:
        """The time zone its dates belong to."""
        return self.anchor.zone

    @property
    def unit(self) -> ProrationUnit:
        """What parts of its periods are counted in."""
        return self.policy.proration.unit

    @property
    def discount(self) -> Discount:
        """What a coupon takes off in the running period."""
        return running_discount(self.redemption)

    @property
    def tax_behavior(self) -> PriceTax:
        """Whether tax is in its prices, and so in all amounts of its lines and books."""
        return tax_behavior_of(self.pools)

    def redemption_at(self, starts_at: datetime) -> Redemption | None:
        """Return its coupon as it stands when the period at the boundary `starts_at` begins.

        The periods that begin before it have taken theirs. On trial none does.
        """
        next_at = self.period.ends_at
        if self.redemption is None or self.on_trial or starts_at <= next_at:
            return self.redemption
        just_before = starts_at - timedelta(microseconds=1)
        first, _ = period_at(self.anchor, self.interval, next_at)
        last, _ = period_at(self.anchor, self.interval, just_before)
        return self.redemption.after(last - first + 1)

    def pools_renewed(self, renews_at: datetime | None = None) -> tuple[Pool, ...]:
        """Return its seats with the prices of the term that begins at a renewal.

        Without `renews_at` it is the end of the running term, and on trial that of the trial, where
        nothing is renewed. Announced prices hold from the first renewal on that is not before their
        date.
        """
        ahead, at = self.price_ahead, renews_at or (None if self.on_trial else self.term_ends_at)
        if ahead is None or at is None or at < ahead.not_before:
            return self.pools
        present = {pool.name: pool for pool in self.pools}
        return tuple(_carried(pool, present.get(pool.name)) for pool in ahead.pools)

    @property
    def all_charges(self) -> tuple[Charge, ...]:
        """Every charge of the running period: base fees, then seats as the plan lists them."""
        return tuple(charge for stack in self.charges_by_type for charge in stack)

    @property
    def charges_by_type(self) -> tuple[tuple[Charge, ...], ...]:
        """The base fees, then the charges of each seat type as the plan lists them."""
        return (self.base_charges, *(pool.charges for pool in self.pools))

    @property
    def totals(self) -> dict[str, int]:
        """The seats in force, by seat type."""
        return {pool.name: pool.seats for pool in self.pools}

    def pool(self, name: str) -> Pool | None:
        """Return the pool of the seat type, or None."""
        return next((pool for pool in self.pools if pool.name == name), None)

    def rest(self, at: datetime) -> Part:
        """Return what is left of the running period; the day of `at` belongs to the new state."""
        return rest_from(self.unit, self.period, at, self.anchor)

    def unused_rest(self, at: datetime) -> PartOf:
        """Return what a charge has left when another state takes its place (plan, account).

        The day of `at` belongs to the new state.
        """

        def part_of(charge: Charge) -> Part:
            rest = rest_from(self.unit, charge.period, at, self.anchor)
            charged = int(charge.part.fraction * rest.denominator)
            return Part(min(rest.numerator, charged), rest.denominator)

        return part_of

    def restart_rest(self, at: datetime) -> PartOf:
        """Return what a charge has left when its period is ended by a restart."""

        def part_of(charge: Charge) -> Part:
            return rest_at_restart(self.unit, charge.period, at, self.anchor, charge.part)

        return part_of

    def returned_rest(self, at: datetime) -> PartOf:
        """Return what a charge has left when seats on it are given back.

        Of a period that has not begun that is all of it.
        """
        last_day = self.policy.decrease.last_day

        def part_of(charge: Charge) -> Part:
            if at < charge.period.starts_at:
                return charge.part
            return rest_given_back(self.unit, charge.period, at, self.anchor, last_day, charge.part)

        return part_of

    def on_date(self, instant: datetime) -> date:
        """Return the calendar date of an instant in the subscription's zone."""
        return local_date(instant, self.zone)


def tax_behavior_of(pools: Iterable[Pool]) -> PriceTax:
    """Return what the prices of a plan say of tax: in one currency all of them say the same."""
    said = (pool.price.tax_behavior for pool in pools if pool.price is not None)
    return next(said, PriceTax.EXCLUSIVE)


def _carried(sold: Pool, present: Pool | None) -> Pool:
    """Return a pool of a newer version of the plan with the seats of the present one."""
    if present is None:
        return sold
    return replace(present, terms=sold.terms, price=sold.price)


def full_period_price(pools: Iterable[Pool], totals: Mapping[str, int]) -> int:
    """Return what a whole period costs with the given totals, as the prices say it.

    Base fees are included.
    """
    numbers = ((pool, totals.get(pool.name, pool.next_total)) for pool in pools)
    return sum(pool.full_price(seats) + pool.base_fee(seats) for pool, seats in numbers)


def net_period_price(pools: Iterable[Pool], totals: Mapping[str, int], discount: Discount) -> int:
    """Return what the lines of a whole period add up to, less what a coupon takes off."""
    numbers = [(pool, totals.get(pool.name, pool.next_total)) for pool in pools]
    prices = [pool.base_fee(seats) for pool, seats in numbers]
    prices += [pool.full_price(seats) for pool, seats in numbers]
    if discount.amount:
        return round_half_away(discount.net(sum(prices)))
    return sum(round_half_away(discount.net(price)) for price in prices)


def counted_from(instant: datetime, zone: str, unit: ProrationUnit) -> datetime:
    """Return the instant a part counts from: its whole second, or 00:00 of its day in the zone."""
    if unit is ProrationUnit.SECOND:
        return whole_second(instant)
    return resolve_local(local_date(instant, zone), MIDNIGHT, zone)
