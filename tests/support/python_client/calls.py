"""Writes `curule_client/calls`: a function for each act, which says what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tests.support.python_client.operations import NOUNS, Act, Schema
from tests.support.python_client.types import (
    answered,
    docstring,
    is_nullable,
    python_name,
    sent,
)

_IMPORTS: Final = """
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from msgspec import UNSET, UnsetType

from curule_client.calling import Call, Listing, ask, given, in_path, settled
"""
PASSED_OVER: Final = {"starting_after", "ending_before", "include", "expand[]"}
"""What is not asked for: pages follow each other by themselves, and models hold ids."""


def call_modules(acts: tuple[Act, ...], models: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each module; `models` are the names that types may use."""
    for noun in NOUNS:
        texts = [_call(act) for act in acts if act.noun == noun]
        used = sorted(name for name in models if any(_says(name, text) for text in texts))
        imports = f"from curule_client.models import {', '.join(used)}\n" if used else ""
        head = f'"""Calls: {NOUNS[noun][0].lower()}{NOUNS[noun][1:]}"""\n'
        yield noun, head + _IMPORTS + imports + "".join(texts)
    yield "__init__", _INDEX


_INDEX: Final = '''"""Every operation as a value: what is sent, and what comes back."""
'''


def _says(name: str, text: str) -> bool:
    """Whether the code of a call has a name; its sentences do not count."""
    before, _said, after = text.split('"""')
    return re.search(rf"\b{name}\b", before + after) is not None


def _call(act: Act) -> str:
    answer = answered(act.answer)
    item = answered(act.answer["listed"]) if act.is_list else ""
    returned = f"Listing[{item}]" if act.is_list else f"Call[{answer}]"
    return (
        f"\n\ndef {act.call}({_signature(act)}) -> {returned}:\n"
        f"{docstring(act.says)}\n"
        f"    return {_sending(act, item or answer)}\n"
    )


def _signature(act: Act) -> str:
    places = [f"{python_name(each['name'])}: str" for each in _in(act, "path")]
    named = [
        _parameter(each["name"], each["schema"], is_required=each["required"])
        for each in _query(act)
    ]
    if act.body is not None:
        required = act.body.get("required", ())
        named += [
            _parameter(name, schema, is_required=name in required)
            for name, schema in act.body.get("properties", {}).items()
        ]
    named.sort(key=lambda each: "=" in each)
    if act.method == "POST":
        named.append("idempotency_key: str | None = None")
    return ", ".join([*places, *(["*", *named] if named else [])])


def _parameter(name: str, schema: Schema, *, is_required: bool) -> str:
    kind, python = sent(schema), python_name(name)
    if is_required:
        return f"{python}: {kind}"
    if _may_be_null(schema):
        return f"{python}: {kind.removesuffix(' | None')} | UnsetType | None = UNSET"
    if name == "limit":
        return f"{python}: int = {schema['default']}"
    return f"{python}: {kind if is_nullable(schema) else f'{kind} | None'} = None"


def _may_be_null(schema: Schema) -> bool:
    """Whether null says something else than nothing."""
    return is_nullable(schema) and schema.get("default") is not None


def _sending(act: Act, answer: str) -> str:
    path = act.path
    for each in _in(act, "path"):
        path = path.replace(f"{{{each['name']}}}", f"{{in_path({python_name(each['name'])})}}")
    written = f'f"{path}"' if "{" in path else f'"{path}"'
    query = _pairs(_query(act), {each["name"] for each in _query(act) if each["required"]})
    if act.is_list:
        return f"Listing(path={written}, item={answer}, query={query})"
    asked = [f'"{act.method}"', written, answer]
    if query != "{}":
        asked.append(f"query={query}")
    if act.body is not None:
        fields = [{"name": n, "schema": s} for n, s in act.body.get("properties", {}).items()]
        asked.append(f"body={_pairs(fields, set(act.body.get('required', ())))}")
    if act.method == "POST":
        asked.append("idempotency_key=idempotency_key")
    return f"ask({', '.join(asked)})"


def _pairs(fields: list[Schema], required: set[str]) -> str:
    """Return a dictionary of what is sent: what is required, and what was given of the rest."""
    must, may, null = list[str](), list[str](), list[str]()
    for each in fields:
        group = null if _may_be_null(each["schema"]) else may
        (must if each["name"] in required else group).append(
            f'"{each["name"]}": {python_name(each["name"])}'
        )
    if may and not must and not null:
        return f"given({{{', '.join(may)}}})"
    parts = [*must, *([f"**given({{{', '.join(may)}}})"] if may else [])]
    parts += [f"**settled({{{', '.join(null)}}})"] if null else []
    return f"{{{', '.join(parts)}}}"


def _query(act: Act) -> list[Schema]:
    return [each for each in _in(act, "query") if each["name"] not in PASSED_OVER]


def _in(act: Act, place: str) -> list[Schema]:
    return [each for each in act.parameters if each["in"] == place]
