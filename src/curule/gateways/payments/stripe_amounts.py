"""How Stripe counts money, where it does so otherwise than ISO 4217.

Stripe counts in the smallest unit of a currency, by a list of its own: "Supported currencies", read
on 2026-11-20, with its lists "Zero-decimal currencies", "Three-decimal currencies" and "Special
cases". What is special there of HUF and TWD concerns payouts only, which are none of ours.
"""

from __future__ import annotations

from typing import Final

from curule.core.money import Money, exponent

ZERO_DECIMAL: Final = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
"""Counted in whole units; but for UGX, which is one of the special cases."""

WHOLE_IN_HUNDREDTHS: Final = frozenset({"ISK", "UGX"})
"""Counted in hundredths although they have none: of an amount the last two digits are 00."""

THREE_DECIMAL: Final = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
"""Counted in thousandths, of which the last digit is 0."""

_TWO_DECIMALS: Final = 2


def decimals_of(currency: str) -> int | None:
    """Return how many decimals Stripe counts a currency in; None where it cannot carry it.

    >>> decimals_of("EUR"), decimals_of("MGA"), decimals_of("ISK"), decimals_of("LYD")
    (2, 0, 2, None)
    """
    if currency in WHOLE_IN_HUNDREDTHS:
        return _TWO_DECIMALS
    if currency in ZERO_DECIMAL:
        return 0
    if currency in THREE_DECIMAL:
        return 3
    return _TWO_DECIMALS if exponent(currency) == _TWO_DECIMALS else None


def step_of(currency: str) -> int | None:
    """Return the smallest amount that Stripe can carry, in our minor units; None where none is.

    >>> step_of("EUR"), step_of("MGA"), step_of("KWD"), step_of("LYD")
    (1, 100, 10, None)
    """
    decimals = decimals_of(currency)
    if decimals is None:
        return None
    finer = max(exponent(currency) - decimals, 0)
    return 10 if currency in THREE_DECIMAL else 10**finer


def counted(amount: Money) -> int | None:
    """Return an amount as Stripe counts it; None where Stripe cannot carry it.

    >>> counted(Money(100000, "MGA")), counted(Money(990, "ISK")), counted(Money(1234, "KWD"))
    (1000, 99000, None)

    Raises:
        ValueError: it is not above zero.
    """
    if amount.amount_minor <= 0:
        raise ValueError(f"only an amount above zero can be moved, not {amount}")
    step, decimals = step_of(amount.currency), decimals_of(amount.currency)
    if step is None or decimals is None or amount.amount_minor % step:
        return None
    return _scaled(amount.amount_minor, decimals - exponent(amount.currency))


def money_of(number: int, currency: str) -> Money:
    """Return an amount that Stripe counted.

    >>> money_of(1000, "MGA"), money_of(99000, "ISK")
    (Money(amount_minor=100000, currency='MGA'), Money(amount_minor=990, currency='ISK'))
    """
    decimals = decimals_of(currency)
    more = 0 if decimals is None else exponent(currency) - decimals
    return Money(_scaled(number, more), currency)


def _scaled(number: int, places: int) -> int:
    """Return a number with so many more decimal places, or fewer."""
    power: int = 10 ** abs(places)
    return number * power if places >= 0 else number // power
