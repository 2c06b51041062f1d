"""Numbers that were asked for when others were in force: whether they still mean the same.

"15" is one seat more where 14 are in force, and two fewer where others ordered up to 17 meanwhile.
A price that is made anew must not turn the one into the other without asking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Heading(StrEnum):
    """What a new number does to those in force and planned."""

    NONE = "none"
    MORE = "more"
    FEWER = "fewer"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The seats of one type: those in force, and those from the next renewal on."""

    held: int
    planned: int

    def heading(self, total: int) -> Heading:
        """Return what asking for `total` does: between the two it takes a part of a plan back."""
        if total == self.planned:
            return Heading.NONE
        if total > max(self.held, self.planned):
            return Heading.MORE
        if total < min(self.held, self.planned):
            return Heading.FEWER
        return Heading.BETWEEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A total that was asked for from one pair of numbers and would now meet another."""

    seat_type: str
    asked: int
    before: Numbers
    now: Numbers

    @property
    def is_turned(self) -> bool:
        """Whether it does something else by now than what it was asked for."""
        return self.before.heading(self.asked) is not self.now.heading(self.asked)

    @property
    def is_reached(self) -> bool:
        """Whether it is what holds already."""
        return self.now.heading(self.asked) is Heading.NONE

    @property
    def difference(self) -> int:
        """How many more were meant, or fewer (negative), counted as a difference counts."""
        if self.before.heading(self.asked) is Heading.MORE:
            return self.asked - max(self.before.held, self.before.planned)
        return self.asked - self.before.planned

    @property
    def again(self) -> int:
        """The total that the same difference leads to from today's numbers."""
        if self.difference > 0:
            return max(self.now.held, self.now.planned) + self.difference
        return self.now.planned + self.difference


def drifts(
    asked: Mapping[str, int], *, before: Mapping[str, Numbers], now: Mapping[str, Numbers]
) -> tuple[Drift, ...]:
    """Return each total that was asked for, of the types that were known then and are now."""
    return tuple(
        Drift(seat_type=name, asked=total, before=before[name], now=now[name])
        for name, total in asked.items()
        if name in before and name in now
    )
