"""What those who watch are told, by the web server's entry point and on the worker's port."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from curule.data.database_url import DatabaseUrl
from curule.data.databases import create_database, drop_database, pointing_at
from curule.httpkit.metrics import OfDatabase
from curule.httpkit.operation import Application, watched
from curule.selectors.operation import what_is_held
from curule.worker.answering import answering
from tests.support.shop import Shop
from tests.worker.rows import NOON, an_account, queue

TOKEN = "a-token-that-opens-nothing-outside-of-tests"


def _nobody(environ: Any, start_response: Any) -> list[bytes]:  # noqa: ANN401 - WSGI
    del environ
    start_response("418 I'm a teapot", [])
    return []


def ask(
    application: Application, path: str, *, method: str = "GET", **environ: str
) -> tuple[int, dict[str, str], str]:
    """Ask as a WSGI server does."""
    said: list[Any] = []
    start_response: Any = lambda *given: said.extend(given)  # noqa: E731 - its type is long
    asked: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, **environ}
    setup_testing_defaults(asked)
    body = b"".join(application(asked, start_response))
    return int(said[0].split()[0]), dict(said[1]), body.decode()


@pytest.fixture
def application() -> Application:
    return watched(_nobody)


def test_it_lives_whatever_host_is_asked_for(application: Application) -> None:
    assert ask(application, "/livez", HTTP_HOST="10.0.0.7:8000")[::2] == (200, "ok\n")
    assert ask(application, "/livez", method="HEAD")[::2] == (200, "")
    assert ask(application, "/livez", method="POST")[0] == 405
    assert ask(application, "/elsewhere")[0] == 418


@pytest.mark.django_db
def test_it_is_ready_and_says_how_late_the_mails_are(application: Application) -> None:
    account = an_account()
    queue(account)
    status, headers, body = ask(application, "/readyz")
    told = json.loads(body)
    assert (status, headers["Content-Type"]) == (200, "application/json"), body
    assert told["mail_queue_age_seconds"] >= 0
    assert {name: told[name] for name in ("ready", "database", "migrations")} == {
        "ready": True,
        "database": "ok",
        "migrations": "ok",
    }


def test_a_database_without_tables_is_not_ready(
    server: DatabaseUrl,
    application: Application,
    django_db_blocker: Any,  # noqa: ANN401
) -> None:
    empty = server.with_database("curule_without_tables")
    with django_db_blocker.unblock():
        create_database(empty)
        try:
            with pointing_at(empty):
                status, _, body = ask(application, "/readyz")
        finally:
            drop_database(empty)
    assert (status, json.loads(body)["migrations"]) == (503, "pending")


def test_a_database_that_is_away_is_told_at_once(
    application: Application,
    django_db_blocker: Any,  # noqa: ANN401
) -> None:
    nowhere = DatabaseUrl.parse("postgresql://nobody:secret@127.0.0.1:1/nowhere")
    with django_db_blocker.unblock(), pointing_at(nowhere):
        status, _, body = ask(application, "/readyz")
    assert (status, json.loads(body)) == (503, {"ready": False, "database": "away"})


@pytest.mark.django_db
@pytest.mark.threat("TH39")
def test_numbers_are_told_to_whoever_shows_the_token(
    application: Application, settings: Settings
) -> None:
    assert ask(application, "/metrics", HTTP_AUTHORIZATION="Bearer ")[0] == 404
    settings.CURULE_METRICS_TOKEN = TOKEN
    for shown in ("", "Bearer ", f"Bearer {TOKEN}x", TOKEN, f"Bearer {TOKEN}é"):
        assert ask(application, "/metrics", HTTP_AUTHORIZATION=shown)[0] == 401
    status, headers, _ = ask(application, "/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert (status, headers["Content-Type"].partition(";")[0]) == (200, "text/plain")


def _told(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.django_db
def test_seats_and_invitations_are_counted_by_state_and_never_by_name() -> None:
    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(5)
    shop.seat("ana")
    held = what_is_held(now=shop.now)
    assert held.seats["occupied", True] == 1
    assert held.seats["free", True] == 4
    assert held.seats["free", False] == 0
    registry = CollectorRegistry()
    registry.register(OfDatabase(lambda: what_is_held(now=shop.now), tick=lambda: 0.0))
    text = generate_latest(registry).decode()
    told = _told(text)
    assert told["curule_database_up", ()] == 1
    assert told["curule_seats_total", ("true", "occupied")] == 1
    assert ("curule_invitations_total", ("true", "accepted")) in told
    assert "ana" not in text
    assert str(shop.account.id) not in text


@pytest.mark.django_db
def test_mails_that_wait_are_told_by_their_age() -> None:
    queue(an_account(), created_at=NOON)
    queue(an_account(on_test_clock=True), created_at=NOON - timedelta(days=1))
    now = NOON + timedelta(minutes=10)
    assert what_is_held(now=now).mail_queue_age_seconds == 600


def test_the_worker_answers_on_a_port_of_its_own(settings: Settings) -> None:
    settings.CURULE_METRICS_TOKEN = TOKEN
    with answering(("127.0.0.1", 0)) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5) as answer:
            assert answer.read() == b"ok\n"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)


COUNTED = """
from curule.httpkit.metrics import job_time
with job_time("curule.sweep"):
    pass
"""
TELLING = "from curule.httpkit.metrics import exposition; print(exposition().decode())"


def test_what_processes_of_one_machine_count_is_added_up(tmp_path: Path) -> None:
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    told = []
    for say in ("", "", TELLING):
        program = f"import django; django.setup()\n{COUNTED}\n{say}"
        done = subprocess.run(
            [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stdout)
    numbers = _told(told[-1].partition("# HELP curule_database_up")[0])
    assert numbers["curule_job_seconds_count", ("curule.sweep",)] == 3
