"""Rows as the API writes them: ids with their prefixes, instants in UTC, money in minor units.

The shapes are those of `/v1`; a test holds each beside the answer of the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from curule.core.money import Money
from curule.httpkit.ids import public_id

PREFIXES: Final = {
    "account": "acc",
    "clock": "clock",
    "coupon": "cpn",
    "credit_note": "cn",
    "import_id": "imp",
    "invitation": "invt",
    "invoice": "in",
    "license_batch": "lbt",
    "order": "ord",
    "own_account": "acc",
    "own_subscription": "sub",
    "payment": "pay",
    "payment_method": "pm",
    "plan": "plan",
    "plans": "plan",
    "product": "prod",
    "quote": "qt",
    "seat": "seat",
    "subscription": "sub",
    "transfers": "pay",
    "user": "usr",
}
"""What the id in a field of this name is the id of."""


def shaped(kind: str, prefix: str, row: object) -> dict[str, Any]:
    """Return a row of the selectors as the API shows it."""
    return {"object": kind, **_mapped(row, prefix)}


def account_shape(row: Any) -> dict[str, Any]:  # noqa: ANN401 - an AccountRow, which loads Django
    """Return an account; it says whether it is a real one."""
    return {**shaped("account", "acc", row), "livemode": row.livemode}


def local_shape(kind: str, row: object, *names: str) -> dict[str, Any]:
    """Return fields of a row that the API does not show; its ids are as commands take them."""
    return {"object": kind, **{name: local(getattr(row, name)) for name in names}}


def local(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return a value of a row that the API does not show, as JSON has it."""
    match value:
        case UUID() | Decimal():
            return str(value)
        case frozenset():
            return sorted(map(local, value))
        case tuple() | list():
            return [local(each) for each in value]
        case _:
            return plain(value)


def plain(value: object, field: str = "") -> Any:  # noqa: ANN401 - JSON
    """Return a value as JSON has it; `field` says what an id is the id of."""
    match value:
        case Money():
            found: Any = {"amount": value.amount_minor, "currency": value.currency}
        case UUID():
            found = public_id(PREFIXES[field], value)
        case datetime():
            found = value.isoformat().replace("+00:00", "Z")
        case date():
            found = value.isoformat()
        case Enum():
            found = value.value
        case Mapping():
            found = {str(name): plain(each, field) for name, each in value.items()}
        case tuple() | list():
            found = [plain(each, field) for each in value]
        case _:
            found = _mapped(value, "seat") if is_dataclass(value) else value
    return found


def _mapped(row: object, prefix: str) -> dict[str, Any]:
    assert is_dataclass(row)
    return {
        each.name: public_id(prefix, row_id)
        if each.name == "id" and isinstance(row_id := getattr(row, each.name), UUID)
        else plain(getattr(row, each.name), each.name)
        for each in fields(row)
    }
