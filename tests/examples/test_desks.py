"""The sample app sells seats through the real service, from the sign-up to the open door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from curule.data.database_url import DatabaseUrl
from curule.httpkit.clock import utc_now
from tests.examples.conftest import served_app
from tests.support.commands import run_curule
from tests.support.factories import make_person
from tests.support.tree import ROOT
from tests.support.web_server import web_server

DESKS = ROOT / "examples" / "desks"
ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"


def curule(*arguments: str) -> str:
    """Run a command as the vendor does; what it printed."""
    ran = run_curule(*arguments)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@pytest.fixture
def app(fresh_database: DatabaseUrl, tmp_path: Path) -> Iterator[httpx.Client]:
    """The app beside the service, with its plan published and a key of its own."""
    curule("plans", "publish", str(DESKS / "plan.yaml"), "--plan", "desks")
    key = curule("keys", "create", "desks", "--live")
    with (
        web_server(fresh_database, tmp_path) as port,
        served_app(DESKS, CURULE_KEY=key, CURULE_URL=f"http://127.0.0.1:{port}") as line,
    ):
        yield line


def test_a_company_signs_up_buys_and_lets_its_people_in(app: httpx.Client) -> None:
    make_person(BOB, now=utc_now())  # has signed in before, so his address is his

    bought = sign_up(app, seats=2)
    assert bought.status_code == 200, bought.text
    assert bought.json()["cents"] == 2000
    assert bought.json()["invoice"].startswith("in_")

    assert came_in(app, ALICE) == 200
    assert came_in(app, BOB) == 403
    assert app.post(f"/people/{BOB}", headers={"X-User": ALICE}).json() == {
        "email": BOB,
        "outcome": "seated",
    }
    assert came_in(app, BOB) == 200


@pytest.mark.long
def test_somebody_new_is_invited_first(app: httpx.Client) -> None:
    sign_up(app, seats=2)

    invited = app.post(f"/people/{BOB}", headers={"X-User": ALICE})

    assert invited.json()["outcome"] == "invited"
    assert came_in(app, BOB) == 403


@pytest.mark.long
def test_who_bought_nothing_gives_nothing_and_a_full_plan_says_what_would_help(
    app: httpx.Client,
) -> None:
    sign_up(app, seats=1)

    assert app.post(f"/people/{CHARLIE}", headers={"X-User": CHARLIE}).status_code == 403
    full = app.post(f"/people/{BOB}", headers={"X-User": ALICE})
    assert (full.status_code, full.json()["code"]) == (409, "no_free_seat")
    assert full.json()["options"]
    assert came_in(app, CHARLIE) == 403
    assert json.loads(curule("invoices", "list", "--json"))["data"][0]["status"] == "open"


def sign_up(app: httpx.Client, *, seats: int) -> httpx.Response:
    """Alice signs her company up and buys."""
    wanted = {"company": "Acme", "country": "FR", "email": ALICE, "seats": seats}
    return app.post("/signup", json=wanted)


def came_in(app: httpx.Client, who: str) -> int:
    """Whether somebody comes through the guarded door."""
    return app.get("/desks", headers={"X-User": who}).status_code
