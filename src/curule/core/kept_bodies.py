"""What is kept of what a program sent: names of fields, numbers, days and ids, and no word of it.

A text may be anybody's name, address or secret, so none is kept: what may stay is what has the form
of an id, a day or an instant.

    >>> wordless({"name": "Acme", "seats": 3, "plan": "plan_1CvArQNYqjxQQqctSWvAbQ"})
    {'name': '…', 'seats': 3, 'plan': 'plan_1CvArQNYqjxQQqctSWvAbQ'}
    >>> with_ids("/v1/accounts/{account}", {"account": "acme"})
    '/v1/accounts/{account}'
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final, cast

from curule.core import base58
from curule.core.public_ids import LENGTH

REMOVED: Final = "…"
"""Stands for a text that was not kept."""
LONGEST_ADDRESS: Final = 300
LONGEST_NAME: Final = 40
_MOST_OF_A_LIST: Final = 20
_MOST_FIELDS: Final = 60
_DEEPEST: Final = 6
_LARGEST: Final = 10**15
_ID: Final = re.compile(rf"[a-z]{{2,8}}_[{base58.ALPHABET}]{{{LENGTH}}}", re.ASCII)
_WHEN: Final = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII
)
_NAME: Final = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_NAME - 1}}}", re.ASCII)
_SMALL: Final = re.compile(r"\d{1,6}", re.ASCII)
_PARAMETER: Final = re.compile(r"\{(\w+)\}", re.ASCII)


def wordless(sent: object) -> object:
    """Return the JSON that was sent without its texts, and cut where it is long or deep."""
    return _kept(sent, _DEEPEST)


def with_ids(route: str, values: Mapping[str, object]) -> str:
    """Return the path that was asked: the ids and small numbers put in, anything else left out."""

    def put_in(found: re.Match[str]) -> str:
        value = str(values.get(found[1], ""))
        return value if _ID.fullmatch(value) or _SMALL.fullmatch(value) else found[0]

    return _PARAMETER.sub(put_in, route)[:LONGEST_ADDRESS]


def ids_in(kept: object) -> tuple[str, ...]:
    """Return every id that stands in what was kept, each once, in order."""
    return tuple(dict.fromkeys(_ids(kept)))


def plain_name(text: object) -> str:
    """Return a text that can only be the name of a field or a way out, else nothing."""
    return text if isinstance(text, str) and _NAME.fullmatch(text) else ""


def _ids(kept: object) -> list[str]:
    match kept:
        case str():
            return [part for part in kept.split("/") if _ID.fullmatch(part)]
        case Mapping():
            inner = list(cast("Mapping[str, object]", kept).values())
        case list():
            inner = cast("list[object]", kept)
        case _:
            inner = []
    return [found for value in inner for found in _ids(value)]


def _kept(value: object, depth: int) -> object:
    match value:
        case None | bool():
            return value
        case int() | float():
            return value if math.isfinite(value) and abs(value) < _LARGEST else REMOVED
        case str():
            return value if _ID.fullmatch(value) or _WHEN.fullmatch(value) else REMOVED
        case Mapping() if depth:
            fields = list(cast("Mapping[str, object]", value).items())[:_MOST_FIELDS]
            return {plain_name(name) or REMOVED: _kept(each, depth - 1) for name, each in fields}
        case list() if depth:
            listed = cast("list[object]", value)
            more = len(listed) - _MOST_OF_A_LIST
            some = [_kept(each, depth - 1) for each in listed[:_MOST_OF_A_LIST]]
            return [*some, f"+{more}"] if more > 0 else some
        case _:
            return REMOVED
