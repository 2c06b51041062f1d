"""Lines and books of a change of quantity: what more seats cost and what fewer give back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from curule.core.anchors import anchor_from
from curule.core.books import (
    Credit,
    PartOf,
    close,
    give_back,
    spread_credit,
    unit_amount_of,
    unused_value,
)
from curule.core.changes import Restart
from curule.core.intervals import ProrationUnit, periods_in
from curule.core.lines import WHOLE, Line, LineKind, NewCharge, without_zero
from curule.core.periods import BillingPeriod, end_of, period
from curule.core.policy import DecreaseMoney, IncreaseCharge, ProrationLines
from curule.core.pricing import Price, increment, is_marginal
from curule.core.proration import Part, net, prorate
from curule.core.standing import Pool, Standing, counted_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """The money side of a change: lines, the books they open and the books they move."""

    lines: tuple[Line, ...] = ()
    charges: tuple[NewCharge, ...] = ()
    credits: tuple[Credit, ...] = ()
    restart: Restart | None = None
    own_term: BillingPeriod | None = None


def merge(parts: Iterable[Priced]) -> Priced:
    """Put the money sides of several seat types together, in their order."""
    listed = tuple(parts)
    return Priced(
        lines=tuple(line for part in listed for line in part.lines),
        charges=tuple(charge for part in listed for charge in part.charges),
        credits=tuple(credit for part in listed for credit in part.credits),
    )


def starts_of(standing: Standing, at: datetime) -> datetime:
    """Return from when a part of the running period counts that begins at `at`."""
    exact = standing.policy.proration.unit is ProrationUnit.SECOND
    return max(counted_from(at, standing.zone, exact=exact), standing.period.starts_at)


def seat_charge(  # the facts of one charged line, named
    *,
    pool: Pool,
    price: Price,
    quantity: int,
    base_quantity: int,
    running: BillingPeriod,
    covers: BillingPeriod,
    part: Part,
) -> Priced:
    """Return the line and the books of `quantity` seats above `base_quantity`, for `part` of a period."""
    amount = prorate(increment(price, base_quantity, quantity), part)
    line = Line(
        kind=LineKind.SEATS,
        seat_type=pool.name,
        quantity=quantity,
        unit_amount=unit_amount_of(price),
        covers=covers,
        part=part,
        amount=amount,
    )
    books = NewCharge(
        seat_type=pool.name,
        price=pool.name,
        quantity=quantity,
        base_quantity=base_quantity,
        period=running,
        covers=covers,
        part=part,
        amount=max(amount, 0),
    )
    return Priced(lines=without_zero([line]), charges=(books,) if quantity else ())


def base_fee_charge(
    *, seat_type: str, price: Price, running: BillingPeriod, covers: BillingPeriod, part: Part
) -> Priced:
    """Return the line and the books of a price's base fee, for `part` of a period."""
    amount = prorate(price.base_fee, part)
    line = Line(
        kind=LineKind.BASE_FEE,
        seat_type=None,
        quantity=1,
        unit_amount=price.base_fee,
        covers=covers,
        part=part,
        amount=amount,
    )
    books = NewCharge(
        seat_type=None,
        price=seat_type,
        quantity=1,
        base_quantity=0,
        period=running,
        covers=covers,
        part=part,
        amount=amount,
    )
    return Priced(lines=without_zero([line]), charges=(books,) if amount else ())


def unused_line(credit: Credit, covers: BillingPeriod) -> Line:
    """Return the negative line that gives back what a credit is worth."""
    kind = LineKind.DIFFERENCE if credit.unit_amount is None else LineKind.UNUSED
    return Line(
        kind=kind,
        seat_type=credit.seat_type,
        quantity=-max(credit.quantity, 1),
        unit_amount=credit.unit_amount,
        covers=covers,
        part=credit.part,
        amount=-credit.amount,
        charge=credit.charge,
    )


def rest_of(credit: Credit, from_: datetime) -> BillingPeriod:
    """Return the time a credit gives back: the rest of its period from `from_`."""
    ends_at = credit.period.ends_at
    starts_at = max(from_, credit.period.starts_at)
    return BillingPeriod(starts_at, ends_at) if starts_at < ends_at else credit.period


def price_increase(standing: Standing, pool: Pool, added: int, *, now: datetime) -> Priced:
    """Price `added` seats for the rest of the running period (charge = prorated or full_price)."""
    price = pool.price
    if price is None:
        return Priced()
    covers = BillingPeriod(starts_of(standing, now), standing.period.ends_at)
    if standing.policy.increase.charge is IncreaseCharge.FULL_PRICE:
        part = Part(standing.rest(now).denominator, standing.rest(now).denominator)
    else:
        part = standing.rest(now)
    if (
        standing.policy.proration.lines is ProrationLines.CREDIT_AND_CHARGE
        and standing.policy.increase.charge is IncreaseCharge.PRORATED
    ):
        return _credit_and_charge(standing, pool, pool.seats + added, part=part, covers=covers)
    if is_marginal(price):
        return seat_charge(
            pool=pool,
            price=price,
            quantity=added,
            base_quantity=pool.seats,
            running=standing.period,
            covers=covers,
            part=part,
        )
    return _whole_quantity(standing, pool, added, part=part, covers=covers)


def _whole_quantity(
    standing: Standing, pool: Pool, added: int, *, part: Part, covers: BillingPeriod
) -> Priced:
    """Price seats where the whole quantity changes price: one line for the exact difference.

    A negative difference is a credit whatever the direction of the seats, and 0 where
    decrease.money is none.
    """
    assert pool.price is not None  # noqa: S101 - checked by the caller
    difference = prorate(increment(pool.price, pool.seats, added), part)
    books = NewCharge(
        seat_type=pool.name,
        price=pool.name,
        quantity=added,
        base_quantity=pool.seats,
        period=standing.period,
        covers=covers,
        part=part,
        amount=max(difference, 0),
    )
    returned = spread_credit(pool.charges, max(-difference, 0), part) if difference < 0 else ()
    if standing.policy.decrease.money is DecreaseMoney.NONE:
        returned = tuple(replace(credit, amount=0) for credit in returned)
    amount = difference if difference > 0 else -sum(credit.amount for credit in returned)
    line = Line(
        kind=LineKind.DIFFERENCE,
        seat_type=pool.name,
        quantity=added,
        unit_amount=None,
        covers=covers,
        part=part,
        amount=amount,
    )
    return Priced(lines=without_zero([line]), charges=(books,), credits=returned)


def _credit_and_charge(
    standing: Standing, pool: Pool, total: int, *, part: Part, covers: BillingPeriod
) -> Priced:
    """Give back what all seats of the type still have and charge the new total for the same rest."""
    assert pool.price is not None  # noqa: S101 - checked by the caller
    returned = tuple(close(charge, part) for charge in pool.charges if charge.quantity)
    charged = seat_charge(
        pool=pool,
        price=pool.price,
        quantity=total,
        base_quantity=0,
        running=standing.period,
        covers=covers,
        part=part,
    )
    lines = without_zero(unused_line(credit, covers) for credit in returned)
    return Priced(lines=lines + charged.lines, charges=charged.charges, credits=returned)


def price_decrease(standing: Standing, pool: Pool, removed: int, *, now: datetime) -> Priced:
    """Price seats that go at once while the anchor stays: their unused time, as decrease.money says."""
    part_of = standing.returned_rest(now)
    if standing.policy.decrease.money is DecreaseMoney.NONE:
        returned = give_back(pool.charges, removed, part_of)
        return Priced(credits=tuple(replace(credit, amount=0) for credit in returned))
    covers_from = starts_of(standing, now)
    if standing.policy.proration.lines is ProrationLines.CREDIT_AND_CHARGE and pool.price:
        parts = {part_of(charge) for charge in pool.charges if charge.quantity}
        if len(parts) == 1:
            covers = BillingPeriod(covers_from, standing.period.ends_at)
            total = max(sum(charge.quantity for charge in pool.charges) - removed, 0)
            return _credit_and_charge(standing, pool, total, part=parts.pop(), covers=covers)
    returned = give_back(pool.charges, removed, part_of)
    lines = without_zero(unused_line(credit, rest_of(credit, covers_from)) for credit in returned)
    return Priced(lines=lines, credits=returned)


def price_own_term(standing: Standing, added: Mapping[str, int], *, now: datetime) -> Priced:
    """Price seats that have a term of their own, at the full price (R3)."""
    anchor = anchor_from(now, standing.zone, standing.policy.proration.unit)
    length = standing.policy.term.length
    ends_at = end_of(
        length, anchor, standing.interval, period(anchor, standing.interval, 0).starts_at
    )
    term = BillingPeriod(period(anchor, standing.interval, 0).starts_at, ends_at)
    times = 1 if length is None else periods_in(length, standing.interval)
    priced = merge(
        _own_term_charge(pool, added[pool.name], term=term, times=times)
        for pool in standing.pools
        if pool.name in added and pool.price is not None
    )
    return replace(priced, own_term=term)


def _own_term_charge(pool: Pool, quantity: int, *, term: BillingPeriod, times: int) -> Priced:
    assert pool.price is not None  # noqa: S101 - checked by the caller
    charged = seat_charge(
        pool=pool,
        price=pool.price,
        quantity=quantity,
        base_quantity=0,
        running=term,
        covers=term,
        part=WHOLE,
    )
    if times == 1:
        return charged
    lines = tuple(
        replace(line, quantity=quantity * times, amount=line.amount * times)
        for line in charged.lines
    )
    return replace(charged, lines=lines, charges=())


def price_restart(
    standing: Standing, totals: Mapping[str, int], *, now: datetime, credit_unused: bool
) -> Priced:
    """Price a new period of all seat types from `now` on, less what the old one has left (G15).

    With `net` lines the whole is one line for the exact difference; the books are the same.
    """
    anchor = anchor_from(now, standing.zone, standing.policy.proration.unit)
    new = period(anchor, standing.interval, 0)
    charged = merge(charge_all(standing.pools, totals, new))
    part_of = standing.restart_rest(now)
    unused = tuple(
        close(charge, part_of(charge)) for charge in standing.all_charges if charge.quantity
    )
    returned = unused if credit_unused else tuple(replace(credit, amount=0) for credit in unused)
    restart = Restart(anchor=anchor, period=new)
    if credit_unused and standing.policy.proration.lines is ProrationLines.NET:
        lines = _one_line(standing, charged, part_of, new)
    else:
        covered = (unused_line(credit, rest_of(credit, new.starts_at)) for credit in returned)
        lines = without_zero(covered) + charged.lines
    return Priced(lines=lines, charges=charged.charges, credits=returned, restart=restart)


def charge_all(
    pools: Iterable[Pool],
    totals: Mapping[str, int],
    running: BillingPeriod,
    *,
    covers: BillingPeriod | None = None,
    part: Part = WHOLE,
) -> Iterable[Priced]:
    """Charge every seat type for `part` of a period: base fees first, then seats as the plan lists them."""
    covered = covers or running
    priced = tuple((pool, pool.price) for pool in pools if pool.price is not None)
    for pool, price in priced:
        if price.base_fee:
            yield base_fee_charge(
                seat_type=pool.name, price=price, running=running, covers=covered, part=part
            )
    for pool, price in priced:
        quantity = totals.get(pool.name, pool.seats)
        if quantity:
            yield seat_charge(
                pool=pool,
                price=price,
                quantity=quantity,
                base_quantity=0,
                running=running,
                covers=covered,
                part=part,
            )


def _one_line(
    standing: Standing, charged: Priced, part_of: PartOf, new: BillingPeriod
) -> tuple[Line, ...]:
    """Return one line for the exact difference between a new period and what the old one has left."""
    unused = [
        (-charge.full_amount(charge.quantity), part_of(charge)) for charge in standing.all_charges
    ]
    price = sum(line.amount for line in charged.lines)
    amount = net([(price, WHOLE), *unused])
    floor = price - sum(unused_value(charge, part_of(charge)) for charge in standing.all_charges)
    line = Line(
        kind=LineKind.DIFFERENCE,
        seat_type=None,
        quantity=1,
        unit_amount=None,
        covers=new,
        part=WHOLE,
        amount=max(amount, floor),
    )
    return without_zero([line])
