"""What takes access away is told when it is committed, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from curule.data.database_url import DatabaseUrl, connect
from curule.data.databases import pointing_at, scratch_database
from curule.data.rules import TAKEN_AWAY
from tests.data.breaking import models
from tests.support.world import World, make_world

TELLING = {
    rule.name: (model._meta.db_table, rule.get_pgid(model))
    for model in models()
    for rule in getattr(model._meta, "triggers", ())
    if rule.name.endswith("_tells")
}
ASSIGNED = "UPDATE curule_assignment SET {} WHERE id = '{{bobs}}'"
SEATED = "UPDATE curule_seat SET {} WHERE assignment_id = '{{bobs}}'"
FREE = "UPDATE curule_seat SET {} WHERE id = '{{free_seat}}'"
BOUGHT = "UPDATE curule_subscription SET {} WHERE id = '{{subscription}}'"
ORDERED = "UPDATE curule_next_term SET status = {} WHERE account_id = '{{account}}'"
OWED = "UPDATE curule_invoice SET {} WHERE id = '{{invoice}}'"
ANOTHER = """
    INSERT INTO curule_invoice
    SELECT (jsonb_populate_record(i, jsonb_build_object(
        'id', gen_random_uuid(), 'number', gen_random_uuid(), 'status', 'open', 'attempts', 0,
        'is_granted', true, 'left_behind_at', NULL, 'next_attempt_at', {}
    ))).* FROM curule_invoice AS i WHERE id = '{{invoice}}'
"""
KEY = "UPDATE curule_api_key SET {} WHERE id = (SELECT min(id::text)::uuid FROM curule_api_key)"
CALLED = (
    "UPDATE curule_external_id SET {}"
    " WHERE id = (SELECT min(id::text)::uuid FROM curule_external_id)"
)
ROUND = "'2026-06-01'"

CASES: dict[str, list[tuple[str, str]]] = {
    "assignment_tells": [
        (ASSIGNED.format(f"last_active_at = {ROUND}"), ""),
        (ASSIGNED.format("email = 'bob@new.example.com'"), "{bobs}"),
        ("UPDATE curule_assignment SET ended_at = now() WHERE id = '{carols}'", ""),
        (ASSIGNED.format("ended_at = now()"), "{bobs}"),
        (ASSIGNED.format("email = 'gone@example.com'"), ""),
    ],
    "seat_tells": [
        (FREE.format("ends_at = starts_at + interval '2 days'"), ""),
        (SEATED.format("ends_at = starts_at + interval '2 days'"), "{subscription}"),
        (SEATED.format("ends_at = starts_at + interval '1 day'"), "{subscription}"),
        (SEATED.format("ends_at = starts_at + interval '2 days'"), ""),
        (SEATED.format("ends_at = NULL"), ""),
        (SEATED.format("starts_at = starts_at + interval '1 day'"), "{subscription}"),
        (SEATED.format("starts_at = starts_at - interval '1 day'"), ""),
        (SEATED.format("freed_at = now()"), ""),
    ],
    "subscription_tells": [
        (BOUGHT.format("version = version + 1, status = 'past_due'"), ""),
        (BOUGHT.format("auto_renew = false"), "{subscription}"),
        (BOUGHT.format("auto_renew = true"), ""),
        (BOUGHT.format("term_ends_at = '2030-01-01'"), ""),
        (BOUGHT.format("term_ends_at = '2029-01-01'"), "{subscription}"),
        (BOUGHT.format("trial_ends_at = '2029-01-01'"), "{subscription}"),
        (BOUGHT.format("time_zone = 'Asia/Tokyo'"), "{subscription}"),
        (BOUGHT.format("status = 'suspended'"), "{subscription}"),
        (BOUGHT.format("status = 'active'"), ""),
        (BOUGHT.format("status = 'ended', ended_at = now()"), "{subscription}"),
    ],
    "next_term_tells": [
        (ORDERED.format("'applied', closed_at = starts_at"), ""),
        (ORDERED.format("'open', closed_at = NULL"), ""),
        (ORDERED.format("'withdrawn', closed_at = starts_at"), "{batch_subscription}"),
    ],
    "invoice_unpaid_tells": [
        (OWED.format("status = 'paid', is_granted = true"), ""),
        (OWED.format("status = 'open', attempts = 0, next_attempt_at = now()"), ""),
        (OWED.format("attempts = 1"), "{subscription}"),
        (OWED.format("attempts = 2"), ""),
        (OWED.format("left_behind_at = now()"), ""),
        (OWED.format("left_behind_at = NULL"), "{subscription}"),
    ],
    "invoice_owed_tells": [
        (ANOTHER.format("now()"), ""),
        (ANOTHER.format("NULL"), "{subscription}"),
    ],
    "account_tells": [
        ("UPDATE curule_account SET name = 'Weber' WHERE id = '{account}'", ""),
        ("UPDATE curule_account SET clock_id = '{clock}' WHERE id = '{account}'", "{account}"),
    ],
    "external_id_tells": [
        (CALLED.format("email = email"), ""),
        (CALLED.format("email = 'other@example.com'"), "{called}"),
        (CALLED.format("ended_at = now()"), "{called}"),
    ],
    "api_key_tells": [
        (KEY.format("used_at = now()"), ""),
        (KEY.format("answered_by = (SELECT id FROM curule_person ORDER BY id LIMIT 1)"), "{key}"),
        (KEY.format("ends_at = '2035-01-01', ended_by = 'x'"), "{key}"),
    ],
    "staff_grant_tells": [
        ("UPDATE curule_staff_grant SET granted_by = granted_by", ""),
        ("UPDATE curule_staff_grant SET revoked_at = now()", "{staff}"),
    ],
}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,  # noqa: ARG001 - else it might begin in the middle of ours
    server: DatabaseUrl,
    template: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[tuple[World, DatabaseUrl]]:
    """A world in which no rule holds but those that tell."""
    with (
        scratch_database(server, template=template) as url,
        django_db_blocker.unblock(),
        pointing_at(url),
    ):
        made = make_world()
        with connection.cursor() as cursor:
            for table, _rule in TELLING.values():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for table, rule in TELLING.values():
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {rule}")
        yield made, url


@pytest.mark.parametrize("rule", CASES)
def test_what_takes_access_away_is_told_and_nothing_else(
    rule: str, world: tuple[World, DatabaseUrl]
) -> None:
    made, url = world
    with connect(url) as sql:
        sql.execute(f"LISTEN {TAKEN_AWAY}")
        told = []
        for statement, _row in CASES[rule]:
            sql.execute(made.filled(statement).encode())
            told.append([each.payload for each in sql.notifies(timeout=0)])
        [key] = sql.execute("SELECT min(id::text) FROM curule_api_key").fetchone() or ("",)
        [staff] = sql.execute("SELECT person_id FROM curule_staff_grant").fetchone() or ("",)
        [called] = sql.execute("SELECT min(id::text) FROM curule_external_id").fetchone() or ("",)
    expected = [
        made.filled(row)
        .replace("{key}", str(key))
        .replace("{called}", str(called))
        .replace("{staff}", str(staff))
        for _statement, row in CASES[rule]
    ]
    assert told == [[row] if row else [] for row in expected]


def test_every_rule_that_tells_is_heard() -> None:
    assert set(CASES) == set(TELLING)
