"""What the pages say about a tax number that an office was asked about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data import models
from curule.gateways.tax_registers.registry import replaced
from curule.gateways.tax_registers.vies import Vies
from curule.services.accounts import tax_id_checks
from curule.services.seating import people
from tests.support.factories import World, make_world
from tests.support.fake_vies import FakeVies, Manner, running_fake_vies

pytestmark = pytest.mark.django_db
NUMBER = "FR40303265045"


@pytest.fixture
def office() -> Iterator[FakeVies]:
    with running_fake_vies() as made, replaced(Vies(url=made.url, seconds=0.5)):
        yield made


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=2)


def _shown(client: Client, world: World, language: str = "en") -> str:
    people.set_language(person_id=world.people["owner"].id, language=language)
    client.force_login(world.people["owner"])
    return client.get(f"/a/{world.account.id}/billing").content.decode()


def _save(client: Client, world: World) -> str:
    client.force_login(world.people["owner"])
    answer = client.post(
        f"/a/{world.account.id}/billing", {"tax_id": NUMBER, "form_key": "k"}, follow=True
    )
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_number_that_was_saved_is_being_asked_about(
    client: Client, world: World, office: FakeVies
) -> None:
    page = _save(client, world)
    assert "the tax office is being asked about this number" in page
    assert "No order waits for the answer." in page
    assert office.asked == []


def test_a_known_number_stands_with_the_proof(
    client: Client, world: World, office: FakeVies
) -> None:
    office.known[NUMBER] = ("ACME <SARL>", "1 RUE DE LA PAIX\n75002 PARIS")
    _save(client, world)
    tax_id_checks.put_waiting(now=world.at(days=400))
    page = _shown(client, world)
    assert "the tax office knows this number" in page
    assert "ACME &lt;SARL&gt;" in page
    assert "1 RUE DE LA PAIX, 75002 PARIS" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "the tax office does not know this number"),
        ("fr", "l’administration fiscale ne connaît pas ce numéro"),
        ("de", "das Finanzamt kennt diese Nummer nicht"),
        ("ru", "налоговая служба не знает этого номера"),
    ],
)
def test_an_unknown_number_is_told_with_what_follows(
    client: Client, world: World, office: FakeVies, language: str, words: str
) -> None:
    _save(client, world)
    tax_id_checks.put_waiting(now=world.at(days=400))
    assert words in _shown(client, world, language)
    assert office.numbers() == [NUMBER]


def test_no_answer_in_three_days_is_said(client: Client, world: World, office: FakeVies) -> None:
    _save(client, world)
    office.next(Manner.STATE_AWAY)
    now = models.TaxIdCheck.objects.get().asked_at
    tax_id_checks.put_waiting(now=now + tax_id_checks.ASKED_AHEAD)
    assert "the tax office has not answered about this number" in _shown(client, world)


def test_where_nobody_is_asked_the_page_says_nothing_of_an_office(
    client: Client, world: World
) -> None:
    page = _save(client, world)
    assert "tax office" not in page
    assert "format and check digits are right" in page


def test_staff_see_it_on_their_first_page_and_find_the_account(
    client: Client, world: World, office: FakeVies
) -> None:
    _save(client, world)
    tax_id_checks.put_waiting(now=world.at(days=400))
    del office
    finance = models.Person.objects.create(
        email="finance@example.test", verified_at=world.at(), created_at=world.at()
    )
    models.StaffGrant.objects.create(
        person=finance, role=StaffRole.FINANCE.value, granted_at=world.at()
    )
    client.force_login(finance)
    page = client.get("/console/").content.decode()
    assert "1 tax number that its office does not know" in page
    listed = client.get("/console/accounts?state=number_unknown").content.decode()
    assert world.account.name in listed
    timeline = client.get(f"/console/accounts/{world.account.id}").content.decode()
    assert "Tax office asked about the tax id" in timeline
    assert "the tax office does not know this number" in timeline
