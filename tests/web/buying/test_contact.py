"""Writing to the vendor from the contact page: a letter that says what it is about."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from curule.data.models import Account, OutboxMessage
from curule.services.accounts.contacting import MOST_A_DAY
from curule.services.mails import deliveries
from tests.support.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world("tutkit", seats=3)


def letters() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(template="contact_wanted"))


@pytest.mark.requirement("T25")
@pytest.mark.requirement("T26")
def test_the_vendor_is_written_to_with_all_it_needs(client: Client, world: World) -> None:
    owner = world.people["owner"]
    client.force_login(owner)
    path = f"/a/{world.account.id}/contact?subscription={world.subscription.id}"
    sent = {"message": "We need 25 <places>.", "form_key": uuid4().hex,
            "subscription": str(world.subscription.id)}  # fmt: skip

    answer = client.post(path, sent)
    client.post(path, sent)  # a second click

    assert answer.status_code == 303
    (letter,) = letters()
    assert letter.recipient == settings.CURULE_CONTACT
    written = deliveries.readable(message_id=letter.id)
    for each in ("We need 25 <places>.", owner.email, f"A-{world.account.id.hex[-8:].upper()}",
                 f"S-{world.subscription.id.hex[-8:].upper()}", world.terms.called,
                 "Number: 3\u00a0places"):  # fmt: skip
        assert each in written.text
    assert f"/console/accounts/{world.account.id}" in written.text
    assert "<places>" not in written.html


@pytest.mark.requirement("G5")
def test_an_account_with_an_adviser_writes_to_them(client: Client, world: World) -> None:
    Account.objects.filter(id=world.account.id).update(adviser="ines@vendor.test")
    client.force_login(world.people["member"])  # without a role, and without the numbers
    path = f"/a/{world.account.id}/contact?subscription={world.subscription.id}"

    page = client.get(path).content.decode()
    client.post(path, {"message": "Hello", "form_key": uuid4().hex})

    assert "mailto:ines@vendor.test?subject=A-" in page
    assert '%20"' not in page
    (letter,) = letters()
    assert letter.recipient == "ines@vendor.test"
    assert "Number: " not in deliveries.readable(message_id=letter.id).text


def test_an_empty_letter_is_told_beside_its_field(client: Client, world: World) -> None:
    client.force_login(world.people["owner"])
    answer = client.post(f"/a/{world.account.id}/contact", {"message": "  "})

    assert answer.status_code == 422
    assert 'id="id_message-error"' in answer.content.decode()
    assert letters() == []


def test_the_vendor_is_not_flooded(client: Client, world: World) -> None:
    client.force_login(world.people["member"])
    path = f"/a/{world.account.id}/contact"
    statuses = [
        client.post(path, {"message": str(n), "form_key": uuid4().hex}).status_code
        for n in range(MOST_A_DAY + 1)
    ]

    assert statuses == [303] * MOST_A_DAY + [429]
    assert len(letters()) == MOST_A_DAY
