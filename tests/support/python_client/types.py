"""Schemas of the document as types of Python: what is sent is exact, what comes may grow."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from typing import Final

from tests.support.python_client.operations import Schema, named

_NAMES: Final = {
    "BatchOut": "LicenseBatch",
    "LookedAtOut": "BankLineLookedAt",
    "MethodOut": "PaymentMethod",
    "OrderOut": "OrderResult",
    "OrderSeenOut": "Order",
    "PaidOut": "PaymentResult",
    "SeatsOut": "SeatNumbers",
    "TakenOut": "Unassigned",
    "VersionOut": "PlanVersion",
}
"""Models that are called otherwise in the client."""
_PLAIN: Final = {"boolean": "bool", "integer": "int", "number": "float", "bytes": "bytes"}
_FORMATS: Final = {"date-time": "datetime", "date": "date"}
_MOST_WORDS: Final = 12
"""Of more words than these a type would hide what it is for: they are text."""
_REPORT: Final = re.compile(r"ReportOut_(\w+?)Out_")


def model_name(schema: str) -> str:
    """Return what a schema is called in the client: `CreditNoteOut` is `CreditNote`."""
    report = _REPORT.fullmatch(schema)
    return f"{report[1]}Report" if report else _NAMES.get(schema, schema.removesuffix("Out"))


def answered(schema: Schema) -> str:
    """Return the type of what comes: words are text, and an id stays one."""
    if "listed" in schema:
        return f"Page[{answered(schema['listed'])}]"
    return _type(schema, comes=True)


def sent(schema: Schema) -> str:
    """Return the type of what is sent."""
    return _type(schema, comes=False)


def is_nullable(schema: Schema) -> bool:
    """Whether null may stand there."""
    return any(each.get("type") == "null" for each in schema.get("anyOf", ()))


def python_name(name: str) -> str:
    """Return a name as Python takes it: `created[gte]` is `created_gte`, `import` is `import_`."""
    plain = name.replace("[", "_").replace("]", "")
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def docstring(said: str) -> str:
    """Return a docstring, one step in."""
    first, _, rest = said.replace("\\", "\\\\").partition("\n")
    more = "\n".join(f"    {line}".rstrip() for line in rest.strip("\n").split("\n"))
    return f'    """{first}\n\n{more}\n    """' if rest.strip() else f'    """{first}"""'


def _type(schema: Schema, *, comes: bool) -> str:
    if "$ref" in schema:
        return model_name(named(schema))
    if "anyOf" in schema:
        return _any(schema["anyOf"], comes=comes)
    words = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
    if words and not comes and len(words) <= _MOST_WORDS:
        return f"Literal[{', '.join(repr(word) for word in words)}]"
    match schema.get("type"):
        case "array":
            item = _type(schema["items"], comes=comes)
            return f"list[{item}]" if comes else f"Sequence[{item}]"
        case "object":
            return _mapping(schema, comes=comes)
        case "string":
            return _FORMATS.get(schema.get("format", ""), "str")
        case str(name):
            return _PLAIN[name]
        case _:
            return "Any" if comes else "object"


def _any(schemas: list[Schema], *, comes: bool) -> str:
    """Return a union; an id in whose place its row may come stays an id: nobody asked for more."""
    is_id = comes and any(each.get("type") == "string" for each in schemas)
    found = [
        _type(each, comes=comes)
        for each in schemas
        if each.get("type") != "null" and not (is_id and "$ref" in each)
    ]
    if "str" in found:
        found = [each for each in found if not each.startswith("Literal")]
    nothing = ["None"] if any(each.get("type") == "null" for each in schemas) else []
    return " | ".join(dict.fromkeys([*found, *nothing]))


def _mapping(schema: Schema, *, comes: bool) -> str:
    values = schema.get("additionalProperties")
    some: Mapping[str, object] = values if isinstance(values, dict) else {}
    value = _type(dict(some), comes=comes) if some else "Any" if comes else "object"
    return f"dict[str, {value}]" if comes else f"Mapping[str, {value}]"
