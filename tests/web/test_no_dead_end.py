"""Whoever may not is told who may, and is led on by ways that are open to them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data.models import StaffGrant
from curule.httpkit.clock import utc_now
from tests.support.factories import World, make_person, make_plan, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world("autodesk", seats=3, now=utc_now())


def links(page: str) -> list[str]:
    """Return where the page leads, besides its frame."""
    return re.findall(r'<a[^>]*href="([^"]+)"', page.split("<main", 1)[1].split("</main>", 1)[0])


@pytest.mark.requirement("A1")
def test_a_member_is_told_who_may_and_led_to_what_opens(client: Client, world: World) -> None:
    client.force_login(world.people["member"])
    path = f"/a/{world.account.id}/members"
    answer = client.get(path)
    page = answer.content.decode()

    assert answer.status_code == 403
    assert world.people["owner"].email in page
    found = links(page)
    assert f"mailto:{world.people['owner'].email}" in found
    assert "/my" in found
    assert path not in found
    for address in (each for each in found if each.startswith("/")):
        assert client.get(address, follow=True).status_code == 200, address


def test_who_has_a_role_that_does_not_suffice_is_told_who_may(client: Client, world: World) -> None:
    client.force_login(world.people["contract_manager"])
    answer = client.get(f"/a/{world.account.id}/activity")
    page = answer.content.decode()

    assert answer.status_code == 403
    assert world.people["owner"].email in page
    assert f"mailto:{world.people['owner'].email}" in links(page)


@pytest.mark.parametrize("name", ["help", "help/members", "help/seats", "contact"])
def test_help_and_contact_open_to_a_member_and_lead_to_nothing_closed(
    client: Client, world: World, name: str
) -> None:
    client.force_login(world.people["member"])
    answer = client.get(f"/a/{world.account.id}/{name}")

    assert answer.status_code == 200
    page = answer.content.decode()
    everywhere = re.findall(r'<a[^>]*href="(/[^"]*)"', page)
    assert everywhere
    for address in everywhere:
        assert client.get(address, follow=True).status_code == 200, address


def test_my_own_pages_lead_to_the_help(client: Client, world: World) -> None:
    client.force_login(world.people["member"])

    assert 'href="/my/help"' in client.get("/my").content.decode()
    assert client.get("/my/help").headers["Location"] == f"/a/{world.account.id}/help"


def test_who_belongs_nowhere_gets_help_as_well(client: Client) -> None:
    client.force_login(make_person("new@elsewhere.test"))
    page = client.get("/my/help").content.decode()

    assert "new@elsewhere.test" in page
    assert "exactly this address" in page


def test_the_console_names_colleagues_who_may(client: Client) -> None:
    people = {}
    for role in (StaffRole.FINANCE, StaffRole.DEVELOPER, StaffRole.ADMIN, StaffRole.SUPPORT):
        people[role] = make_person(f"{role.value}@vendor.test")
        StaffGrant.objects.create(person=people[role], role=role.value, granted_at=utc_now())
    client.force_login(people[StaffRole.FINANCE])
    answer = client.get("/console/events")
    page = answer.content.decode()

    assert answer.status_code == 403
    assert "mailto:admin@vendor.test" in links(page)
    assert "developer@vendor.test" in page
    assert "support@vendor.test" not in page


@pytest.mark.requirement("A1")
def test_who_has_no_seat_is_told_whom_to_ask_and_can_ask(client: Client, world: World) -> None:
    client.force_login(world.people["member"])
    page = client.get("/my").content.decode()
    ask = f"/a/{world.account.id}/members/ask"

    assert f"mailto:{world.people['contract_manager'].email}" in links(page)
    assert ask in links(page)
    assert client.get(ask).status_code == 200


def test_who_cannot_buy_a_plan_is_not_offered_a_seat_for_themselves(
    client: Client, world: World
) -> None:
    make_plan("autodesk", now=utc_now())
    client.force_login(world.people["admin"])
    page = client.get(f"/a/{world.account.id}/subscriptions").content.decode()

    assert 'id="refused"' in page
    assert f"/a/{world.account.id}/members/ask" not in links(page)


def test_the_last_owner_reads_before_the_button_that_somebody_must_follow(
    client: Client, world: World
) -> None:
    path = f"/my/companies/{world.account.id}/leave"
    client.force_login(world.people["owner"])
    page = client.get(path).content.decode()

    assert 'data-code="last_owner"' in page
    assert "btn-danger" not in page
    assert f"/a/{world.account.id}/settings/owner" in links(page)

    client.force_login(world.people["admin"])
    assert "btn-danger" in client.get(path).content.decode()
