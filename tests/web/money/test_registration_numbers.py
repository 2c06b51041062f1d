"""The second number of a company on the page of billing details (P21)."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.core.languages import Language
from curule.data.models import Account, Person
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db

FIELD = 'name="registration_number"'
CALLED = {Language.RU: "КПП"}


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=1)


def _be(world: World, country: str, *, business: bool = True, number: str = "") -> None:
    Account.objects.filter(id=world.account.id).update(
        country=country, is_business=business, registration_number=number
    )


def _page(client: Client, world: World, who: str = "owner") -> str:
    client.force_login(world.people[who])
    return client.get(f"/a/{world.account.id}/billing").content.decode()


def _send(client: Client, world: World, number: str) -> tuple[int, str]:
    client.force_login(world.people["owner"])
    given = {"name": "Acme SARL", "language": "fr", "registration_number": number}
    answer = client.post(f"/a/{world.account.id}/billing", given)
    return answer.status_code, answer.content.decode()


def _kept(world: World) -> tuple[str, str]:
    row = Account.objects.get(id=world.account.id)
    return row.name, row.registration_number


@pytest.mark.parametrize(
    ("country", "example"), [("FR", "Nine digits, such as 303 265 045."), ("RU", "770101001")]
)
def test_a_company_is_asked_for_the_number_of_its_country(
    client: Client, world: World, country: str, example: str
) -> None:
    _be(world, country)
    page = _page(client, world)

    assert FIELD in page
    assert example in page
    assert 'aria-describedby="id_registration_number-hint"' in page
    assert 'id="id_registration_number-hint"' in page


@pytest.mark.parametrize(("country", "business"), [("DE", True), ("FR", False), ("RU", False)])
def test_nobody_else_is_asked_and_what_is_sent_anyway_is_not_kept(
    client: Client, world: World, country: str, business: bool
) -> None:
    _be(world, country, business=business)

    assert FIELD not in _page(client, world)
    assert _send(client, world, "303265045")[0] == 303
    assert _kept(world) == ("Acme SARL", "")


def test_a_number_is_taken_as_people_write_it(client: Client, world: World) -> None:
    assert _send(client, world, "303 265 045")[0] == 303
    assert _kept(world) == ("Acme SARL", "303265045")
    assert 'value="303265045"' in _page(client, world)

    assert _send(client, world, "")[0] == 303
    assert _kept(world) == ("Acme SARL", "")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("country", "number"), [("FR", "303265046"), ("RU", "77010100")])
def test_a_wrong_number_is_said_beside_the_field_and_nothing_is_kept(
    client: Client, world: World, language: Language, country: str, number: str
) -> None:
    _be(world, country)
    Person.objects.filter(id=world.people["owner"].id).update(language=language.value)
    world.people["owner"].refresh_from_db()

    status, page = _send(client, world, number)

    assert status == 422
    assert 'href="#id_registration_number"' in page
    assert f'value="{number}"' in page
    assert ("SIREN" if country == "FR" else CALLED.get(language, "KPP")) in page
    assert _kept(world) == ("Acme", "")


def test_who_only_reads_the_details_reads_it_in_groups(client: Client, world: World) -> None:
    assert "<dt>SIREN</dt>" not in _page(client, world, "contract_manager")
    _be(world, "FR", number="303265045")

    page = _page(client, world, "contract_manager")
    assert "<dt>SIREN</dt><dd>303 265 045</dd>" in page
    assert FIELD not in page


def test_the_history_tells_it_by_its_name(client: Client, world: World) -> None:
    _send(client, world, "303265045")

    shown = client.get(f"/a/{world.account.id}/activity").content.decode()
    assert "SIREN or KPP: – → 303265045" in shown
