"""How the difference of two plans is counted, where one sum for a whole period says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curule.core.lines import Line, LineKind
from curule.core.money import round_half_away
from curule.core.pricing import Price, PriceModel, amount_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """So many seats of a type, at a price."""

    seat_type: str
    quantity: int
    price: Price

    @property
    def whole(self) -> int:
        """What they cost for a whole period."""
        base_fee = self.price.base_fee if self.quantity else 0
        return amount_for(self.price, self.quantity) + base_fee


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the new costs more than the old in a whole period.

    `unit_amount` is the difference of each seat, where one type has the same number before and
    after and both prices are flat; else None.
    """

    amount: int
    seat_type: str | None = None
    quantity: int = 0
    unit_amount: int | None = None


def whole_difference(
    line: Line, before: Sequence[Sold], after: Sequence[Sold]
) -> Difference | None:
    """Return the sum whose part the line is; None where no single sum comes to its amount.

    So it is where an old seat had less of the period, or a coupon takes something off.
    """
    if line.kind is not LineKind.DIFFERENCE or line.seat_type is not None or line.discount:
        return None
    whole = sum(sold.whole for sold in after) - sum(sold.whole for sold in before)
    if round_half_away(whole * line.part.fraction) != line.amount:
        return None
    return _of_each(before, after) or Difference(amount=whole)


def _of_each(before: Sequence[Sold], after: Sequence[Sold]) -> Difference | None:
    if len(before) != 1 or len(after) != 1:
        return None
    (old,), (new,) = before, after
    is_flat = all(
        sold.price.model is PriceModel.FLAT and not sold.price.base_fee for sold in (old, new)
    )
    more = new.price.unit_amount - old.price.unit_amount
    is_same = (old.seat_type, old.quantity) == (new.seat_type, new.quantity)
    if not is_flat or not is_same or more < 0:
        return None
    return Difference(
        amount=more * new.quantity,
        seat_type=new.seat_type,
        quantity=new.quantity,
        unit_amount=more,
    )
