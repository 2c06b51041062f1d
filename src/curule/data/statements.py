"""Statements that are run again and again: written once, planned once per connection.

What every command and every check runs is worth writing by hand: it takes one round trip where a
model's manager takes three, and PostgreSQL keeps its plan. Behind a pooler that changes the server
connection (CURULE_DB_POOLER) nothing is kept, and all else is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model
from psycopg.types.datetime import TimestamptzLoader

M = TypeVar("M", bound=Model)


def fetch(statement: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Run a statement that returns rows, with named values, in Django's transaction.

    The values are bound by the server: where their type does not follow from the place they stand
    in, the statement has to say it (`%(payload)s::jsonb`). Raises what Django's cursors raise.
    """
    return _run(statement, values).fetchall()


def execute(statement: str) -> None:
    """Run a statement that has no values and returns nothing, in Django's transaction."""
    _run(statement, None)


def _run(statement: str, values: Mapping[str, object] | None) -> psycopg.Cursor[tuple[Any, ...]]:
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    cursor, text = _cursor_of(connection.connection, statement)
    with connection.wrap_database_errors:
        return cursor.execute(text, values)


def _cursor_of(
    raw: psycopg.Connection[tuple[Any, ...]], statement: str
) -> tuple[psycopg.Cursor[tuple[Any, ...]], bytes]:
    """Return the statement's own cursor, which remembers how its values and rows are converted.

    It lives as long as the connection, and finds what it remembers only by the very same text.
    """
    kept: dict[str, tuple[psycopg.Cursor[tuple[Any, ...]], bytes]]
    kept = vars(raw).setdefault("curule_cursors", {})
    if statement not in kept:
        cursor = psycopg.Cursor(raw)
        # Django's own loader is slower and names the same instants: sessions run in UTC.
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        kept[statement] = cursor, statement.encode()
    return kept[statement]


def fetch_rows(model: type[M], condition: str, values: Mapping[str, object]) -> list[M]:
    """Return the rows of a table that fulfil a condition, whole."""
    return [row_of(model, found) for found in fetch(_select(model, condition), values)]


@lru_cache(maxsize=256)
def _select(model: type[Model], condition: str) -> str:
    return f"SELECT {columns(model)} FROM {_table(model)} WHERE {condition}"  # noqa: S608 - our own words


@lru_cache(maxsize=256)
def columns(model: type[Model], alias: str | None = None) -> str:
    """Return the columns of a model in the order in which `row_of` takes them."""
    of = f"{alias or _table(model)}."
    return ", ".join(f"{of}{field.column}" for field in model._meta.concrete_fields)  # noqa: SLF001 - Django's documented door


def row_of(model: type[M], values: tuple[Any, ...]) -> M:
    """Return a model's row from the values of all its columns."""
    return model.from_db(DEFAULT_DB_ALIAS, _names(model), values)


@lru_cache(maxsize=256)
def _names(model: type[Model]) -> list[str]:
    fields = model._meta.concrete_fields  # noqa: SLF001 - the same
    converted = [field.name for field in fields if hasattr(field, "from_db_value")]
    if converted:
        raise TypeError(f"{model.__name__} has columns that Django converts: {converted}")
    return [field.attname for field in fields]


def _table(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - the same
