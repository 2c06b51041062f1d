"""Amounts as banks write them: exact, in the currency's own decimals."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from curule.core.bank_statements import StatementInvalid, StatementProblem
from curule.core.money import Money, UnknownCurrency, exponent


def money_of(
    written: str | Decimal, currency: str, *, number: int = 0, is_whole_or_exact: bool = False
) -> Money:
    """Return a plain decimal number as money; nothing is ever rounded.

    `is_whole_or_exact` takes no decimals or all that the currency has, not some of them.

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
    given = len(str(written).partition(".")[2])
    if is_whole_or_exact and given not in {0, decimals}:
        raise StatementInvalid(StatementProblem.AMOUNT, number)
    if not minor.is_finite() or minor != int(minor) or abs(minor) >= 10**18:
        raise StatementInvalid(StatementProblem.AMOUNT, number)
    return Money(int(minor), currency)
