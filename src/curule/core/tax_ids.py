"""Tax numbers: what they look like in each country, and whether their check digits fit.

Only the form is looked at. Whether an office knows the number is a question to that office, which
can be down, and so never decides whether somebody may buy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final


@unique
class TaxIdAnswer(StrEnum):
    """What the check of a number says."""

    CHECKED = "checked"
    WRONG_FORM = "wrong_form"
    WRONG_DIGITS = "wrong_digits"
    UNKNOWN_COUNTRY = "unknown_country"


EXAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AT": "ATU12345678",
        "BE": "BE0123456789",
        "CH": "CHE123456789MWST",
        "DE": "DE136695976",
        "ES": "ESX1234567X",
        "FR": "FR40303265045",
        "GB": "GB123456789",
        "IT": "IT12345678901",
        "LU": "LU12345678",
        "NL": "NL123456789B01",
        "PL": "PL1234567890",
        "RU": "7707083893",
    }
)
"""How a number is written, by country: to be shown beside the field."""

_FORMS: Final = {
    "AT": r"ATU\d{8}",
    "BE": r"BE[01]\d{9}",
    "CH": r"CHE\d{9}(MWST|TVA|IVA)?",
    "DE": r"DE[1-9]\d{8}",
    "ES": r"ES[A-Z0-9]\d{7}[A-Z0-9]",
    "FR": r"FR[A-HJ-NP-Z0-9]{2}\d{9}",
    "GB": r"GB(\d{9}|\d{12}|GD\d{3}|HA\d{3})",
    "IT": r"IT\d{11}",
    "LU": r"LU\d{8}",
    "NL": r"NL[A-Z0-9+*]{10}\d{2}",
    "PL": r"PL\d{10}",
    "RU": r"\d{10}|\d{12}",
}


def check_tax_id(number: str, country: str) -> TaxIdAnswer:
    """Return what the form of a number, written without blanks, says for a country.

    >>> check_tax_id("FR40303265045", "FR"), check_tax_id("FR41303265045", "FR")
    (<TaxIdAnswer.CHECKED: 'checked'>, <TaxIdAnswer.WRONG_DIGITS: 'wrong_digits'>)
    """
    form = _FORMS.get(country)
    if form is None:
        return TaxIdAnswer.UNKNOWN_COUNTRY
    if not number.isascii() or re.fullmatch(form, number) is None:
        return TaxIdAnswer.WRONG_FORM
    check = _CHECKS.get(country)
    fits = check is None or check(number)
    return TaxIdAnswer.CHECKED if fits else TaxIdAnswer.WRONG_DIGITS


def _french(number: str) -> bool:
    """Return whether key and SIREN fit; keys with letters follow rules of their own."""
    key, siren = number[2:4], number[4:]
    if not key.isdigit():
        return True
    return int(key) == (12 + 3 * (int(siren) % 97)) % 97


def _german(number: str) -> bool:
    """Return whether the last digit fits (ISO 7064, modulo 11,10)."""
    product = 10
    for digit in number[2:-1]:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == int(number[-1])


_INN_10: Final = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11: Final = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _russian(number: str) -> bool:
    """Return whether the last digit of a company's, or the last two of a person's, fit."""
    checked = (_INN_10,) if len(number) == 10 else (_INN_11, _INN_12)
    return all(
        sum(weight * int(digit) for weight, digit in zip(weights, number, strict=False)) % 11 % 10
        == int(number[len(weights)])
        for weights in checked
    )


_CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "DE": _german,
    "FR": _french,
    "RU": _russian,
}
