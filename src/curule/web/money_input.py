"""Amounts as people type them, with a comma or a point."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from curule.core.money import exponent

_LONGEST: Final = 20


def minor_units(written: str, currency: str) -> int | None:
    """Return a typed amount in minor units, or None if it is none.

    The last comma or point begins the decimals, unless three digits follow a lone one that comes
    after a group; blanks, and marks before that, part groups of digits.

    >>> minor_units("3 600,00", "EUR"), minor_units("3,600.00", "EUR"), minor_units("3600", "EUR")
    (360000, 360000, 360000)
    >>> minor_units("12,345", "EUR") is None, minor_units("1200", "JPY")
    (True, 1200)
    """
    given = re.sub(r"[\s'’]", "", written)
    if not given or len(given) > _LONGEST or not re.fullmatch(r"[0-9]+([.,][0-9]+)*", given):
        return None
    *groups, last = re.split(r"[.,]", given)
    marks = re.findall(r"[.,]", given)
    decimals = exponent(currency)
    if groups and len(last) > decimals:
        is_grouped = len(set(marks)) == 1 and len(marks) > 1 and len(last) == 3
        if not is_grouped:
            return None
        groups, last = [*groups, last], ""
    elif not groups:
        groups, last = [last], ""
    try:
        amount = Decimal("".join(groups) + "." + (last or "0"))
    except InvalidOperation:
        return None
    return int(amount.scaleb(decimals))
