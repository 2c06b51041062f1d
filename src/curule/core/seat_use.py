"""How much of what was bought is given to people, in three bands."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Final


@unique
class UseBand(StrEnum):
    """Which part of its seats an account has given to people."""

    UNDER_40 = "under_40"
    TO_80 = "to_80"
    OVER_80 = "over_80"


_BELOW: Final = ((UseBand.UNDER_40, 40), (UseBand.TO_80, 80))
"""Each band with the percentage that begins the next one."""


def use_band(bought: int, given: int) -> UseBand:
    """Return the band of an account; the percentage that begins a band belongs to it.

    >>> [use_band(10, given).value for given in (0, 3, 4, 7, 8, 10)]
    ['under_40', 'under_40', 'to_80', 'to_80', 'over_80', 'over_80']
    >>> use_band(0, 0).value
    'under_40'
    """
    if bought <= 0:
        return UseBand.UNDER_40
    below = (band for band, percent in _BELOW if 100 * given < percent * bought)
    return next(below, UseBand.OVER_80)
