"""What the buttons of the account and of a person do, and who finds which page."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from curule.core.presets import PRESETS
from curule.core.roles import Role
from curule.core.tax_ids import example_of
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.web.portal.helping import PAGES
from curule.web.portal.nearest import nearest_preset
from tests.support.factories import (
    World,
    join,
    make_account,
    make_person,
    make_unpaid_invoice,
    make_world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=5)


def _roles(world: World, name: str) -> set[str]:
    person = world.people[name]
    held = models.RoleGrant.objects.filter(account=world.account, person=person, revoked_at=None)
    return set(held.values_list("role", flat=True))


# --- settings -------------------------------------------------------------------------------------


def test_the_settings_are_kept_and_the_history_tells_before_and_after(
    client: Client, world: World
) -> None:
    client.force_login(world.people["owner"])
    wanted = {"name": "Acme SARL", "language": "fr", "time_zone": "Europe/Paris"}

    answer = client.post(f"/a/{world.account.id}/settings", wanted, follow=True)

    world.account.refresh_from_db()
    assert (world.account.name, world.account.time_zone) == ("Acme SARL", "Europe/Paris")
    assert "The settings are saved." in answer.content.decode()
    history = client.get(f"/a/{world.account.id}/activity").content.decode()
    assert "Acme → Acme SARL" in history
    assert "English → Français" in history


def test_a_wrong_name_is_said_beside_the_field(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])

    answer = client.post(
        f"/a/{world.account.id}/settings", {"name": "", "language": "fr", "time_zone": "UTC"}
    )

    assert answer.status_code == 422
    assert 'href="#id_name"' in answer.content.decode()
    world.account.refresh_from_db()
    assert world.account.name == "Acme"


@pytest.mark.parametrize("name", ["contract_manager", "billing_contact"])
def test_who_may_not_change_settings_reads_them(client: Client, world: World, name: str) -> None:
    client.force_login(world.people[name])
    page = f"/a/{world.account.id}/settings"

    assert client.get(page).status_code == 200
    wanted = {"name": "Mine", "language": "fr", "time_zone": "UTC"}
    assert client.post(page, wanted).status_code == 403
    assert client.get(f"/a/{world.account.id}/settings/owner").status_code == 403
    assert client.get(f"/a/{world.account.id}/activity").status_code == 403


def test_the_ownership_goes_to_another_member(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])
    page = f"/a/{world.account.id}/settings/owner"

    assert client.post(page, {"person": ""}).status_code == 422
    foreign = make_person("stranger@else.test")
    assert client.post(page, {"person": str(foreign.id)}).status_code == 404
    assert client.post(page, {"person": str(world.people["member"].id)}).status_code == 303

    assert _roles(world, "member") == {"owner"}
    assert _roles(world, "owner") == set()


@pytest.mark.parametrize("country", ["PT", "MC", "ZZ"])
def test_a_tax_number_that_cannot_be_right_shows_what_one_looks_like(
    client: Client, world: World, country: str
) -> None:
    models.Account.objects.filter(id=world.account.id).update(country=country)
    client.force_login(world.people["owner"])
    answer = client.post(f"/a/{world.account.id}/billing", {"tax_id": "=1+1"})

    assert answer.status_code == 422
    assert example_of(country) in answer.content.decode()


def test_a_tax_number_is_kept_without_what_people_set_between(client: Client, world: World) -> None:
    models.Account.objects.filter(id=world.account.id).update(country="BE")
    client.force_login(world.people["owner"])
    client.post(f"/a/{world.account.id}/billing", {"tax_id": "be 0428.759.497"})

    world.account.refresh_from_db()
    assert world.account.tax_id == "BE0428759497"


# --- history --------------------------------------------------------------------------------------


def test_the_history_is_filtered_by_kind_person_and_day(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])
    client.post(f"/a/{world.account.id}/billing", {"tax_id": "FR40303265045"})
    page = f"/a/{world.account.id}/activity"
    said = "FR40303265045"

    assert said in client.get(page).content.decode()
    mine = world.people["owner"].email
    assert said in client.get(f"{page}?family=contracts&person={mine}").content.decode()
    for other in ("family=money", "person=nobody@else.test", "since=2001-01-01&until=2001-01-02"):
        assert said not in client.get(f"{page}?{other}").content.decode()


def test_seats_that_were_added_together_are_one_line(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/activity?family=seats").content.decode()

    assert shown.count("<tr>") == 2


# --- help -----------------------------------------------------------------------------------------


@pytest.mark.requirement("T27")
def test_the_help_answers_the_question_of_the_holder(client: Client, world: World) -> None:
    world.people["owner"].language = "fr"
    world.people["owner"].save()
    client.force_login(world.people["owner"])

    first = client.get(f"/a/{world.account.id}/help").content.decode()

    title = "Puis-je ajouter d’autres participants à mon adhésion"
    assert title in first
    assert first.index(title) < first.index("Ajouter ou réduire des postes")
    assert title in client.get(f"/a/{world.account.id}/help/members").content.decode()


@pytest.mark.parametrize("preset", PRESETS)
def test_the_help_that_fits_comes_first(preset: str) -> None:
    changed = PRESETS[preset].override({"quantity.max_seats": 7})

    assert nearest_preset(changed) == preset
    assert preset in {page.preset for page in PAGES.values()}


@pytest.mark.requirement("A19")
def test_the_help_ends_with_whom_to_ask(client: Client) -> None:
    world = make_world("autodesk")
    client.force_login(world.people["owner"])

    for page in ("help", "help/seats"):
        shown = client.get(f"/a/{world.account.id}/{page}").content.decode()
        assert "Write to us" in shown
        assert world.people["contract_manager"].email in shown


@pytest.mark.requirement("Z12")
def test_the_help_leads_to_the_pages_it_speaks_of(client: Client) -> None:
    world = make_world("zoom", seats={"licensed": 3})
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/help/users").content.decode()

    for page in ("members", "balance"):
        assert f'href="/a/{world.account.id}/{page}"' in shown
    assert 'href="/my"' in shown


@pytest.mark.requirement("G6")
def test_a_corporate_account_reads_whom_it_works_with(client: Client) -> None:
    world = make_world("gotoassist", seats={"organizer": 3}, channel="corporate")
    world.account.adviser = "adviser@vendor.test"
    world.account.save()
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/help/cart").content.decode()

    assert "Corporate accounts" in shown
    assert 'href="mailto:adviser@vendor.test"' in shown


def test_an_unknown_help_page_is_none(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])

    assert client.get(f"/a/{world.account.id}/help/nothing").status_code == 404


# --- one's own access -----------------------------------------------------------------------------


def test_who_has_no_role_lands_on_their_own_access(client: Client, world: World) -> None:
    client.force_login(world.people["member"])

    assert client.get("/").headers["Location"] == "/my"
    shown = client.get("/my").content.decode()
    assert world.account.name in shown
    assert client.get(f"/a/{world.account.id}/").status_code == 403


def test_who_gives_access_is_led_to_it_and_not_told_to_ask(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])
    shown = client.get("/my").content.decode()
    assert f'<a href="/a/{world.account.id}/members">You decide on it yourself' in shown
    assert "Ask for access" not in shown

    client.force_login(world.people["billing_contact"])
    shown = client.get("/my").content.decode()
    assert "You decide on it yourself" not in shown
    assert "Ask for access" in shown


def test_the_profile_is_kept_and_said_in_the_new_language(client: Client, world: World) -> None:
    client.force_login(world.people["member"])
    wanted = {
        "first_name": "Ana",
        "last_name": "Roy",
        "language": "de",
        "time_zone": "Europe/Berlin",
    }

    answer = client.post("/my/profile", wanted, follow=True)

    person = models.Person.objects.get(id=world.people["member"].id)
    assert (person.first_name, person.language, person.time_zone) == ("Ana", "de", "Europe/Berlin")
    assert "ana" in person.search_key
    assert "Ihr Profil ist gespeichert." in answer.content.decode()


def test_leaving_is_asked_first_and_ends_roles_and_membership(client: Client, world: World) -> None:
    client.force_login(world.people["admin"])
    page = f"/my/companies/{world.account.id}/leave"

    assert client.get(page).status_code == 200
    assert _roles(world, "admin") == {"admin"}
    assert client.post(page, {"form_key": "once"}).status_code == 303

    assert _roles(world, "admin") == set()
    assert client.get(page).status_code == 404
    assert client.get(f"/a/{world.account.id}/").status_code == 404


def test_a_second_send_of_leaving_leads_to_one_s_access_with_what_was_done(
    client: Client, world: World
) -> None:
    client.force_login(world.people["admin"])
    page = f"/my/companies/{world.account.id}/leave"
    assert client.post(page, {"form_key": "once"}).status_code == 303

    second = client.post(page, {"form_key": "once"}, follow=True)

    assert second.redirect_chain == [("/my", 303)]
    assert "You have left" in second.content.decode()
    assert client.post(page, {"form_key": "other"}).status_code == 404


def test_the_last_owner_cannot_leave(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])

    answer = client.post(f"/my/companies/{world.account.id}/leave")

    assert answer.status_code == 409
    assert 'data-code="last_owner"' in answer.content.decode()
    assert _roles(world, "owner") == {"owner"}


def test_a_foreign_company_cannot_be_left(client: Client, world: World) -> None:
    client.force_login(world.people["member"])
    for which in (make_world("zoom").account.id, UUID(int=7)):
        assert client.post(f"/my/companies/{which}/leave").status_code == 404


# --- the first page -------------------------------------------------------------------------------


def test_a_new_account_begins_with_what_comes_first(client: Client) -> None:
    account = make_account(name="New")
    owner = join(account, make_person("first@new.test"), Role.OWNER)
    client.force_login(owner)

    shown = client.get(f"/a/{account.id}/").content.decode()

    assert "First steps for New" in shown
    assert f"/a/{account.id}/billing" in shown


def test_the_first_page_shows_the_seats_and_a_year_of_their_use(
    client: Client, world: World
) -> None:
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/").content.decode()

    assert "5 free" in shown
    assert "Nothing waits for you." in shown
    assert "<svg" in shown
    assert "<table" in shown


def test_the_first_page_lists_what_waits(client: Client, world: World) -> None:
    invoice_id = make_unpaid_invoice(world, due_at=world.at(days=5), amount=12345)
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/").content.decode()

    assert "€123.45" in shown
    assert f"/a/{world.account.id}/invoices/{invoice_id}" in shown


@pytest.mark.parametrize("page", ["", "activity", "settings"])
def test_a_page_asks_as_often_for_many_seats_as_for_few(client: Client, page: str) -> None:
    asked = []
    for number in (2, 40):
        world = make_world("tutkit", seats=number, overrides={"quantity.max_seats": 40})
        client.force_login(world.people["owner"])
        address = f"/a/{world.account.id}/{page}"
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_what_ends_soon_without_renewal_is_told(client: Client) -> None:
    now = utc_now()
    world = make_world("licence_portal", seats=3, now=now - timedelta(days=20))
    client.force_login(world.people["owner"])

    shown = client.get(f"/a/{world.account.id}/").content.decode()

    assert ": 3\xa0licences end on" in shown
