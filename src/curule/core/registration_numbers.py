"""The number of a company beside its tax number: a SIREN in France, a КПП in Russia.

France has invoices between businesses say the SIREN of the buyer; bookkeepers in Russia need the
КПП beside the ИНН. Elsewhere the tax number says all, and there is no second one.

    >>> asked_number("FR", business=True), asked_number("DE", business=True)
    (<CompanyNumber.SIREN: 'siren'>, None)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from curule.core.tax_ids import CompanyNumber, is_company_number

LONGEST: Final = 20
"""How much may be written, with all that people set between the digits."""

EXAMPLES: Final[Mapping[CompanyNumber, str]] = MappingProxyType(
    {CompanyNumber.SIREN: "303 265 045", CompanyNumber.KPP: "770101001"}
)
"""How a number is written: to be shown beside the field."""

_ASKED: Final[Mapping[str, CompanyNumber]] = MappingProxyType(
    {"FR": CompanyNumber.SIREN, "RU": CompanyNumber.KPP}
)
_BETWEEN: Final = re.compile(r"[\s.\-]")


def asked_number(country: str, *, business: bool) -> CompanyNumber | None:
    """Return which number a company of a country has beside that of its tax; None: none.

    Whoever buys for themselves has none anywhere.
    """
    return _ASKED.get(country) if business else None


def plain_registration_number(number: str) -> str:
    """Return a number as it is kept: capitals, and nothing between them.

    >>> plain_registration_number("303 265 045"), plain_registration_number("7707ab001")
    ('303265045', '7707AB001')
    """
    return _BETWEEN.sub("", number).upper()


def is_registration_number(number: str, country: str, *, business: bool) -> bool:
    """Return whether a number, as it is kept, may be the one that its country asks for.

    A SIRET is none: its first nine digits are the company, the rest one of its houses.

    >>> is_registration_number("303265045", "FR", business=True)
    True
    >>> is_registration_number("30326504500017", "FR", business=True)
    False
    >>> is_registration_number("303265045", "DE", business=True)
    False
    """
    kind = asked_number(country, business=business)
    return kind is not None and number.isascii() and is_company_number(number, kind)


def spaced_registration_number(number: str, country: str) -> str:
    """Return a kept number as people of its country read it: a SIREN in groups of three.

    >>> spaced_registration_number("404833048", "FR"), spaced_registration_number("770101001", "RU")
    ('404 833 048', '770101001')
    """
    if _ASKED.get(country) is not CompanyNumber.SIREN:
        return number
    return " ".join(number[start : start + 3] for start in range(0, len(number), 3))
