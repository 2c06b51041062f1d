"""Telling a receiver by HTTP: what counts as told, and where no message ever goes (TH28)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from time import monotonic
from typing import Any

import pytest

from curule.core.webhooks import Outcome
from curule.gateways.webhook_http import Reach, may_lead, post
from tests.support.receiver import Manner, running_receiver

HERE = Reach(loopback=True)
OUTSIDE = Reach()
HEADERS = {"Content-Type": "application/json", "webhook-id": "evt_1"}


@pytest.mark.threat("TH28")
def test_what_a_receiver_answers_is_what_became_of_it() -> None:
    with running_receiver() as receiver:
        receiver.next(200, 204, 302, 410, 500, Manner.HANG_UP)
        answers = [post(receiver.url, b"{}", HEADERS, reach=HERE) for _ in range(6)]

    assert [(each.outcome, each.status) for each in answers] == [
        (Outcome.DELIVERED, 200),
        (Outcome.DELIVERED, 204),
        (Outcome.REDIRECTED, 302),
        (Outcome.GONE, 410),
        (Outcome.REFUSED, 500),
        (Outcome.UNREACHABLE, None),
    ]
    assert len(receiver.messages) == 6  # the redirect led nowhere
    assert receiver.messages[0].headers["webhook-id"] == "evt_1"
    assert receiver.messages[0].body == b"{}"


@pytest.mark.fault(
    "F19",
    injected="a receiver that takes a message and never answers, or drips a byte now and then",
    held="the try ends when its time is over, and counts as a failure",
)
@pytest.mark.parametrize("manner", [Manner.HANG, Manner.DRIP])
def test_a_receiver_has_so_long_and_no_longer(manner: Manner) -> None:
    begun = monotonic()
    with running_receiver() as receiver:
        receiver.next(manner)
        answer = post(receiver.url, b"{}", HEADERS, reach=HERE, seconds=0.2)

    assert answer.outcome is Outcome.TIMED_OUT
    assert monotonic() - begun < 2


@pytest.mark.fault(
    "F19",
    injected="a receiver that takes the line late, and drips the first words of TLS for ever",
    held="both together have no longer than the try",
)
def test_a_line_that_opens_late_leaves_less_time_for_the_rest() -> None:
    with _late_and_dripping_tls() as port:
        begun = monotonic()
        answer = post(f"https://127.0.0.1:{port}/", b"{}", HEADERS, reach=HERE, seconds=1.5)
        passed = monotonic() - begun

    assert answer.outcome is Outcome.TIMED_OUT
    assert 1.5 <= passed < 2.2  # a second for the line, and 1.5 for the words, would be 2.5


@contextmanager
def _late_and_dripping_tls() -> Iterator[int]:
    """Serve somebody whose queue is full at first: a line is asked for again after a second."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, ExitStack() as queue:
        for _ in range(2):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())

        def drip() -> None:
            over.wait(0.5)
            server.settimeout(0.05)
            lines: list[socket.socket] = []
            while not over.is_set():
                with suppress(TimeoutError):
                    lines.append(queue.enter_context(server.accept()[0]))
                    lines[-1].sendall(b"\x16\x03\x03\x3f\xff\x02")
                for line in lines:
                    with suppress(OSError):  # who asked has gone
                        line.sendall(b"\x00")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join(5)


PRIVATE = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0.0.0.0",  # noqa: S104 - refused
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[fe80::1]",
    "[fc00::1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "localhost",
]


@pytest.mark.threat("TH28")
@pytest.mark.parametrize("host", PRIVATE)
def test_no_message_goes_to_a_private_address(host: str) -> None:
    answer = post(f"https://{host}/", b"{}", HEADERS, reach=OUTSIDE, seconds=1)
    assert answer.outcome is Outcome.FORBIDDEN
    assert may_lead(f"https://{host}/", OUTSIDE) is (host == "localhost")  # a name


@pytest.mark.threat("TH28")
@pytest.mark.parametrize("host", PRIVATE[:-1])
def test_no_message_goes_where_a_name_leads_within(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    resolved = socket.getaddrinfo(host.strip("[]"), 443, type=socket.SOCK_STREAM)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: resolved)

    answer = post("https://hooks.example.com/", b"{}", HEADERS, reach=OUTSIDE, seconds=1)

    assert answer.outcome is Outcome.FORBIDDEN


@pytest.mark.threat("TH28")
@pytest.mark.parametrize("host", ["93.184.216.34", "[2606:2800:220:1::1]"])
def test_a_public_address_may_be_written(host: str) -> None:
    assert may_lead(f"https://{host}/", OUTSIDE)


@pytest.mark.threat("TH28")
def test_a_name_that_leads_elsewhere_a_moment_later_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name is asked for once, and the message goes to the very address that was looked at."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []

    def resolve(host: str, port: int, *_args: Any, **_named: Any) -> list[Any]:  # noqa: ANN401
        asked.append(host)
        address = next(answers) if host == "rebinding.test" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    with pytest.raises(UserWarning, match=r"93\.184\.216\.34"):
        post("https://rebinding.test/", b"{}", HEADERS, reach=OUTSIDE, seconds=1)
    assert asked.count("rebinding.test") == 1


@pytest.mark.threat("TH28")
@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "https://hooks.example.com:8443/",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com/#top",
        "https://hooks.example.com/a b",
        "https://hooks.example.com\\@127.0.0.1/",
        "https:///nowhere",
        "https://hooks.example.com:99999/",
        "ftp://hooks.example.com/",
        "file:///etc/passwd",
        "https://hööks.example.com/",
        "http://localhost:3000/",
        "https://hooks.example.com/" + "x" * 2000,
        "",
    ],
)
def test_an_endpoint_is_written_by_https_on_an_allowed_port(url: str) -> None:
    assert not may_lead(url, OUTSIDE)
    assert may_lead("https://hooks.example.com/curule?key=1", OUTSIDE)
    assert may_lead("https://hooks.example.com:8443/", Reach(ports=frozenset({443, 8443})))


def test_loopback_is_for_development_only() -> None:
    with running_receiver() as receiver:
        assert post(receiver.url, b"{}", HEADERS, reach=OUTSIDE).outcome is Outcome.FORBIDDEN
        assert post(receiver.url, b"{}", HEADERS, reach=HERE).outcome is Outcome.DELIVERED
    assert len(receiver.messages) == 1
