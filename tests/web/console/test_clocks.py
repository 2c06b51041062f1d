"""Test clocks in the console: made, moved in sight, and what renews on the way."""

import threading
from datetime import timedelta

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data.database_url import DatabaseUrl
from curule.data.models import Account, Event, Person, TestClock
from curule.services.people import staff
from curule.services.sweeps import advancing, clocks
from tests.support.factories import NOW, SYSTEM, VENDOR, make_person, make_world


def _world_on_a_clock() -> TestClock:
    world = make_world("autodesk", seats=3)
    clock_id = clocks.create(actor=VENDOR, name="spring", now=NOW)
    Account.objects.filter(id=world.account.id).update(clock_id=clock_id)
    return TestClock.objects.get(id=clock_id)


@pytest.mark.django_db
def test_moving_a_clock_renews_what_is_due(client: Client, team: dict[StaffRole, Person]) -> None:
    clock = _world_on_a_clock()
    client.force_login(team[StaffRole.DEVELOPER])

    answer = client.post(f"/console/clocks/{clock.id}/advance", {"to": "2026-03-15"})
    page = client.get(answer.headers["Location"]).content.decode()

    assert answer.status_code == 303
    assert Event.objects.filter(type="subscription.renewed").count() == 2
    assert "The clock shows 15 March 2026" in page


@pytest.mark.django_db
def test_a_clock_never_goes_back(client: Client, team: dict[StaffRole, Person]) -> None:
    clock = _world_on_a_clock()
    client.force_login(team[StaffRole.ADMIN])

    answer = client.post(f"/console/clocks/{clock.id}/advance", {"to": "2025-12-01"})

    assert answer.status_code == 409
    assert 'id="id_to-error"' in answer.content.decode()


@pytest.mark.django_db
def test_a_clock_that_follows_real_time_says_so_and_has_no_form(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    clock = _world_on_a_clock()
    TestClock.objects.filter(id=clock.id).update(follows_from=NOW)
    client.force_login(team[StaffRole.ADMIN])

    page = client.get(f"/console/clocks/{clock.id}").content.decode()

    assert "follows real time" in page
    assert f'action="/console/clocks/{clock.id}/advance"' not in page


@pytest.mark.django_db
def test_a_name_is_given_once(client: Client, team: dict[StaffRole, Person]) -> None:
    client.force_login(team[StaffRole.DEVELOPER])

    first = client.post("/console/clocks", {"name": "spring", "on": "2026-01-01"})
    second = client.post("/console/clocks", {"name": "spring", "on": "2026-01-01"})

    assert (first.status_code, second.status_code) == (303, 422)


@pytest.mark.django_db
def test_finance_looks_and_moves_nothing(client: Client, team: dict[StaffRole, Person]) -> None:
    clock = _world_on_a_clock()
    client.force_login(team[StaffRole.FINANCE])

    assert client.get(f"/console/clocks/{clock.id}").status_code == 200
    answer = client.post(f"/console/clocks/{clock.id}/advance", {"to": "2026-03-15"})
    assert answer.status_code == 403


def test_a_clock_moves_behind_its_page(client: Client, fresh_database: DatabaseUrl) -> None:
    del fresh_database
    clock = _world_on_a_clock()
    admin = make_person("admin@vendor.test")
    staff.grant(actor=SYSTEM, person_id=admin.id, role=StaffRole.ADMIN, now=NOW)
    client.force_login(admin)
    to = NOW + timedelta(days=40)

    answer = client.post(f"/console/clocks/{clock.id}/advance", {"to": f"{to:%Y-%m-%d}"})
    seen = client.get(answer.headers["Location"]).content.decode()

    assert "on its way" in seen or "The clock shows" in seen
    for thread in threading.enumerate():
        if thread.name == f"clock-{clock.id}":
            thread.join(timeout=60)
    clock.refresh_from_db()
    assert clock.now.date() == to.date()
    assert not advancing.is_moving(clock.id)


@pytest.mark.django_db
def test_a_clock_that_follows_shows_what_time_it_is_and_not_the_last_sweep(
    client: Client, team: dict[StaffRole, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = _world_on_a_clock()
    TestClock.objects.filter(id=clock.id).update(follows_from=NOW, now=NOW)
    monkeypatch.setattr("curule.web.middleware.utc_now", lambda: NOW + timedelta(minutes=90))
    client.force_login(team[StaffRole.ADMIN])
    shown = f"{NOW + timedelta(minutes=90):%H:%M} (UTC)"

    assert shown in client.get("/console/clocks").content.decode()
    assert shown in client.get(f"/console/clocks/{clock.id}").content.decode()
