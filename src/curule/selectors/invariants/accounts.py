"""Accounts are kept apart: no row refers to a row of another one, or to nothing."""

from collections.abc import Iterator
from uuid import UUID

from django.apps import apps

from curule.data.constraints import ForeignKeyTogether
from curule.data.models import Account
from curule.selectors.invariants._reading import Scope, Violation


def is_account(account_id: UUID) -> bool:
    """Tell whether there is an account with this id."""
    return Account.objects.filter(id=account_id).exists()


def rows_of_other_accounts(scope: Scope) -> Iterator[Violation]:
    """I32: every reference finds its row in the same account."""
    for model in apps.get_app_config("curule").get_models():
        table = model._meta.db_table  # noqa: SLF001 - Django's documented door
        for key in model._meta.constraints:  # noqa: SLF001 - the same
            if isinstance(key, ForeignKeyTogether) and key.to_fields == ("account_id", "id"):
                yield from _dangling(scope, table, key)


def _dangling(scope: Scope, table: str, key: ForeignKeyTogether) -> list[Violation]:
    account, column = key.fields
    return scope.find(
        "I32",
        f"{table}.{column} refers to no row of its account",
        f"""
        SELECT t.account_id, t.id::text AS row, t.{column}::text AS refers_to
        FROM (SELECT id, {account} AS account_id, {column} FROM {table}) t
        LEFT JOIN {key.to} o ON o.account_id = t.account_id AND o.id = t.{column}
        WHERE {{account}} AND t.{column} IS NOT NULL AND o.id IS NULL
        """,  # noqa: S608 - names of our own tables and columns
    )


def pools_of_others(scope: Scope) -> list[Violation]:
    """I32: a pool is the subscription itself or a batch of it."""
    return scope.find(
        "I32",
        "a pool belongs to another subscription",
        """
        SELECT t.account_id, t.kind, t.id::text AS row, t.pool_id::text AS pool
        FROM (
            SELECT account_id, 'seat' AS kind, id, subscription_id, pool_id FROM curule_seat
            UNION ALL SELECT account_id, 'invitation', id, subscription_id, pool_id
                FROM curule_invitation
            UNION ALL SELECT account_id, 'charge', id, subscription_id, pool_id FROM curule_charge
            UNION ALL SELECT account_id, 'period', id, subscription_id, pool_id FROM curule_period
        ) t
        LEFT JOIN curule_batch b ON b.account_id = t.account_id AND b.id = t.pool_id
        WHERE {account} AND t.pool_id <> t.subscription_id
        AND b.subscription_id IS DISTINCT FROM t.subscription_id
        """,
    )
