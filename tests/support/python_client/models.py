"""Writes `curule_client/models`: a value for each thing that comes or is sent inside another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tests.support.python_client.operations import Act, Schema, named
from tests.support.python_client.types import (
    answered,
    docstring,
    is_nullable,
    model_name,
    python_name,
    sent,
)

SHARED: Final = "shared"
_ALSO: Final = {
    "SubscriptionOut": '''
    def seat_type(self, name: str) -> SeatNumbers:
        """Return the numbers of one seat type. Raises `KeyError`."""
        return {each.type: each for each in self.seats}[name]
'''
}
"""What can be asked of a model besides its fields."""
_SAYS: Final = '''"""What the service answers, as frozen values, and what is sent inside requests.

Fields that a later version adds are passed over; words that it adds (a status, a reason) are text
here, so that they do not break a program that is older.
"""
'''
_IMPORTS: Final = """
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, NotRequired, TypedDict

import msgspec

from curule_client.modelling import Model, Page
"""


def homes(acts: tuple[Act, ...], schemas: Mapping[str, Schema]) -> dict[str, str]:
    """Return in which module each schema stands: its noun's, or one for what several have."""
    users: dict[str, set[str]] = defaultdict(set)
    for act in acts:
        for name in _inside([act.answer, *_fields(act.body or {}).values()], schemas):
            users[name].add(act.noun)
    return {name: next(iter(nouns)) if len(nouns) == 1 else SHARED for name, nouns in users.items()}


def model_modules(
    acts: tuple[Act, ...], schemas: Mapping[str, Schema]
) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each module."""
    found = homes(acts, schemas)
    for home in sorted(set(found.values())):
        here = [name for name in _in_order(found, schemas) if found[name] == home]
        of_others = sorted(
            model_name(name)
            for each in here
            for name in _used(each, schemas)
            if found[name] != home
        )
        text = f'"""What the service answers about {home.replace("_", " ")}."""\n{_IMPORTS}\n'
        if home == SHARED:
            text = f'"""What answers about several nouns share."""\n{_IMPORTS}\n'
        if of_others:
            names = ", ".join(dict.fromkeys(of_others))
            text += f"from curule_client.models.{SHARED} import {names}\n"
        yield home, text + "".join(_model(name, schemas[name]) for name in here)
    yield "__init__", _index(found)


def _index(found: Mapping[str, str]) -> str:
    lines = [_SAYS, "from curule_client.modelling import Model, Page"]
    names = {model_name(name): home for name, home in found.items()}
    lines += [f"from curule_client.models.{names[name]} import {name}" for name in sorted(names)]
    exported = sorted([*names, "Model", "Page"])
    return "\n".join([*lines, "", f"__all__ = {exported!r}", ""])


def _model(name: str, schema: Schema) -> str:
    said = str(schema.get("description", "")).strip() or f"{model_name(name)}."
    if schema.get("additionalProperties") is False:
        return _asked(model_name(name), said, schema)
    return _answered(name, said, schema)


def _answered(name: str, said: str, schema: Schema) -> str:
    lines = [f"\n\nclass {model_name(name)}(Model, frozen=True, kw_only=True):"]
    lines += [docstring(said), ""]
    required: Sequence[str] = schema.get("required", ())
    for field, kind in schema["properties"].items():
        if field != "object":
            lines.append(_field(field, kind, is_required=field in required))
    return "\n".join(lines) + "\n" + _ALSO.get(name, "")


def _field(name: str, schema: Schema, *, is_required: bool) -> str:
    kind, python = answered(schema), python_name(name)
    if is_nullable(schema):
        default: str | None = "None"
    elif schema.get("type") == "array":
        default = "[]"
    else:
        default = None if is_required else repr(schema.get("default"))
    if python != name:
        asked = f'name="{name}"' + (f", default={default}" if default else "")
        return f"    {python}: {kind} = msgspec.field({asked})"
    return f"    {name}: {kind}" + (f" = {default}" if default else "")


def _asked(name: str, said: str, schema: Schema) -> str:
    required = schema.get("required", ())
    lines = [f"\n\nclass {name}(TypedDict):", docstring(said), ""]
    for field, kind in schema["properties"].items():
        there = sent(kind)
        lines.append(f"    {field}: {there if field in required else f'NotRequired[{there}]'}")
    return "\n".join(lines) + "\n"


def _fields(schema: Schema) -> Mapping[str, Schema]:
    found: Mapping[str, Schema] = schema.get("properties", {})
    return found


def _used(name: str, schemas: Mapping[str, Schema]) -> list[str]:
    """Return the schemas that the fields of one name."""
    comes = schemas[name].get("additionalProperties") is not False
    return _references(list(_fields(schemas[name]).values()), comes=comes)


def _references(fields: list[Schema], *, comes: bool) -> list[str]:
    found: list[str] = []
    for field in fields:
        some = field.get("anyOf", ())
        is_id = comes and any(each.get("type") == "string" for each in some)
        inside = [
            *([] if is_id else some),
            *(field[key] for key in ("items", "listed") if key in field),
            *([values] if isinstance(values := field.get("additionalProperties"), dict) else []),
        ]
        found += [named(field)] if "$ref" in field else _references(inside, comes=comes)
    return found


def _inside(fields: list[Schema], schemas: Mapping[str, Schema]) -> set[str]:
    """Return every schema that is reached from these fields."""
    found: set[str] = set()
    left = _references(fields, comes=True)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += _used(name, schemas)
    return found


def _in_order(found: Mapping[str, str], schemas: Mapping[str, Schema]) -> list[str]:
    """Return the schemas so that each stands behind what it names."""
    ordered: list[str] = []

    def put(name: str) -> None:
        for each in sorted(_used(name, schemas)):
            put(each)
        if name not in ordered:
            ordered.append(name)

    for name in sorted(found, key=model_name):
        put(name)
    return ordered
