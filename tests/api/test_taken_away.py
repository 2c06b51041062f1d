"""What is taken away is refused at once where it was done, and everywhere within a second."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from curule.api.v1.checks import PATH, Checks
from curule.core.permissions import Actor
from curule.data.database_url import DatabaseUrl, connect
from curule.data.models import (
    Account,
    ApiKey,
    Assignment,
    ExternalId,
    Product,
    Subscription,
    TestClock,
)
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services import api_keys
from tests.api.wsgi import Answer, knock
from tests.support.factories import World, make_unpaid_invoice, make_world
from tests.support.web_server import web_server

ACTOR = Actor.system("tests")
PATIENCE = 30.0
HEARING = "SELECT pid FROM pg_stat_activity WHERE application_name = 'curule hears'"


@dataclass(frozen=True, slots=True)
class Company:
    """A customer whose member has a seat, and the key of the program that asks about it."""

    world: World
    key: str
    product: str

    @property
    def member(self) -> str:
        """The address of the member."""
        return self.world.people["member"].email

    @property
    def question(self) -> str:
        """The address of the question about the member."""
        return f"{PATH}?{urlencode({'user': self.member, 'product': self.product})}"

    def seat(self, application: Checks, action: str = "assign") -> Answer:
        """Give the member a seat, or take it back, as a program does."""
        body: dict[str, object] = {"email": self.member}
        if action == "assign":
            body = {"people": [{**body, "first_name": "An", "last_name": "Ro"}]}
        path = f"/v1/subscriptions/{public_id('sub', self.world.subscription.id)}/{action}"
        answer = knock(
            application,
            path,
            key=self.key,
            method="POST",
            body=body,
            idempotency_key=f"{action}-{time.monotonic()}",
        )
        assert answer.status == 200, answer.body
        return answer

    def may(self, application: Checks) -> bool:
        """Whether the member may use the product, as an application in this process says."""
        return bool(knock(application, self.question, key=self.key).json()["allowed"])


def company() -> Company:
    world = make_world("autodesk", seats=6, now=utc_now() - timedelta(hours=1))
    made = api_keys.make_key(actor=ACTOR, name="ours", is_live=True, now=utc_now())
    return Company(world, made.text, Product.objects.get(id=world.terms.product_id).key)


@pytest.fixture
def front(fresh_database: DatabaseUrl) -> Iterator[Checks]:
    """The application of this process, which remembers as soon as it listens."""
    del fresh_database
    made = Checks(get_wsgi_application(), remember=True)
    yield made
    made.listener.end()
    connections.close_all()


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def warm(front: Checks, ours: Company) -> None:
    """Ask until the answer is remembered."""
    wait_until(lambda: ours.may(front) and front.answers.find(*kept(ours)) is not None)


def kept(ours: Company) -> tuple[str, Any]:
    return ours.question.partition("?")[2], utc_now()


def _cut_django_off() -> None:
    """End the connection of this thread from the other side, as a server that restarts does."""
    connection = connections["default"]
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    with connect(DatabaseUrl.parse(os.environ["DATABASE_URL"])) as sql:
        sql.execute("SELECT pg_terminate_backend(%s)", [pid])


# --- in the process that did it -------------------------------------------------------------------


def test_an_answer_that_allows_is_remembered_and_a_refusal_never_is(front: Checks) -> None:
    ours = company()
    assert not ours.may(front)
    wait_until(lambda: front.listener.is_relied_on)
    assert not ours.may(front)
    assert len(front.answers) == 0

    ours.seat(front)
    warm(front, ours)
    ours.seat(front, "unassign")

    assert not ours.may(front)
    ours.seat(front)
    assert ours.may(front)

    _cut_django_off()
    front.answers.forget(None)
    assert ours.may(front)


def test_a_name_that_means_somebody_else_is_seen_at_the_next_question(front: Checks) -> None:
    ours = company()
    ours.seat(front)
    named = {"external_id": "4711", "email": ours.member}
    knock(front, "/v1/external_ids", key=ours.key, method="POST", body=named)
    query = urlencode({"user": "4711", "product": ours.product})

    def may() -> bool:
        return bool(knock(front, f"{PATH}?{query}", key=ours.key).json()["allowed"])

    for taken in ({"email": "else@x.test"}, {"ended_at": utc_now()}):
        wait_until(lambda: may() and front.answers.find(query, utc_now()) is not None)
        ExternalId.objects.filter(ended_at=None).update(**taken)
        wait_until(lambda: front.answers.find(query, utc_now()) is None)
        assert not may()
        if "email" in taken:
            ExternalId.objects.update(email=ours.member)


def test_whatever_takes_access_away_is_seen_at_the_next_question(front: Checks) -> None:
    """Each of these is written past the services: the database tells it by itself."""
    now = utc_now()
    clock = TestClock.objects.create(name="theirs", now=now)

    def subscription(ours: Company, **changed: object) -> None:
        Subscription.objects.filter(id=ours.world.subscription.id).update(**changed)

    takings: list[Callable[[Company], object]] = [
        lambda ours: subscription(ours, status="suspended"),
        lambda ours: subscription(ours, status="ended", ended_at=now),
        lambda ours: subscription(ours, auto_renew=False, term_ends_at=now),
        lambda ours: make_unpaid_invoice(ours.world, due_at=now - timedelta(days=300)),
        lambda ours: Account.objects.filter(id=ours.world.account.id).update(clock=clock),
        lambda ours: Assignment.objects.filter(account_id=ours.world.account.id).update(
            email="elsewhere@x.test"
        ),
    ]
    for take in takings:
        ours = company()
        ours.seat(front)
        warm(front, ours)
        take(ours)
        front.listener.doubt()
        answers = [knock(door, ours.question, key=ours.key) for door in (front, front._django)]
        assert answers[0].body == answers[1].body
        if take is takings[0]:  # who is suspended pays nothing: the end is judged by what is unpaid
            continue
        assert not answers[0].json()["allowed"]


@pytest.mark.threat("TH34")
def test_a_key_that_was_ended_opens_nothing_however_warm_it_is(front: Checks) -> None:
    ours = company()
    ours.seat(front)
    warm(front, ours)
    key_id = ApiKey.objects.get().id

    rolled = api_keys.roll_key(
        actor=ACTOR, key_id=key_id, overlap=timedelta(hours=1), now=utc_now()
    )
    assert ours.may(front)
    api_keys.end_key(actor=ACTOR, key_id=key_id, now=utc_now())
    wait_until(lambda: knock(front, ours.question, key=ours.key).status == 401)

    assert knock(front, ours.question, key=rolled.text).json()["allowed"]
    test = api_keys.make_key(actor=ACTOR, name="test", is_live=False, now=utc_now()).text
    assert not knock(front, ours.question, key=test).json()["allowed"]


def test_an_answer_by_the_time_of_a_clock_is_not_remembered(front: Checks) -> None:
    ours = company()
    ours.seat(front)
    clock = TestClock.objects.create(name="theirs", now=utc_now())
    Account.objects.filter(id=ours.world.account.id).update(clock=clock)
    Subscription.objects.filter(id=ours.world.subscription.id).update(auto_renew=False)
    test = api_keys.make_key(actor=ACTOR, name="test", is_live=False, now=utc_now()).text

    def may() -> bool:
        return bool(knock(front, ours.question, key=test).json()["allowed"])

    assert may()
    wait_until(lambda: front.listener.is_relied_on)
    assert may()
    assert len(front.answers) == 0
    TestClock.objects.update(now=clock.now + timedelta(days=800))
    assert not may()


# --- in another process ---------------------------------------------------------------------------


class Elsewhere:
    """A web server as a process of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, ours: Company) -> tuple[int, dict[str, Any]]:
        """Return the status and the body of an answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request("GET", ours.question, headers={"Authorization": f"Bearer {ours.key}"})
            answer = line.getresponse()
            return answer.status, cast("dict[str, Any]", json.loads(answer.read()))
        finally:
            line.close()

    def may(self, ours: Company) -> bool:
        """Whether the member may use the product, as this server says."""
        status, said = self.ask(ours)
        return status == 200 and bool(said["allowed"])

    def refuses_within_a_second(self, ours: Company) -> bool:
        """Ask until it refuses; whether nobody was let in a second after it was done, or later."""
        done = last_let_in = time.monotonic()
        while True:
            asked = time.monotonic()
            if not self.may(ours):
                return last_let_in - done < 1
            last_let_in = asked
            assert asked - done < PATIENCE


def _server_of_ours(url: DatabaseUrl) -> bool:
    """Whether the processes of the server are on this machine, and may be stopped."""
    with connect(url) as sql:
        [(pid,)] = sql.execute("SELECT pg_backend_pid()").fetchall()
        return "postgres" in _command(int(pid)) and os.geteuid() == 0


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    return ""


@pytest.mark.long
@pytest.mark.invariant("I5")
@pytest.mark.fault(
    "F12",
    injected="the connection on which a web server hears what is taken away is cut, and frozen",
    held="nobody who was taken off a seat is let in a second later",
)
def test_another_process_refuses_within_a_second_also_where_it_hears_nothing(
    fresh_database: DatabaseUrl, front: Checks, tmp_path: Path
) -> None:
    ours = company()
    with web_server(fresh_database, tmp_path) as port, connect(fresh_database) as sql:
        there, listeners = Elsewhere(port), 1

        def again() -> None:
            """Give the seat anew, and let the other process remember it."""
            ours.seat(front)
            wait_until(lambda: there.may(ours))
            wait_until(lambda: len(sql.execute(HEARING).fetchall()) == listeners)
            for _ in range(20):
                assert there.may(ours)

        again()
        ours.seat(front, "unassign")
        assert there.refuses_within_a_second(ours)

        again()
        for (pid,) in sql.execute(HEARING).fetchall():
            sql.execute("SELECT pg_terminate_backend(%s)", [pid])
        ours.seat(front, "unassign")
        assert there.refuses_within_a_second(ours)

        again()
        if _server_of_ours(fresh_database):
            backends = [pid for (pid,) in sql.execute(HEARING).fetchall()]
            for pid in backends:
                os.kill(pid, signal.SIGSTOP)
            try:
                ours.seat(front, "unassign")
                assert there.refuses_within_a_second(ours)
            finally:
                for pid in backends:
                    os.kill(pid, signal.SIGCONT)
            again()

        api_keys.end_key(actor=ACTOR, key_id=ApiKey.objects.get().id, now=utc_now())
        assert there.refuses_within_a_second(ours)
        assert there.ask(ours)[1]["code"] == "key_invalid"
