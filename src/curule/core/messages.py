"""What is to be said, as keys with values; the catalogs say it in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from curule.core.policy.words import SeatNoun


@dataclass(frozen=True, slots=True)
class Count:
    """A number of seats, said with the plan's noun: `5 places`; without a noun, the reader's."""

    number: int
    noun: SeatNoun | None = None


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday = 0, said by its name."""

    number: int


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the year without a year: `1 April`."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Country:
    """A country, by its code of ISO 3166-1, said by its name."""

    code: str


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence: its key in the catalogs and the values it names.

    A value may be text, a number, Money, a date or instant, a `Count`, a country, a role or
    another choice that has a name, or a tuple of these. Where the sentence bends
    with a number, that number is the value `count`.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict[str, object], hash=False)


def say(key: str, /, **values: object) -> Message:
    """Return the message with these values."""
    return Message(key=key, values=values)
