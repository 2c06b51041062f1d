"""A TCP proxy that does harm: between us and PostgreSQL, a mail server or a gateway.

    with running_proxy(("127.0.0.1", 5432)) as proxy:
        proxy.manner = Manner(Mode.LOSE_ANSWER, on=b"COMMIT", times=1)

It knows no protocol: a request is whatever the client sends at once, `on` is a text that has to be
in it for the fault to strike.
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, TypeAlias

Address: TypeAlias = tuple[str, int] | str
"""Where the real server is: host and port, or the path of a socket."""

_CHUNK: Final = 1 << 16
_BACKEND_KEY: Final = re.compile(rb"(K\0\0\0.)....", re.DOTALL)
"""PostgreSQL's message BackendKeyData: its length, then the number of the process."""


class Mode(Enum):
    """What happens to a request and its answer."""

    PASS = auto()
    REFUSE = auto()  # nobody listens, and whoever was connected is thrown out
    BLACKHOLE = auto()  # taken, never delivered, never answered
    DELAY = auto()  # answered `seconds` later
    LOSE_REQUEST = auto()  # the connection breaks before the request arrives
    LOSE_ANSWER = auto()  # it arrives and is carried out; the connection breaks before the answer
    HANG_ANSWER = auto()  # it arrives and is carried out; no answer ever comes
    CUT = auto()  # `length` bytes of the answer come, then the connection breaks
    POOL = auto()  # the client is told another server process than its own, as by a pooler


@dataclass(slots=True, kw_only=True)
class Manner:
    """How the proxy behaves: `mode` strikes requests with `on` in them, after so many, so often."""

    mode: Mode = Mode.PASS
    on: bytes = b""
    after: int = 0
    times: int | None = None
    seconds: float = 0.0
    length: int = 0
    struck: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def strikes(self, request: bytes) -> bool:
        """Tell whether this request is one to be harmed, and count it."""
        if self.mode in {Mode.PASS, Mode.REFUSE} or self.on not in request:
            return False
        with self._lock:
            if self.after > 0:
                self.after -= 1
                return False
            if self.times is not None and self.struck >= self.times:
                return False
            self.struck += 1
            return True


class Proxy:
    """One listening port; `upstream` and `manner` may be changed while it runs."""

    def __init__(self, upstream: Address) -> None:
        self.upstream = upstream
        self._manner = Manner()
        self._lines: set[_Line] = set()
        self._listener = _listener(0)
        self.port: int = self._listener.getsockname()[1]
        self._is_over = False
        self._begin()

    @property
    def manner(self) -> Manner:
        """How requests are treated from now on."""
        return self._manner

    @manner.setter
    def manner(self, manner: Manner) -> None:
        before, self._manner = self._manner, manner
        if manner.mode is Mode.REFUSE:
            _shut(self._listener)
            self.cut()
        elif before.mode is Mode.REFUSE:
            self._listener = _listener(self.port)
            self._begin()

    @contextlib.contextmanager
    def behaving(self, manner: Manner) -> Iterator[Manner]:
        """Behave so for the block."""
        self.manner = manner
        try:
            yield manner
        finally:
            self.manner = Manner()

    def cut(self) -> None:
        """Break every connection that is open."""
        for line in list(self._lines):
            line.break_off()

    def close(self) -> None:
        """Stop listening and break every connection."""
        self._is_over = True
        _shut(self._listener)
        self.cut()

    def forget(self, line: _Line) -> None:
        """Let go of a connection that has ended."""
        self._lines.discard(line)

    def _begin(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            if self._is_over:
                client.close()
                return
            line = _Line(self, client)
            self._lines.add(line)
            threading.Thread(target=line.run, daemon=True).start()


class _Line:
    """One connection: a thread for each direction."""

    def __init__(self, proxy: Proxy, client: socket.socket) -> None:
        self._proxy = proxy
        self._client = client
        self._server: socket.socket | None = None
        self._harm: Manner | None = None

    def run(self) -> None:
        try:
            self._server = _connected(self._proxy.upstream)
        except OSError:
            self.break_off()
            return
        threading.Thread(target=self._carry_answers, daemon=True).start()
        with contextlib.suppress(OSError):
            self._carry_requests(self._server)
        self.break_off()

    def _carry_requests(self, server: socket.socket) -> None:
        while request := self._client.recv(_CHUNK):
            manner = self._proxy.manner
            if manner.strikes(request):
                if manner.mode is Mode.LOSE_REQUEST:
                    return
                if manner.mode is Mode.BLACKHOLE:
                    continue
                self._harm = manner
            server.sendall(request)

    def _carry_answers(self) -> None:
        assert self._server is not None
        with contextlib.suppress(OSError):
            while answer := self._server.recv(_CHUNK):
                if not self._pass_on(answer):
                    break
        self.break_off()

    def _pass_on(self, answer: bytes) -> bool:
        """Pass an answer on, harmed as the manner says; False when the line is to be broken."""
        harm = self._harm
        match harm.mode if harm else Mode.PASS:
            case Mode.LOSE_ANSWER:
                return False
            case Mode.HANG_ANSWER:
                return True
            case Mode.CUT:
                assert harm is not None
                self._client.sendall(answer[: harm.length])
                return False
            case Mode.DELAY:
                assert harm is not None
                time.sleep(harm.seconds)
                self._harm = None
            case Mode.POOL:
                answer = _BACKEND_KEY.sub(lambda told: told[1] + b"\0\0\0\1", answer)
            case _:
                pass
        self._client.sendall(answer)
        return True

    def break_off(self) -> None:
        self._proxy.forget(self)
        for end in (self._client, self._server):
            if end is not None:
                _shut(end)


def _connected(address: Address) -> socket.socket:
    if isinstance(address, tuple):
        return socket.create_connection(address, timeout=None)
    made = socket.socket(socket.AF_UNIX)
    try:
        made.connect(address)
    except OSError:
        made.close()
        raise
    return made


def _listener(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    made.listen(64)
    return made


def _shut(end: socket.socket) -> None:
    """Close it at once, so that the other side hears of it also while a thread reads from it."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextlib.contextmanager
def running_proxy(upstream: Address) -> Iterator[Proxy]:
    """Run a proxy for the block."""
    proxy = Proxy(upstream)
    try:
        yield proxy
    finally:
        proxy.close()
