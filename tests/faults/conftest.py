"""The scene of a fault: a database of its own with real commits, and after it `curule verify`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from curule.data.database_url import DatabaseUrl
from curule.data.databases import pointing_at
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.invariants import verify
from tests.faults.proxy import Address, Proxy, running_proxy
from tests.support.mail_server import MailServer, running_mail_server


@pytest.fixture
def holding(
    fresh_database: DatabaseUrl,
    sandbox: SandboxGateway,  # noqa: ARG001 - cards lead there
) -> Iterator[DatabaseUrl]:
    """A database and a gateway of the test's own; whatever was done to them, everything holds."""
    yield fresh_database
    with pointing_at(fresh_database):
        assert verify() == ()


@pytest.fixture
def database_proxy(holding: DatabaseUrl) -> Iterator[Proxy]:
    """A proxy before the database; Django goes through it."""
    with running_proxy(server_address(holding)) as proxy:
        with pointing_at(through(proxy, holding)):
            yield proxy
        proxy.close()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server of the test's own."""
    with running_mail_server() as server:
        yield server


def server_address(url: DatabaseUrl) -> Address:
    """Return where the server of a database listens."""
    host = url.parameters.get("host", "127.0.0.1")
    port = url.parameters.get("port", "5432")
    return f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, int(port))


def through(proxy: Proxy, url: DatabaseUrl) -> DatabaseUrl:
    """Return the address of the same database behind a proxy."""
    return DatabaseUrl({**url.parameters, "host": "127.0.0.1", "port": str(proxy.port)})
