"""Who hears what became of an invitation: the invited, and whoever invited them, once each."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from curule.core.permissions import Actor
from curule.data.models import Invitation, OutboxMessage, RoleGrant
from curule.services.invitations import invitations
from curule.services.mails import deliveries
from curule.services.people import mail_choices
from curule.services.seats import seats
from tests.services.test_invitations import accept, by_inviter, invited, token
from tests.services.test_seats import BO, CY, give
from tests.support.factories import World, actor_of, make_person, make_world

ABOUT_INVITATIONS = (
    "invitation_canceled",
    "invitation_declined",
    "invitation_expired",
    "joined",
    "member_joined",
)


def told(world: World) -> set[tuple[str, str]]:
    """What of these was mailed to whom."""
    rows = OutboxMessage.objects.filter(account=world.account, template__in=ABOUT_INVITATIONS)
    found = list(rows.values_list("template", "recipient"))
    assert len(found) == len(set(found))
    return set(found)


def inviter(invitation_id: UUID) -> str:
    invited_by = Invitation.objects.get(id=invitation_id).invited_by
    assert invited_by is not None
    grant = RoleGrant.objects.filter(person_id=invited_by).select_related("person").first()
    assert grant is not None
    return grant.person.email


@pytest.mark.requirement("Z19")
def test_who_accepts_and_who_invited_are_told_once() -> None:
    world, invitation_id = invited()
    accept(world, invitation_id)
    accept(world, invitation_id, actor=None)
    assert told(world) == {("joined", "bo@x.test"), ("member_joined", inviter(invitation_id))}
    message = OutboxMessage.objects.get(account=world.account, template="member_joined")
    assert "bo@x.test" in deliveries.readable(message_id=message.id, language="en").subject


def test_the_invited_is_told_when_the_invitation_is_taken_back() -> None:
    world, invitation_id = invited()
    by_inviter("cancel", world, invitation_id)
    assert told(world) == {("invitation_canceled", "bo@x.test")}
    message = OutboxMessage.objects.get(account=world.account, template="invitation_canceled")
    shown = deliveries.readable(message_id=message.id, language="en")
    assert f"/invitations/{invitation_id}/" in shown.html


def test_the_invited_is_told_when_the_kept_seat_is_taken_away() -> None:
    world, _invitation_id = invited()
    seats.unassign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email="bo@x.test",
        now=world.at(hours=2),
    )
    assert told(world) == {("invitation_canceled", "bo@x.test")}


def test_who_invited_is_told_of_a_no() -> None:
    world, invitation_id = invited()
    invitations.decline(
        actor=None,
        account_id=world.account.id,
        invitation_id=invitation_id,
        token=token(world, invitation_id),
        now=world.at(hours=2),
    )
    assert told(world) == {("invitation_declined", inviter(invitation_id))}


def test_who_invited_hears_once_of_all_that_ran_out_together() -> None:
    world = make_world("tutkit", seats=3)
    given = give(world, BO, CY)
    ids = [each.invitation_id for each in given if each.invitation_id is not None]
    ends_at = max(Invitation.objects.filter(id__in=ids).values_list("expires_at", flat=True))
    for invitation_id in ids:
        invitations.expire_due(
            account_id=world.account.id,
            invitation_id=invitation_id,
            now=ends_at + timedelta(seconds=1),
        )
    assert told(world) == {("invitation_expired", inviter(ids[0]))}
    message = OutboxMessage.objects.get(account=world.account, template="invitation_expired")
    text = deliveries.readable(message_id=message.id, language="en").text
    assert "bo@x.test" in text
    assert "cy@x.test" in text


def test_who_invited_and_left_is_not_told_but_who_gives_seats_now() -> None:
    world, invitation_id = invited()
    left = make_person("left@x.test")
    Invitation.objects.filter(id=invitation_id).update(invited_by=left.id)
    accept(world, invitation_id)
    readers = {to for template, to in told(world) if template == "member_joined"}
    assert readers
    assert left.email not in readers


def test_nobody_is_told_what_they_did_themselves() -> None:
    world, invitation_id = invited()
    bo = make_person("bo@x.test")
    Invitation.objects.filter(id=invitation_id).update(invited_by=bo.id)
    RoleGrant.objects.create(
        account=world.account, person=bo, role="admin", granted_at=world.at(hours=1)
    )
    accept(world, invitation_id, actor=actor_of(bo))
    assert told(world) == {("joined", "bo@x.test")}


def test_who_does_not_want_to_hear_of_invitations_does_not() -> None:
    world, invitation_id = invited()
    reader = inviter(invitation_id)
    invited_by = Invitation.objects.get(id=invitation_id).invited_by
    assert invited_by is not None
    mail_choices.choose(person_id=invited_by, wanted=["seats"], now=world.at(hours=1))
    accept(world, invitation_id)
    assert told(world) == {("joined", "bo@x.test")}
    assert reader not in {to for _template, to in told(world)}


def test_the_vendor_takes_it_back_and_the_invited_is_told() -> None:
    world, invitation_id = invited()
    by_inviter("cancel", world, invitation_id, actor=Actor.system("worker"))
    assert told(world) == {("invitation_canceled", "bo@x.test")}
