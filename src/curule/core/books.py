"""The books of what was charged: each charged line keeps its own, so that it closes exactly.

A *charge* is a number of seats of one type, paid for the rest of one anchored period. Giving seats
back credits A(k) − A(k−m), newest charge first, where A(j) is what j of its seats cost for the time
that is left. No credit exceeds what its charge cost less what was credited on it before.

Where the price is one of the whole quantity (volume, package), the charges of a seat type are one
stack: what its newest seats are worth is the difference of two totals, rounded once, and credited
on the newest charges that have something left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from curule.core.discounts import NO_DISCOUNT, Discount
from curule.core.money import round_half_away
from curule.core.periods import BillingPeriod
from curule.core.pricing import Price, increment, is_marginal
from curule.core.proration import Part, credit_for

PartOf = Callable[["Charge"], Part]
"""How much of its period a charge has left, when seats on it are given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One charged line as it stands: `quantity` seats of `charged_quantity` are still on it.

    `base_quantity` is the number of seats below it, which prices with tiers count from. `part` is
    how much of `period` its seats had when they were charged. `amount` is what it cost and
    `credited` what came back so far, both in minor units before tax. `seat_type` is None for a base
    fee, whose quantity is 1.

    `invoice` names the invoice that it stands on, and `invoice_open` what is still open there,
    before tax: a credit lowers that first. It is 0 where the invoice is paid.

    `off` is what a coupon takes off the price of its seats for a whole period.
    """

    key: str
    seat_type: str | None
    price: Price
    charged_quantity: int
    quantity: int
    base_quantity: int
    period: BillingPeriod
    part: Part
    amount: int
    credited: int
    invoice: str | None = None
    invoice_open: int = 0
    off: Discount = NO_DISCOUNT

    @property
    def open_amount(self) -> int:
        """What may still be credited on it."""
        return self.amount - self.credited

    def full_amount(self, quantity: int) -> int:
        """What `quantity` of its seats cost for a whole period."""
        if self.seat_type is None:
            return self.price.base_fee * min(quantity, 1)
        return increment(self.price, self.base_quantity, quantity)

    def net_amount(self, quantity: int) -> Fraction:
        """What `quantity` of its seats cost for a whole period, less what a coupon takes off."""
        return self.off.net(self.full_amount(quantity))

    def worth(self, leaving: int, part: Part) -> Fraction:
        """What `leaving` of the seats still on it are worth for `part` of its period, exactly.

        Negative where fewer seats cost more, as with a volume price they may.
        """
        whole = self.net_amount(self.quantity) - self.net_amount(self.quantity - leaving)
        return whole * part.fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """`quantity` seats of a charge are given back for `amount`, for `part` of its period.

    Where the price is one of the whole quantity the amount is a share of one difference. The unit
    amount is None where tiers, packages or a coupon decide. `off` is what of a coupon's amount
    stands on the charge from now on, where that changes.
    """

    charge: str
    seat_type: str | None
    quantity: int
    unit_amount: int | None
    part: Part
    period: BillingPeriod
    amount: int
    whole_quantity: bool = False
    off: Discount | None = None


def unit_amount_of(price: Price) -> int | None:
    """Return the price of one seat, or None where tiers or packages decide."""
    return price.unit_amount if not price.tiers and price.package_size is None else None


def seats_on(charges: Iterable[Charge]) -> int:
    """Return how many seats are still on the charges."""
    return sum(charge.quantity for charge in charges)


def is_one_stack(charges: Sequence[Charge]) -> bool:
    """Whether the price of these charges of one seat type is one of the whole quantity."""
    return any(c.seat_type is not None and not is_marginal(c.price) for c in charges)


def worth_of(charges: Sequence[Charge], count: int, part_of: PartOf) -> Fraction:
    """Return what the `count` newest seats are worth, exactly; `charges` are of one seat type."""
    leaving = _newest_seats(charges, count)
    return sum((c.worth(seats, part_of(c)) for c, seats in leaving), start=Fraction())


def give_back(charges: Sequence[Charge], count: int, part_of: PartOf) -> tuple[Credit, ...]:
    """Give back `count` seats, newest charge first; `charges` are of one seat type, oldest first.

    Seats that were never charged (a trial's) come back for nothing, and so do those of a whole
    quantity that costs more with fewer seats: what that costs is not a credit.
    """
    if is_one_stack(charges):
        worth = round_half_away(worth_of(charges, count, part_of))
        return credit_stack(charges, max(worth, 0), part_of, leaving=count)
    return tuple(
        _credit(charge, seats, part_of, _marginal_worth(charge, seats, part_of))
        for charge, seats in _newest_seats(charges, count)
    )


def close(charge: Charge, part: Part) -> Credit:
    """Give back all seats that are still on the charge, or its base fee."""

    def part_of(_charge: Charge) -> Part:
        return part

    worth = _marginal_worth(charge, charge.quantity, part_of)
    return _credit(charge, charge.quantity, part_of, worth)


def credit_stack(
    charges: Sequence[Charge], amount: int, part_of: PartOf, *, leaving: int = 0
) -> tuple[Credit, ...]:
    """Credit `amount` on charges of one seat type and take `leaving` seats off, newest first."""
    seats = {charge.key: number for charge, number in _newest_seats(charges, leaving)}
    shares = {
        charge.key: int(share) for charge, share in _newest_amounts(charges, Fraction(amount))
    }
    return tuple(
        _credit(charge, seats.get(charge.key, 0), part_of, shares.get(charge.key, 0))
        for charge in reversed(charges)
        if charge.key in seats or charge.key in shares
    )


@dataclass(frozen=True, slots=True)
class Share:
    """What `seats` of a charge are worth exactly, within what the charge still has."""

    charge: Charge
    seats: int
    worth: Fraction


def newest_shares(charges: Sequence[Charge], count: int, part_of: PartOf) -> tuple[Share, ...]:
    """Return what the `count` newest seats are worth, charge by charge; for marginal prices."""
    return tuple(
        Share(c, seats, min(c.worth(seats, part_of(c)), Fraction(c.open_amount)))
        for c, seats in _newest_seats(charges, count)
    )


def unused_shares(charges: Sequence[Charge], part_of: PartOf) -> tuple[Share, ...]:
    """Return what is left of each charge when all its seats go, exactly, within what it cost.

    `charges` are of one seat type, or base fees; those with nothing left on them are left out.
    """
    if not is_one_stack(charges):
        return newest_shares(charges, seats_on(charges), part_of)
    worth = max(worth_of(charges, seats_on(charges), part_of), Fraction())
    amounts = {charge.key: share for charge, share in _newest_amounts(charges, worth)}
    return tuple(
        Share(c, c.quantity, amounts.get(c.key, Fraction()))
        for c in reversed(charges)
        if c.quantity or c.key in amounts
    )


def worth_together(shares: Iterable[Share]) -> Fraction:
    """Return the exact sum of shares."""
    return sum((share.worth for share in shares), start=Fraction())


def round_together(shares: Sequence[Share], part_of: PartOf, *, total: int) -> tuple[Credit, ...]:
    """Give back seats for shares that add up to `total`, which is their exact sum, rounded.

    The units that rounding leaves over go to the largest remainders, so that no charge gives back
    more than it cost.
    """
    amounts = [int(share.worth) for share in shares]
    remainders = [share.worth - amount for share, amount in zip(shares, amounts, strict=True)]
    largest_first = sorted(range(len(shares)), key=lambda i: -remainders[i])
    for i in largest_first[: total - sum(amounts)]:
        amounts[i] += 1 if remainders[i] else 0
    return tuple(
        _credit(share.charge, share.seats, part_of, amount)
        for share, amount in zip(shares, amounts, strict=True)
    )


def forfeited(
    credits_: Sequence[Credit], charges: Sequence[Charge], *, kept: int = 0
) -> tuple[Credit, ...]:
    """Return what remains of credits where `decrease.money` is none: what was paid is forfeited.

    Every credit still lowers what is open on the invoice of its charge; beyond that they add up to
    `kept` at most, which is what the new state costs.
    """
    by_key = {charge.key: charge for charge in charges}
    left = {_invoice_of(charge): charge.invoice_open for charge in charges}
    remaining: list[Credit] = []
    for credit in credits_:
        invoice = _invoice_of(by_key[credit.charge])
        lowered = min(credit.amount, left[invoice])
        also = min(credit.amount - lowered, kept)
        left[invoice] -= lowered
        kept -= also
        remaining.append(replace(credit, amount=lowered + also))
    return tuple(remaining)


def _invoice_of(charge: Charge) -> str:
    """Return what tells the invoice of a charge from others; without a name each has its own."""
    return f"charge {charge.key}" if charge.invoice is None else charge.invoice


def _newest_seats(charges: Sequence[Charge], count: int) -> Iterator[tuple[Charge, int]]:
    for charge in reversed(charges):
        leaving = min(count, charge.quantity)
        if leaving:
            yield charge, leaving
        count -= leaving


def _newest_amounts(
    charges: Sequence[Charge], amount: Fraction
) -> Iterator[tuple[Charge, Fraction]]:
    for charge in reversed(charges):
        share = min(amount, Fraction(charge.open_amount))
        if share:
            yield charge, share
        amount -= share


def _marginal_worth(charge: Charge, leaving: int, part_of: PartOf) -> int:
    worth = credit_for(charge.net_amount, charge.quantity, leaving, part_of(charge))
    return min(worth, charge.open_amount)


def _credit(charge: Charge, seats: int, part_of: PartOf, amount: int) -> Credit:
    is_base_fee = charge.seat_type is None
    unit_amount = charge.price.base_fee if is_base_fee else unit_amount_of(charge.price)
    return Credit(
        charge=charge.key,
        seat_type=charge.seat_type,
        quantity=seats,
        unit_amount=None if charge.off.exists else unit_amount,
        part=part_of(charge),
        period=charge.period,
        amount=amount,
        whole_quantity=not is_base_fee and not is_marginal(charge.price),
    )
