"""Who hears that the mail of an invitation was given up, with the ways out; never in a loop."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import pytest

from curule.data.models import Invitation, OutboxMessage
from curule.gateways.mail import Deferred, Delivery, Held, Rejected, Sent, Unclear
from curule.services.mails import deliveries
from curule.services.people import mail_choices
from tests.services.test_invitation_mails import inviter
from tests.services.test_invitations import by_inviter, invited
from tests.support.factories import World

LATER: Final = timedelta(hours=3)
REJECTED: Final = Rejected("550 no such mailbox")


def sent(world: World, delivery: Delivery, *, at: timedelta = LATER) -> int:
    """Let every mail of the world that is due end in one way; return how many there were."""
    now: datetime = world.subscription.created_at + at
    mails = 0
    while leased := deliveries.lease_next(now=now):
        assert deliveries.record(leased, delivery, now=now)
        mails += 1
    return mails


def notices(world: World) -> list[OutboxMessage]:
    rows = OutboxMessage.objects.filter(account=world.account, template="invitation_bounced")
    return list(rows.order_by("id"))


def test_whoever_invited_hears_of_it_with_the_ways_out() -> None:
    world, invitation_id = invited()
    sent(world, REJECTED)
    (notice,) = notices(world)
    assert notice.recipient == inviter(invitation_id)
    shown = deliveries.readable(message_id=notice.id, language="en")
    assert "bo@x.test" in shown.subject
    assert "copy its link" in shown.text
    assert f"/a/{world.account.id}/members/invited" in shown.html
    assert str(invitation_id) not in shown.html


def test_a_notice_that_fails_brings_about_no_notice() -> None:
    world, _invitation_id = invited()
    assert sent(world, REJECTED) >= 2
    assert [notice.status for notice in notices(world)] == ["failed"]
    assert sent(world, REJECTED, at=2 * LATER) == 0


@pytest.mark.parametrize("delivery", [Sent(), Held(), Deferred("451 later")])
def test_what_was_sent_or_is_tried_again_has_not_failed(delivery: Delivery) -> None:
    world, _invitation_id = invited()
    sent(world, delivery)
    assert notices(world) == []


def test_a_mail_whose_end_nobody_knows_is_told_of_when_it_is_given_up() -> None:
    world, _invitation_id = invited()
    sent(world, Unclear("no answer"))
    assert notices(world) == []
    sent(world, Unclear("no answer"), at=2 * LATER)
    assert len(notices(world)) == 1


def test_a_mail_that_is_set_aside_unsent_is_told_of() -> None:
    world, invitation_id = invited()
    mail = OutboxMessage.objects.get(account=world.account, invitation_id=invitation_id)
    OutboxMessage.objects.filter(id=mail.id).update(fence=deliveries.MOST_UNCLEAR_TRIES)
    sent(world, Sent())
    assert [notice.recipient for notice in notices(world)] == [inviter(invitation_id)]


def test_each_sending_that_fails_is_told_of_and_none_after_the_end() -> None:
    world, invitation_id = invited()
    sent(world, REJECTED)
    by_inviter("resend", world, invitation_id)
    sent(world, REJECTED, at=2 * LATER)
    assert len(notices(world)) == 2
    by_inviter("resend", world, invitation_id)
    by_inviter("cancel", world, invitation_id)
    sent(world, REJECTED, at=3 * LATER)
    assert len(notices(world)) == 2


def test_a_mail_without_an_invitation_is_told_to_nobody() -> None:
    world, invitation_id = invited()
    by_inviter("cancel", world, invitation_id)
    sent(world, REJECTED)
    assert notices(world) == []


def test_a_notice_that_cannot_be_written_does_not_keep_the_mail_from_being_recorded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_arguments: object) -> None:
        raise LookupError("bo@x.test")

    monkeypatch.setattr("curule.services.mails.bounces.inviters", fails)
    world, invitation_id = invited()
    sent(world, REJECTED)
    mail = OutboxMessage.objects.get(account=world.account, invitation_id=invitation_id)
    assert (mail.status, notices(world)) == ("failed", [])
    assert "LookupError" in caplog.text
    assert "bo@x.test" not in caplog.text


def test_who_wants_no_such_mails_gets_none() -> None:
    world, invitation_id = invited()
    row = Invitation.objects.get(id=invitation_id)
    assert row.invited_by is not None
    mail_choices.choose(person_id=row.invited_by, wanted=["seats"], now=world.at(hours=1))
    sent(world, REJECTED)
    assert notices(world) == []
