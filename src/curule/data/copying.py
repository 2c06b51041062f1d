"""Rows in thousands: written by COPY, without an object each.

Constraints and the rules of the tables hold for them as for any other row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows that have these columns; the others have the model's defaults.

    A column of JSON takes its text. In Django's transaction; raises what Django's cursors raise.
    """
    left_out = _defaults(model, tuple(columns))
    names = ", ".join([*columns, *left_out])
    statement = f"COPY {model._meta.db_table} ({names}) FROM STDIN"  # noqa: SLF001 - Django's documented door
    defaults = tuple(left_out.values())
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(statement) as into,
    ):
        for row in rows:
            into.write_row((*row, *defaults))


@lru_cache(maxsize=64)
def _defaults(model: type[Model], columns: tuple[str, ...]) -> dict[str, Any]:
    """Return the defaults of the columns that are not named and cannot be null."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - the same
    left_out = [field for field in fields if field.column not in columns and not field.null]
    return {
        field.column: json.dumps(field.get_default())
        if isinstance(field, JSONField)
        else field.get_default()
        for field in left_out
    }
