"""Values read back from where JSON kept them: an outbox row, a stored answer.

What a value is, its name says: `*_at` an instant, `*_on` a date, `role` a role,
`seats`, `before`, `after` a number of seats; an amount shows by its shape. A value that is no such
thing is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Final, cast

from curule.core.messages import Count
from curule.core.money import Money
from curule.core.policy import NamedNoun, OwnNoun, SeatNoun, read_seat_noun
from curule.core.roles import Role

_DATES: Final = frozenset({"until", "access_until"})


def read_back(name: str, value: object) -> object:
    """Return the value that JSON kept under a name; a value that is itself already stays.

    Raises ValueError, TypeError or KeyError for a mapping that is not what its
    name says.
    """
    if name in _READERS:
        return _READERS[name](value)
    if isinstance(value, Mapping):
        return _money(cast("Mapping[str, object]", value))
    if isinstance(value, str) and (name.endswith(("_at", "_on")) or name in _DATES):
        return _time(value)
    return value


def read_back_noun(value: object) -> SeatNoun | None:
    """Return the seat noun that JSON kept, or None."""
    if value is None or isinstance(value, NamedNoun | OwnNoun):
        return value
    return read_seat_noun(value)


def _time(kept: str) -> object:
    """Return the date or instant that is written so, else the text."""
    with suppress(ValueError):
        return date.fromisoformat(kept)
    with suppress(ValueError):
        return datetime.fromisoformat(kept)
    return kept


def _money(kept: Mapping[str, object]) -> Money:
    return Money(cast("int", kept["amount_minor"]), cast("str", kept["currency"]))


def _counts(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(_counts(part) for part in cast("list[object]", value))
    if isinstance(value, Mapping):
        kept = cast("Mapping[str, object]", value)
        return Count(cast("int", kept["number"]), read_back_noun(kept.get("noun")))
    return Count(value) if isinstance(value, int) else value


def _role(value: object) -> object:
    if isinstance(value, list | tuple):
        return tuple(_role(part) for part in cast("list[object]", value))
    with suppress(ValueError):
        return Role(str(value))
    return value


_READERS: Final[Mapping[str, Callable[[object], object]]] = {
    "seats": _counts,
    "target": _counts,
    "before": _counts,
    "after": _counts,
    "role": _role,
    "roles": _role,
    "noun": read_back_noun,
}
