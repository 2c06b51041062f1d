"""F14: deadlocks, serialization failures, ended and missing connections."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from curule.data.database_url import DatabaseUrl
from curule.data.databases import pointing_at
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services._command import ATTEMPTS
from curule.worker.clock import utc_now
from tests.faults.canonical import canonical
from tests.faults.proxy import Manner, Mode, Proxy
from tests.support.factories import make_world
from tests.support.faults import Say
from tests.support.shop import Shop

FAILS = "DO $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = '{}'; END $$"
ENDED = "SELECT pg_terminate_backend(pg_backend_pid())"


class Failing:
    """Lets the database itself fail at a statement of each transaction, so many times."""

    def __init__(self, statement: str, *, at: str, times: int) -> None:
        self._statement = statement
        self._at = at
        self._left = times
        self.struck = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *more: Any) -> object:  # noqa: ANN401
        if self._left and self._at in str(sql):
            self._left -= 1
            self.struck += 1
            execute(self._statement, None, False, more[-1])
        return execute(sql, *more)


@contextmanager
def failing(statement: str, *, at: str = "curule_order", times: int = 1) -> Iterator[Failing]:
    made = Failing(statement, at=at, times=times)
    with connection.execute_wrapper(made):
        yield made


def _shop() -> Shop:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(1)
    return shop


@pytest.mark.fault(
    "F14",
    injected="40001 and 40P01 from the database in the middle of an order, once, twice, for ever",
    held="the whole transaction is run again, three times at most; then nothing is left of it",
)
@pytest.mark.parametrize("state", ["40001", "40P01"])
@pytest.mark.parametrize("times", [1, 2, 99])
def test_what_could_not_be_serialized_is_run_again_as_a_whole(
    holding: DatabaseUrl, sandbox: SandboxGateway, state: str, times: int
) -> None:
    del holding
    quiet, shop = _shop(), _shop()
    quiet.add_seats(1, key="more")
    nothing = canonical(shop.account.id)
    with failing(FAILS.format(state), times=times) as fault:
        if times < ATTEMPTS:
            shop.add_seats(1, key="more")
        else:
            with pytest.raises(OperationalError):
                shop.add_seats(1, key="more")
    assert fault.struck == min(times, ATTEMPTS)
    if times >= ATTEMPTS:
        assert canonical(shop.account.id) == nothing
        shop.add_seats(1, key="more")
    assert canonical(shop.account.id) == canonical(quiet.account.id)
    assert len(sandbox.list_charges()) == 4


@pytest.mark.fault(
    "F14",
    injected="57P01: the database ends our connection in the middle of an order",
    held="nothing of it is left; asked again with its key it is done once",
)
def test_an_ended_connection_leaves_nothing_half_done(
    holding: DatabaseUrl, sandbox: SandboxGateway
) -> None:
    del holding
    shop = _shop()
    nothing = canonical(shop.account.id)
    with failing(ENDED), pytest.raises(OperationalError):
        shop.add_seats(1, key="more")
    connection.close()
    assert canonical(shop.account.id) == nothing
    shop.add_seats(1, key="more")
    assert (shop.seats, len(sandbox.list_charges())) == (2, 2)


@pytest.mark.fault(
    "F14",
    injected="a real deadlock with another session",
    held="the database ends one of the two, and the order is run again and stands once",
)
def test_a_real_deadlock_is_survived(
    holding: DatabaseUrl, sandbox: SandboxGateway, measured: Say
) -> None:
    shop = _shop()
    deadlocks = []

    def add() -> None:
        try:
            shop.add_seats(1, key="more")
        finally:
            connection.close()

    ordering = threading.Thread(target=add)
    with psycopg.connect(**holding.parameters) as other:  # type: ignore[arg-type]
        # The order looks for a deadlock after a second, this session after ten: it is the victim.
        other.execute("SET deadlock_timeout = '10s'")
        other.execute("SELECT FROM curule_subscription FOR UPDATE")
        ordering.start()
        _wait_for_a_lock(holding)
        other.execute("SELECT FROM curule_account FOR UPDATE")
        deadlocks.append(_deadlocks(holding))
    ordering.join(60)
    assert (shop.seats, len(sandbox.list_charges())) == (2, 2)
    measured(f"{deadlocks[0]} deadlock met")


def _wait_for_a_lock(url: DatabaseUrl) -> None:
    deadline = time.monotonic() + 30
    with psycopg.connect(**url.parameters, autocommit=True) as asking:  # type: ignore[arg-type]
        while not asking.execute(
            "SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock'"
        ).fetchall():
            assert time.monotonic() < deadline
            time.sleep(0.02)


def _deadlocks(url: DatabaseUrl) -> int:
    with psycopg.connect(**url.parameters, autocommit=True) as asking:  # type: ignore[arg-type]
        asking.execute("SELECT pg_stat_force_next_flush()")
        (row,) = asking.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchall()
    return int(row[0])


# --- a page --------------------------------------------------------------------------------------


@pytest.mark.fault(
    "F14",
    injected="under a page: no database, no connection left (53300), one that breaks",
    held="503 with Retry-After and a page that says so; then all as before, without a restart",
)
@pytest.mark.parametrize("name", ["nobody listens", "none left", "breaks"])
def test_a_page_without_its_database_says_so_and_comes_back(
    name: str, database_proxy: Proxy, holding: DatabaseUrl
) -> None:
    world = make_world(seats=2, now=utc_now())
    client = Client(raise_request_exception=False)
    client.force_login(world.people["owner"])
    page = f"/a/{world.account.id}/members"
    assert client.get(page).status_code == 200
    connection.close()
    with _without(name, database_proxy, holding):
        answer = client.get(page)
        connection.close()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    text = answer.content.decode()
    assert "We cannot reach our database right now." in text
    assert "<form" not in text, "what cannot be sent is not offered"
    assert client.get(page).status_code == 200


@contextmanager
def _without(name: str, proxy: Proxy, url: DatabaseUrl) -> Iterator[None]:
    if name == "none left":
        with psycopg.connect(**url.parameters, autocommit=True) as admin:  # type: ignore[arg-type]
            admin.execute("DROP ROLE IF EXISTS crowded")
            admin.execute("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
            try:
                with pointing_at(DatabaseUrl({**url.parameters, "user": "crowded"})):
                    yield
            finally:
                admin.execute("DROP ROLE crowded")
        return
    mode = {"nobody listens": Mode.REFUSE, "breaks": Mode.LOSE_REQUEST}[name]
    on = b"" if mode is Mode.REFUSE else b"SELECT"
    with proxy.behaving(Manner(mode=mode, on=on)):
        yield
