"""A real SMTP server on the loopback that does as it is told."""

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from enum import Enum, auto
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from curule.gateways.mail import SmtpServer


class Manner(Enum):
    """How the server treats the next letter."""

    ACCEPT = auto()
    DEFER = auto()  # 451 at the recipient
    REJECT = auto()  # 550 at the recipient
    REJECT_TEXT = auto()  # 554 after the text, quoting it
    REFUSE_SENDER = auto()  # 553 at the sender
    CLOSING = auto()  # 421 at the recipient
    HANG_AT_RECIPIENT = auto()
    DROP_AT_RECIPIENT = auto()
    DROP_AFTER_DATA = auto()  # takes the letter over, hangs up without a word
    HANG_AFTER_DATA = auto()  # takes the letter over, never answers


@dataclass
class MailServer:
    """What came in, and how the server behaves: `manners` by recipient, else `manner`."""

    port: int = 0
    manner: Manner = Manner.ACCEPT
    manners: dict[str, Manner] = field(default_factory=dict)
    envelopes: list[Envelope] = field(default_factory=list)
    connections: int = 0
    reached: threading.Event = field(default_factory=threading.Event)  # somebody hangs
    released: threading.Event = field(default_factory=threading.Event)  # they hang no longer

    @property
    def messages(self) -> list[EmailMessage]:
        """The letters that were taken over."""
        return [parsed(envelope) for envelope in self.envelopes]

    def address(self, *, timeout: float = 5.0) -> SmtpServer:
        """Return what a mailer needs to reach this server."""
        return SmtpServer(host="127.0.0.1", port=self.port, timeout=timeout)

    def _manner(self, envelope: Envelope, address: str = "") -> Manner:
        for recipient in (address, *envelope.rcpt_tos):
            if recipient in self.manners:
                return self.manners[recipient]
        return self.manner

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.manner is Manner.REFUSE_SENDER:
            return "553 5.7.1 not your address"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the same
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        match self._manner(envelope, address):
            case Manner.DEFER:
                return "451 4.2.1 mailbox busy, try later"
            case Manner.REJECT:
                return "550 5.1.1 no such mailbox"
            case Manner.CLOSING:
                return "421 4.3.2 going down"
            case Manner.HANG_AT_RECIPIENT:
                await self._hang()
            case Manner.DROP_AT_RECIPIENT:
                _hang_up(server)
            case _:
                pass
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        manner = self._manner(envelope)
        if manner is Manner.REJECT_TEXT:
            assert isinstance(envelope.content, bytes)
            quoted = parsed(envelope).get_body(("plain",))
            assert quoted is not None
            said = " ".join(lines(quoted)).encode("ascii", "replace").decode()
            return f"554 5.7.1 looks like spam: {said[:400]}"
        self.envelopes.append(envelope)
        if manner is Manner.HANG_AFTER_DATA:
            await self._hang()
        if manner is Manner.DROP_AFTER_DATA:
            _hang_up(server)
        return "250 taken over"

    async def _hang(self) -> None:
        self.reached.set()
        while not self.released.is_set():  # noqa: ASYNC110 - set by another thread
            await asyncio.sleep(0.02)

    def wait_for(self, count: int, *, seconds: float = 20.0) -> None:
        """Wait until so many letters have come in."""
        deadline = time.monotonic() + seconds
        while len(self.envelopes) < count:
            assert time.monotonic() < deadline, f"{len(self.envelopes)} of {count} letters came in"
            time.sleep(0.01)


def parsed(envelope: Envelope) -> EmailMessage:
    """Return the letter as a mail program reads it."""
    assert isinstance(envelope.content, bytes)
    return message_from_bytes(envelope.content, policy=policy.default)


def lines(part: Message) -> list[str]:
    """Return the lines of a part, or of a letter's text, as a mail program shows them."""
    assert isinstance(part, EmailMessage)
    text = part.get_body(("plain",)) if part.is_multipart() else part
    assert isinstance(text, EmailMessage)
    return str(text.get_content()).splitlines()


CERTIFICATE = Path(__file__).with_suffix(".pem")
"""Of 127.0.0.1, signed by itself, with its key; of value in tests only."""


def server_tls() -> ssl.SSLContext:
    """Return what a server with the tests' certificate uses."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting_tls() -> ssl.SSLContext:
    """Return what a client uses that trusts that certificate."""
    return ssl.create_default_context(cafile=CERTIFICATE)


@contextmanager
def running_mail_server(*, smtps: bool = False, **protocol_options: object) -> Iterator[MailServer]:
    """Start a server on a free port of the loopback, in a thread of its own."""
    server = MailServer()
    loop = asyncio.new_event_loop()

    def connected() -> SMTP:
        server.connections += 1
        return SMTP(server, hostname="mail.test", loop=loop, **protocol_options)  # type: ignore[arg-type]

    listening = loop.run_until_complete(
        loop.create_server(connected, "127.0.0.1", 0, ssl=server_tls() if smtps else None)
    )
    server.port = listening.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_end(listening), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(listening: asyncio.AbstractServer) -> None:
    listening.close()
    others: list[asyncio.Task[object]] = [
        task for task in asyncio.all_tasks() if task is not asyncio.current_task()
    ]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)


def _hang_up(server: SMTP) -> None:
    transport = server.transport
    assert transport is not None
    abort: Callable[[], None] = transport.abort  # type: ignore[attr-defined]
    abort()
