"""One key has one effect and one answer, whatever else it is sent with (IETF idempotency-key)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from curule.core.permissions import Actor
from curule.data.models import Account, CreditEntry, KeyedRequest, WebhookEndpoint
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.selectors.api_keys import find_key
from curule.services import answered_once
from curule.services.api_keys import roll_key
from tests.api.conftest import Program
from tests.support.factories import World, make_world

Programs = Callable[..., Program]
KEY = {"Idempotency-Key": "one"}
CREDIT = {"amount": {"amount": 500, "currency": "EUR"}, "reason": "goodwill"}
NEW = {"name": "Acme", "country": "FR", "owner": {"email": "o@acme.example"}}


def _credit(world: World) -> str:
    return f"/accounts/{public_id('acc', world.account.id)}/credit"


@pytest.fixture
def worlds(db: None) -> tuple[World, World]:  # noqa: ARG001
    """Two customers."""
    now = utc_now()
    return (
        make_world("gotoassist", domain="x.test", now=now),
        make_world("gotoassist", domain="y.test", now=now),
    )


@pytest.mark.threat("TH15")
def test_a_key_has_one_effect_in_all_accounts_and_addresses(
    program: Programs, worlds: tuple[World, World]
) -> None:
    ours, (one, other) = program(), worlds
    assert ours.post(_credit(one), CREDIT, **KEY).status_code == 200
    before = CreditEntry.objects.count(), Account.objects.count()
    for path, body in (
        (_credit(other), CREDIT),
        (_credit(one), {**CREDIT, "reason": "x"}),
        ("/accounts", NEW),
        ("/webhook_endpoints", {"url": "https://hooks.example.com/"}),
    ):
        answer = ours.post(path, body, **KEY)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert (CreditEntry.objects.count(), Account.objects.count()) == before
    assert not WebhookEndpoint.objects.exists()


def test_a_replay_is_the_first_answer_to_the_letter(
    program: Programs, worlds: tuple[World, World]
) -> None:
    ours, path = program(), _credit(worlds[0])
    first = ours.post(path, CREDIT, **KEY)
    ours.post(path, CREDIT, **{"Idempotency-Key": "two"})
    second = ours.post(path, dict(reversed(CREDIT.items())), **KEY)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert second.headers["Content-Length"] == str(len(first.content))
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Request-Id"] != first.headers["Request-Id"]


@pytest.mark.django_db
@pytest.mark.threat("TH4")
def test_an_answer_with_a_secret_or_a_name_is_kept_sealed(program: Programs) -> None:
    ours = program()
    first = ours.post("/webhook_endpoints", {"url": "https://hooks.example.com/"}, **KEY)
    row = KeyedRequest.objects.get()
    kept = b" ".join(map(bytes, (row.sealed, row.digest, row.fingerprint)))
    for text in (first.json()["secret"], "whsec_", "hooks.example.com"):
        assert text.encode() not in kept
    assert ours.post("/webhook_endpoints", {"url": "https://hooks.example.com/"}, **KEY).json() == (
        first.json()
    )


def test_a_key_that_was_rolled_goes_on_and_another_program_s_is_its_own(
    program: Programs, worlds: tuple[World, World], client: Client
) -> None:
    ours, path = program(), _credit(worlds[0])
    first = ours.post(path, CREDIT, **KEY)
    for _ in range(2):
        row = find_key(ours.key)
        assert row is not None
        made = roll_key(
            actor=Actor.system("tests"), key_id=row.id, overlap=timedelta(hours=1), now=utc_now()
        )
        ours = Program(client, made.text)
        again = ours.post(path, CREDIT, **KEY)
        assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    assert "Idempotent-Replayed" not in program().post(path, CREDIT, **KEY).headers


def test_what_was_refused_before_anything_was_done_leaves_the_key_free(
    program: Programs, worlds: tuple[World, World]
) -> None:
    ours, path = program(), _credit(worlds[0])
    assert ours.post(path, {**CREDIT, "amount": 5}, **KEY).status_code == 400
    assert ours.post("/accounts/acc_none/credit", CREDIT, **KEY).status_code == 404
    assert not KeyedRequest.objects.exists()
    assert ours.post(path, CREDIT, **KEY).status_code == 200


def test_an_answer_that_was_lost_before_it_was_kept_has_no_second_effect(
    program: Programs, worlds: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the process had died between the commit and the answer."""
    ours, path = program(), _credit(worlds[0])
    with monkeypatch.context() as dying:
        dying.setattr("curule.api.v1.keyed.end", lambda *_: None)
        ours.post(path, CREDIT, **KEY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    assert KeyedRequest.objects.get().status is None
    made = CreditEntry.objects.count()
    other = ours.post(_credit(worlds[1]), CREDIT, **KEY)
    assert other.json()["code"] == "idempotency_key_reused"
    again = ours.post(path, CREDIT, **KEY)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert CreditEntry.objects.count() == made
    assert ours.post(path, CREDIT, **KEY).content == again.content


def test_answers_are_kept_two_days(program: Programs, worlds: tuple[World, World]) -> None:
    program().post(_credit(worlds[0]), CREDIT, **KEY)
    now = utc_now()
    assert answered_once.forget_old(now=now + timedelta(hours=47)) == 0
    assert answered_once.forget_old(now=now + timedelta(hours=49)) == 1
    assert not KeyedRequest.objects.exists()


def test_without_the_secret_key_of_then_nothing_is_done_twice(
    program: Programs, worlds: tuple[World, World]
) -> None:
    ours, path = program(), _credit(worlds[0])
    ours.post(path, CREDIT, **KEY)
    made = CreditEntry.objects.count()
    row = KeyedRequest.objects.get()
    KeyedRequest.objects.all().delete()
    KeyedRequest.objects.create(
        api_key_id=row.api_key_id, digest=row.digest, fingerprint=row.fingerprint,
        begun_at=row.begun_at, answered_at=row.answered_at, status=row.status, sealed=b"\1" * 40,
    )  # fmt: skip
    again = ours.post(path, CREDIT, **KEY)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    assert CreditEntry.objects.count() == made


@pytest.mark.threat("TH15")
def test_a_key_that_is_at_work_is_told_at_once(
    program: Programs, worlds: tuple[World, World]
) -> None:
    """Another connection holds what a request with this key holds while it runs."""
    ours, path = program(), _credit(worlds[0])
    ours.post(path, CREDIT, **KEY)
    digest = bytes(KeyedRequest.objects.get().digest)
    lock = int.from_bytes(digest[:8], signed=True)
    with psycopg.connect(**_server(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [lock])
        answer = ours.post(path, CREDIT, **KEY)
        assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_in_progress")
        assert answer.headers["Retry-After"] == "1"
        other.execute("SELECT pg_advisory_unlock(%s)", [lock])
    assert ours.post(path, CREDIT, **KEY).status_code == 200
    assert _locks() == 0


@pytest.mark.usefixtures("fresh_database")
def test_of_many_at_once_with_one_key_one_is_carried_out(program: Programs) -> None:
    world, ours = make_world("gotoassist", domain="x.test", now=utc_now()), program()
    path, seen = _credit(world), list[tuple[int, str, str]]()
    begin = threading.Barrier(8)

    def send() -> None:
        mine = Program(Client(), ours.key)
        begin.wait()
        answer = mine.post(path, CREDIT, **KEY)
        seen.append(
            (
                answer.status_code,
                answer.json().get("code", ""),
                answer.headers.get("Idempotent-Replayed", ""),
            )
        )
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert seen.count((200, "", "")) == 1
    assert set(seen) <= {(200, "", ""), (200, "", "true"), (409, "idempotency_in_progress", "")}
    assert CreditEntry.objects.count() == 1
    assert _locks() == 0


def _server() -> dict[str, Any]:
    return {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in {"dbname", "user", "password", "host", "port"}
    }


def _locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return int(cursor.fetchone()[0])
