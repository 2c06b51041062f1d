"""Sending mail: one letter to one recipient, and an answer that says what may be done next.

Up to the recipient's address a refusal is about the server, and every other letter would fare
alike: `Unreachable`. From there on it is about the letter: `Deferred` (4xx) or `Rejected` (5xx).
When the letter has been handed over and no answer comes, it may have been delivered: `Unclear`.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.utils import parseaddr
from typing import Final, Protocol

from django.conf import settings

from curule.gateways.letters import Letter, as_bytes

DEFAULT_TIMEOUT: Final = 20.0
"""Seconds that a mail server may take for one answer."""

_LONGEST_REASON: Final = 200
_SERVICE_CLOSING: Final = 421
_START_INPUT: Final = 354
# A server may quote the mail it refuses; a link in it must not reach a log or the database.
_SECRETS: Final = re.compile(r"https?://\S+|[\w-]{40,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took the letter over."""


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing was sent, on purpose: the letter stays readable here."""


@dataclass(frozen=True, slots=True)
class Deferred:
    """The server does not want this letter now; later it may."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The server will never take this letter."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """The letter was handed over and no answer came: it may have been delivered."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No letter can be sent now: no server, no login, or it refuses our sender."""

    reason: str


Delivery = Sent | Held | Deferred | Rejected | Unclear | Unreachable


class Mailer(Protocol):
    """Hands letters over. One mailer belongs to one thread."""

    def send(self, letter: Letter) -> Delivery:
        """Hand one letter over and say what became of it; never raises for what the server does."""

    def close(self) -> None:
        """Let go of the connection; the next letter opens another."""


class HeldMailer:
    """Sends nothing: what an installation without a mail server uses."""

    def send(self, letter: Letter) -> Held:  # noqa: ARG002
        """Hold the letter."""
        return Held()

    def close(self) -> None:
        """Do nothing: there is no connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where letters are handed in."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False  # from the first byte (smtps)
    starttls: bool = False
    timeout: float = DEFAULT_TIMEOUT  # seconds for each answer


class SmtpMailer:
    """Hands letters to an SMTP server and keeps the connection for the next letter."""

    def __init__(
        self,
        server: SmtpServer,
        *,
        sender: str,
        tls_context: Callable[[], ssl.SSLContext] | None = None,
    ) -> None:
        """Send from `sender` (`Name <address>` or an address alone)."""
        self._server = server
        self._sender = sender
        self._tls_context = tls_context or ssl.create_default_context
        self._connection: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> Delivery:
        """Hand the letter over; see `Mailer.send`."""
        try:
            message = as_bytes(letter, sender=self._sender)
        except (ValueError, MessageError) as error:
            return Rejected(_spoken(f"the letter cannot be written: {error}"))
        try:
            connection = self._ready()
            code, answer = connection.mail(_bare(self._sender))
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Unreachable(_spoken(_described(error)))
        if not _is_success(code):
            self._drop()
            return Unreachable(_spoken(f"{code} {_text(answer)} (sender refused)"))
        return self._hand_over(connection, letter.recipient, message)

    def close(self) -> None:
        """Say goodbye to the server, if there is a connection."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._connection.quit()
            self._drop()

    def _hand_over(self, connection: smtplib.SMTP, recipient: str, message: bytes) -> Delivery:
        """Name the recipient and give the message; from here on a refusal is about this letter."""
        try:
            code, answer = connection.rcpt(recipient)
            if _is_success(code):
                code, answer = connection.docmd("DATA")
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Deferred(_spoken(_described(error)))
        except UnicodeError:
            self._drop()
            return Rejected("the address cannot be written in an envelope")
        if code != _START_INPUT:
            return self._refused(code, answer)
        try:
            connection.send(_dotted(message))
            code, answer = connection.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return Unclear(_spoken(_described(error)))
        return Sent() if _is_success(code) else self._refused(code, answer)

    def _refused(self, code: int, answer: bytes) -> Delivery:
        reason = _spoken(f"{code} {_text(answer)}")
        if code == _SERVICE_CLOSING or code < 400:
            self._drop()
            return Unreachable(reason)
        return Rejected(reason) if code >= 500 else Deferred(reason)

    def _ready(self) -> smtplib.SMTP:
        """Return a connection that is ready for a letter, a new one if the old one is gone."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                if _is_success(self._connection.rset()[0]):
                    return self._connection
            self._drop()
        self._connection = self._open()
        return self._connection

    def _open(self) -> smtplib.SMTP:
        server = self._server
        ours = _bare(self._sender).rpartition("@")[
            2
        ]  # said in EHLO; looking our own name up can take long
        if server.tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, ours, timeout=server.timeout, context=self._tls_context()
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, ours, timeout=server.timeout)
        try:
            connection.ehlo_or_helo_if_needed()
            if server.starttls:
                connection.starttls(context=self._tls_context())
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def configured_mailer() -> Mailer:
    """Return the mailer that the settings describe; without a mail server one that holds."""
    if not settings.EMAIL_HOST:
        return HeldMailer()
    server = SmtpServer(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        tls=settings.EMAIL_USE_SSL,
        starttls=settings.EMAIL_USE_TLS,
        timeout=settings.EMAIL_TIMEOUT or DEFAULT_TIMEOUT,
    )
    return SmtpMailer(server, sender=settings.DEFAULT_FROM_EMAIL)


def _is_success(code: int) -> bool:
    return 200 <= code < 300


def _bare(sender: str) -> str:
    return parseaddr(sender)[1]


def _dotted(message: bytes) -> bytes:
    """Return the message as DATA wants it: leading dots doubled, ended by a dot alone."""
    body = re.sub(rb"(?m)^\.", b"..", message)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _described(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")


def _spoken(reason: str) -> str:
    """Return a reason that may be stored and shown: one line, short, without links and tokens."""
    line = "".join(character if character.isprintable() else " " for character in reason)
    return _SECRETS.sub("…", " ".join(line.split()))[:_LONGEST_REASON]
