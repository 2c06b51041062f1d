"""Tax numbers: what they look like in each country, and whether their check digits fit.

Only the form is looked at. Whether an office knows the number is a question to that office, which
can be down, and so never decides whether somebody may buy.

    >>> check_tax_id("FR40303265045", "FR"), check_tax_id("FR41303265045", "FR")
    (<TaxIdAnswer.CHECKED: 'checked'>, <TaxIdAnswer.WRONG_DIGITS: 'wrong_digits'>)

A number for sales tax is written with its country before it, as on an invoice: without it, nobody
could tell which register it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final, Protocol, cast

from stdnum import get_cc_module
from stdnum.exceptions import InvalidFormat, ValidationError

from curule.core.tax_areas import UNION, tax_area


@unique
class TaxIdAnswer(StrEnum):
    """What the check of a number says."""

    CHECKED = "checked"
    WRONG_FORM = "wrong_form"
    WRONG_DIGITS = "wrong_digits"
    UNKNOWN_COUNTRY = "unknown_country"


EXAMPLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AT": "ATU13585627",
        "BE": "BE0428759497",
        "BG": "BG175074752",
        "CH": "CHE107787577IVA",
        "CY": "CY10259033P",
        "CZ": "CZ25123891",
        "DE": "DE136695976",
        "DK": "DK13585628",
        "EE": "EE100931558",
        "ES": "ESB58378431",
        "FI": "FI20774740",
        "FR": "FR40303265045",
        "GB": "GB980780684",
        "GR": "EL094259216",
        "HR": "HR33392005961",
        "HU": "HU12892312",
        "IE": "IE6388047V",
        "IT": "IT00743110157",
        "LT": "LT119511515",
        "LU": "LU15027442",
        "LV": "LV40003521600",
        "MT": "MT11679112",
        "NL": "NL004495445B01",
        "PL": "PL8567346215",
        "PT": "PT501964843",
        "RO": "RO18547290",
        "RU": "7707083893",
        "SE": "SE123456789701",
        "SI": "SI50223054",
        "SK": "SK2022749619",
    }
)
"""How a number is written, by country: to be shown beside the field."""

ANY_EXAMPLE: Final = "AB123456789"
"""What a number looks like where nobody wrote down how it is written."""

LONGEST: Final = 40
_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {country: country for country in UNION | {"GB"}} | {"GR": "EL", "CH": "CHE"}
)
"""What a number of sales tax begins with; Greece writes EL, Switzerland names companies CHE."""
_NORTHERN_IRELAND: Final = "XI"
"""What companies there write for GB where they trade in goods with the Union."""
_SWISS_WITHOUT_TAX: Final = re.compile(r"CHE\d{9}")
_KINDS: Final[Mapping[str, str]] = MappingProxyType({"RU": "inn", "US": "ein"})
"""Where the number that companies put on invoices is none for sales tax."""
_MARKS: Final = re.compile(r"[\s.\-/·]")
"""What people set between the digits, and no register counts as part of a number."""
_ANY_NUMBER: Final = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9./&-]{1,39}")


@unique
class CompanyNumber(StrEnum):
    """Numbers of companies that are none of a tax, and stand on invoices beside it."""

    SIREN = "siren"
    KPP = "kpp"


_KPP: Final = re.compile(r"\d{4}[0-9A-Z]{2}\d{3}", re.ASCII)
"""КПП: four digits of the office, two signs of the reason, three of the order; no check digit."""


class _Register(Protocol):
    """What python-stdnum knows of one kind of number."""

    def validate(self, number: str) -> str:
        """Return the number in its short form, or raise `ValidationError`."""
        ...


def check_tax_id(number: str, country: str) -> TaxIdAnswer:
    """Return what the form of a number, in capitals and without blanks, says for a country.

    Of a country whose numbers nobody wrote down, anything is right that could be a number at all.
    """
    if len(number) > LONGEST or not number.isascii():
        return TaxIdAnswer.WRONG_FORM
    register = _register_of(country)
    if register is None:
        could_be = _ANY_NUMBER.fullmatch(number) is not None
        return TaxIdAnswer.UNKNOWN_COUNTRY if could_be else TaxIdAnswer.WRONG_FORM
    if not number.startswith(_prefixes(country)):
        return TaxIdAnswer.WRONG_FORM
    try:
        register.validate(_as_registered(number, country))
    except InvalidFormat:  # a wrong length is one
        return TaxIdAnswer.WRONG_FORM
    except ValidationError:
        return TaxIdAnswer.WRONG_DIGITS
    return TaxIdAnswer.CHECKED


def is_tax_id(number: str, country: str) -> bool:
    """Return whether a number may be one of its country: nothing is known against it."""
    return check_tax_id(number, country) in {TaxIdAnswer.CHECKED, TaxIdAnswer.UNKNOWN_COUNTRY}


def example_of(country: str) -> str:
    """Return how a number of a country is written, for whoever wrote one that cannot be right.

    >>> example_of("PT"), example_of("MC"), example_of("ZZ")
    ('PT501964843', 'FR40303265045', 'AB123456789')
    """
    return EXAMPLES.get(tax_area(country), ANY_EXAMPLE)


def union_country_of(number: str) -> str | None:
    """Return the member state of the European Union whose numbers begin like this one.

    >>> [union_country_of(number) for number in ("EL094259216", "XI980780684", "7707083893")]
    ['GR', None, None]
    """
    found = (country for country in UNION if number.startswith(_PREFIXES[country]))
    return next(found, None)


def is_vat_number_of(number: str, country: str) -> bool:
    """Return whether a number is one of value added tax, and says which country gave it.

    It begins with the prefix of its holder's own country, or is a sound number of a member state:
    a holder may be registered where it is not at home. A number of elsewhere may happen to begin
    with a country's letters, as the Mexican one here.

    >>> is_vat_number_of("EL094259216", "GR"), is_vat_number_of("XI980780684", "GB")
    (True, True)
    >>> is_vat_number_of("DE136695976", "US"), is_vat_number_of("GODE561231GR8", "MX")
    (True, False)
    """
    if number.startswith((country, *(prefix for prefix in _prefixes(country) if prefix))):
        return True
    union = union_country_of(number)
    return union is not None and check_tax_id(number, union) is TaxIdAnswer.CHECKED


def plain_tax_id(number: str, country: str) -> str:
    """Return a number as it is kept: capitals, no blanks, and no marks where a register has none.

    >>> plain_tax_id("fr 40 303 265 045", "FR"), plain_tax_id("che-107.787.577 iva", "CH")
    ('FR40303265045', 'CHE107787577IVA')
    >>> plain_tax_id("12-3456789", "US"), plain_tax_id("a-12 3", "ZZ")
    ('12-3456789', 'A-123')
    """
    between = _MARKS if country in _PREFIXES or country in {"MC", "RU"} else re.compile(r"\s")
    return between.sub("", number).upper()


def is_company_number(number: str, kind: CompanyNumber) -> bool:
    """Return whether a number of a company, without blanks, may be one of its kind.

    >>> is_company_number("303265045", CompanyNumber.SIREN)
    True
    >>> is_company_number("770701001", CompanyNumber.KPP)
    True
    """
    if kind is CompanyNumber.KPP:
        return _KPP.fullmatch(number) is not None
    register = cast("_Register", get_cc_module("fr", "siren"))
    try:
        register.validate(number)
    except ValidationError:
        return False
    return True


def _prefixes(country: str) -> tuple[str, ...]:
    """Return what a number of a country may begin with; anything, where none is written."""
    if country == "GB":
        return ("GB", _NORTHERN_IRELAND)
    return (_PREFIXES.get(tax_area(country), ""),)


def _register_of(country: str) -> _Register | None:
    found = get_cc_module(country.lower(), _KINDS.get(country, "vat"))
    return cast("_Register | None", found)


def _as_registered(number: str, country: str) -> str:
    """Return the number as the register writes it: a Swiss one names the tax it is for."""
    if country == "CH" and _SWISS_WITHOUT_TAX.fullmatch(number):
        return f"{number}MWST"
    return number
