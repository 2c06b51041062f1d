"""F10 and F11: the disk is full, or does not write through. F12: another server takes over."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from curule.core.refusals import Refused
from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.data.databases import pointing_at
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.invariants import verify
from curule.worker.clock import utc_now
from tests.faults.conftest import through
from tests.faults.failing_fsync import fail_from_now_on
from tests.faults.own_server import OwnServer, fill, own_servers
from tests.faults.proxy import Proxy, running_proxy
from tests.support.factories import make_world
from tests.support.faults import Say
from tests.support.shop import Shop

ServersIn: TypeAlias = Callable[[Path], AbstractContextManager[tuple[OwnServer, OwnServer]]]


@pytest.fixture
def servers_in(
    tmp_path_factory: pytest.TempPathFactory,
    server: DatabaseUrl,
    template: str,
    sandbox: SandboxGateway,  # noqa: ARG001 - cards lead there
    django_db_blocker: DjangoDbBlocker,
) -> ServersIn:
    """Makes a server with a migrated database in a folder, and another that is only a folder."""

    @contextmanager
    def made_in(folder: Path) -> Iterator[tuple[OwnServer, OwnServer]]:
        folder.chmod(0o755)
        with django_db_blocker.unblock(), own_servers(folder, "one", "two") as made:
            made["one"].make()
            made["one"].start()
            fill(made["one"], server.with_database(template), tmp_path_factory.mktemp("d") / "sql")
            yield made["one"], made["two"]

    return made_in


@pytest.fixture
def servers(servers_in: ServersIn) -> Iterator[tuple[OwnServer, OwnServer]]:
    """Such servers on the disk of temporary files."""
    with (
        tempfile.TemporaryDirectory(prefix="curule-faults-") as name,
        servers_in(Path(name)) as made,
    ):
        yield made


def _status(client: Client, page: str) -> int:
    connection.close()
    status = client.get(page).status_code
    connection.close()
    return int(status)


@pytest.mark.fault(
    "F10",
    injected="no file of the database can grow: the kernel refuses each write past its end",
    held="what was not written was never acknowledged, pages answer 200 or 503; with room again all"
    " goes on by itself, nothing half done",
)
@pytest.mark.invariant("I39")
def test_a_full_disk_acknowledges_nothing_and_heals(
    servers: tuple[OwnServer, OwnServer], sandbox: SandboxGateway, measured: Say
) -> None:
    own, _ = servers
    with pointing_at(own.url):
        world = make_world(seats=2, now=utc_now())
        client = Client(raise_request_exception=False)
        client.force_login(world.people["owner"])
        page = f"/a/{world.account.id}/members"
        assert _status(client, page) == 200
        shops = [Shop.open("zoom", unit_amount=3000, is_live=True) for _ in range(3)]
        shops[0].subscribe(1)
        connection.close()

        own.starve(8192)
        failed, statuses = 0, set()
        for number in range(12):
            try:
                shops[1].subscribe(1, key=f"k{number}")
            except (DatabaseError, Refused):
                failed += 1
            statuses.add(_status(client, page))
        assert failed >= 10, own.said()
        assert statuses <= {200, 503}, own.said()

        own.kill()
        own.start()
        assert _status(client, page) == 200
        acknowledged = 12 - failed
        assert len(shops[1].subscription_ids) == acknowledged
        assert models.Subscription.objects.filter(account=shops[1].account).count() <= 12
        shops[2].subscribe(1)
        for shop in shops:
            shop.to(shop.now)
        assert (
            len(sandbox.list_charges()) == models.Payment.objects.filter(status="succeeded").count()
        )
        assert verify() == ()
        connection.close()
    measured(f"{failed} of 12 orders failed, pages answered {sorted(statuses)}")


@pytest.mark.long
@pytest.mark.fault(
    "F10",
    injected="the database lies on a tmpfs of 160 MB that is filled to its last byte",
    held="orders fail whole; with room again they go on without anybody starting anything",
)
def test_a_volume_that_is_full_heals_by_itself(
    servers_in: ServersIn, sandbox: SandboxGateway, measured: Say, not_injected: Say
) -> None:
    with tempfile.TemporaryDirectory(prefix="curule-faults-") as name:
        if reason := _mount(name):
            not_injected(reason)
            return
        try:
            with servers_in(Path(name)) as (own, _):
                _fill_and_make_room(own, Path(name, "ballast"), sandbox, measured)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)  # noqa: S607 - of the system


def _mount(folder: str) -> str:
    """Mount a small tmpfs; return why that is not possible here."""
    if shutil.which("mount") is None:
        return "there is no program mount"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160m", "curule-faults", folder],  # noqa: S607 - the same
        check=False,
        capture_output=True,
        text=True,
    )
    return done.stderr.strip() if done.returncode else ""


def _fill_and_make_room(
    own: OwnServer, ballast: Path, sandbox: SandboxGateway, measured: Say
) -> None:
    with pointing_at(own.url):
        shop = Shop.open("zoom", unit_amount=3000, is_live=True)
        shop.subscribe(1, key="first")
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        failed = 0
        for number in range(200):
            connection.close()
            try:
                shop.subscribe(1, key=f"k{number}")
            except (DatabaseError, Refused):
                failed += 1
            if failed == 5:
                break
        assert failed == 5, own.said()
        ballast.unlink()
        own.wait()
        _until_answered(shop, "last")
        shop.to(shop.now + timedelta(minutes=10))
        assert verify() == ()
        paid = models.Payment.objects.filter(status="succeeded").count()
        assert len(sandbox.list_charges()) == paid
        connection.close()
    measured(f"{failed} orders failed on the full volume")


@pytest.mark.fault(
    "F11",
    injected="every fsync and fdatasync of the database fails with EIO, from one moment on",
    held="the COMMIT is not acknowledged; on a sound disk everything that was is there",
)
@pytest.mark.invariant("I39")
def test_a_disk_that_does_not_write_through_acknowledges_nothing(
    servers: tuple[OwnServer, OwnServer], sandbox: SandboxGateway
) -> None:
    own, _ = servers
    own.kill()
    own.start(before=fail_from_now_on)
    with pointing_at(own.url):
        shop = Shop.open("zoom", unit_amount=3000, is_live=True)
        shop.subscribe(1, key="first")
        connection.close()
        own.ask("ALTER SYSTEM SET fsync = on")
        own.ask("SELECT pg_reload_conf()")
        time.sleep(0.3)
        with pytest.raises(DatabaseError):
            shop.add_seats(1, key="second")
        connection.close()
        assert "Input/output error" in own.said()

        own.kill()
        own.start()
        assert (shop.seats, len(sandbox.list_charges())) == (1, 1)
        shop.add_seats(1, key="second")
        assert (shop.seats, len(sandbox.list_charges())) == (2, 2)
        assert verify() == ()
        connection.close()


@pytest.mark.fault(
    "F12",
    injected="the primary is killed (-9) under orders, its synchronous standby is promoted",
    held="every acknowledged order is there; web and orders go on within 30 s without a restart",
)
@pytest.mark.invariant("I39")
@pytest.mark.parametrize("orders", [6, pytest.param(40, marks=pytest.mark.long)])
def test_a_standby_takes_over(
    orders: int, servers: tuple[OwnServer, OwnServer], sandbox: SandboxGateway, measured: Say
) -> None:
    primary, standby = servers
    standby.copy(primary)
    standby.start()
    primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
    primary.ask("SELECT pg_reload_conf()")
    with (
        running_proxy(f"{primary.folder}/.s.PGSQL.5432") as proxy,
        pointing_at(through(proxy, primary.url)),
    ):
        world = make_world(seats=2, now=utc_now())
        client = Client(raise_request_exception=False)
        client.force_login(world.people["owner"])
        page = f"/a/{world.account.id}/members"
        assert _status(client, page) == 200
        shop = Shop.open("zoom", unit_amount=3000, is_live=True)
        shop.subscribe(1)
        connection.close()

        taking_over = threading.Timer(0.4, _fail_over, (primary, standby, proxy))
        began = time.monotonic()
        taking_over.start()
        for number in range(orders):
            shop.now += timedelta(hours=2)  # no more often than a customer can want (I26)
            _until_answered(shop, f"order-{number}")
        taking_over.join()
        took = time.monotonic() - began
        assert _status(client, page) == 200
        assert (shop.seats, len(sandbox.list_charges())) == (1 + orders, 1 + orders)
        assert verify() == ()
        connection.close()
    measured(f"{orders} orders in {took:.1f} s with the take-over in between")


def _fail_over(primary: OwnServer, standby: OwnServer, proxy: Proxy) -> None:
    primary.kill()
    standby.ask("SELECT pg_promote()")
    proxy.upstream = f"{standby.folder}/.s.PGSQL.5432"
    proxy.cut()


def _until_answered(shop: Shop, key: str) -> None:
    """Ask again with the same key, as a client does, until there is an answer."""
    deadline = time.monotonic() + 30
    while True:
        assert time.monotonic() < deadline
        with suppress(DatabaseError, Refused):
            shop.add_seats(1, key=key)
            return
        connection.close()
        time.sleep(0.1)
