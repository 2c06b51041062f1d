"""The rules themselves: the database still has every constraint and trigger, switched on (I13)."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Model

from curule.data.rules import Rule
from curule.selectors.invariants._reading import Scope, Violation

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, convalidated::text
    FROM pg_constraint WHERE conrelid <> 0
    UNION ALL
    SELECT indrelid::regclass::text, indexrelid::regclass::text, (indisvalid AND indisunique)::text
    FROM pg_index WHERE indisunique
"""
_TRIGGERS = """
    SELECT tgrelid::regclass::text, tgname,
        CASE WHEN tgenabled IN ('O', 'A') THEN obj_description(oid, 'pg_trigger') ELSE 'off' END
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT tgrelid::regclass::text, 'keys', MIN(tgenabled) FROM pg_trigger
    WHERE tgisinternal AND tgenabled NOT IN ('O', 'A') GROUP BY tgrelid
"""


def rules_are_missing(scope: Scope) -> Iterator[Violation]:
    """I13: every constraint is there and holds for all rows, every trigger is there and on."""
    if scope.account_id is not None:
        return
    constraints, triggers = _named(_CONSTRAINTS), _named(_TRIGGERS)
    for model in apps.get_app_config("curule").get_models():
        table = model._meta.db_table  # noqa: SLF001 - Django's documented door
        for constraint in model._meta.constraints:  # noqa: SLF001 - the same
            if constraints.get((table, constraint.name)) != "true":
                yield _missing("a constraint is missing or not valid", table, constraint.name)
        for rule in _rules(model):
            name = rule.get_pgid(model)  # type: ignore[arg-type]
            if triggers.get((table, name)) != rule.compile(model).hash:  # type: ignore[arg-type]
                yield _missing("a rule is missing, changed or switched off", table, name)
        if (table, "keys") in triggers:
            yield _missing("the foreign keys are switched off", table, "keys")


def _rules(model: type[Model]) -> Iterator[Rule]:
    yield from getattr(model._meta, "triggers", ())  # noqa: SLF001 - where they are declared


def _named(query: str) -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {(table, name): state for table, name, state in cursor.fetchall()}


def _missing(what: str, table: str, name: str) -> Violation:
    numbers = {"table": table, "name": name}
    return Violation(invariant="I13", account_id=None, what=what, numbers=numbers)
