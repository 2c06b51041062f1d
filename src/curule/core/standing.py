"""How a subscription stands: everything a decision about its seats and its money needs, as values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from curule.core.anchors import Anchor
from curule.core.books import Charge, PartOf
from curule.core.intervals import Interval
from curule.core.localtime import local_date, resolve_local
from curule.core.periods import BillingPeriod
from curule.core.policy import SeatPolicy, SeatTypeTerms
from curule.core.pricing import Price, amount_for
from curule.core.proration import Part, rest_at_restart, rest_from, rest_given_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The seats of one type.

    `seats` are in force now, `occupied` and `held` of them are taken; `scheduled` is the total from
    the next renewal on, where one was asked for. `maximum` is the account's own, in place of the
    plan's (T26). `returnable` is how many seats were bought or renewed so lately that a policy of
    `days_after_purchase(n)` lets them go. `charges` are those of the running period, oldest first.
    """

    terms: SeatTypeTerms
    price: Price | None
    seats: int = 0
    occupied: int = 0
    held: int = 0
    scheduled: int | None = None
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
        return 0 if self.price is None else amount_for(self.price, seats)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One subscription as it stands at an instant.

    `period` is the anchored period that runs, also where only its tail was bought; `pools` are in
    the order of the plan. `owes` is whether an invoice for something granted is past due.
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
    owes: bool = False
    base_charges: tuple[Charge, ...] = field(default=())

    @property
    def zone(self) -> str:
        """The time zone its dates belong to."""
        return self.anchor.zone

    @property
    def all_charges(self) -> tuple[Charge, ...]:
        """Every charge of the running period: base fees, then seats as the plan lists them."""
        return self.base_charges + tuple(charge for pool in self.pools for charge in pool.charges)

    def pool(self, name: str) -> Pool | None:
        """Return the pool of the seat type, or None."""
        return next((pool for pool in self.pools if pool.name == name), None)

    def rest(self, at: datetime) -> Part:
        """Return what is left of the running period; the day of `at` belongs to the new state."""
        return rest_from(self.policy.proration.unit, self.period, at, self.anchor)

    def restart_rest(self, at: datetime) -> PartOf:
        """Return what a charge has left when its period is ended by a restart."""
        unit = self.policy.proration.unit

        def part_of(charge: Charge) -> Part:
            return rest_at_restart(unit, charge.period, at, self.anchor, charge.part)

        return part_of

    def returned_rest(self, at: datetime) -> PartOf:
        """Return what a charge has left when seats on it are given back."""
        unit, last_day = self.policy.proration.unit, self.policy.decrease.last_day

        def part_of(charge: Charge) -> Part:
            return rest_given_back(unit, charge.period, at, self.anchor, last_day, charge.part)

        return part_of

    def on_date(self, instant: datetime) -> date:
        """Return the calendar date of an instant in the subscription's zone."""
        return local_date(instant, self.zone)


def base_fees(pools: Iterable[Pool]) -> tuple[tuple[str, Price], ...]:
    """Return (seat type, price) for each price that has a base fee."""
    return tuple((pool.name, pool.price) for pool in pools if pool.price and pool.price.base_fee)


def full_period_price(pools: Iterable[Pool], totals: dict[str, int]) -> int:
    """Return what a whole period costs with the given totals, base fees included, before tax."""
    listed = tuple(pools)
    seats = sum(pool.full_price(totals.get(pool.name, pool.next_total)) for pool in listed)
    return seats + sum(price.base_fee for _name, price in base_fees(listed))


def counted_from(instant: datetime, zone: str, *, exact: bool) -> datetime:
    """Return the instant a part counts from: `instant` itself, or 00:00 of its day in the zone."""
    if exact:
        return instant
    midnight = resolve_local(local_date(instant, zone), _MIDNIGHT, zone)
    return min(midnight, instant)


_MIDNIGHT = datetime(2000, 1, 1).time()  # noqa: DTZ001 - a time of day, not an instant
