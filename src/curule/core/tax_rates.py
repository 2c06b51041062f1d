"""Standard rates of value added tax by country and day, from the dated table in the package.

The table lies beside this module as `tax_rates.toml`: each rate with the day from which it holds
and its source. It is a constant of this version, like the list of currencies, and read once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum, unique
from importlib.resources import files
from itertools import groupby
from types import MappingProxyType
from typing import Final

import msgspec

HIGHEST: Final = Decimal(100)


class WrongTable(ValueError):
    """The table of rates is not one: a row is missing, doubled, out of order or without source."""


@unique
class Seen(StrEnum):
    """What was done with the address that a rate is from."""

    READ = "read"
    NAMED = "named"
    RETOLD = "retold"


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a rate is published, and whether that page itself was read."""

    address: str
    says: str
    seen: Seen


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    country: str
    percent: Decimal
    valid_from: date
    source: str


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    begins: date
    compared_on: date
    sources: dict[str, Source]
    rates: list[_Row]


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A standard rate: per cent, the first day on which it holds, and where that is published."""

    percent: Decimal
    valid_from: date
    source: Source


@dataclass(frozen=True, slots=True)
class RateTable:
    """The rates of all countries, each country's in the order of their first days."""

    begins: date
    compared_on: date
    by_country: Mapping[str, tuple[DatedRate, ...]]

    @property
    def countries(self) -> frozenset[str]:
        """The countries of which rates are known."""
        return frozenset(self.by_country)

    def on(self, country: str, day: date) -> DatedRate | None:
        """Return the rate that holds in a country on a day.

        None for a country without rates here, and for every day before the table begins.
        """
        if day < self.begins:
            return None
        holding = [rate for rate in self.by_country.get(country, ()) if rate.valid_from <= day]
        return holding[-1] if holding else None


def read_rates(written: bytes | str) -> RateTable:
    """Return the table that a TOML text is.

    Raises `WrongTable` for anything in it that is not as it must be: unknown fields, a rate above
    100 %, rows out of order, a source that nobody wrote down, a country whose first rate begins
    after the table does.
    """
    try:
        table = msgspec.toml.decode(written, type=_Written)
    except msgspec.DecodeError as error:
        raise WrongTable(str(error)) from None
    _check_order(table.rates)
    return RateTable(
        begins=table.begins,
        compared_on=table.compared_on,
        by_country=MappingProxyType(
            {
                country: _rates_of(country, tuple(rows), table)
                for country, rows in groupby(table.rates, key=lambda row: row.country)
            }
        ),
    )


def _check_order(rows: list[_Row]) -> None:
    places = [(row.country, row.valid_from) for row in rows]
    if places != sorted(set(places)):
        raise WrongTable("the rows stand by country, then by day, no day of a country twice")


def _rates_of(country: str, rows: tuple[_Row, ...], table: _Written) -> tuple[DatedRate, ...]:
    if rows[0].valid_from > table.begins:
        raise WrongTable(f"{country} has no rate on {table.begins}, where the table begins")
    for row in rows:
        if not (row.percent.is_finite() and 0 < row.percent <= HIGHEST):
            raise WrongTable(f"{country}: {row.percent} is no rate per cent")
        if row.source not in table.sources:
            raise WrongTable(f"{country}: the source {row.source!r} is not written down")
    return tuple(DatedRate(row.percent, row.valid_from, table.sources[row.source]) for row in rows)


RATES: Final = read_rates((files("curule.core") / "tax_rates.toml").read_bytes())
"""The rates that come with this version."""
