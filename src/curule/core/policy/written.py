"""How a value of a policy is written, read and checked.

A choice is its word, yes/no is a boolean, a set or a list is a list, a value
with a number is written as it stands (`days_after_purchase(14)`), absent is
None. Each kind of value has a *form* that reads and writes it; the fields of a
policy carry theirs as `Annotated[...]`, so that type and notation stand together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import ClassVar, Generic, Protocol, Self, TypeAlias, TypeVar, cast

Written: TypeAlias = "bool | int | str | list[Written] | dict[str, Written] | None"

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class Unreadable(ValueError):
    """A written value that its field does not know; `nearest` is the closest known word."""

    def __init__(self, message: str, *, nearest: str | None = None) -> None:
        super().__init__(message)
        self.nearest = nearest


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """Return the known word closest to `word`, or None when none is close."""
    matches = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return matches[0] if matches else None


class Form(Protocol):
    """Reads and writes one kind of value."""

    def read(self, written: object) -> object:
        """Return the value; raise Unreadable."""
        ...

    def write(self, value: object, /) -> Written:
        """Return the value in its written form."""
        ...


def _unknown(written: object, known: Iterable[str]) -> Unreadable:
    words = list(known)
    nearest = nearest_word(written, words) if isinstance(written, str) else None
    return Unreadable(f"{shown(written)} is none of {', '.join(words)}", nearest=nearest)


def shown(written: object) -> str:
    """Return a written value as an error message shows it, cut to a readable length."""
    if isinstance(written, bool):
        text = "true" if written else "false"
    elif written is None:
        text = "null"
    else:
        text = written if isinstance(written, str) else repr(written)
    return text if len(text) <= 60 else f"{text[:59]}…"


@dataclass(frozen=True, slots=True)
class Word(Generic[E]):
    """A choice, written as its word."""

    choices: type[E]

    def read(self, written: object) -> E:
        """Return the choice; raise Unreadable with the nearest word."""
        if isinstance(written, str) and written in {choice.value for choice in self.choices}:
            return self.choices(written)
        raise _unknown(written, (choice.value for choice in self.choices))

    def write(self, value: object, /) -> Written:
        """Return the word."""
        return str(value)


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no, written as true or false."""

    def read(self, written: object) -> bool:
        """Return the boolean; raise Unreadable for anything else, 1 and "yes" included."""
        if isinstance(written, bool):
            return written
        raise Unreadable(f"{shown(written)} is neither true nor false")

    def write(self, value: object, /) -> Written:
        """Return the boolean."""
        return bool(value)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds; None only where `absent` allows it."""

    minimum: int
    maximum: int
    absent: bool = False

    def read(self, written: object) -> int | None:
        """Return the number; raise Unreadable for another type or a number out of bounds."""
        if written is None and self.absent:
            return None
        if isinstance(written, int) and not isinstance(written, bool):
            if self.minimum <= written <= self.maximum:
                return written
            raise Unreadable(
                f"{shown(written)} is not between {self.minimum} and {self.maximum}",
            )
        suffix = " or null" if self.absent else ""
        raise Unreadable(f"{shown(written)} is not a whole number{suffix}")

    def write(self, value: object, /) -> Written:
        """Return the number or None."""
        return cast("int | None", value)


@dataclass(frozen=True, slots=True)
class WordSet(Generic[E]):
    """A set of choices, written as a list in the order of the choices."""

    choices: type[E]

    def read(self, written: object) -> frozenset[E]:
        """Return the set; raise Unreadable for an unknown or repeated word."""
        word: Word[E] = Word(self.choices)
        members = [word.read(item) for item in _items(written)]
        _refuse_repetition(members)
        return frozenset(members)

    def write(self, value: object, /) -> Written:
        """Return the words as a list."""
        members = cast("frozenset[E]", value)
        return [choice.value for choice in self.choices if choice in members]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one form, kept in the order in which they are written."""

    of: Form
    distinct: bool = False

    def read(self, written: object) -> tuple[object, ...]:
        """Return the values; raise Unreadable."""
        members = [self.of.read(item) for item in _items(written)]
        if self.distinct:
            _refuse_repetition(members)
        return tuple(members)

    def write(self, value: object, /) -> Written:
        """Return the written values as a list."""
        return [self.of.write(member) for member in cast("tuple[object, ...]", value)]


@dataclass(frozen=True, slots=True)
class NumberedChoice(Generic[E]):
    """A choice of which some take a number: `unlimited`, `cooldown_hours(24)`.

    Raises Unreadable when a number is missing, superfluous or out of bounds.
    """

    kind: E
    number: int | None = None

    choices: ClassVar[type[StrEnum]]
    numbered: ClassVar[frozenset[StrEnum]]
    largest: ClassVar[int]

    def __post_init__(self) -> None:
        if self.kind not in self.numbered:
            if self.number is not None:
                raise Unreadable(f"{self.kind} takes no number")
        elif self.number is None:
            raise Unreadable(f"{self.kind} needs a number: {self.kind}(n)")
        elif not 1 <= self.number <= self.largest:
            raise Unreadable(f"{self} is not between 1 and {self.largest}")

    def __str__(self) -> str:
        return self.kind.value if self.number is None else f"{self.kind.value}({self.number})"

    @classmethod
    def parse(cls, written: str) -> Self:
        """Return the choice that is written so; raise Unreadable with the nearest word."""
        word, number = split_call(written)
        choices = cls.choices
        if word not in {choice.value for choice in choices}:
            known = [f"{c.value}(n)" if c in cls.numbered else c.value for c in choices]
            nearest = nearest_word(word, (choice.value for choice in choices))
            raise Unreadable(
                f"{shown(written)} is none of {', '.join(known)}",
                nearest=nearest,
            )
        kind = cast("E", choices(word))
        return cls(kind=kind, number=None if number is None else whole(number))


@dataclass(frozen=True, slots=True)
class Text(Generic[T]):
    """A value with its own notation, read by `parse` and written by `write_as`."""

    parse: Callable[[str], T]
    write_as: Callable[[T], str] = str
    absent: bool = False

    def read(self, written: object) -> T | None:
        """Return the value; raise Unreadable."""
        if written is None and self.absent:
            return None
        if isinstance(written, str):
            return self.parse(written)
        raise Unreadable(f"{shown(written)} is not a word")

    def write(self, value: object, /) -> Written:
        """Return the notation."""
        return None if value is None else self.write_as(cast("T", value))


_CALL = re.compile(r"([a-z0-9_]+)(?:\(([^()]*)\))?")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)


def split_call(written: str) -> tuple[str, str | None]:
    """Split `days(30)` into its word and what stands in brackets.

    >>> split_call("day_of_year(01-15)"), split_call("start")
    (('day_of_year', '01-15'), ('start', None))
    """
    match = _CALL.fullmatch(written)
    if match is None:
        return written, None
    return match[1], match[2]


def whole(digits: str) -> int:
    """Return the whole number that `digits` write; raise Unreadable for "01", "1.0" or "１"."""
    if _WHOLE.fullmatch(digits) is None:
        raise Unreadable(f"{shown(digits)} is not a whole number")
    return int(digits)


def _items(written: object) -> list[object]:
    if isinstance(written, list | tuple):
        return list(cast("list[object]", written))
    raise Unreadable(f"{shown(written)} is not a list")


def _refuse_repetition(members: list[T]) -> None:
    for place, member in enumerate(members):
        if member in members[:place]:
            raise Unreadable(f"{shown(str(member))} stands there twice")
