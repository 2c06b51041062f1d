"""The countries to choose from, in the reader's language."""

from __future__ import annotations

from typing import Final

from curule.core.names import search_key
from curule.wording.nouns import LOCALES
from curule.wording.values import Reader

_NO_COUNTRIES: Final = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
"""What the Unicode locale data names besides countries: unions, islands of others, test codes."""


def country_choices(reader: Reader) -> list[tuple[str, str]]:
    """Return the countries as (code, name), by name."""
    named = LOCALES[reader.language].territories.items()
    countries = [
        (str(code), str(name))
        for code, name in named
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    ]
    return sorted(countries, key=lambda country: search_key(country[1]))
