"""Two customers who are alike in everything, and what was written about each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import models as columns

from curule.core.roles import Role
from curule.data import models
from tests.support.factories import join, make_account, make_person
from tests.support.shop import Shop

_OWN_ADDRESS: Final = re.compile(r"@s[0-9a-f-]+\.test")
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_REFERENCE: Final = re.compile(r"sandbox_ch_[0-9a-f]+")
_ORDER: Final = re.compile(r"O-[0-9A-F]{8}")
_NUMBER: Final = re.compile(r"(INV|CN)-(\d{4})-\d{6}")


def twin_of(shop: Shop) -> Shop:
    """Open an account like another one, with the same plan and no card."""
    account = make_account(
        now=shop.now,
        time_zone=shop.account.time_zone,
        tax_rate=shop.account.tax_rate,
        tax_id=shop.account.tax_id,
    )
    people = {
        name: join(account, _person(name, account.id, shop), Role(name), now=shop.now)
        for name in shop.people
    }
    return Shop(account, people, shop.terms, shop.interval, None, shop.now)


def _person(name: str, account_id: UUID, shop: Shop) -> models.Person:
    return make_person(f"{name}@s{account_id.hex[-12:]}.test", now=shop.now)


def written(account_id: UUID) -> dict[str, list[str]]:
    """Return every row of an account, table by table, without what is nobody else's."""
    return {
        table._meta.db_table: sorted(
            _plain(row) for row in table._default_manager.filter(account_id=account_id).values()
        )
        for table in apps.get_app_config("curule").get_models()
        if _belongs_to_an_account(table)
    }


def assert_alike(one: Shop, other: Shop) -> None:
    """Ask that the same was written about both; what differs is said row by row."""
    first, second = written(one.account.id), written(other.account.id)
    differing = {
        table: (sorted(set(rows) - set(second[table])), sorted(set(second[table]) - set(rows)))
        for table, rows in first.items()
        if rows != second[table]
    }
    assert not differing, "\n".join(f"{table}: {rows}" for table, rows in differing.items())


def _belongs_to_an_account(table: type[columns.Model]) -> bool:
    return any(field.attname == "account_id" for field in table._meta.concrete_fields)


def _plain(row: Mapping[str, Any]) -> str:
    """Return a row as text, with one name for all ids, numbers and own addresses."""
    text = str({key: str(value) for key, value in sorted(row.items())})
    for own, name in (
        (_ID, "id"),
        (_REFERENCE, "reference"),
        (_ORDER, "order"),
        (_NUMBER, r"\1-\2-n"),
        (_OWN_ADDRESS, "@own.test"),
    ):
        text = own.sub(name, text)
    return text
