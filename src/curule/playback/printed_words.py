"""Single values as people read them in a terminal: moments, money, operations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from curule.core.money import Money
from curule.playback.expectations import Json, Nothing
from curule.playback.moments import reported_instant
from curule.playback.operations import AddSeats, Invitee, Operation, Quote, Subscribe
from curule.playback.terms import MAIN_PLAN

_LONGEST_SIDE: Final = 240


def when(instant: datetime, zone: str) -> str:
    """Return an instant as the account has it: a date, with its time unless that is 00:00."""
    here = instant.astimezone(ZoneInfo(zone))
    on, at = here.date().isoformat(), here.time()
    if at == time(0):
        return on
    return f"{on} {at.isoformat('minutes' if at.second == 0 else 'seconds')}"


def span(starts_at: datetime | None, ends_at: datetime | None, zone: str) -> str:
    """Return a half-open period, or nothing where there is none."""
    if starts_at is None or ends_at is None:
        return ""
    return f"{when(starts_at, zone)} → {when(ends_at, zone)}"


def money(amount: int, currency: str) -> str:
    """Return an amount of minor units with its currency, a real minus sign before it."""
    return str(Money(amount, currency)).replace("-", "\N{MINUS SIGN}", 1)


def bare_money(amount: int, currency: str) -> str:
    """Return an amount without its currency, for columns."""
    return money(amount, currency).removesuffix(f" {currency}")


def number(value: int) -> str:
    """Return a whole number, a real minus sign before it."""
    return str(value).replace("-", "\N{MINUS SIGN}", 1)


def operation(done: Operation) -> str:
    """Return an operation with its arguments in one line, `set_seats agent 12, method card A`.

    >>> from curule.playback.operations import Pay, SetSeats
    >>> operation(SetSeats(seats={"agent": 12}, pay=Pay.NO))
    'set_seats agent 12, pay no'
    """
    if isinstance(done, Quote):
        return f"quote {operation(done.change)}"
    said = ", ".join(_arguments(done))
    return f"{done.do} {said}" if said else done.do


def _arguments(done: Operation) -> Iterator[str]:
    sign = "+" if isinstance(done, AddSeats) else ""
    for part in fields(done):
        value: object = getattr(done, part.name)
        if isinstance(done, Subscribe) and value == MAIN_PLAN:
            continue
        if value is None or value == part.default:
            continue
        match value:
            case Mapping():
                yield ", ".join(f"{name} {sign}{count}" for name, count in value.items())
            case tuple():
                people = ", ".join(_person(person) for person in value)
                yield people if part.name == "people" else f"{part.name} {people or 'nobody'}"
            case StrEnum() | str() if part.name in {"person", "name", "plan", "join", "tax_id"}:
                yield str(value)
            case bool() if part.name == "value":
                yield "on" if value else "off"
            case bool():
                yield part.name if value else f"not {part.name}"
            case _:
                yield f"{part.name} {value}"


def _person(person: object) -> str:
    return person.email if isinstance(person, Invitee) else str(person)


def side(value: Json | Nothing, zone: str) -> str:
    """Return one side of a mismatch: an instant with its date, what is long cut short.

    >>> side("2026-05-10T22:00:00Z", "Europe/Paris")
    '2026-05-10T22:00:00Z (2026-05-11)'
    """
    instant = reported_instant(value) if isinstance(value, str) else None
    if instant is not None:
        return f"{value} ({when(instant, zone)})"
    said = plain_words(value)
    return said if len(said) <= _LONGEST_SIDE else f"{said[: _LONGEST_SIDE - 1]}…"


def plain_words(value: Json | Nothing) -> str:
    """Return a value in the notation of scenario files.

    >>> plain_words([{"template": "invitation", "held": None, "ok": True}])
    '[{template: invitation, held: null, ok: true}]'
    """
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {plain_words(part)}' for key, part in value.items())}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(plain_words, value))}]"
    if isinstance(value, str | Nothing):
        return str(value)
    return json.dumps(value)
