"""Which mails a person gets: shown, switched off and on again, and obeyed by every command."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from curule.core.languages import Language
from curule.core.mail_kinds import KIND_OF, MailKind
from curule.core.refusals import Refused
from curule.core.roles import Role
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.mails import deliveries
from curule.services.people import mail_choices, roles
from curule.services.seats import seats
from curule.wording.mails import MailTemplate
from tests.support.factories import NOW, World, make_world

pytestmark = pytest.mark.django_db
EVERYTHING = [kind.value for kind in MailKind]


@pytest.fixture
def world() -> World:
    return make_world("licence_portal", seats=5)


def mails(world: World, template: str) -> list[models.OutboxMessage]:
    return list(models.OutboxMessage.objects.filter(account=world.account, template=template))


def bind(world: World, who: str) -> None:
    seats.bind(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email=world.people[who].email,
        now=NOW,
    )


def test_every_kind_is_of_mails_that_exist() -> None:
    assert set(KIND_OF) <= {template.value for template in MailTemplate}
    assert set(KIND_OF.values()) == set(MailKind)


def test_who_never_chose_gets_everything(client: Client, world: World) -> None:
    client.force_login(world.people["admin"])

    shown = client.get("/my/mails").content.decode()

    assert shown.count(" checked>") == len(MailKind)
    bind(world, "admin")
    assert len(mails(world, "seat_assigned")) == 1


def test_what_is_switched_off_is_not_written_and_comes_back_when_switched_on(
    client: Client, world: World
) -> None:
    client.force_login(world.people["admin"])
    wanted = [kind for kind in EVERYTHING if kind != "seats"]

    answer = client.post("/my/mails", {"kind": wanted}, follow=True)

    assert "Saved." in answer.content.decode()
    assert answer.content.decode().count(" checked>") == len(MailKind) - 1
    bind(world, "admin")
    bind(world, "owner")
    assert [mail.recipient for mail in mails(world, "seat_assigned")] == [
        world.people["owner"].email
    ]
    client.post("/my/mails", {"kind": EVERYTHING})
    assert not models.MailChoice.objects.exists()


def test_what_nobody_can_do_without_comes_whatever_was_chosen(client: Client, world: World) -> None:
    client.force_login(world.people["admin"])
    client.post("/my/mails", {})

    roles.revoke(
        actor=world.actor(),
        account_id=world.account.id,
        person_id=world.people["admin"].id,
        role=Role.ADMIN,
        now=NOW,
    )
    roles.grant(
        actor=world.actor(),
        account_id=world.account.id,
        person_id=world.people["admin"].id,
        role=Role.ADMIN,
        now=NOW,
    )

    assert len(mails(world, "role_granted")) == 1


def test_a_kind_that_is_none_is_refused_and_nothing_changes(world: World, client: Client) -> None:
    person = world.people["admin"]
    with pytest.raises(Refused):
        mail_choices.choose(person_id=person.id, wanted=["invitation"], now=utc_now())
    client.force_login(person)

    answer = client.post("/my/mails", {"kind": ["invitation"]})

    assert answer.status_code == 409
    assert not models.MailChoice.objects.exists()


def test_a_mail_that_can_be_switched_off_says_where(world: World) -> None:
    bind(world, "admin")
    (given,) = mails(world, "seat_assigned")
    order = models.OutboxMessage.objects.create(
        account=world.account, template="role_granted", recipient="a@x.test", created_at=NOW
    )

    where = f"{settings.CURULE_BASE_URL}/my/mails"
    assert where in deliveries.readable(message_id=given.id).html
    assert where not in deliveries.readable(message_id=order.id).html


@pytest.mark.parametrize("language", Language)
def test_the_page_reads_in_every_language(client: Client, world: World, language: Language) -> None:
    person = world.people["admin"]
    models.Person.objects.filter(id=person.id).update(language=language)
    client.force_login(models.Person.objects.get(id=person.id))

    answer = client.get("/my/mails")

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
