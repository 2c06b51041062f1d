"""Time: nothing on a test clock has happened later than the clock says."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import DateTimeField, Model

from curule.data.models import Account
from curule.selectors.invariants._reading import Scope, Violation

WHEN_IT_HAPPENED = frozenset(
    {
        "accepted_at",
        "activated_at",
        "added_at",
        "agreed_at",
        "asked_at",
        "closed_at",
        "created_at",
        "decided_at",
        "ended_at",
        "freed_at",
        "granted_at",
        "invited_at",
        "issued_at",
        "joined_at",
        "last_active_at",
        "left_at",
        "occurred_at",
        "placed_at",
        "removed_at",
        "requested_at",
        "revoked_at",
        "sent_at",
        "set_at",
        "settled_at",
        "started_at",
    }
)
TO_COME = frozenset(
    {
        "ask_again_at",
        "due_at",
        "effective_at",
        "ends_at",
        "expires_at",
        "leased_until",
        "moves_at",
        "next_at",
        "next_attempt_at",
        "period_ends_at",
        "period_starts_at",
        "remind_at",
        "starts_at",
        "term_ends_at",
        "term_starts_at",
        "trial_ends_at",
    }
)


def rows_ahead_of_their_clock(scope: Scope) -> Iterator[Violation]:
    """I38: accounts on a test clock have no business time later than the clock.

    One that follows real time stands where the last sweep left it; there the real time counts, and
    a minute more for what is written while we read.
    """
    for model in apps.get_app_config("curule").get_models():
        if any(field.column == "account_id" for field in model._meta.fields):  # noqa: SLF001
            yield from _ahead(scope, model)


def _ahead(scope: Scope, model: type[Model]) -> list[Violation]:
    columns = [
        field.column
        for field in model._meta.fields  # noqa: SLF001 - Django's documented door
        if isinstance(field, DateTimeField) and field.column in WHEN_IT_HAPPENED
    ]
    if not columns:
        return []
    table = model._meta.db_table  # noqa: SLF001 - the same
    latest = f"GREATEST({', '.join(f't.{column}' for column in columns)})"
    return scope.find(
        "I38",
        f"a row of {table} is ahead of its account's clock",
        f"""
        SELECT t.account_id, t.id::text AS row, {latest} AS at, c.now
        FROM {Account._meta.db_table} a
        JOIN curule_test_clock c ON c.id = a.clock_id
        JOIN {table} t ON t.account_id = a.id
        WHERE {{account}} AND {latest} > CASE
            WHEN c.follows_from IS NULL THEN c.now
            ELSE GREATEST(c.now, %(now)s::timestamptz + interval '1 minute')
        END
        """,  # noqa: S608, SLF001 - names of our own tables and columns
    )
