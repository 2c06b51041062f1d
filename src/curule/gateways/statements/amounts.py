"""Amounts as banks write them: exact, in the currency's own decimals."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from curule.core.bank_statements import StatementInvalid, StatementProblem
from curule.core.money import Money, UnknownCurrency, exponent


def money_of(written: str | Decimal, currency: str, *, number: int = 0) -> Money:
    """Return a plain decimal number as money; nothing is ever rounded.

    >>> money_of("3600.00", "EUR"), money_of("-12.5", "EUR")
    (Money(amount_minor=360000, currency='EUR'), Money(amount_minor=-1250, currency='EUR'))

    Raises `StatementInvalid` for an unknown currency and for more decimals than it has.
    """
    try:
        decimals = exponent(currency)
    except UnknownCurrency:
        raise StatementInvalid(StatementProblem.CURRENCY, number) from None
    try:
        minor = Decimal(written).scaleb(decimals)
    except InvalidOperation:
        raise StatementInvalid(StatementProblem.AMOUNT, number) from None
    if not minor.is_finite() or minor != int(minor) or abs(minor) >= 10**18:
        raise StatementInvalid(StatementProblem.AMOUNT, number)
    return Money(int(minor), currency)
