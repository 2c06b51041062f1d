"""Keys: no row refers to nothing, and none to a row of another account (I32)."""

import pytest

from curule.data.constraints import ForeignKeyTogether
from tests.data.breaking import ids_of, models, refusal_of
from tests.support.world import World

KEYS = [
    (model._meta.db_table, key)
    for model in models()
    for key in model._meta.constraints
    if isinstance(key, ForeignKeyTogether)
]


def _ids(keys: list[tuple[str, ForeignKeyTogether]]) -> list[str]:
    return [key.name for _, key in keys]


BETWEEN_ROWS_OF_AN_ACCOUNT = [(t, key) for t, key in KEYS if key.to_fields == ("account_id", "id")]
TO_THE_REST = [(t, key) for t, key in KEYS if key.to_fields == ("id",)]


@pytest.mark.invariant("I32")
@pytest.mark.threat("TH22")
@pytest.mark.parametrize(
    ("table", "key"), BETWEEN_ROWS_OF_AN_ACCOUNT, ids=_ids(BETWEEN_ROWS_OF_AN_ACCOUNT)
)
def test_no_row_refers_to_a_row_of_another_account(
    table: str,
    key: ForeignKeyTogether,
    world: World,  # noqa: ARG001
) -> None:
    account, column = key.fields
    foreign = (
        f"SELECT id FROM {key.to} o WHERE o.account_id <> t.{account} ORDER BY id DESC LIMIT 1"  # noqa: S608
    )

    refused = refusal_of(
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        f"UPDATE {table} t SET {column} = ({foreign}) WHERE t.id = '{ids_of(table)[0]}'",  # noqa: S608
    )

    assert refused == key.name


@pytest.mark.parametrize(("table", "key"), TO_THE_REST, ids=_ids(TO_THE_REST))
def test_no_row_refers_to_nothing(
    table: str,
    key: ForeignKeyTogether,
    world: World,  # noqa: ARG001
) -> None:
    (column,) = key.fields

    refused = refusal_of(
        f"ALTER TABLE {table} DISABLE TRIGGER USER",
        f"UPDATE {table} SET {column} = gen_random_uuid()",  # noqa: S608
    )

    assert refused == key.name


def test_a_price_is_for_a_seat_type_of_its_own_version(
    world: World,  # noqa: ARG001
) -> None:
    refused = refusal_of(
        "ALTER TABLE curule_price DISABLE TRIGGER USER",
        "UPDATE curule_price p SET seat_type_id ="
        " (SELECT id FROM curule_seat_type s WHERE s.plan_version_id <> p.plan_version_id"
        " LIMIT 1)",
    )

    assert refused == "price_seat_type_of_version_fk"


def test_every_key_is_tried() -> None:
    tried = {key.name for _, key in BETWEEN_ROWS_OF_AN_ACCOUNT + TO_THE_REST}

    assert {key.name for _, key in KEYS} - tried == {"price_seat_type_of_version_fk"}
