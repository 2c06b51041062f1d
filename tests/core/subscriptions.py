"""A customer on paper: buys, changes and renews as the services do, with values only.

What a change brings about is carried out here in the plainest way, so that laws can be tried on
whole histories: every charge that was ever opened is kept, with what came back on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from curule.core.books import Charge
from curule.core.changes import Change
from curule.core.discounts import CouponStep, after_step
from curule.core.intervals import Interval
from curule.core.lines import Line, NewCharge
from curule.core.localtime import resolve_local
from curule.core.periods import end_of, period_at
from curule.core.policy import OpenReduction, SeatPolicy, SeatTypeTerms
from curule.core.presets import PRESETS
from curule.core.pricing import Price
from curule.core.purchases import Offer, quote_purchase
from curule.core.quantities import Wanted
from curule.core.quotes import quote_seats
from curule.core.refusals import Refusal
from curule.core.renewal import price_renewal
from curule.core.standing import Pool, Standing
from tests.core.strategies import MONTH, flat

PARIS = "Europe/Paris"


def paris(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A local time in Paris."""
    return resolve_local(date(year, month, day), time(hour), PARIS)


def utc(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """A time in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def policy_of(preset: str, overrides: Mapping[str, object] | None = None) -> SeatPolicy:
    """A preset with some fields changed, in their written form."""
    return PRESETS[preset].override(overrides or {})


def seat_type(
    name: str = "seat", *, minimum: int = 1, maximum: int | None = None, step: int = 1
) -> SeatTypeTerms:
    """A seat type with limits."""
    return SeatTypeTerms(name=name, min=minimum, max=maximum, step=step)


def pool_of(price: Price | None, terms: SeatTypeTerms | None = None, **facts: int) -> Pool:
    """Seats of a type, at a price."""
    return Pool(terms=terms or seat_type(), price=price, **facts)  # type: ignore[arg-type]


def offer_of(
    policy: SeatPolicy, *pools: Pool, interval: Interval = MONTH, currency: str = "EUR"
) -> Offer:
    """A plan; without pools one type of seats at 30.00 a month."""
    sold = pools or (pool_of(flat(3000, interval)),)
    return Offer(policy=policy, currency=currency, interval=interval, pools=sold)


def done(change: Change | Refusal) -> Change:
    """The change, which was not refused."""
    assert isinstance(change, Change), change
    return change


def refused(change: Change | Refusal) -> Refusal:
    """The refusal, which it was."""
    assert isinstance(change, Refusal), change
    return change


def amounts(change: Change) -> list[int]:
    """What its lines cost."""
    return [line.amount for line in change.lines]


def parts_of(lines: tuple[Line, ...]) -> list[tuple[int, int]]:
    """The counted units of lines."""
    return [(line.part.numerator, line.part.denominator) for line in lines]


@dataclass
class Customer:
    """One subscription with its whole history; `books` are all charges that were ever opened."""

    standing: Standing
    books: dict[str, Charge] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    billed: int = 0

    def quote(
        self,
        now: datetime,
        seats: Mapping[str, int | Wanted],
        *,
        reduction: OpenReduction | None = None,
        leaving: Mapping[str, int] | None = None,
    ) -> Change | Refusal:
        """Price new totals."""
        wanted = {
            name: number if isinstance(number, Wanted) else Wanted(total=number)
            for name, number in seats.items()
        }
        return quote_seats(self.standing, wanted, now=now, reduction=reduction, leaving=leaving)

    def order(
        self,
        now: datetime,
        seats: Mapping[str, int | Wanted],
        *,
        reduction: OpenReduction | None = None,
    ) -> Change:
        """Order new totals, which are not refused, and carry the change out."""
        change = done(self.quote(now, seats, reduction=reduction))
        self.carry_out(change)
        return change

    def carry_out(self, change: Change, target: Offer | None = None) -> None:
        """Do what a change says, at once; with a `target` on the other plan."""
        self.changes.append(change)
        self.billed += change.subtotal
        if target is not None:
            self._move_to(target)
        credited = {moved.charge for moved in change.credited}
        for moved in change.credited:
            key = moved.charge
            charge = self.books[key]
            self.books[key] = replace(
                charge,
                quantity=charge.quantity - moved.quantity,
                credited=charge.credited + moved.amount,
                off=charge.off if moved.off is None else moved.off,
            )
        closed = {key for key in credited if not self.books[key].quantity}
        coupon = after_step(self.standing.redemption, change.coupon)
        self.standing = replace(self.standing, redemption=coupon)
        ended = change.restart is not None or target is not None
        running = [
            charge.key
            for charge in self.standing.all_charges
            if not ended and charge.key not in closed
        ]
        self._stand_with(running, change.charges)
        self._move_seats(change)
        if change.restart is not None:
            self.standing = replace(
                self.standing, anchor=change.restart.anchor, period=change.restart.period
            )
        if change.term_ends_at is not None:
            self.standing = replace(self.standing, term_ends_at=change.term_ends_at)

    def credit_by_hand(self, key: str, *, leaving: int) -> None:
        """Give back what a charge has left beyond `leaving`, as somebody of finance may."""
        charge = self.books[key]
        credited = max(charge.amount - charge.credited - leaving, 0)
        self.billed -= credited
        self.books[key] = replace(charge, credited=charge.credited + credited)
        self._stand_with([running.key for running in self.standing.all_charges], ())

    def renew(self) -> None:
        """Begin the next period; with a new term what was scheduled comes into force."""
        standing = self.standing
        boundary = standing.period.ends_at
        pools, term_ends_at = standing.pools, standing.term_ends_at
        if boundary >= term_ends_at:
            pools = tuple(replace(p, seats=p.next_total, scheduled=None) for p in pools)
            length = standing.policy.term.length
            term_ends_at = end_of(length, standing.anchor, standing.interval, boundary)
        _, new = period_at(standing.anchor, standing.interval, boundary)
        self.standing = replace(standing, pools=pools, period=new, term_ends_at=term_ends_at)
        priced = price_renewal(self.standing, self.standing.totals, new)
        self.billed += sum(line.amount for line in priced.lines)
        coupon = after_step(standing.redemption, CouponStep.MOVES_ON)
        self.standing = replace(self.standing, redemption=coupon)
        self._stand_with([], priced.charges)

    def _move_to(self, target: Offer) -> None:
        present = {pool.name: pool for pool in self.standing.pools}
        pools = tuple(
            replace(
                pool,
                seats=present[pool.name].seats,
                occupied=present[pool.name].occupied,
                charges=present[pool.name].charges,
            )
            if pool.name in present
            else pool
            for pool in target.pools
        )
        self.standing = replace(
            self.standing, policy=target.policy, interval=target.interval, pools=pools
        )

    def _move_seats(self, change: Change) -> None:
        moves = {move.seat_type: move.add - move.remove for move in change.moves}
        schedule = {move.seat_type: move.target for move in change.schedule}
        self.standing = replace(
            self.standing,
            pools=tuple(
                replace(
                    pool,
                    seats=pool.seats + moves.get(pool.name, 0),
                    scheduled=schedule.get(pool.name, pool.scheduled),
                )
                for pool in self.standing.pools
            ),
        )

    def _stand_with(self, running: list[str], new: tuple[NewCharge, ...]) -> None:
        prices = {pool.name: pool.price for pool in self.standing.pools}
        for charge in new:
            price = prices[charge.price]
            assert price is not None
            opened = opened_charge(f"c{len(self.books)}", charge, price)
            self.books[opened.key] = opened
            running.append(opened.key)
        charges = [self.books[key] for key in running]
        self.standing = replace(
            self.standing,
            base_charges=tuple(c for c in charges if c.seat_type is None),
            pools=tuple(
                replace(pool, charges=tuple(c for c in charges if c.seat_type == pool.name))
                for pool in self.standing.pools
            ),
        )


def opened_charge(key: str, new: NewCharge, price: Price) -> Charge:
    """The books that a charged line opens."""
    return Charge(
        key=key,
        seat_type=new.seat_type,
        price=price,
        charged_quantity=new.quantity,
        quantity=new.quantity,
        base_quantity=new.base_quantity,
        period=new.period,
        part=new.part,
        amount=new.amount,
        credited=0,
        off=new.off,
    )


def customer_of(
    offer: Offer, seats: Mapping[str, int], now: datetime, *, zone: str = PARIS
) -> Customer:
    """A customer who has bought and paid."""
    change = done(quote_purchase(offer, seats, now=now, zone=zone))
    assert change.anchor is not None
    assert change.first_period is not None
    assert change.term_ends_at is not None
    _, running = period_at(change.anchor, offer.interval, now)
    standing = Standing(
        policy=offer.policy,
        currency=offer.currency,
        interval=offer.interval,
        anchor=change.anchor,
        period=running,
        term_ends_at=change.term_ends_at,
        pools=offer.pools,
        redemption=offer.redemption,
    )
    customer = Customer(standing)
    customer.carry_out(change)
    return customer
