"""The history calls seats as the plan does, whatever happened."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from curule.core.events import EventType
from curule.core.languages import Language
from curule.core.policy import NamedNoun
from curule.data.models import Person
from curule.services.accounts import accounts
from curule.web.event_words import event_sentence
from curule.web.templatetags.curule import say
from curule.wording.values import Reader
from tests.support.factories import NOW, VENDOR, make_world

SEATS = {
    Language.EN: r"\bseats?\b",
    Language.FR: r"\bpostes?\b",
    Language.DE: r"\bPl(?:atz|ätze)",
    Language.RU: r"\bмест",
}


@pytest.mark.parametrize("language", Language)
def test_no_event_calls_seats_otherwise_than_the_plan(language: Language) -> None:
    reader = Reader(language=language)
    said = [
        event_sentence(reader, each.value, count=count, noun=NamedNoun.EXPERT)
        for each in EventType
        for count in (1, 5)
    ]
    said += [say(reader, "activity.family.seats"), say(reader, "activity.reason.base_left")]
    assert [text for text in said if re.search(SEATS[language], text, re.IGNORECASE)] == []


@pytest.mark.django_db
def test_a_maximum_is_told_in_the_noun_of_its_plan(client: Client) -> None:
    world = make_world("tutkit", seats=3, now=NOW)
    accounts.set_maximum(
        actor=VENDOR,
        account_id=world.account.id,
        product_id=world.terms.product_id,
        seat_type="participant",
        maximum=12,
        now=NOW,
    )
    Person.objects.filter(id=world.people["owner"].id).update(language="fr")
    client.force_login(Person.objects.get(id=world.people["owner"].id))

    shown = client.get(f"/a/{world.account.id}/activity.csv").content.decode()

    assert "12\N{NO-BREAK SPACE}places" in shown
    assert "Ajout de 3\N{NO-BREAK SPACE}places" in shown
    assert "poste" not in shown


@pytest.mark.django_db
@pytest.mark.parametrize("language", Language)
def test_every_detail_that_changed_is_told_by_its_name(client: Client, language: Language) -> None:
    world = make_world("tutkit", seats=3, now=NOW)
    address = {"street": "1 Rue A", "postcode": "69001", "city": "Lyon", "order_number": "PO-7"}
    accounts.set_details(
        actor=VENDOR,
        account_id=world.account.id,
        name="Acme SARL",
        language="fr",
        time_zone="Europe/Paris",
        address=address,
        now=NOW,
    )
    owner = world.people["owner"]
    Person.objects.filter(id=owner.id).update(language=language)
    client.force_login(Person.objects.get(id=owner.id))

    shown = client.get(f"/a/{world.account.id}/activity").content.decode()

    for given in ("Acme SARL", "Europe/Paris", "Français", *address.values()):
        assert f"→ {given}" in shown
    assert f"{say(Reader(language=language), 'billing.city')}: – → Lyon" in shown
