"""Closing an account: said before, by its name, taken back for two weeks, then for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from curule.core.languages import Language
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services import closing
from curule.services.sweeps.due import run_due
from tests.support.factories import World, make_unpaid_invoice, make_world
from tests.web.people.conftest import NOW, at, give, invite, known, send, text_of

pytestmark = pytest.mark.django_db
AFTER = closing.UNTIL_CLOSED + timedelta(minutes=5)


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=5, now=NOW)


def ask(client: Client, world: World, name: str = "Acme") -> str:
    client.force_login(world.people["owner"])
    return text_of(send_and_follow(client, at(world, "settings/close"), name=name))


def send_and_follow(client: Client, path: str, **fields: str) -> object:
    answer = send(client, path, **fields)
    return client.get(answer.headers["Location"]) if answer.status_code == 303 else answer


def letters(world: World, template: str) -> set[str]:
    found = models.OutboxMessage.objects.filter(account=world.account, template=template)
    return set(found.values_list("recipient", flat=True))


def test_what_ends_and_what_stays_is_said_before(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])
    invite(world, "bo@x.test")

    shown = text_of(client.get(at(world, "settings/close")))

    assert "What is paid already is not given back" in shown
    assert "1 invitation is canceled." in shown
    assert "can still read the invoices" in shown
    assert not models.AccountClosing.objects.exists()


def test_it_is_asked_for_by_the_name_and_nothing_renews_meanwhile(
    client: Client, world: World
) -> None:
    models.Subscription.objects.filter(id=world.subscription.id).update(auto_renew=True)
    client.force_login(world.people["owner"])
    wrong = send(client, at(world, "settings/close"), name="Acmé")
    assert wrong.status_code == 422
    assert "This is not the name." in text_of(wrong)
    assert not models.AccountClosing.objects.exists()

    shown = ask(client, world, " acme ")

    assert "The account closes on" in shown
    asked = models.AccountClosing.objects.get()
    assert asked.closes_at - asked.asked_at == closing.UNTIL_CLOSED
    assert not models.Subscription.objects.get(id=world.subscription.id).auto_renew
    people = {world.people["owner"].email, world.people["billing_contact"].email}
    assert letters(world, "account_closing") == people
    assert "This account closes on" in text_of(client.get(at(world, "settings")))


def test_it_can_be_taken_back(client: Client, world: World) -> None:
    ask(client, world)

    shown = text_of(send_and_follow(client, at(world, "settings/close"), do="take_back"))

    assert "The account stays open." in shown
    run_due(now=utc_now() + AFTER, account_ids=[world.account.id])
    world.account.refresh_from_db()
    assert world.account.closed_at is None
    assert letters(world, "closing_withdrawn")


def test_on_the_day_everything_ends_but_reading_the_invoices(client: Client, world: World) -> None:
    person = known(world, "Di Paz")
    give(world, person)
    invite(world, "bo@x.test")
    ask(client, world)

    run_due(now=utc_now() + AFTER, account_ids=[world.account.id])

    world.account.refresh_from_db()
    assert world.account.closed_at is not None
    assert models.Subscription.objects.get(id=world.subscription.id).status == "ended"
    open_ones = models.Assignment.objects.filter(account=world.account, ended_at=None)
    assert not open_ones.exists()
    assert not models.Invitation.objects.filter(account=world.account, status="open").exists()
    assert letters(world, "account_closed")
    client.force_login(world.people["billing_contact"])
    assert client.get(at(world, "invoices")).status_code == 200
    client.force_login(world.people["owner"])
    assert "This account was closed on" in text_of(client.get(at(world, "settings/close")))
    refused = send(client, at(world, "settings"), name="X", language="en", time_zone="UTC")
    assert refused.status_code == 409
    assert "This account is closed." in text_of(refused)
    client.force_login(person)
    assert client.get(at(world)).status_code == 404


def test_what_is_unpaid_is_paid_first(client: Client, world: World) -> None:
    make_unpaid_invoice(world, due_at=NOW + timedelta(days=14))
    number = models.Invoice.objects.get(account=world.account, status="open").number
    client.force_login(world.people["owner"])
    shown = text_of(client.get(at(world, "settings/close")))
    assert "Pay these invoices first:" in shown
    assert str(number) in shown

    refused = send(client, at(world, "settings/close"), name="Acme")

    assert refused.status_code == 409
    assert not models.AccountClosing.objects.exists()


def test_an_invoice_that_came_meanwhile_holds_it_up_until_it_is_paid(
    client: Client, world: World
) -> None:
    ask(client, world)
    make_unpaid_invoice(world, due_at=utc_now() + timedelta(days=30))

    run_due(now=utc_now() + AFTER, account_ids=[world.account.id])

    world.account.refresh_from_db()
    assert world.account.closed_at is None
    assert models.AccountClosing.objects.get().closes_at > utc_now() + closing.UNTIL_CLOSED
    assert "An unpaid invoice holds it up" in text_of(client.get(at(world, "settings/close")))


@pytest.mark.parametrize("who", ["admin", "contract_manager", "billing_contact"])
def test_only_an_owner_may(client: Client, world: World, who: str) -> None:
    client.force_login(world.people[who])

    assert client.get(at(world, "settings/close")).status_code == 403
    assert send(client, at(world, "settings/close"), name="Acme").status_code == 403
    assert "settings/close" not in text_of(client.get(at(world, "settings")))
    assert not models.AccountClosing.objects.exists()


def test_asked_twice_is_asked_once(client: Client, world: World) -> None:
    ask(client, world)
    ask(client, world)

    assert models.AccountClosing.objects.count() == 1


@pytest.mark.parametrize("language", Language)
def test_its_page_reads_in_every_language(client: Client, world: World, language: Language) -> None:
    models.Person.objects.filter(id=world.people["owner"].id).update(language=language)
    client.force_login(models.Person.objects.get(id=world.people["owner"].id))

    assert client.get(at(world, "settings/close")).status_code == 200
    send(client, at(world, "settings/close"), name="Acme")
    assert client.get(at(world, "settings/close")).status_code == 200
