"""The books of what was charged: each charged line keeps its own, so that it closes at exactly zero.

A *charge* is a number of seats of one type, paid for the rest of one anchored period. Giving seats
back credits A(k) − A(k−m), newest charge first, where A(j) is what j of its seats cost for the time
that is left. No credit exceeds what its charge cost less what was credited on it before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from curule.core.periods import BillingPeriod
from curule.core.pricing import Price, amount_for, increment, is_marginal
from curule.core.proration import Part, credit_for, prorate

PartOf = Callable[["Charge"], Part]
"""How much of its period a charge has left, when seats on it are given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One charged line as it stands: `quantity` seats of `charged_quantity` are still on it.

    `base_quantity` is the number of seats below it, which graduated prices count from.
    `amount` is what it cost and `credited` what came back so far, both in minor units.
    `seat_type` is None for a base fee, whose quantity is 1.
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

    @property
    def open_amount(self) -> int:
        """What may still be credited on it."""
        return self.amount - self.credited

    def full_amount(self, quantity: int) -> int:
        """What `quantity` of its seats cost for a whole period."""
        if self.seat_type is None:
            return self.price.base_fee * min(quantity, 1)
        return increment(self.price, self.base_quantity, quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """`quantity` seats of a charge are given back for `amount` minor units, for `part` of its period."""

    charge: str
    seat_type: str | None
    quantity: int
    unit_amount: int | None
    part: Part
    period: BillingPeriod
    amount: int


def unit_amount_of(price: Price) -> int | None:
    """Return the price of one seat, or None where tiers or packages decide."""
    return price.unit_amount if not price.tiers and price.package_size is None else None


def unused_value(charge: Charge, part: Part) -> int:
    """Return what all seats still on the charge are worth for `part` of its period."""
    return min(prorate(charge.full_amount(charge.quantity), part), charge.open_amount)


def close(charge: Charge, part: Part) -> Credit:
    """Give back all seats that are still on the charge."""
    base_fee = charge.seat_type is None
    return Credit(
        charge=charge.key,
        seat_type=charge.seat_type,
        quantity=charge.quantity,
        unit_amount=charge.price.base_fee if base_fee else unit_amount_of(charge.price),
        part=part,
        period=charge.period,
        amount=unused_value(charge, part),
    )


def give_back(charges: Sequence[Charge], count: int, part_of: PartOf) -> tuple[Credit, ...]:
    """Give back `count` seats, newest charge first; `charges` are those of one seat type, oldest first.

    Seats that were never charged (a trial's) come back for nothing. Where the price is one of the
    whole quantity (volume, package) the credit is the difference between the two totals.
    """
    newest_first = [charge for charge in reversed(charges) if charge.quantity]
    if newest_first and not is_marginal(newest_first[0].price):
        return _difference_of_totals(newest_first, count, part_of)
    returned: list[Credit] = []
    for charge in newest_first:
        leaving = min(count, charge.quantity)
        if not leaving:
            break
        returned.append(_marginal_credit(charge, leaving, part_of(charge)))
        count -= leaving
    return tuple(returned)


def _marginal_credit(charge: Charge, leaving: int, part: Part) -> Credit:
    worth = credit_for(charge.full_amount, charge.quantity, leaving, part)
    return Credit(
        charge=charge.key,
        seat_type=charge.seat_type,
        quantity=leaving,
        unit_amount=unit_amount_of(charge.price),
        part=part,
        period=charge.period,
        amount=min(worth, charge.open_amount),
    )


def _difference_of_totals(
    newest_first: Sequence[Charge], count: int, part_of: PartOf
) -> tuple[Credit, ...]:
    price = newest_first[0].price
    total = sum(charge.quantity for charge in newest_first)
    fewer = max(total - count, 0)
    part = part_of(newest_first[0])
    worth = prorate(amount_for(price, total) - amount_for(price, fewer), part)
    return tuple(_spread(newest_first, max(worth, 0), total - fewer, part))


def spread_credit(charges: Sequence[Charge], amount: int, part: Part) -> tuple[Credit, ...]:
    """Credit `amount` on charges of one seat type, newest first, while all seats stay on them."""
    newest_first = [charge for charge in reversed(charges) if charge.quantity]
    return tuple(_spread(newest_first, amount, 0, part))


def _spread(
    newest_first: Sequence[Charge], amount: int, leaving: int, part: Part
) -> Iterable[Credit]:
    for charge in newest_first:
        seats = min(leaving, charge.quantity)
        share = min(amount, charge.open_amount)
        if not (seats or share):
            continue
        leaving -= seats
        amount -= share
        yield Credit(
            charge=charge.key,
            seat_type=charge.seat_type,
            quantity=seats,
            unit_amount=None,
            part=part,
            period=charge.period,
            amount=share,
        )
