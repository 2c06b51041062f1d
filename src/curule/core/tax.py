"""Tax as an amount: once per rate on the sum of an invoice, in prices without it or with it.

The rate is a decimal number per cent. Which rate it is, `tax_rules` decides, or the vendor does who
gives an account a plain rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, unique
from fractions import Fraction
from itertools import accumulate, pairwise
from operator import sub

from curule.core.money import round_half_away

Rate = Decimal | None
"""Per cent; None where nothing is taxed."""


@unique
class PriceTax(StrEnum):
    """What a price says of tax: it comes on top, or it is in it."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"

    @property
    def other(self) -> PriceTax:
        """The other one of the two."""
        return PriceTax.EXCLUSIVE if self is PriceTax.INCLUSIVE else PriceTax.INCLUSIVE


@dataclass(frozen=True, slots=True)
class Taxed:
    """An amount with its tax, in minor units: net and tax always add up to gross."""

    net: int
    tax: int

    @property
    def gross(self) -> int:
        """What is paid."""
        return self.net + self.tax


def taxed(amount: int, rate: Rate, prices: PriceTax) -> Taxed:
    """Return net and tax of a sum of prices; there is one rounding in it.

    Without tax in the prices the tax is rounded; with tax in them the net amount, and the tax is
    what is left of the gross amount. What was made gross here is split into the same parts again;
    the other way round, a gross amount that no net amount has exactly differs by one unit.

    >>> (
    ...     taxed(8403, Decimal("19"), PriceTax.EXCLUSIVE),
    ...     taxed(10000, Decimal("19"), PriceTax.INCLUSIVE),
    ... )
    (Taxed(net=8403, tax=1597), Taxed(net=8403, tax=1597))
    >>> (
    ...     taxed(5, Decimal("25"), PriceTax.EXCLUSIVE).gross,
    ...     taxed(3, Decimal("25"), PriceTax.INCLUSIVE),
    ... )
    (6, Taxed(net=2, tax=1))
    """
    if prices is PriceTax.EXCLUSIVE:
        return Taxed(amount, tax_on(amount, rate))
    net = net_of(amount, rate)
    return Taxed(net, amount - net)


def credited(*, credited_before: int, credited_now: int, rate: Rate, prices: PriceTax) -> Taxed:
    """Return net and tax of one more credit on an invoice, in prices as the invoice has them.

    All credits of an invoice together have exactly the net amount and the tax of their sum.

    >>> [
    ...     credited(
    ...         credited_before=b, credited_now=4, rate=Decimal("19"), prices=PriceTax.INCLUSIVE
    ...     )
    ...     for b in (0, 4, 8)
    ... ]
    [Taxed(net=3, tax=1), Taxed(net=4, tax=0), Taxed(net=3, tax=1)]
    """
    before = taxed(credited_before, rate, prices)
    after = taxed(credited_before + credited_now, rate, prices)
    return Taxed(after.net - before.net, after.tax - before.tax)


def nets_of(grosses: Sequence[int], rate: Rate, *, before: int = 0) -> tuple[int, ...]:
    """Return the net amounts of lines whose prices have tax in them; they add up to the sum's.

    Each is the difference of two net sums, so it is within one unit of its line's own net amount.
    `before` is what was credited of the same invoice already: then they add up to what `credited`
    says of their sum.

    >>> nets_of([100, 100, 100], Decimal("20")), net_of(300, Decimal("20"))
    ((83, 84, 83), 250)
    """
    sums = (net_of(gross, rate) for gross in accumulate(grosses, initial=before))
    return tuple(after - earlier for earlier, after in pairwise(sums))


def taxes_in(
    amounts: Sequence[int], rate: Rate, prices: PriceTax, *, before: int = 0
) -> tuple[int, ...]:
    """Return the tax that is in the amount of each line: none where it comes on top.

    >>> taxes_in([100, 100, 100], Decimal("20"), PriceTax.INCLUSIVE)
    (17, 16, 17)
    >>> taxes_in([3], Decimal("20"), PriceTax.INCLUSIVE)
    (0,)
    """
    if prices is PriceTax.EXCLUSIVE:
        return (0,) * len(amounts)
    nets = nets_of(amounts, rate, before=before)
    return tuple(map(sub, amounts, nets))


def restated(amount: int, rate: Rate, *, prices: PriceTax, to: PriceTax) -> int:
    """Return an amount as prices of the other kind would say it: to compare two plans.

    >>> restated(11900, Decimal("19"), prices=PriceTax.INCLUSIVE, to=PriceTax.EXCLUSIVE)
    10000
    """
    if prices is to:
        return amount
    found = taxed(amount, rate, prices)
    return found.gross if to is PriceTax.INCLUSIVE else found.net


def tax_on(subtotal: int, rate: Rate) -> int:
    """Return the tax on a sum of lines, in minor units, rounded once.

    >>> tax_on(10050, Decimal("20")), tax_on(-10050, Decimal("5.5")), tax_on(99, None)
    (2010, -553, 0)
    """
    return 0 if rate is None else round_half_away(Fraction(subtotal) * Fraction(rate) / 100)


def tax_of_credit(*, credited_before: int, credited_now: int, rate: Rate) -> int:
    """Return the tax of one more net credit on an invoice; the taxes of all of them add up exactly.

    >>> [
    ...     tax_of_credit(credited_before=b, credited_now=5, rate=Decimal("10"))
    ...     for b in (0, 5, 10, 15)
    ... ]
    [1, 0, 1, 0]
    """
    return credited(
        credited_before=credited_before,
        credited_now=credited_now,
        rate=rate,
        prices=PriceTax.EXCLUSIVE,
    ).tax


def net_of(gross: int, rate: Rate) -> int:
    """Return the net amount whose tax makes up `gross` most closely: a credit given as a sum."""
    return gross if rate is None else round_half_away(Fraction(gross) / (1 + Fraction(rate) / 100))
