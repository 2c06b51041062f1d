"""Areas of value added tax: which country's tax rules where somebody is established.

Countries are codes of ISO 3166-1. Most are an area of their own; a few belong to another's. What
lies inside a country and outside its tax (Heligoland, Livigno, Büsingen, Mount Athos …) has no code
and is not told apart; where a territory has one, no decision is made for it (`is_special`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

UNION: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - a list of as many texts would be read by nobody
)
"""The member states of the European Union since 2021."""

_BELONGS_TO: Final[Mapping[str, str]] = MappingProxyType(
    {
        "MC": "FR",  # article 7 of Directive 2006/112/EC
        "IM": "GB",  # Isle of Man: one area with the United Kingdom
        "LI": "CH",  # one area by treaty, the same rates
        "XI": "GB",  # Northern Ireland: of the Union for goods, never for services
        "EL": "GR",  # what Greek tax numbers and the Commission write
        "UK": "GB",
    }
)

_SPECIAL: Final = frozenset(["AX", "IC", "EA", "GP", "MQ", "RE", "GF", "YT", "BL", "MF"])
"""Territories of member states outside their value added tax, or with rates of their own."""


def tax_area(country: str) -> str:
    """Return the country whose rules of value added tax hold in `country`.

    >>> tax_area("MC"), tax_area("XI"), tax_area("DE"), tax_area("US")
    ('FR', 'GB', 'DE', 'US')
    """
    return _BELONGS_TO.get(country, country)


def in_union(country: str) -> bool:
    """Return whether services supplied there are supplied in the European Union.

    >>> in_union("MC"), in_union("XI"), in_union("GB")
    (True, False, False)
    """
    return tax_area(country) in UNION


def is_special(country: str) -> bool:
    """Return whether this is a territory for which a person decides, not the rules here.

    >>> is_special("RE"), is_special("FR")
    (True, False)
    """
    return country in _SPECIAL
