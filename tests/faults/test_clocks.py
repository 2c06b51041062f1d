"""F16: the clock jumps ahead, jumps back, or is another than the database's."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection

from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.sandbox import SandboxGateway
from curule.worker.clock import utc_now
from tests.faults.canonical import digest
from tests.support.shop import Shop, day, row_counts


@pytest.mark.fault(
    "F16",
    injected="the clock jumps forty days ahead, then two hours back",
    held="each period that was missed is invoiced at its own time, once; the way back adds nothing",
)
@pytest.mark.invariant("I36")
def test_a_clock_that_jumps_ahead_and_back(holding: DatabaseUrl, sandbox: SandboxGateway) -> None:
    del holding
    jumping, steady = (Shop.open("zoom", unit_amount=3000, is_live=True) for _ in range(2))
    for shop in (jumping, steady):
        shop.subscribe(2)
    landed = day(2026, 4, 25) + timedelta(days=40)
    jumping.to(day(2026, 4, 25))
    jumping.to(landed)
    for days in range(25, 66):
        steady.to(day(2026, 4, 1) + timedelta(days=days - 1))
    steady.to(landed)
    assert jumping.totals == [6000] * 3
    assert [each.issued_at for each in jumping.invoices] == [
        day(2026, month, 1) for month in (4, 5, 6)
    ]
    assert digest(jumping.account.id) == digest(steady.account.id)
    before = row_counts(jumping.account.id)
    assert jumping.to(landed - timedelta(hours=2)).done == {}
    assert row_counts(jumping.account.id) == before
    assert len(sandbox.list_charges()) == 6


@pytest.mark.fault(
    "F16",
    injected="the clock of the product is 400 days ahead of the database's, or ten minutes behind",
    held="every instant that is stored is the product's",
)
@pytest.mark.invariant("I38")
@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(minutes=-10)])
def test_no_stored_instant_is_the_database_s_own(
    holding: DatabaseUrl, sandbox: SandboxGateway, ahead: timedelta
) -> None:
    del holding, sandbox
    began = utc_now()
    shop = Shop.open("zoom", unit_amount=3000, is_live=True, now=began + ahead)
    shop.subscribe(3)
    shop.seat()
    shop.set_seats(2)
    read_elsewhere = [
        f"{table}.{column}: {instant}"
        for table, column, instant in _instants()
        if began <= instant <= utc_now()
    ]
    assert read_elsewhere == []


def _instants() -> list[tuple[str, str, datetime]]:
    found: list[tuple[str, str, datetime]] = []
    for model in apps.get_app_config("curule").get_models():
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            if field.get_internal_type() != "DateTimeField":
                continue
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {field.column} FROM {table} WHERE {field.column} IS NOT NULL"  # noqa: S608 - from our models
                )
                found += [(table, field.column, instant) for (instant,) in cursor.fetchall()]
    return found
