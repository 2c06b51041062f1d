"""The age of what is owed: how long it has been due, in five bands."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, unique


@unique
class AgeBand(StrEnum):
    """How many days ago an open invoice was due."""

    NOT_DUE = "not_due"
    TO_30 = "to_30"
    TO_60 = "to_60"
    TO_90 = "to_90"
    OVER_90 = "over_90"


_LONGEST = ((AgeBand.NOT_DUE, 0), (AgeBand.TO_30, 30), (AgeBand.TO_60, 60), (AgeBand.TO_90, 90))


def age_band(due_on: date, on: date) -> AgeBand:
    """Return the band of an invoice on a day; on the day that it is due it is not late.

    >>> [age_band(date(2026, 1, 1), date(2026, month, 1)).value for month in (1, 2, 3, 4, 5)]
    ['not_due', 'to_60', 'to_60', 'to_90', 'over_90']
    """
    days = (on - due_on).days
    return next((band for band, most in _LONGEST if days <= most), AgeBand.OVER_90)
