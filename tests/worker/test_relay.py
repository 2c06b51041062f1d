"""The relay against a real database and a real mail server."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from curule.data.database_url import DatabaseUrl
from curule.data.models import Account, Invitation
from curule.gateways.mail import HeldMailer, Mailer, Sent, SmtpMailer, SmtpServer
from curule.gateways.signing import LinkPurpose, invitation_token
from curule.services.mails import deliveries
from curule.services.mails.deliveries import GIVEN_UP_AFTER, LEASE, PAUSES
from curule.worker import relay
from curule.worker.relay import Drained, drain, keep_relaying
from tests.support.mail_server import MailServer, Manner, lines
from tests.worker.rows import NOON, again, an_account, an_invitation, queue, whole_database

SENDER = "Acme Seats <seats@acme.test>"
NOWHERE = SmtpServer(host="127.0.0.1", port=9, timeout=1)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def account(db: None) -> Account:
    del db
    return an_account()


@pytest.fixture
def committed_account(fresh_database: DatabaseUrl) -> Account:
    """An account that other connections see too."""
    del fresh_database
    return an_account()


@pytest.fixture
def invitation(account: Account) -> Invitation:
    return an_invitation(account)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailer(mail_server: MailServer) -> SmtpMailer:
    return SmtpMailer(mail_server.address(timeout=1), sender=SENDER)


def recipients(server: MailServer) -> list[str]:
    return [recipient for envelope in server.envelopes for recipient in envelope.rcpt_tos]


def token_of(invitation: Invitation, purpose: LinkPurpose = LinkPurpose.MAIL) -> str:
    return invitation_token(
        settings.SECRET_KEY,
        invitation_id=invitation.id,
        generation=invitation.generation,
        purpose=purpose,
    )


@pytest.mark.threat("TH36")
def test_queued_mails_leave_in_order_and_once(
    account: Account, mail_server: MailServer, mailer: SmtpMailer, clock: Clock
) -> None:
    queued = [queue(account, f"p{number}@x.test") for number in range(5)]

    assert drain(mailer=mailer, clock=clock) == Drained(5)
    assert drain(mailer=mailer, clock=clock) == Drained(0)

    assert recipients(mail_server) == [f"p{number}@x.test" for number in range(5)]
    assert mail_server.connections == 1
    for message in map(again, queued):
        assert (message.status, message.sent_at, message.leased_until) == ("sent", NOON, None)


@pytest.mark.requirement("T16")
@pytest.mark.invariant("I9")
@pytest.mark.threat("TH4")
def test_the_link_is_in_the_mail_and_nowhere_else(
    invitation: Invitation,
    mail_server: MailServer,
    mailer: SmtpMailer,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    mail_server.manners = {"spam@x.test": Manner.REJECT_TEXT}
    queue(invitation.account, template="invitation", invitation=invitation)
    refused = queue(invitation.account, "spam@x.test", template="invitation", invitation=invitation)

    assert drain(mailer=mailer, clock=clock) == Drained(2)

    token = token_of(invitation)
    [message] = mail_server.messages
    text = "\n".join(lines(message))
    link = f"{settings.CURULE_BASE_URL}/invitations/{invitation.id}/{token}"
    assert link in text
    html = message.get_body(("html",))
    assert html is not None
    assert f'href="{link}"' in str(html.get_content())
    assert again(refused).failure.startswith("554 5.7.1 looks like spam"), "it had quoted the mail"
    database = whole_database()
    logged = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "mail.log"
    )  # "mail.log" is the test's mail server
    assert str(invitation.id) in database
    for secret in (token, token_of(invitation, LinkPurpose.COPIED), settings.SECRET_KEY):
        assert secret not in database
        assert secret not in logged


def test_a_link_is_of_the_generation_at_the_moment_of_sending(
    invitation: Invitation, mail_server: MailServer, mailer: SmtpMailer, clock: Clock
) -> None:
    queue(invitation.account, template="invitation", invitation=invitation)
    Invitation.objects.filter(id=invitation.id).update(generation=2)
    drain(mailer=mailer, clock=clock)
    [message] = mail_server.messages
    invitation.refresh_from_db()
    assert token_of(invitation) in message.as_string().replace("=\n", "")


@pytest.mark.threat("TH12")
def test_the_invited_are_addressed_by_the_name_they_were_given(
    invitation: Invitation, mail_server: MailServer, mailer: SmtpMailer, clock: Clock
) -> None:
    queue(invitation.account, template="invitation", invitation=invitation)
    drain(mailer=mailer, clock=clock)
    [message] = mail_server.messages
    assert message["To"] == '"Bo, Jr. Li" <bo@customer.test>'


@pytest.mark.fault("F9")
def test_without_a_mail_server_mails_are_held_and_readable(
    invitation: Invitation, clock: Clock
) -> None:
    message = queue(invitation.account, template="invitation", invitation=invitation)
    assert drain(mailer=HeldMailer(), clock=clock) == Drained(1)
    assert again(message).status == "held"
    assert f"/invitations/{invitation.id}/" in deliveries.readable(message_id=message.id).text


def test_mails_of_an_account_on_a_test_clock_are_held_whatever_is_configured(
    db: None, mail_server: MailServer, mailer: SmtpMailer, clock: Clock
) -> None:
    del db
    message = queue(an_account(on_test_clock=True))
    drain(mailer=mailer, clock=clock)
    assert again(message).status == "held"
    assert mail_server.connections == 0


@pytest.mark.fault("F9")
def test_a_rejected_mail_fails_with_its_reason_and_holds_nobody_up(
    account: Account, mail_server: MailServer, mailer: SmtpMailer, clock: Clock
) -> None:
    mail_server.manners = {"no@x.test": Manner.REJECT}
    rejected, sent = queue(account, "no@x.test"), queue(account, "yes@x.test")
    drain(mailer=mailer, clock=clock)
    assert (again(rejected).status, again(rejected).failure) == (
        "failed",
        "550 5.1.1 no such mailbox",
    )
    assert again(sent).status == "sent"


@pytest.mark.fault("F9")
def test_a_deferred_mail_comes_back_after_ever_longer_pauses_and_is_given_up_in_the_end(
    account: Account, mail_server: MailServer, mailer: SmtpMailer, clock: Clock
) -> None:
    mail_server.manner = Manner.DEFER
    message = queue(account)
    waited: list[timedelta] = []
    while again(message).status == "queued":
        assert drain(mailer=mailer, clock=clock) == Drained(1)
        row = again(message)
        assert row.failure == "451 4.2.1 mailbox busy, try later"
        if row.status == "queued":
            assert row.next_attempt_at is not None
            assert drain(mailer=mailer, clock=clock) == Drained(0), "it is not due yet"
            waited.append(row.next_attempt_at - clock.now)
            clock.now = row.next_attempt_at
    assert tuple(waited[: len(PAUSES)]) == PAUSES
    assert set(waited[len(PAUSES) :]) == {PAUSES[-1]}
    assert again(message).status == "failed"
    assert GIVEN_UP_AFTER <= clock.now - NOON < GIVEN_UP_AFTER + PAUSES[-1]


@pytest.mark.fault("F9")
def test_a_deferred_mail_is_sent_once_the_server_takes_it(
    account: Account, mail_server: MailServer, mailer: SmtpMailer, clock: Clock
) -> None:
    mail_server.manner = Manner.DEFER
    message = queue(account)
    drain(mailer=mailer, clock=clock)
    mail_server.manner = Manner.ACCEPT
    clock.pass_by(PAUSES[0])
    drain(mailer=mailer, clock=clock)
    assert (again(message).status, again(message).failure) == ("sent", "")
    assert len(mail_server.envelopes) == 1


@pytest.mark.fault("F9")
def test_while_no_server_answers_mails_wait_as_long_as_it_takes(
    account: Account, mail_server: MailServer, clock: Clock
) -> None:
    first, second = queue(account, "a@x.test"), queue(account, "b@x.test")
    nobody = SmtpMailer(NOWHERE, sender=SENDER)
    assert drain(mailer=nobody, clock=clock) == Drained(1, is_cut_off=True)
    assert again(second).fence == 0, "the others are not tried in vain"
    clock.pass_by(timedelta(days=30))
    assert drain(mailer=nobody, clock=clock) == Drained(1, is_cut_off=True)
    assert again(first).status == again(second).status == "queued"

    clock.pass_by(timedelta(days=1))
    assert drain(mailer=SmtpMailer(mail_server.address(), sender=SENDER), clock=clock) == Drained(2)
    assert recipients(mail_server) == ["a@x.test", "b@x.test"]


@pytest.mark.fault("F9")
@pytest.mark.parametrize("manner", [Manner.DROP_AFTER_DATA, Manner.HANG_AFTER_DATA])
def test_an_answer_lost_after_the_text_leads_to_two_deliveries_at_most(
    manner: Manner, account: Account, mail_server: MailServer, mailer: SmtpMailer, clock: Clock
) -> None:
    mail_server.manner = manner
    message = queue(account)
    for _ in range(5):
        drain(mailer=mailer, clock=clock)
        clock.pass_by(timedelta(days=1))
    assert len(mail_server.envelopes) == 2
    assert len({str(letter["Message-ID"]) for letter in mail_server.messages}) == 1
    row = again(message)
    assert row.status == "failed"
    assert row.failure.startswith("perhaps delivered: Connection unexpectedly closed")


@pytest.mark.fault("F9")
def test_an_answer_lost_once_is_followed_by_one_more_delivery(
    account: Account, mail_server: MailServer, mailer: SmtpMailer, clock: Clock
) -> None:
    mail_server.manner = Manner.DROP_AFTER_DATA
    message = queue(account)
    drain(mailer=mailer, clock=clock)
    assert again(message).status == "queued"
    mail_server.manner = Manner.DEFER
    clock.pass_by(timedelta(hours=1))
    drain(mailer=mailer, clock=clock)
    mail_server.manner = Manner.ACCEPT
    clock.pass_by(timedelta(hours=1))
    drain(mailer=mailer, clock=clock)
    assert again(message).status == "sent"
    assert len(mail_server.envelopes) == 2


@pytest.mark.threat("TH12")
def test_a_poisoned_mail_is_set_aside_and_the_queue_goes_on(
    account: Account, mail_server: MailServer, mailer: SmtpMailer, clock: Clock
) -> None:
    unknown = queue(account, template="no_such_template")
    nobody = queue(account, "a@x.test, b@x.test")
    sound = queue(account, "ok@x.test")
    assert drain(mailer=mailer, clock=clock) == Drained(3)
    assert (again(unknown).status, again(unknown).failure) == (
        "failed",
        "cannot be written: ValueError",
    )
    assert again(nobody).status == "failed"
    assert again(nobody).failure == "the letter cannot be written: not one plain address"
    assert again(sound).status == "sent"
    assert recipients(mail_server) == ["ok@x.test"]


@pytest.mark.threat("TH37")
def test_a_mail_that_kills_its_worker_twice_is_set_aside(
    account: Account, mailer: SmtpMailer, clock: Clock
) -> None:
    """Its lease runs out twice without a result; nobody touches it a third time."""
    deadly, sound = queue(account, "deadly@x.test"), queue(account, "sound@x.test")
    for _ in range(2):
        leased = deliveries.lease_next(now=clock.now)
        assert leased is not None
        assert leased.message.id == deadly.id
        clock.pass_by(LEASE)
    assert drain(mailer=mailer, clock=clock) == Drained(1)
    assert again(deadly).status == "failed"
    assert again(deadly).failure == "sending it ended twice without a result"
    assert again(sound).status == "sent"


@pytest.mark.fault("F3")
@pytest.mark.threat("TH37")
def test_a_mail_that_somebody_has_locked_is_passed_over_without_waiting(
    committed_account: Account, clock: Clock, fresh_database: DatabaseUrl
) -> None:
    locked, free = queue(committed_account), queue(committed_account)
    with psycopg.connect(**fresh_database.parameters) as other:  # type: ignore[arg-type]
        other.execute(
            "SELECT FROM curule_outbox_message WHERE id = %s FOR NO KEY UPDATE", [locked.id]
        )
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        leased = deliveries.lease_next(now=clock.now)
        assert leased is not None
        assert leased.message.id == free.id
        assert deliveries.lease_next(now=clock.now) is None


@pytest.mark.fault("F4")
@pytest.mark.threat("TH37")
def test_a_leased_mail_is_nobody_elses_until_its_lease_is_over(
    account: Account, clock: Clock
) -> None:
    queue(account)
    assert deliveries.lease_next(now=clock.now) is not None
    clock.pass_by(LEASE - timedelta(seconds=1))
    assert deliveries.lease_next(now=clock.now) is None
    clock.pass_by(timedelta(seconds=1))
    assert deliveries.lease_next(now=clock.now) is not None


@pytest.mark.fault("F4")
@pytest.mark.threat("TH37")
def test_the_fence_refuses_the_result_of_a_worker_that_came_too_late(
    account: Account, clock: Clock
) -> None:
    message = queue(account)
    late = deliveries.lease_next(now=clock.now)
    clock.pass_by(LEASE)
    prompt = deliveries.lease_next(now=clock.now)
    assert late is not None
    assert prompt is not None
    assert not deliveries.record(late, Sent(), now=clock.now), "before the other has finished"
    assert again(message).status == "queued"
    assert deliveries.record(prompt, Sent(), now=clock.now)
    clock.pass_by(LEASE)
    assert not deliveries.record(late, Sent(), now=clock.now), "after the other has finished"
    assert again(message).sent_at == NOON + LEASE


@pytest.mark.fault("F4")
def test_a_worker_that_wakes_up_after_its_lease_does_not_send(
    account: Account, mail_server: MailServer, mailer: SmtpMailer
) -> None:
    message = queue(account)
    readings = iter([NOON, NOON + LEASE, NOON + LEASE])  # leased, slept, about to send
    assert drain(
        mailer=mailer, clock=lambda: next(readings, NOON + LEASE), stopping=_after(1)
    ) == Drained(1)
    assert mail_server.connections == 0
    assert again(message).status == "queued"


def _after(rounds: int) -> Callable[[], bool]:
    answers = iter([False] * rounds)
    return lambda: next(answers, True)


@pytest.mark.fault("F3")
@pytest.mark.threat("TH37")
def test_relays_side_by_side_send_each_mail_once(
    committed_account: Account, mail_server: MailServer, clock: Clock
) -> None:
    messages = [queue(committed_account, f"p{number:02}@x.test") for number in range(40)]

    def one_relay(_: int) -> int:
        try:
            own = SmtpMailer(mail_server.address(), sender=SENDER)
            return drain(mailer=own, clock=clock).mails
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(one_relay, range(4)))

    assert sum(shares) == 40
    assert sorted(recipients(mail_server)) == [f"p{number:02}@x.test" for number in range(40)]
    assert {again(message).status for message in messages} == {"sent"}
    assert {again(message).fence for message in messages} == {1}


@pytest.mark.fault("F6")
@pytest.mark.threat("TH15")
def test_no_transaction_is_open_while_the_server_keeps_us_waiting(
    committed_account: Account, mail_server: MailServer, clock: Clock
) -> None:
    queue(committed_account)
    mail_server.manner = Manner.HANG_AT_RECIPIENT
    with _in_thread(SmtpMailer(mail_server.address(timeout=3), sender=SENDER), clock):
        assert mail_server.reached.wait(10)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT state FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            assert [state for (state,) in cursor.fetchall()] == ["idle"]


@pytest.mark.fault("F12")
def test_the_relay_survives_the_loss_of_its_connection(
    committed_account: Account, mail_server: MailServer, clock: Clock, fresh_database: DatabaseUrl
) -> None:
    with _relaying(SmtpMailer(mail_server.address(), sender=SENDER), clock):
        queue(committed_account, "a@x.test")
        mail_server.wait_for(1)
        with psycopg.connect(**fresh_database.parameters, autocommit=True) as other:  # type: ignore[arg-type]
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()
        queue(committed_account, "b@x.test")
        mail_server.wait_for(2)


def test_a_round_that_fails_is_not_the_last(
    committed_account: Account,
    mail_server: MailServer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    class FailsFirst:
        def __init__(self) -> None:
            self.rounds = 0

        def __call__(self, *, mailer: Mailer, **others: object) -> Drained:
            self.rounds += 1
            if self.rounds == 1:
                raise AssertionError("a mistake of ours")
            return drain(mailer=mailer, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(relay, "drain", FailsFirst())
    with _relaying(SmtpMailer(mail_server.address(), sender=SENDER), clock):
        queue(committed_account)
        mail_server.wait_for(1)
    assert "a mistake of ours" in caplog.text


def test_the_relay_stops_when_it_is_told_to(committed_account: Account, clock: Clock) -> None:
    del committed_account
    with _relaying(HeldMailer(), clock) as thread:
        assert thread.is_alive()
    assert not thread.is_alive()


class _relaying:  # noqa: N801 - reads as a statement
    """Keep a relay running in a thread of its own for the block."""

    def __init__(self, mailer: Mailer, clock: Clock) -> None:
        self.stopping = threading.Event()
        self.thread = threading.Thread(
            target=keep_relaying,
            kwargs={"mailer": mailer, "clock": clock, "stopping": self.stopping},
        )

    def __enter__(self) -> threading.Thread:
        self.thread.start()
        return self.thread

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


_in_thread = _relaying
