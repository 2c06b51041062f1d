"""One hash of everything that a year has made, by which two runs of it are compared."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import count
from typing import Final

from django.apps import apps
from django.db import connection

_IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_REFERENCE: Final = re.compile(r"\b[A-Z]-[0-9A-F]{8}\b")
"""What people are told instead of an identifier, as in `O-7729F57F`; it is made of it."""

_BY_CHANCE: Final = {("curule_person", "password"), ("curule_invoice_series", "id")}
"""What is random by design, and depends on no seed."""
_ORDER: Final = {"curule_invoice_series": "key"}
"""By what rows are put in order where identifiers are not made one after the other."""


def digest_of_everything() -> str:
    """Return one hash of all rows of all tables, in the order in which they were made.

    Identifiers, and references made of them, stand as the number of their first appearance, so that
    two runs can be compared.
    """
    written = hashlib.sha256()
    for line in everything():
        written.update(line.encode())
    return written.hexdigest()


def everything() -> Iterator[str]:
    """Yield every row of every table as text, table by table."""
    numbers: dict[str, int] = {}
    following = count(1)

    def numbered(found: re.Match[str]) -> str:
        identifier = found[0].replace("-", "")
        if identifier not in numbers:
            numbers[identifier] = next(following)
        return f"#{numbers[identifier]}"

    for table, columns in _tables():
        with connection.cursor() as cursor:
            order = _ORDER.get(table, "id")
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")  # noqa: S608
            for row in cursor:
                text = _IDENTIFIER.sub(numbered, str(row))
                yield f"{table} {_REFERENCE.sub(numbered, text)}\n"


def _tables() -> Iterator[tuple[str, list[str]]]:
    for model in sorted(apps.get_app_config("curule").get_models(), key=lambda m: m._meta.db_table):
        table = model._meta.db_table
        fields = [field.column for field in model._meta.concrete_fields]
        if "id" in fields:
            yield table, [f'"{name}"' for name in fields if (table, name) not in _BY_CHANCE]
