"""Ways to break a rule of the database on purpose, and what it answered."""

from collections.abc import Iterable, Iterator, Mapping

import psycopg
import pytest
from _pytest.mark import ParameterSet
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model


def refusal_of(*statements: str) -> str:
    """Commit the statements in one transaction; return the name of what refused them.

    The name is that of the constraint or rule, else the whole error; "" if nothing refused.
    """
    try:
        with transaction.atomic(durable=True):
            _execute(statements)
    except DatabaseError as error:
        return _name_of(error)
    return ""


def refusal_before_undoing(*statements: str) -> str:
    """Return the same as `refusal_of`, and leave nothing behind where nothing is refused."""
    try:
        with transaction.atomic(durable=True):
            _execute([*statements, "SET CONSTRAINTS ALL IMMEDIATE"])
            transaction.set_rollback(True)
    except DatabaseError as error:
        return _name_of(error)
    return ""


def refusals_of_update(table: str, assignment: str) -> set[str]:
    """Update each row in turn, without the rules; return which constraints refused it at once."""
    return {
        _refusal_at_once(table, f"UPDATE {table} SET {assignment} WHERE id = '{row}'")  # noqa: S608
        for row in ids_of(table)
    }


def refusals_of_copy(table: str, changes: Mapping[str, str]) -> set[str]:
    """Insert a copy of each row in turn, with a new id and changed columns, without the rules."""
    return {_refusal_at_once(table, _copy(table, changes, row)) for row in ids_of(table)}


def _copy(table: str, changes: Mapping[str, str], row: str) -> str:
    columns = columns_of(table)
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    changed = {"id": "gen_random_uuid()", **changes}
    values = ", ".join(changed.get(column, connection.ops.quote_name(column)) for column in columns)
    return f"INSERT INTO {table} ({quoted}) SELECT {values} FROM {table} WHERE id = '{row}'"  # noqa: S608


def _refusal_at_once(table: str, statement: str) -> str:
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                _execute([f"ALTER TABLE {table} DISABLE TRIGGER USER", statement])
        except DatabaseError as error:
            return _name_of(error)
        finally:
            transaction.set_rollback(True)
    return ""


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _name_of(error: DatabaseError) -> str:
    cause = error.__cause__
    assert isinstance(cause, psycopg.Error)
    return cause.diag.constraint_name or str(cause)


def named(
    constraints: Iterable[tuple[str, str]], invariants: Mapping[str, str]
) -> list[ParameterSet]:
    """Return (table, name) of constraints as cases that are called by name and invariant."""
    return [
        pytest.param(
            table,
            name,
            id=name,
            marks=[pytest.mark.invariant(invariants[name])] if name in invariants else [],
        )
        for table, name in constraints
    ]


def ids_of(table: str) -> list[str]:
    """Return the ids of all rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id")  # noqa: S608
        return [str(row) for (row,) in cursor.fetchall()]


def columns_of(table: str) -> list[str]:
    """Return the names of the columns of a table of ours."""
    model = next(model for model in models() if model._meta.db_table == table)
    return [field.column for field in model._meta.fields]


def models() -> Iterator[type[Model]]:
    """Return the models of every table of ours."""
    return apps.get_app_config("curule").get_models()
