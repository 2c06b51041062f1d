"""What happened, in words: a sentence for each type of event, and what it was about.

The customers' history and the vendor's timeline say it alike. Things that happened together to many
rows, such as ten seats that were added, are said once, with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Protocol, TypeVar

from curule.core.messages import Count
from curule.core.money import Money
from curule.core.policy import SeatNoun
from curule.core.roles import Role
from curule.web.templatetags.curule import say
from curule.wording.catalogs import UnknownKey
from curule.wording.values import Reader, plain, written

_SAID: Final = ("email", "name", "plan", "seat_type", "reason", "choice", "failure")
_COUNTED: Final = frozenset({"seat.added", "seat.ended"})


class _Happened(Protocol):
    """What an event is to be told by."""

    @property
    def type(self) -> str: ...

    @property
    def payload(self) -> Mapping[str, object]: ...


E = TypeVar("E", bound=_Happened)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a history: the sentence, and what it was about."""

    sentence: str
    about: str


def event_words(reader: Reader, event: _Happened, *, count: int = 1) -> Told:
    """Return an event in words; `count` is how often the same happened at once."""
    return Told(
        sentence=event_sentence(reader, event.type, count=count),
        about=_about(reader, event.payload),
    )


def event_sentence(
    reader: Reader, event_type: str, *, count: int = 1, noun: SeatNoun | None = None
) -> str:
    """Return what an event of a type is called; a type without a text by its own name.

    Seats are called by the plan's `noun`, else by what the reader's page calls them.
    """
    called = noun or reader.noun
    try:
        return say(reader, f"event.{event_type}", seats=Count(count, called), noun=called)
    except UnknownKey:
        return event_type


def told_together(events: Iterable[E]) -> list[tuple[E, int]]:
    """Return events with how often each happened in a row, one of each row standing for it."""
    together: list[tuple[E, int]] = []
    for _, same in groupby(events, _likeness):
        listed = list(same)
        if listed[0].type in _COUNTED:
            together.append((listed[0], len(listed)))
        else:
            together.extend((event, 1) for event in listed)
    return together


def _likeness(event: _Happened) -> tuple[str, object]:
    return event.type, getattr(event, "at", None)


def _about(reader: Reader, payload: Mapping[str, object]) -> str:
    said = [plain(str(payload[name])) for name in _SAID if payload.get(name)]
    role, number = payload.get("role"), payload.get("number")
    if role in set(Role):
        said.append(written(Role(str(role)), reader))
    if isinstance(number, str):
        said.append(plain(number))
    amount, currency = payload.get("amount"), payload.get("currency")
    if isinstance(amount, int) and isinstance(currency, str):
        said.append(written(Money(amount, currency), reader))
    before, after = payload.get("before"), payload.get("after")
    if after or before:
        said.append(f"{plain(str(before or '–'))} → {plain(str(after or '–'))}")
    return " · ".join(said)
