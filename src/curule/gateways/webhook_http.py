"""Telling a receiver by HTTP: once, within a bounded time, and to no address within (TH28).

`requests-hardened` resolves the name once, refuses every address that is not public, and connects
to the very address that it looked at; a name that leads elsewhere a moment later changes nothing.
Redirects are not followed, and of the answer nothing but its status is read.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

import requests
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import EXTRA_BLOCKED_NET_RANGES, InvalidIPAddress
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from curule.core.webhooks import SECONDS, Outcome

_LONGEST_URL: Final = 2000
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS: Final = {"https": 443, "http": 80}
_IPV4_COMPATIBLE: Final = ipaddress.ip_network("::/96")
"""IPv4 inside IPv6, as it was once written (RFC 4291, 2.5.5.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where messages may go: ports by https, and with `loopback` anything on this computer."""

    ports: frozenset[int] = frozenset({443})
    loopback: bool = False


class LeadsWithin(Exception):
    """A name was resolved to an address that is not for everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one try."""

    outcome: Outcome
    status: int | None = None
    milliseconds: int


def may_lead(url: str, reach: Reach) -> bool:
    """Whether an endpoint may be written so; where a name leads to is looked at when it is told.

    By https on an allowed port, without a user, a fragment or blanks; on this computer, where that
    is allowed, also by http on any port.
    """
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return False
    if not parts.hostname or "@" in parts.netloc or parts.fragment or "\\" in url:
        return False
    if reach.loopback and parts.hostname in _HERE and parts.scheme in _PORTS:
        return True
    if parts.scheme != "https" or port not in reach.ports:
        return False
    address = _literal(parts.hostname)
    return address is None or not _is_within(address)


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _literal(host: str) -> _Address | None:
    """Return the address that a host is written as, in any form that is resolved to one."""
    with suppress(ValueError):
        return ipaddress.ip_address(host)
    with suppress(OSError):
        return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
    return None


def _is_within(address: _Address) -> bool:
    """Whether an address is not for everybody: of this computer, a network within, or a group."""
    plain = getattr(address, "ipv4_mapped", None) or address
    is_public = plain.is_global and not plain.is_multicast and not plain.is_reserved
    return not is_public or any(
        plain in each for each in (*EXTRA_BLOCKED_NET_RANGES, _IPV4_COMPATIBLE)
    )


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    reach: Reach,
    seconds: float = SECONDS,
) -> Answer:
    """Send a message and return what came of it; never raises for what a receiver does."""
    begun = monotonic()

    def after(outcome: Outcome, status: int | None = None) -> Answer:
        passed = monotonic() - begun
        if passed >= seconds:  # a header that was cut off looks as if it had ended
            outcome, status = Outcome.TIMED_OUT, None
        return Answer(outcome=outcome, status=status, milliseconds=int(passed * 1000))

    if not may_lead(url, reach):
        return after(Outcome.FORBIDDEN)
    try:
        status = _status(url, body, headers, loopback=reach.loopback, seconds=seconds)
    except (InvalidIPAddress, LeadsWithin):
        return after(Outcome.FORBIDDEN)
    except requests.Timeout:
        return after(Outcome.TIMED_OUT)
    except (requests.RequestException, HTTPError, OSError, ValueError):
        return after(Outcome.UNREACHABLE)
    return after(Outcome.of(status), status)


def _status(
    url: str, body: bytes, headers: Mapping[str, str], *, loopback: bool, seconds: float
) -> int:
    manager = Manager(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=loopback,
            never_redirect=True,
            default_timeout=(seconds, seconds),
        )
    )
    with manager.get_session() as session:
        # Neither a proxy nor a password of the machine's own takes part.
        session.trust_env = False
        with (
            ending_after(session, seconds),
            session.post(url, data=body, headers=dict(headers), stream=True) as response,
        ):
            return int(response.status_code)


@contextmanager
def ending_after(session: requests.Session, seconds: float) -> Iterator[None]:
    """Cut the line when the time is over; a receiver may send a byte now and then for ever."""
    lines = _Lines(until=monotonic() + seconds)
    for adapter in session.adapters.values():
        adapter.poolmanager.pool_classes_by_scheme = _pools(lines)  # type: ignore[attr-defined]  # of HTTPAdapter
    timer = threading.Timer(seconds, lines.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        lines.let_go()


class _Lines:
    """The lines of one try, which end with it, however far they are in being opened."""

    def __init__(self, *, until: float) -> None:
        self._until = until
        self._lock = threading.Lock()
        self._is_over = False
        self._held: list[socket.socket] = []

    @property
    def seconds_left(self) -> float:
        """How long opening a line may take; never nothing, which would mean without end."""
        return max(self._until - monotonic(), 0.001)

    def hold(self, line: socket.socket) -> None:
        """Hold a line by a handle of our own: what is cut there is cut below TLS too."""
        with self._lock:
            self._held.append(line.dup())
        if self._is_over:
            self.cut()

    def cut(self) -> None:
        """End all that is said on them."""
        with self._lock:
            self._is_over = True
            for line in self._held:
                with suppress(OSError):  # the other side may have ended it
                    line.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        """Close our handles."""
        with self._lock:
            while self._held:
                self._held.pop().close()


def _pools(lines: _Lines) -> dict[str, type[HTTPConnectionPool]]:
    """Return pools whose connections are held as soon as they are there, before TLS begins."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _opened(super()._new_conn, self, lines)

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _opened(super()._new_conn, self, lines)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}


def _opened(
    opens: Callable[[], socket.socket], connection: HTTPConnection, lines: _Lines
) -> socket.socket:
    with suppress(ValueError):
        address = ipaddress.ip_address(connection.host.strip("[]"))
        # The library looked at the address before; it does not know this form of IPv4.
        if address in _IPV4_COMPATIBLE and not address.is_loopback:
            raise LeadsWithin(address)
    connection.timeout = lines.seconds_left
    line = opens()
    lines.hold(line)
    return line
