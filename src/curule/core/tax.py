"""Tax as a plain rate per account, once per rate on the sum of an invoice.

The rate is a decimal number per cent; prices are exclusive of it. Rules by country come with the
documents that need them; this module is their place.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from curule.core.money import round_half_away

Rate = Decimal | None
"""Per cent; None where nothing is taxed."""


def tax_on(subtotal: int, rate: Rate) -> int:
    """Return the tax on a sum of lines, in minor units, rounded once.

    >>> tax_on(10050, Decimal("20")), tax_on(-10050, Decimal("5.5")), tax_on(99, None)
    (2010, -553, 0)
    """
    return 0 if rate is None else round_half_away(Fraction(subtotal) * Fraction(rate) / 100)


def tax_of_credit(*, credited_before: int, credited_now: int, rate: Rate) -> int:
    """Return the tax of one more credit on an invoice; the taxes of all its credits add up exactly.

    >>> [
    ...     tax_of_credit(credited_before=b, credited_now=5, rate=Decimal("10"))
    ...     for b in (0, 5, 10, 15)
    ... ]
    [1, 0, 1, 0]
    """
    return tax_on(credited_before + credited_now, rate) - tax_on(credited_before, rate)


def net_of(gross: int, rate: Rate) -> int:
    """Return the net amount whose tax makes up `gross` most closely: a credit given as a sum."""
    return gross if rate is None else round_half_away(Fraction(gross) / (1 + Fraction(rate) / 100))
