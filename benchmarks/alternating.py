"""Sides that are measured in turns, and the ratios between them.

Whatever else the machine does while it is measured falls on all sides alike: each round measures
every side once, one after the other, and a ratio is taken round by round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is measured: rounds that count, and the seconds that a side has in each."""

    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One way of doing something. `measure` does it for so many seconds: operations per second.

    `before` makes the ground even before each turn, outside of what is measured.
    """

    name: str
    clients: int
    measure: Callable[[float], float]
    before: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What one side did per second, round by round."""

    name: str
    clients: int
    rates: tuple[float, ...]

    @property
    def median(self) -> float:
        """The rate of the round in the middle."""
        return median(self.rates)

    @property
    def spread(self) -> tuple[float, float]:
        """The slowest and the fastest round."""
        return min(self.rates), max(self.rates)


class Bound(Enum):
    """On which side of its goal a ratio is to lie."""

    AT_LEAST = auto()
    AT_MOST = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a ratio is to reach; `stretch` is what would be better still."""

    bound: Bound
    ratio: float
    stretch: float | None = None

    def is_met_by(self, ratio: float) -> bool:
        """Tell whether a ratio is good enough."""
        return ratio >= self.ratio if self.bound is Bound.AT_LEAST else ratio <= self.ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One figure over another, round by round, and the goal it has if it has one."""

    name: str
    over: Figure
    under: Figure
    goal: Goal | None = None

    @property
    def rounds(self) -> tuple[float, ...]:
        """The ratio of each round."""
        pairs = zip(self.over.rates, self.under.rates, strict=True)
        return tuple(over / under for over, under in pairs)

    @property
    def median(self) -> float:
        """The ratio of the round in the middle."""
        return median(self.rounds)

    @property
    def spread(self) -> tuple[float, float]:
        """The smallest and the largest ratio of a round."""
        return min(self.rounds), max(self.rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one benchmark has to show, and in `remarks` what no figure says."""

    title: str
    figures: tuple[Figure, ...]
    ratios: tuple[Ratio, ...]
    remarks: tuple[str, ...] = ()


def alternate(sides: Mapping[str, Side], effort: Effort) -> dict[str, Figure]:
    """Measure all sides in turns; before the rounds that count comes one to warm up."""
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(-1, effort.rounds):
        for name in _turned(sides, number):
            sides[name].before()
            rate = sides[name].measure(effort.seconds)
            if number >= 0:
                rates[name].append(rate)
    return {
        name: Figure(name=side.name, clients=side.clients, rates=tuple(rates[name]))
        for name, side in sides.items()
    }


def _turned(names: Iterable[str], number: int) -> list[str]:
    """Return the order of a round: every other one backwards, so that none is always the first."""
    listed = list(names)
    return listed if number % 2 == 0 else listed[::-1]
