"""Invitations and those who left: mail states, resending, links that are handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from curule.core.invitations import LinkPurpose
from curule.data import models
from curule.gateways.signing import purpose_of
from tests.support.factories import World, make_world
from tests.web.people.conftest import (
    NOW,
    at,
    give,
    invite,
    known,
    send,
    sign_in,
    taken,
    text_of,
    words_in,
)

pytestmark = pytest.mark.django_db
Make = Callable[..., World]


@pytest.mark.requirement("Z10")
def test_the_waiting_section_says_who_has_not_accepted(client: Client, make: Make) -> None:
    world = make("zoom", seats={"licensed": 3})
    invite(world, "bo@x.test")
    sign_in(client, world, language="fr")

    shown = text_of(client.get(at(world, "members/invited")))

    assert "En attente" in shown
    assert "bo@x.test" in shown
    assert "encore 30 jours" in shown


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("queued", "waiting to be sent"),
        ("sent", "sent"),
        ("held", "held, not sent"),
        ("failed", "not delivered"),
    ],
)
def test_every_mail_state_has_its_word(client: Client, make: Make, status: str, word: str) -> None:
    world = make("tutkit", seats=3)
    invitation = invite(world, "bo@x.test")
    if status != "queued":
        models.OutboxMessage.objects.filter(invitation_id=invitation.id).update(
            status=status, sent_at=NOW if status == "sent" else None
        )
    sign_in(client, world)

    shown = text_of(client.get(at(world, "members/invited")))

    assert f"</svg>{word}</span>" in shown
    assert ("hand over the link yourself" in shown) is (status == "failed")
    assert ("1 not delivered" in shown) is (status == "failed")


def test_resending_starts_the_days_anew_and_sends_once(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    invitation = invite(world, "bo@x.test")
    sign_in(client, world)
    key = uuid4().hex

    for _ in range(2):
        answer = send(
            client, at(world, "members/invited"), key, do="resend", invitation=invitation.id
        )
        assert answer.status_code == 303

    invitation.refresh_from_db()
    assert invitation.sent_count == 2
    assert "Sent again to bo@x.test" in text_of(client.get(answer.headers["Location"]))


def test_withdrawing_frees_what_was_kept(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    invitation = invite(world, "bo@x.test")
    sign_in(client, world)

    answer = send(client, at(world, "members/invited"), do="cancel", invitation=invitation.id)

    assert answer.status_code == 303
    shown = text_of(client.get(answer.headers["Location"]))
    assert "0 used + 0 invited + 3 free = 3 in total" in words_in(shown)
    assert "Invite again" in shown


def test_what_is_withdrawn_is_refused_beside_its_row(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    invitation = invite(world, "bo@x.test")
    sign_in(client, world)
    send(client, at(world, "members/invited"), do="cancel", invitation=invitation.id)

    answer = send(client, at(world, "members/invited"), do="resend", invitation=invitation.id)

    assert answer.status_code == 410
    assert 'data-code="invitation_canceled"' in text_of(answer)


def test_the_link_that_is_copied_proves_no_address(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    invitation = invite(world, "bo@x.test")
    sign_in(client, world)
    start = f"{settings.CURULE_BASE_URL}/invitations/{invitation.id}/"
    assert start not in text_of(client.get(at(world, "members/invited")))

    answer = send(client, at(world, "members/invited"), do="link", invitation=invitation.id)

    shown = text_of(answer)
    token = shown.partition(start)[2].partition('"')[0]
    proves = purpose_of(
        settings.SECRET_KEY, token, invitation_id=invitation.id, generation=invitation.generation
    )
    assert proves == LinkPurpose.COPIED.value
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_may_not_invite_gets_no_link(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    invitation = invite(world, "bo@x.test")
    sign_in(client, world, "admin")

    for asked in ("link", "resend", "cancel"):
        answer = send(client, at(world, "members/invited"), do=asked, invitation=invitation.id)
        assert answer.status_code == 403
        assert f"/invitations/{invitation.id}/" not in text_of(answer)
    invitation.refresh_from_db()
    assert (invitation.status, invitation.sent_count) == ("open", 1)


def test_a_foreign_invitation_is_not_there(client: Client, make: Make) -> None:
    world, other = make("tutkit"), make("tutkit")
    foreign = invite(other, "bo@x.test")
    sign_in(client, world)

    for invitation_id in (foreign.id, uuid4(), "nonsense"):
        answer = send(client, at(world, "members/invited"), do="cancel", invitation=invitation_id)
        assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.status == "open"


def test_what_has_lapsed_is_expired_whoever_wrote_it_down(client: Client) -> None:
    world = make_world("tutkit", seats=3, now=NOW - timedelta(days=20))
    invitation = invite(world, "bo@x.test")
    models.Invitation.objects.filter(id=invitation.id).update(
        invited_at=NOW - timedelta(days=15), expires_at=NOW - timedelta(days=1)
    )
    sign_in(client, world)

    shown = text_of(client.get(at(world, "members/invited")))

    assert "</svg>expired</span>" in shown
    assert "0 used + 0 invited + 3 free = 3 in total" in words_in(shown)


def test_those_who_left_are_listed_and_can_be_brought_back(client: Client, make: Make) -> None:
    world = make("tutkit", seats=3)
    bo = known(world, "Bo Li")
    give(world, bo)
    sign_in(client, world)
    send(client, at(world, f"members/{bo.id}/unassign"))
    left = models.Assignment.objects.get(account_id=world.account.id)

    shown = text_of(client.get(at(world, "members/removed")))
    assert "Bo Li" in shown
    assert "unassigned" in shown
    assert "Undo" in shown
    answer = send(client, at(world, "members/removed"), assignment=left.id)

    assert answer.status_code == 303
    assert taken(world) == 1


def test_a_seat_taken_meanwhile_is_not_given_back(client: Client, make: Make) -> None:
    world = make("tutkit", seats=1)
    bo, di = known(world, "Bo Li"), known(world, "Di Paz")
    give(world, bo)
    sign_in(client, world)
    send(client, at(world, f"members/{bo.id}/unassign"))
    left = models.Assignment.objects.get(account_id=world.account.id)
    models.Seat.objects.filter(account_id=world.account.id).update(freed_at=NOW)
    give(world, di)

    answer = send(client, at(world, "members/removed"), assignment=left.id)

    assert answer.status_code == 409
    assert 'data-code="seat_occupied"' in text_of(answer)
    assert "Undo" not in text_of(client.get(at(world, "members/removed")))
