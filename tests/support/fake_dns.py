"""A small name server on this computer, over UDP: what others' DNS says, and how it fails."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, unique
from threading import Thread
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


@unique
class Manner(Enum):
    """How it answers."""

    SOUND = "sound"
    SILENT = "silent"
    FAILS = "fails"
    REFUSES = "refuses"
    GARBLED = "garbled"


@dataclass
class FakeDns:
    """The records of the names it knows; every other name does not exist."""

    port: int
    texts: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    manner: Manner = Manner.SOUND
    asked: list[str] = field(default_factory=list)

    def answer(self, wire: bytes) -> bytes | None:
        """Return what is sent back for what was asked, as DNS writes both."""
        if self.manner is Manner.SILENT:
            return None
        if self.manner is Manner.GARBLED:
            return b"\0" * 7
        query = dns.message.from_wire(wire)
        name = str(query.question[0].name).rstrip(".").lower()
        self.asked.append(name)
        reply = dns.message.make_response(query, recursion_available=True)
        if self.manner is not Manner.SOUND:
            is_failing = self.manner is Manner.FAILS
            reply.set_rcode(dns.rcode.SERVFAIL if is_failing else dns.rcode.REFUSED)
            return reply.to_wire()
        if name in self.aliases:
            reply.answer.append(
                dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", f"{self.aliases[name]}.")
            )
            name = self.aliases[name]
        if name not in self.texts:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif self.texts[name]:
            quoted = [_quoted(text) for text in self.texts[name]]
            reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *quoted))
        return reply.to_wire()


def _quoted(text: str) -> str:
    """Return a text in the pieces of up to 255 octets that a record holds."""
    pieces = [text[at : at + 200] for at in range(0, len(text), 200)]
    return " ".join(f'"{piece}"' for piece in pieces)


@contextmanager
def running_fake_dns() -> Iterator[FakeDns]:
    """A server on a free port, until the end of the block."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, socket = self.request
            sent = fake.answer(wire)
            if sent is not None:
                socket.sendto(sent, self.client_address)

    server: Any = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake = FakeDns(port=server.server_address[1])
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
