"""Handing letters to a real SMTP server that accepts, defers, rejects, hangs and hangs up."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from pytest_django import Settings

from curule.gateways.letters import Letter
from curule.gateways.mail import (
    Deferred,
    Delivery,
    Held,
    HeldMailer,
    Rejected,
    Sent,
    SmtpMailer,
    SmtpServer,
    Unclear,
    Unreachable,
    configured_mailer,
)
from tests.support.mail_server import (
    MailServer,
    Manner,
    lines,
    running_mail_server,
    server_tls,
    trusting_tls,
)

SENDER = "Acme Seats <seats@acme.test>"
TOKEN = "q7X" + "Zk3_-9" * 6 + "wxyz"
LINK = f"https://seats.acme.test/invitations/0190b6a0-0000-7000-8000-000000000001/{TOKEN}"


def letter(recipient: str = "bo@customer.test", *, text: str = "Hello\n.\n..dots\n") -> Letter:
    return Letter(
        letter_id="0190b6a0-0000-7000-8000-00000000000a",
        recipient=recipient,
        subject="Ana Roy invites you",
        text=text,
        html="<p>Hello</p>",
        language="en",
        written_at=datetime(2026, 4, 1, 8, tzinfo=UTC),
    )


@pytest.fixture
def mailer(mail_server: MailServer) -> Iterator[SmtpMailer]:
    made = SmtpMailer(mail_server.address(timeout=0.5), sender=SENDER)
    yield made
    made.close()


def sent_in(manner: Manner, server: MailServer, mailer: SmtpMailer) -> Delivery:
    server.manner = manner
    return mailer.send(letter())


def test_a_letter_arrives_as_it_was_written(mail_server: MailServer, mailer: SmtpMailer) -> None:
    assert mailer.send(letter()) == Sent()

    [envelope], [message] = mail_server.envelopes, mail_server.messages
    assert (envelope.mail_from, envelope.rcpt_tos) == ("seats@acme.test", ["bo@customer.test"])
    assert message["From"] == "Acme Seats <seats@acme.test>"
    assert message["To"] == "bo@customer.test"
    assert message["Message-ID"] == "<0190b6a0-0000-7000-8000-00000000000a@acme.test>"
    assert message["Date"] == "Wed, 01 Apr 2026 08:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = message.iter_parts()
    assert lines(plain) == ["Hello", ".", "..dots"]
    assert lines(html) == ["<p>Hello</p>"]


def test_several_letters_take_one_connection(mail_server: MailServer, mailer: SmtpMailer) -> None:
    mail_server.manners = {"b@x.test": Manner.REJECT, "c@x.test": Manner.DEFER}
    answers = [
        mailer.send(letter(address)) for address in ("a@x.test", "b@x.test", "c@x.test", "d@x.test")
    ]

    assert [type(answer) for answer in answers] == [Sent, Rejected, Deferred, Sent]
    assert [envelope.rcpt_tos for envelope in mail_server.envelopes] == [["a@x.test"], ["d@x.test"]]
    assert mail_server.connections == 1


def test_a_connection_that_the_server_closed_meanwhile_is_replaced(
    mail_server: MailServer, mailer: SmtpMailer
) -> None:
    assert mailer.send(letter()) == Sent()
    assert mailer._connection is not None
    assert mailer._connection.sock is not None
    mailer._connection.sock.shutdown(socket.SHUT_RDWR)

    assert mailer.send(letter()) == Sent()
    assert mail_server.connections == 2


@pytest.mark.fault("F9")
@pytest.mark.parametrize(
    ("manner", "answer"),
    [
        (Manner.DEFER, Deferred("451 4.2.1 mailbox busy, try later")),
        (Manner.REJECT, Rejected("550 5.1.1 no such mailbox")),
        (Manner.REFUSE_SENDER, Unreachable("553 5.7.1 not your address (sender refused)")),
        (Manner.CLOSING, Unreachable("421 4.3.2 going down")),
        (Manner.DROP_AT_RECIPIENT, Deferred("Connection unexpectedly closed")),
        (Manner.HANG_AT_RECIPIENT, Deferred("Connection unexpectedly closed: timed out")),
        (Manner.DROP_AFTER_DATA, Unclear("Connection unexpectedly closed")),
        (Manner.HANG_AFTER_DATA, Unclear("Connection unexpectedly closed: timed out")),
    ],
    ids=lambda value: value.name if isinstance(value, Manner) else "",
)
def test_each_failure_says_what_may_be_done_next(
    manner: Manner, answer: Delivery, mail_server: MailServer, mailer: SmtpMailer
) -> None:
    assert sent_in(manner, mail_server, mailer) == answer
    taken_over = manner in {Manner.DROP_AFTER_DATA, Manner.HANG_AFTER_DATA}
    assert len(mail_server.envelopes) == taken_over
    assert sent_in(Manner.ACCEPT, mail_server, mailer) == Sent()


@pytest.mark.fault("F9")
def test_a_server_that_hangs_is_waited_for_no_longer_than_said(
    mail_server: MailServer, mailer: SmtpMailer
) -> None:
    begun = time.monotonic()
    sent_in(Manner.HANG_AT_RECIPIENT, mail_server, mailer)
    assert time.monotonic() - begun < 3


@pytest.mark.fault("F9")
def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    answer = SmtpMailer(SmtpServer(host="127.0.0.1", port=port, timeout=1), sender=SENDER).send(
        letter()
    )
    assert isinstance(answer, Unreachable)
    assert "refused" in answer.reason


@pytest.mark.fault("F9")
def test_somebody_listens_but_never_speaks() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = SmtpServer(host="127.0.0.1", port=silent.getsockname()[1], timeout=0.3)
        answer = SmtpMailer(server, sender=SENDER).send(letter())
    assert answer == Unreachable("Connection unexpectedly closed: timed out")


def test_a_wrong_password_is_the_servers_matter_not_the_letters() -> None:
    with running_mail_server(
        authenticator=lambda *_args: AuthResult(success=False, handled=False),
        auth_require_tls=False,
    ) as server:
        address = SmtpServer(
            host="127.0.0.1", port=server.port, user="curule", password="wrong", timeout=2
        )
        answer = SmtpMailer(address, sender=SENDER).send(letter())
    assert isinstance(answer, Unreachable)
    assert answer.reason.startswith("535")
    assert "wrong" not in answer.reason


def test_a_server_without_encryption_gets_no_password_where_encryption_was_asked_for() -> None:
    with running_mail_server() as server:
        address = SmtpServer(
            host="127.0.0.1",
            port=server.port,
            user="curule",
            password="s",
            starttls=True,
            timeout=2,
        )
        answer = SmtpMailer(address, sender=SENDER).send(letter())
    assert answer == Unreachable("STARTTLS extension not supported by server.")


@pytest.mark.filterwarnings("ignore:Session.login_data:DeprecationWarning")  # aiosmtpd's own
@pytest.mark.parametrize("smtps", [True, False], ids=["smtps", "starttls"])
def test_a_password_travels_encrypted(*, smtps: bool) -> None:
    with _server_with_sign_in(smtps=smtps) as (server, given):
        mailer = SmtpMailer(
            _signing_in(server, smtps=smtps), sender=SENDER, tls_context=trusting_tls
        )
        answer = mailer.send(letter())
        mailer.close()
    assert answer == Sent()
    assert given == [b"s3cret"]
    assert len(server.envelopes) == 1


@pytest.mark.parametrize("smtps", [True, False], ids=["smtps", "starttls"])
def test_a_server_that_cannot_prove_its_name_gets_neither_password_nor_letter(
    *, smtps: bool
) -> None:
    with _server_with_sign_in(smtps=smtps) as (server, given):
        answer = SmtpMailer(_signing_in(server, smtps=smtps), sender=SENDER).send(letter())
    assert isinstance(answer, Unreachable)
    assert "certificate verify failed" in answer.reason
    assert given == []
    assert server.envelopes == []


@contextmanager
def _server_with_sign_in(*, smtps: bool) -> Iterator[tuple[MailServer, list[bytes]]]:
    given: list[bytes] = []

    def sign_in(*arguments: object) -> AuthResult:
        *_, credentials = arguments
        assert isinstance(credentials, LoginPassword)
        given.append(credentials.password)
        return AuthResult(success=True)

    tls = {} if smtps else {"tls_context": server_tls(), "require_starttls": True}
    with running_mail_server(
        smtps=smtps, authenticator=sign_in, auth_require_tls=not smtps, **tls
    ) as server:
        yield server, given


def _signing_in(server: MailServer, *, smtps: bool) -> SmtpServer:
    return SmtpServer(
        host="127.0.0.1",
        port=server.port,
        user="curule",
        password="s3cret",
        tls=smtps,
        starttls=not smtps,
        timeout=5,
    )


@pytest.mark.invariant("I9")
def test_a_server_that_quotes_the_link_does_not_bring_it_into_the_reason(
    mail_server: MailServer, mailer: SmtpMailer
) -> None:
    mail_server.manner = Manner.REJECT_TEXT
    plain = letter(text=f"Open {LINK} or type {TOKEN} there\n")
    answer = mailer.send(
        Letter(
            letter_id=plain.letter_id,
            recipient=plain.recipient,
            subject=plain.subject,
            text=plain.text,
            language="en",
            written_at=plain.written_at,
        )
    )
    assert answer == Rejected("554 5.7.1 looks like spam: Open … or type … there")


@pytest.mark.threat("TH9", "TH12")
@pytest.mark.parametrize(
    "recipient",
    [
        "a@x.test, b@y.test",
        "a@x.test;b@y.test",
        "a@x.test b@y.test",
        "a@x.test\r\nBcc: b@y.test",
        "a@x.test>\r\nRCPT TO:<b@y.test",
        "a@x.test\u2028b@y.test",
        "Ana <a@x.test>",
        '"a@x.test, b"@y.test',
        "a@b@x.test",
        "nobody",
        "@x.test",
        "a@",
        "",
    ],
)
def test_anything_but_one_plain_address_reaches_no_server(
    recipient: str, mail_server: MailServer, mailer: SmtpMailer
) -> None:
    assert mailer.send(letter(recipient)) == Rejected(
        "the letter cannot be written: not one plain address"
    )
    assert mail_server.connections == 0


def test_an_address_that_the_server_cannot_take_is_rejected(
    mail_server: MailServer, mailer: SmtpMailer
) -> None:
    """Its local part needs SMTPUTF8, which this server does not offer."""
    assert isinstance(mailer.send(letter("größe@x.test")), Rejected)
    assert mailer.send(letter()) == Sent()
    assert len(mail_server.envelopes) == 1


def test_without_a_server_everything_is_held() -> None:
    mailer = HeldMailer()
    assert mailer.send(letter()) == Held()
    mailer.close()


def test_the_settings_choose_the_mailer(settings: Settings, mail_server: MailServer) -> None:
    assert isinstance(configured_mailer(), HeldMailer)
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = mail_server.port
    settings.DEFAULT_FROM_EMAIL = "vendor@acme.test"
    mailer = configured_mailer()
    assert mailer.send(letter()) == Sent()
    mailer.close()
    assert mail_server.envelopes[0].mail_from == "vendor@acme.test"
