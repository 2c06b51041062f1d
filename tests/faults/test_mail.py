"""F9: the mail server is down, silent, or does not answer; whoever acts does not notice."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.gateways.mail import SmtpMailer
from curule.services.seats import seats
from curule.worker.relay import drain
from tests.faults.proxy import Manner, Mode, running_proxy
from tests.support.factories import NOW, World, make_world
from tests.support.faults import Say
from tests.support.mail_server import MailServer
from tests.support.mail_server import Manner as MailManner

SENDER = "seats@acme.test"
END_OF_LETTER = b"\r\n.\r\n"
HEALED = NOW + timedelta(hours=2)

MANNERS = {
    "nobody listens": Manner(mode=Mode.REFUSE),
    "a black hole": Manner(mode=Mode.BLACKHOLE),
    "breaks at each word": Manner(mode=Mode.LOSE_REQUEST),
    "half a greeting": Manner(mode=Mode.CUT, length=3),
    "answer to the letter lost": Manner(mode=Mode.LOSE_ANSWER, on=END_OF_LETTER),
    "no answer to the letter": Manner(mode=Mode.HANG_ANSWER, on=END_OF_LETTER),
}


def _invite(world: World) -> models.OutboxMessage:
    """Invite somebody, as a page does: it must not take longer for what mails do."""
    began = time.monotonic()
    seats.assign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[seats.Invitee(email="bo@x.test", first_name="Bo", last_name="Li")],
        now=NOW,
    )
    assert time.monotonic() - began < 2
    return models.OutboxMessage.objects.get(account_id=world.account.id, template="invitation")


def _relay(port: int, server: MailServer, now: datetime) -> None:
    address = replace(server.address(timeout=0.3), port=port)
    drain(mailer=SmtpMailer(address, sender=SENDER), clock=lambda: now)


@pytest.mark.fault(
    "F9",
    injected="for two hours the mail server refuses, swallows, breaks off, or takes letters and"
    " loses or never gives its answer",
    held="inviting takes no time, the mail waits, arrives once it can, and never a third time",
)
@pytest.mark.parametrize("name", MANNERS)
def test_a_mail_server_that_is_away_for_two_hours(
    name: str, holding: DatabaseUrl, mail_server: MailServer, measured: Say
) -> None:
    del holding
    world = make_world(seats=2)
    with running_proxy(("127.0.0.1", mail_server.port)) as proxy:
        with proxy.behaving(MANNERS[name]):
            row = _invite(world)
            for minutes in range(0, 120, 20):
                _relay(proxy.port, mail_server, NOW + timedelta(minutes=minutes))
            row.refresh_from_db()
            assert row.status != "sent"
        for minutes in (0, 10, 300):
            _relay(proxy.port, mail_server, HEALED + timedelta(minutes=minutes))
    row.refresh_from_db()
    arrived = [each.rcpt_tos for each in mail_server.envelopes].count(["bo@x.test"])
    if "letter" in name:
        assert (row.status, arrived) == ("failed", 2), "perhaps delivered, and not tried for ever"
    else:
        assert (row.status, arrived) == ("sent", 1)
    measured(f"{name}: {arrived} delivered")


@pytest.mark.fault(
    "F9",
    injected="451 for an hour; 550",
    held="451 is tried again and sent; 550 is told to whoever invited, with the ways out",
)
@pytest.mark.parametrize("manner", [MailManner.DEFER, MailManner.REJECT])
def test_a_mail_server_that_refuses_the_recipient(
    manner: MailManner, holding: DatabaseUrl, mail_server: MailServer
) -> None:
    del holding
    world = make_world(seats=2)
    row = _invite(world)
    mail_server.manners["bo@x.test"] = manner
    for minutes in range(0, 60, 10):
        _relay(mail_server.port, mail_server, NOW + timedelta(minutes=minutes))
    mail_server.manners.clear()
    _relay(mail_server.port, mail_server, HEALED)
    row.refresh_from_db()
    told = models.OutboxMessage.objects.filter(template="invitation_bounced")
    if manner is MailManner.DEFER:
        assert (row.status, told.count()) == ("sent", 0)
    else:
        assert (row.status, told.count()) == ("failed", 1)
        assert world.account.id == told.get().account_id
