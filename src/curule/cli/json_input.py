"""Strict JSON from standard input: nothing is guessed, and what is wrong is named with its place.

A place is the way to a value, `tiers[1].unit_amount`; in a list of inputs it begins with the
number of the input, counted from 0 as everywhere in JSON: `[2].weights[0]`.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final, TypeVar

import click

from curule.core.localtime import OutsideCalendar, UnknownTimeZone, resolve_local, time_zone
from curule.core.policy.written import nearest_word

Choice = TypeVar("Choice", bound=StrEnum)
Result = TypeVar("Result")

LARGEST: Final = 10**18
"""Larger numbers are a slip of the hand, whether of money or of seats."""

_LONGEST_SHOWN: Final = 40
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII
)


class WrongInput(click.ClickException):
    """The input is wrong; nothing was computed. The command line prints it and exits with 2."""

    exit_code = 2

    def __init__(self, place: str, sentence: str) -> None:
        stop = "" if sentence.endswith("?") else "."
        super().__init__(f"{place or 'the input'}: {sentence}{stop}")


class _RepeatedKey(dict[str, object]):
    """An object that gives `key` twice; it is refused when it is read, with its place."""

    key: str


def read_json(written: bytes) -> object:
    """The JSON value that `written` is.

    Raises `WrongInput` with line and column for what is no JSON.
    """
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongInput(f"byte {error.start + 1}", "the input is not written in UTF-8") from None
    if not text.strip():
        raise WrongInput("", "it is empty; give one JSON object, or a list of them")
    try:
        found: object = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        said = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise WrongInput(place, f"this is no JSON: {said}") from None
    except RecursionError:
        raise WrongInput("", "it is nested too deeply") from None
    except ValueError:
        raise WrongInput("", "one of its numbers has too many digits") from None
    return found


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    repeated = _RepeatedKey(found)
    names = [name for name, _ in pairs]
    repeated.key = next(name for name in names if names.count(name) > 1)
    return repeated


def shown(value: object) -> str:
    """The value as a sentence shows it: as JSON writes it, cut when it is long."""
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= _LONGEST_SHOWN else f"{written[: _LONGEST_SHOWN - 1]}…"


@dataclass(frozen=True, slots=True)
class At:
    """A value of the input at its place."""

    place: str
    value: object

    def wrong(self, sentence: str) -> WrongInput:
        """The refusal of this value."""
        return WrongInput(self.place, sentence)

    def integer(self, *, least: int | None = None, most: int = LARGEST) -> int:
        """A whole number; 1.0, true and "1" are none."""
        if type(self.value) is not int:
            raise self.wrong(f"{shown(self.value)} is no whole number")
        if least is not None and self.value < least:
            raise self.wrong(f"{self.value} is less than {least}")
        if abs(self.value) > most:
            raise self.wrong(f"a number beyond {most} is not counted with")
        return self.value

    def text(self) -> str:
        """A string."""
        if not isinstance(self.value, str):
            raise self.wrong(f"{shown(self.value)} is no string")
        return self.value

    def boolean(self) -> bool:
        """True or false; 1 and "yes" are neither."""
        if not isinstance(self.value, bool):
            raise self.wrong(f"{shown(self.value)} is neither true nor false")
        return self.value

    def day(self) -> date:
        """A calendar day, written 2026-04-01."""
        written = self.text()
        if not _DATE.fullmatch(written):
            raise self.wrong(f"{shown(written)} is no date such as 2026-04-01")
        try:
            return date.fromisoformat(written)
        except ValueError:
            raise self.wrong(f"there is no such day as {shown(written)}") from None

    def choice(self, choices: type[Choice]) -> Choice:
        """One of the words of an enum."""
        word = self.text()
        known = [choice.value for choice in choices]
        if word not in known:
            raise self.wrong(f"{shown(word)} is none of {', '.join(known)}{_hint(word, known)}")
        return choices(word)

    def zone(self) -> str:
        """The name of a time zone."""
        name = self.text()
        try:
            time_zone(name)
        except UnknownTimeZone as error:
            raise self.wrong(str(error)) from None
        return name

    def moment(self, zone: str) -> datetime:
        """An instant: with its offset from UTC, or a date, which is its 00:00 in `zone`."""
        written = self.text()
        try:
            if _DATE.fullmatch(written):
                return resolve_local(date.fromisoformat(written), time(0), zone)
            if _INSTANT.fullmatch(written):
                return datetime.fromisoformat(written).astimezone(UTC)
        except OutsideCalendar as error:
            raise self.wrong(str(error)) from None
        except (ValueError, OverflowError):
            raise self.wrong(f"there is no such time as {shown(written)}") from None
        raise self.wrong(
            f"{shown(written)} is neither a date such as 2026-04-01"
            " nor an instant with its offset such as 2026-04-01T09:00:00+02:00"
        )

    def items(self) -> "list[At]":
        """The elements of a list."""
        if not isinstance(self.value, list):
            raise self.wrong(f"{shown(self.value)} is no list")
        return [At(f"{self.place}[{number}]", item) for number, item in enumerate(self.value)]

    def fields(self, *known: str) -> "Fields":
        """The fields of an object, of which none may have a name that is not `known`."""
        if not isinstance(self.value, dict):
            raise self.wrong(f"{shown(self.value)} is no object")
        if isinstance(self.value, _RepeatedKey):
            raise self.wrong(f"the field {shown(self.value.key)} is given twice")
        fields = Fields(self.place, self.value)
        for name in fields.given:
            if name not in known:
                raise fields.at(name).wrong(f"there is no such field{_hint(name, known)}")
        return fields

    def accepted_by(self, build: Callable[["At"], Result]) -> Result:
        """What `build` makes of this value; its ValueError is a sentence about it."""
        try:
            return build(self)
        except ValueError as error:
            raise self.wrong(str(error)) from None


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one object; null is the same as absent."""

    place: str
    given: Mapping[str, object]

    def __contains__(self, name: str) -> bool:
        return self.given.get(name) is not None

    def at(self, name: str) -> At:
        """The field, whose value is None where it is absent."""
        return At(f"{self.place}.{name}" if self.place else name, self.given.get(name))

    def required(self, name: str) -> At:
        """The field, which must be there."""
        if name not in self:
            raise WrongInput(self.place, f"the field {shown(name)} is missing")
        return self.at(name)

    def optional(self, name: str, default: object) -> At:
        """The field, or `default` where it is absent."""
        return self.at(name) if name in self else At(self.at(name).place, default)


def _hint(word: str, known: Iterable[str]) -> str:
    nearest = nearest_word(word, known)
    return "" if nearest is None else f"; did you mean {nearest}?"
