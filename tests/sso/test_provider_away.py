"""A provider that is down, hangs or is slow keeps its own people waiting, and nobody else (F18)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.db import connection, connections
from django.test import Client

from curule.data import models
from curule.gateways import identity_http
from tests.sso.conftest import Company, connect
from tests.sso.conftest import world as _world
from tests.support.factories import World
from tests.support.fake_identity import FakeIdentity, Manner

PASSWORD: Final = "walnut river nine"
PATIENCE: Final = 30
world = _world


@pytest.fixture
def company(fresh_database: object, world: World, idp: FakeIdentity, client: Client) -> Company:
    """The company, connected, where commits are real; its owner has a password as well."""
    del fresh_database
    connect(world, idp)
    idp.knows("subject-of-ann", email="ann@x.test", email_verified=True)
    owner = world.people["owner"]
    owner.set_password(PASSWORD)
    owner.save()
    return Company(world, idp, client)


@contextmanager
def _down(company: Company) -> Iterator[None]:
    """Nothing listens at the provider's address any more."""
    company.idp.close()
    yield


@contextmanager
def _hangs(company: Company, place: str) -> Iterator[None]:
    """The provider takes a question and never answers."""
    company.idp.next(place, Manner.HANG)
    yield


@contextmanager
def _slow(company: Company) -> Iterator[None]:
    """Every answer comes, each after a while."""
    for place in ("discovery", "token", "keys"):
        company.idp.next(place, Manner.SLOW)
    yield


@contextmanager
def _nameless(company: Company) -> Iterator[None]:
    """No server of names answers: the system looks on for longer than anybody waits."""
    find, over = socket.getaddrinfo, threading.Event()

    def look(host: Any, port: Any, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - the system's own
        if str(port) == company.idp.url.rpartition(":")[2]:
            over.wait(PATIENCE)
            raise socket.gaierror(socket.EAI_AGAIN, "no server of names answers")
        return find(host, port, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look)
        yield
        over.set()


FAULTS: Final[dict[str, Callable[[Company], Any]]] = {
    "down": _down,
    "discovery hangs": lambda company: _hangs(company, "discovery"),
    "its keys hang": lambda company: _hangs(company, "keys"),
    "slow at every step": _slow,
    "no server of names": _nameless,
}


@pytest.mark.fault(
    "F18",
    injected="an identity provider that is down, takes a question and never answers, hangs with its"
    " keys, is slow at every step, or whose name no server resolves",
    held="who comes back from it is told so within the time, and nothing of theirs is half done;"
    " meanwhile somebody signs in with a password, and no transaction waits",
)
@pytest.mark.parametrize("fault", FAULTS)
def test_others_sign_in_while_a_provider_is_away(
    company: Company, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity_http, "SECONDS", 2.0)
    url = company.go()
    answers: list[Any] = []

    def come_back() -> None:
        answers.append(company.back_from(url))
        connections.close_all()

    with FAULTS[fault](company):
        waiting = threading.Thread(target=come_back)
        waiting.start()
        assert _signs_in(company.world.people["owner"].email)
        _nobody_holds_a_transaction()
        waiting.join(PATIENCE)
        assert not waiting.is_alive()

    [told] = answers
    assert told.status_code == 502
    assert "cannot be reached" in told.content.decode()
    assert not models.SsoIdentity.objects.exists()
    assert not models.Person.objects.filter(email="ann@x.test").exists()


def _signs_in(email: str) -> bool:
    browser = Client()
    browser.post("/auth/login/", {"login": email, "password": PASSWORD})
    return "_auth_user_id" in browser.session


def _nobody_holds_a_transaction() -> None:
    """Who waits for a provider holds nothing in the database; it is looked at for a moment."""
    with connection.cursor() as cursor:
        for _ in range(5):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()"
                " AND state_change < clock_timestamp() - interval '0.5 s'"
            )
            assert cursor.fetchone() == (0,)
            time.sleep(0.1)
