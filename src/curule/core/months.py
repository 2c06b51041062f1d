"""Calendar months: the grain in which a vendor's books are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from curule.core.recognition import first_of_next_month


class UnknownMonth(ValueError):
    """What was written is no month such as 2026-04."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month by the day it begins on."""

    first: date

    @classmethod
    def of(cls, on: date) -> Month:
        """Return the month of a day."""
        return cls(on.replace(day=1))

    @classmethod
    def parse(cls, written: str) -> Month:
        """Return the month that is written `2026-04`.

        Raises `UnknownMonth`.
        """
        year, _, number = written.strip().partition("-")
        is_written = year.isascii() and year.isdigit() and len(year) == len("2026")
        if not (is_written and number.isascii() and number.isdigit() and len(number) <= len("04")):
            raise UnknownMonth(written)
        try:
            return cls(date(int(year), int(number), 1))
        except ValueError:
            raise UnknownMonth(written) from None

    def __str__(self) -> str:
        """Write the month as it is parsed."""
        return f"{self.first.year:04d}-{self.first.month:02d}"

    @property
    def after(self) -> date:
        """The first day that is not in it."""
        return first_of_next_month(self.first)

    def minus(self, months: int) -> Month:
        """Return the month so many months earlier.

        >>> str(Month.parse("2026-03").minus(14))
        '2025-01'
        """
        number = max(self.first.year * 12 + self.first.month - 1 - months, 12)
        return Month(date(number // 12, number % 12 + 1, 1))


def months_from(first: Month, last: Month) -> tuple[Month, ...]:
    """Return the months from one to another, both among them.

    >>> [str(month) for month in months_from(Month.parse("2025-12"), Month.parse("2026-02"))]
    ['2025-12', '2026-01', '2026-02']
    """
    found: list[Month] = []
    month = first
    while month <= last:
        found.append(month)
        month = Month(month.after)
    return tuple(found)
