"""Several people at once: said first, then done to each, with a result and a reason per row."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.test import Client

from curule.core.languages import Language
from curule.core.roles import Role
from curule.data import models
from curule.httpkit.clock import utc_now
from curule.services.invitations import invitations
from tests.support.factories import World
from tests.web.people.conftest import at, give, invite, known, send, sign_in, taken, text_of

pytestmark = pytest.mark.django_db
Make = Callable[..., World]


def asked(world: World, deed: str, *ids: UUID) -> str:
    query = urlencode([("do", deed), *(("id", str(each)) for each in ids)])
    return at(world, f"members/selected?{query}")


def test_the_list_ticks_people_by_one_plain_form(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)
    person = known(world, "Di Paz")

    shown = text_of(client.get(at(world, "members")))

    assert f'form="selecting" name="id" value="{person.id}"' in shown
    assert 'id="selecting"' in shown
    sign_in(client, world, "billing_contact")
    assert 'form="selecting"' not in text_of(client.get(at(world, "members")))


def test_asking_changes_nothing_and_says_the_effect(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)
    person = known(world, "Di Paz")
    give(world, person)

    shown = text_of(client.get(asked(world, "unassign", person.id)))

    assert "Access ends at once" in shown
    assert "Take access from 1 person" in shown
    assert taken(world) == 1


def test_seats_are_taken_from_several_and_can_be_undone(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)
    both = [known(world, "Di Paz"), known(world, "Bo Li")]
    for person in both:
        give(world, person)
    without = known(world, "Ann Ray")

    answer = send(
        client,
        at(world, "members/selected"),
        do="unassign",
        id=[str(person.id) for person in (*both, without)],
    )

    shown = text_of(answer)
    assert answer.status_code == 200
    assert "2 done." in shown
    assert "1 not done" in shown
    assert "had no access" in shown
    assert taken(world) == 0
    assert text_of(client.get(at(world, "members"))).count('value="undo"') == 2


def test_one_who_is_refused_keeps_nobody_else_from_it(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)
    person = known(world, "Di Paz")
    owner = world.people["owner"]

    answer = send(
        client,
        at(world, "members/selected"),
        do="remove",
        id=[str(owner.id), str(person.id)],
    )

    shown = text_of(answer)
    assert "1 done." in shown
    assert "refused" in shown
    left = models.Member.objects.filter(account=world.account, left_at__isnull=False)
    assert [row.person_id for row in left] == [person.id]
    assert models.RoleGrant.objects.filter(
        account=world.account, person=owner, role=Role.OWNER, revoked_at=None
    ).exists()


def test_invitations_are_sent_again_or_canceled_together(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)
    one, two = invite(world, "a@x.test"), invite(world, "b@x.test")

    again = send(client, at(world, "members/selected"), do="resend", id=[str(one.id), str(two.id)])

    assert "2 done." in text_of(again)
    mails = models.OutboxMessage.objects.filter(template="invitation_resent")
    assert set(mails.values_list("recipient", flat=True)) == {"a@x.test", "b@x.test"}
    invitations.cancel(
        actor=world.actor(), account_id=world.account.id, invitation_id=one.id, now=utc_now()
    )
    canceled = send(
        client, at(world, "members/selected"), do="cancel", id=[str(one.id), str(two.id)]
    )
    assert "1 done." in text_of(canceled)
    assert "1 not done" in text_of(canceled)
    assert not models.Invitation.objects.filter(account=world.account, status="open").exists()


def test_sent_twice_it_is_done_once_and_told_alike(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)
    invitation = invite(world, "a@x.test")
    key = uuid4().hex

    for _ in range(2):
        answer = send(
            client, at(world, "members/selected"), key, do="resend", id=str(invitation.id)
        )
        assert "1 done." in text_of(answer)

    assert models.OutboxMessage.objects.filter(template="invitation_resent").count() == 1


def test_people_of_another_account_are_nobody(client: Client, make: Make) -> None:
    world, other = make("tutkit", seats=3), make("tutkit", seats=3)
    sign_in(client, world)
    stranger, invitation = known(other, "Di Paz"), invite(other, "a@x.test")

    for deed, found in (("remove", stranger.id), ("cancel", invitation.id), ("remove", uuid4())):
        assert "Nobody is ticked" in text_of(client.get(asked(world, deed, found)))
        answer = send(client, at(world, "members/selected"), do=deed, id=str(found))
        assert answer.status_code == 422
    assert models.Invitation.objects.get(id=invitation.id).status == "open"


def test_who_may_not_is_refused_for_each(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    person = known(world, "Di Paz")
    give(world, person)
    sign_in(client, world, "billing_contact")

    answer = send(client, at(world, "members/selected"), do="unassign", id=str(person.id))

    assert "0 done." in text_of(answer)
    assert taken(world) == 1


def test_a_deed_that_is_none_is_not_found(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    sign_in(client, world)

    assert client.get(at(world, "members/selected?do=dance")).status_code == 404


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("deed", ["unassign", "remove", "resend", "cancel"])
def test_its_pages_read_in_every_language(
    client: Client, make: Make, language: Language, deed: str
) -> None:
    world = make("gotoassist", seats=3)
    sign_in(client, world, language=language)
    one = known(world, "Di Paz").id if deed in {"unassign", "remove"} else None
    found = one or invite(world, "a@x.test").id

    assert client.get(asked(world, deed, found)).status_code == 200
    assert send(client, at(world, "members/selected"), do=deed, id=str(found)).status_code == 200
