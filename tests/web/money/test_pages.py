"""The pages about money, in every language."""

import pytest
from django.test import Client

from curule.services.seating import people
from tests.support.factories import World, make_method, make_unpaid_invoice, make_world

pytestmark = pytest.mark.django_db

PAGES = ("invoices", "balance", "payment-methods", "billing")


@pytest.fixture
def world() -> World:
    made = make_world("tutkit", seats=5)
    make_method(made.account)
    make_unpaid_invoice(made, due_at=made.at(days=5), amount=12345)
    return made


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_there_in_every_language(
    client: Client, world: World, name: str, language: str
) -> None:
    people.set_language(person_id=world.people["owner"].id, language=language)
    client.force_login(world.people["owner"])

    answer = client.get(f"/a/{world.account.id}/{name}")

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
