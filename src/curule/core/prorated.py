"""Lines and books of a change of quantity: what more seats cost and what fewer give back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from curule.core.books import (
    Charge,
    Credit,
    PartOf,
    credit_stack,
    forfeited,
    give_back,
    is_one_stack,
    newest_shares,
    round_together,
    seats_on,
    unit_amount_of,
    worth_of,
)
from curule.core.changes import Restart
from curule.core.discounts import NO_DISCOUNT, Discount, shares_of
from curule.core.lines import Line, LineKind, NewCharge, without_zero
from curule.core.money import round_half_away
from curule.core.periods import BillingPeriod
from curule.core.policy import DecreaseMoney, IncreaseCharge, ProrationLines
from curule.core.pricing import Price, increment, is_marginal
from curule.core.proration import prorate
from curule.core.spans import Span, at_full_price, given_back, running_span
from curule.core.standing import Pool, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """The money side of a change: lines, the books they open and the books they move.

    The lines add up to what the opened books cost less what the moved ones give back.
    """

    lines: tuple[Line, ...] = ()
    charges: tuple[NewCharge, ...] = ()
    credits: tuple[Credit, ...] = ()
    restart: Restart | None = None
    term_ends_at: datetime | None = None
    own_term: BillingPeriod | None = None

    @property
    def cost(self) -> int:
        """What the opened books cost, whatever comes back."""
        return sum(charge.amount for charge in self.charges)


def merge(parts: Iterable[Priced]) -> Priced:
    """Put the money sides of several seat types together, in their order."""
    listed = tuple(parts)
    return Priced(
        lines=tuple(line for part in listed for line in part.lines),
        charges=tuple(charge for part in listed for charge in part.charges),
        credits=tuple(credit for part in listed for credit in part.credits),
    )


def seat_charge(
    pool: Pool,
    price: Price,
    quantity: int,
    span: Span,
    *,
    above: int = 0,
    off: Discount = NO_DISCOUNT,
) -> Priced:
    """Return the line and the books of `quantity` seats, charged `above` so many others."""
    line = _seat_line(pool, price, quantity, span, above=above, off=off)
    books = _books(pool.name, quantity, span, amount=line.amount, above=above, off=off)
    return Priced(lines=without_zero([line]), charges=(books,))


def base_fee_charge(pool: Pool, price: Price, span: Span, off: Discount = NO_DISCOUNT) -> Priced:
    """Return the line and the books of a price's base fee."""
    amount = prorate(off.net(price.base_fee), span.priced)
    taken_off = prorate(price.base_fee, span.priced) - amount
    line = Line(
        kind=LineKind.BASE_FEE,
        seat_type=None,
        quantity=1,
        unit_amount=price.base_fee,
        covers=span.covered,
        part=span.priced,
        amount=amount,
        discount=taken_off,
        coupon=off.code if taken_off else "",
    )
    books = NewCharge(
        seat_type=None,
        price=pool.name,
        quantity=1,
        base_quantity=0,
        period=span.period,
        covers=span.covered,
        part=span.held,
        amount=amount,
        off=off,
    )
    return Priced(lines=without_zero([line]), charges=(books,))


def charge_all(
    pools: Iterable[Pool],
    totals: Mapping[str, int],
    span: Span,
    discount: Discount = NO_DISCOUNT,
) -> Priced:
    """Charge every seat type: base fees first, then seats as the plan lists them.

    A type without seats costs no base fee either. Of an unlimited type no seat is bought, so none
    is charged. An amount off is spread over all of them.
    """
    sold = tuple(
        (pool, pool.price, totals.get(pool.name, pool.seats))
        for pool in pools
        if pool.price is not None
    )
    fees = [(pool, price) for pool, price, n in sold if pool.base_fee(n)]
    seats = [(pool, price, n) for pool, price, n in sold if n and not pool.terms.unlimited]
    prices = [price.base_fee for _pool, price in fees]
    prices += [pool.full_price(n) for pool, _price, n in seats]
    shares = shares_of(discount, prices)
    return merge(
        [
            *(
                base_fee_charge(pool, price, span, off)
                for (pool, price), off in zip(fees, shares[: len(fees)], strict=True)
            ),
            *(
                seat_charge(pool, price, n, span, off=off)
                for (pool, price, n), off in zip(seats, shares[len(fees) :], strict=True)
            ),
        ]
    )


def price_increase(
    standing: Standing, pool: Pool, added: int, *, now: datetime, off: Discount = NO_DISCOUNT
) -> Priced:
    """Price `added` seats for the rest of the running period (charge = prorated or full_price).

    At a flat or graduated price they are a line of their own, or the whole type is given back and
    charged anew (lines = credit_and_charge). Else the whole quantity changes price. `off` is what
    a coupon takes off the added seats; with an amount they are always a line of their own.
    """
    price = pool.price
    if price is None:
        return Priced()
    span = running_span(standing, now)
    if standing.policy.increase.charge is IncreaseCharge.FULL_PRICE:
        span = at_full_price(span)
    if not is_marginal(price):
        return _dearer_or_cheaper(standing, pool, price, added, span)
    shows_both = standing.policy.proration.lines is ProrationLines.CREDIT_AND_CHARGE
    if shows_both and not standing.discount.amount:
        return _charged_anew(pool, price, added, span, off=off)
    return seat_charge(pool, price, added, span, above=pool.seats, off=off)


def _charged_anew(pool: Pool, price: Price, added: int, span: Span, *, off: Discount) -> Priced:
    """Show what is charged as all seats of the type given back and charged with those `added`.

    The books are those of the added seats alone: they cost what the two lines differ by.
    """
    held = seats_on(pool.charges)
    uncharged = pool.seats - held
    back = _seat_line(pool, price, -held, span, above=uncharged, off=off)
    anew = _seat_line(pool, price, held + added, span, above=uncharged, off=off)
    cost = anew.amount + back.amount
    books = _books(pool.name, added, span, amount=cost, above=pool.seats, off=off)
    return Priced(lines=without_zero([back, anew]), charges=(books,))


def _dearer_or_cheaper(
    standing: Standing, pool: Pool, price: Price, added: int, span: Span
) -> Priced:
    """Price a whole quantity that grows: one line for the exact difference of the two totals.

    A negative difference is a credit although seats come, and goes where decrease.money says.
    """
    difference = increment(price, pool.seats, added)
    off = standing.discount
    cost = prorate(off.net(max(difference, 0)), span.priced)
    worth = prorate(off.net(max(-difference, 0)), span.held)
    returned = credit_stack(pool.charges, worth, lambda _charge: span.held)
    if standing.policy.decrease.money is DecreaseMoney.NONE:
        returned = forfeited(returned, pool.charges)
    line = _difference(pool.name, added, span, amount=cost - given(returned))
    books = _books(pool.name, added, span, amount=cost, above=pool.seats, off=off)
    return Priced(lines=without_zero([line]), charges=(books,), credits=returned)


def price_decrease(standing: Standing, pool: Pool, removed: int, *, now: datetime) -> Priced:
    """Price seats that go at once while the anchor stays: their unused time, by decrease.money."""
    part_of = standing.returned_rest(now)
    cost = round_half_away(-worth_of(pool.charges, removed, part_of))
    returned = give_back(pool.charges, removed, part_of)
    if cost > 0:
        return _cost_of_fewer(standing, pool, returned, cost, now=now)
    if standing.policy.decrease.money is DecreaseMoney.NONE:
        returned = forfeited(returned, pool.charges)
    elif _shows_both(standing, pool):
        return _rest_charged_anew(standing, pool, removed, now=now)
    lines = credit_lines(returned, lambda credit: _span_of(standing, credit, now).covered)
    return Priced(lines=lines, credits=returned)


def _shows_both(standing: Standing, pool: Pool) -> bool:
    both = standing.policy.proration.lines is ProrationLines.CREDIT_AND_CHARGE
    return both and not is_one_stack(pool.charges)


def _cost_of_fewer(
    standing: Standing, pool: Pool, returned: Sequence[Credit], cost: int, *, now: datetime
) -> Priced:
    """Price fewer seats that cost more: a volume price may fall where a quantity is reached."""
    removed = sum(credit.quantity for credit in returned)
    span = _span_of(standing, returned[0], now)
    line = _difference(pool.name, -removed, span, amount=cost)
    off = standing.discount
    books = _books(pool.name, 0, span, amount=cost, above=pool.seats - removed, off=off)
    return Priced(lines=(line,), charges=(books,), credits=tuple(returned))


def _rest_charged_anew(standing: Standing, pool: Pool, removed: int, *, now: datetime) -> Priced:
    """Show what is given back as all seats of the type given back and those that stay charged.

    Seats that were bought today keep the day, so they stand on lines of their own.
    """
    part_of = standing.returned_rest(now)
    newest_first = [charge for charge in reversed(pool.charges) if charge.quantity]
    priced: list[Priced] = []
    for _part, group in groupby(newest_first, key=part_of):
        charges = tuple(reversed(tuple(group)))
        leaving = min(removed, seats_on(charges))
        removed -= leaving
        if leaving:
            priced.append(_less_of_the_same(standing, pool, charges, leaving, now=now))
    return merge(priced)


def _less_of_the_same(
    standing: Standing, pool: Pool, charges: Sequence[Charge], leaving: int, *, now: datetime
) -> Priced:
    """Give back seats of charges that have the same part left, as two lines."""
    part_of = standing.returned_rest(now)
    oldest, held = charges[0], seats_on(charges)
    span = given_back(oldest.period, part_of(oldest), now, standing.anchor, standing.unit)
    above, off = oldest.base_quantity, oldest.off
    back = _seat_line(pool, oldest.price, -held, span, above=above, off=off)
    anew = _seat_line(pool, oldest.price, held - leaving, span, above=above, off=off)
    shares = newest_shares(charges, leaving, part_of)
    returned = round_together(shares, part_of, total=-back.amount - anew.amount)
    capped = replace(back, amount=-anew.amount - given(returned), charge=returned[0].charge)
    return Priced(lines=without_zero([capped, anew]), credits=returned)


def _seat_line(
    pool: Pool, price: Price, quantity: int, span: Span, *, above: int, off: Discount
) -> Line:
    """Return the line of seats above others; a negative quantity gives them back, net."""
    full = increment(price, above, abs(quantity))
    cost = prorate(off.net(full), span.priced)
    taken_off = prorate(full, span.priced) - cost if quantity > 0 else 0
    return Line(
        kind=LineKind.SEATS if quantity > 0 else LineKind.UNUSED,
        seat_type=pool.name,
        quantity=quantity,
        unit_amount=None if off.exists and quantity < 0 else unit_amount_of(price),
        covers=span.covered,
        part=span.priced,
        amount=cost if quantity > 0 else -cost,
        discount=taken_off,
        coupon=off.code if taken_off else "",
    )


def give_back_all(standing: Standing, part_of: PartOf) -> tuple[Credit, ...]:
    """Give back all that the running charges have left, each seat type by its own rule."""
    return tuple(
        credit
        for charges in standing.charges_by_type
        for credit in give_back(charges, seats_on(charges), part_of)
    )


def credit_lines(
    credits_: Iterable[Credit], covered: Callable[[Credit], BillingPeriod]
) -> tuple[Line, ...]:
    """Return the negative lines that give back what credits are worth.

    Credits of a whole quantity that changes price are one line, the others one each.
    """
    grouped = groupby(credits_, key=lambda c: (c.seat_type, "" if c.whole_quantity else c.charge))
    lines = [_credit_line(tuple(group), covered) for _key, group in grouped]
    return without_zero(lines)


def _credit_line(together: Sequence[Credit], covered: Callable[[Credit], BillingPeriod]) -> Line:
    newest = together[0]
    return Line(
        kind=LineKind.DIFFERENCE if newest.whole_quantity else LineKind.UNUSED,
        seat_type=newest.seat_type,
        quantity=-sum(credit.quantity for credit in together),
        unit_amount=newest.unit_amount,
        covers=covered(newest),
        part=newest.part,
        amount=-given(together),
        charge=newest.charge,
    )


def given(credits_: Iterable[Credit]) -> int:
    """Return what credits add up to."""
    return sum(credit.amount for credit in credits_)


def _difference(seat_type: str, quantity: int, span: Span, *, amount: int) -> Line:
    return Line(
        kind=LineKind.DIFFERENCE,
        seat_type=seat_type,
        quantity=quantity,
        unit_amount=None,
        covers=span.covered,
        part=span.priced if amount > 0 else span.held,
        amount=amount,
    )


def _books(
    seat_type: str, quantity: int, span: Span, *, amount: int, above: int, off: Discount
) -> NewCharge:
    return NewCharge(
        seat_type=seat_type,
        price=seat_type,
        quantity=quantity,
        base_quantity=above,
        period=span.period,
        covers=span.covered,
        part=span.held,
        amount=amount,
        off=off,
    )


def _span_of(standing: Standing, credit: Credit, at: datetime) -> Span:
    return given_back(credit.period, credit.part, at, standing.anchor, standing.unit)
