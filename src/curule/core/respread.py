"""Changes of numbers under an amount off: it is spread anew over the lines that remain.

What is billed is the exact difference of what the lines cost before and after, less the amount off
each time. Seats that go leave the share they can no longer hold to the other lines; seats that come
take what no line could hold before. At flat and graduated prices only: with a price of the whole
quantity no line has a price of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from curule.core.books import (
    Charge,
    Credit,
    PartOf,
    Share,
    forfeited,
    newest_shares,
    round_together,
    worth_together,
)
from curule.core.discounts import Discount, spread
from curule.core.lines import Line, LineKind, without_zero
from curule.core.money import round_half_away
from curule.core.periods import BillingPeriod
from curule.core.policy import DecreaseMoney
from curule.core.pricing import increment
from curule.core.prorated import Priced, credit_lines, given, merge, price_increase
from curule.core.spans import given_back
from curule.core.standing import Pool, Standing


@dataclass(frozen=True, slots=True)
class SeatsMoved:
    """How many seats of a pool come, or go where it is negative."""

    pool: Pool
    added: int


def price_respread(standing: Standing, moved: Sequence[SeatsMoved], *, now: datetime) -> Priced:
    """Price seats that come and go in the running period of an amount off, those that go first."""
    books = {charge.key: charge for charge in standing.all_charges}
    priced = [_fewer(standing, books, move, now=now) for move in moved if move.added < 0]
    left = standing.discount.amount - sum(charge.off.amount for charge in books.values())
    for move in moved:
        if move.added > 0:
            more = _more(standing, move, left, now=now)
            left -= sum(charge.off.amount for charge in more.charges)
            priced.append(more)
    whole = merge(priced)
    return replace(whole, credits=_one_for_each_charge(whole.credits))


def _one_for_each_charge(returned: Sequence[Credit]) -> tuple[Credit, ...]:
    """Join what several seat types' changes give back of the same charge; the last share stands."""
    joined: dict[str, Credit] = {}
    for credit in returned:
        before = joined.get(credit.charge)
        joined[credit.charge] = (
            credit
            if before is None
            else replace(
                credit,
                quantity=before.quantity + credit.quantity,
                amount=before.amount + credit.amount,
            )
        )
    return tuple(joined.values())


def _more(standing: Standing, move: SeatsMoved, left: int, *, now: datetime) -> Priced:
    """Price seats that come: they take what is left of the amount, at most their own price."""
    price = move.pool.price
    if price is None:
        return Priced()
    full = increment(price, move.pool.seats, move.added)
    amount = min(max(left, 0), full)
    off = standing.discount.share(amount) if amount else Discount()
    return price_increase(standing, move.pool, move.added, now=now, off=off)


def _fewer(
    standing: Standing, books: dict[str, Charge], move: SeatsMoved, *, now: datetime
) -> Priced:
    """Price seats that go, and write what they leave to the other lines into `books`."""
    part_of = standing.returned_rest(now)
    own = [books[charge.key] for charge in move.pool.charges]
    leaving = newest_shares(own, -move.added, part_of)
    freed = 0
    for share in leaving:
        charge = share.charge
        kept = replace(charge, quantity=charge.quantity - share.seats)
        amount = min(charge.off.amount, kept.full_amount(kept.quantity))
        freed += charge.off.amount - amount
        books[charge.key] = _holding(kept, amount)
    lowered = _spread_over(books, freed, part_of)
    shares = _together(leaving, lowered)
    total = round_half_away(worth_together(shares))
    returned = round_together(shares, part_of, total=total)
    if standing.policy.decrease.money is DecreaseMoney.NONE:
        returned = forfeited(returned, standing.all_charges)
    for credit in returned:
        charge = books[credit.charge]
        books[credit.charge] = replace(charge, credited=charge.credited + credit.amount)
    moved = tuple(replace(credit, off=books[credit.charge].off) for credit in returned)
    lines = _lines(standing, move, moved, alone=not lowered, now=now)
    return Priced(lines=lines, credits=moved)


def _spread_over(books: dict[str, Charge], freed: int, part_of: PartOf) -> tuple[Share, ...]:
    """Spread what is freed over the lines that remain; return what that takes off each of them.

    That may be more than a line still has: what its seats take is not counted yet.
    """
    rest = [charge for charge in books.values() if charge.net_amount(charge.quantity)]
    prices = [int(charge.net_amount(charge.quantity)) for charge in rest]
    shares: list[Share] = []
    for charge, amount in zip(rest, spread(freed, prices), strict=True):
        if not amount:
            continue
        books[charge.key] = _holding(charge, charge.off.amount + amount)
        shares.append(Share(charge, 0, amount * part_of(charge).fraction))
    return tuple(shares)


def _together(leaving: Sequence[Share], lowered: Sequence[Share]) -> tuple[Share, ...]:
    """Return one share of each charge, of its seats and of its price, within what it still has."""
    shares = {share.charge.key: share for share in leaving}
    for share in lowered:
        key, charge = share.charge.key, share.charge
        seats, worth = (shares[key].seats, shares[key].worth) if key in shares else (0, Fraction())
        shares[key] = Share(charge, seats, min(worth + share.worth, Fraction(charge.open_amount)))
    return tuple(shares.values())


def _holding(charge: Charge, amount: int) -> Charge:
    """Return the charge with another share of the amount on it."""
    off = replace(charge.off, amount=amount) if amount else Discount()
    return replace(charge, off=off)


def _lines(
    standing: Standing,
    move: SeatsMoved,
    returned: Sequence[Credit],
    *,
    alone: bool,
    now: datetime,
) -> tuple[Line, ...]:
    """Return a line for each charge that gives back, or one where other lines cost less too."""

    def covered(credit: Credit) -> BillingPeriod:
        return given_back(credit.period, credit.part, now, standing.anchor, standing.unit).covered

    if alone:
        return credit_lines(returned, covered)
    newest = returned[0]
    line = Line(
        kind=LineKind.DIFFERENCE,
        seat_type=move.pool.name,
        quantity=move.added,
        unit_amount=None,
        covers=covered(newest),
        part=newest.part,
        amount=-given(returned),
    )
    return without_zero([line])
