"""Talks over real connections: in order on each, whole answers only, and none left open."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from typing import Final

import pytest
from benchmarks.calling import BadAnswer, Heard, Request, Script, Talk, body_of, converse

_CHUNKED: Final = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class _Echo(socketserver.BaseRequestHandler):
    """Says each line again: in one piece, in two, in chunks, or not to its end."""

    def handle(self) -> None:
        while line := self.request.recv(65_536):
            for piece in _pieces(line):
                self.request.sendall(piece)
            if line.startswith(b"hang"):
                return


def _pieces(line: bytes) -> list[bytes]:
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(line), line)
    match line.split()[0]:
        case b"hang":
            return [whole[:-1]]
        case b"halves":
            return [whole[:-3], whole[-3:]]
        case b"chunks":
            return [
                _CHUNKED,
                b"6\r\nchunks\r\n",
                b"%x\r\n%s\r\n" % (len(line) - 6, line[6:]),
                b"0\r\n\r\n",
            ]
        case _:
            return [whole]


@pytest.fixture
def port() -> Iterator[int]:
    """A server of many threads that says again what it hears."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echo) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


def counting(word: str, seen: list[str]) -> Script:
    """Ask for one number after another, and keep what comes back."""
    number = 0
    while True:
        answer = yield Request(word, f"{word} {number}".encode())
        seen.append(body_of(answer).decode())
        number += 1


@pytest.mark.parametrize("word", ["at-once", "halves", "chunks"])
def test_each_answer_is_heard_whole_and_belongs_to_its_question(port: int, word: str) -> None:
    seen: list[list[str]] = [[], []]
    talks = [Talk(counting(word, each)) for each in seen]

    heard = converse(port, talks, frozenset((word,)), 0.05)

    assert heard.rate > 0
    assert heard.within(word, 0.5) <= heard.within(word, 0.99)
    for answers in seen:
        assert answers
        assert answers == [f"{word} {number}" for number in range(len(answers))]


def test_a_talk_goes_on_where_it_stopped_and_no_question_stays_open(port: int) -> None:
    seen: list[str] = []
    talk = Talk(counting("at-once", seen))

    for _turn in range(2):
        converse(port, [talk], frozenset(("at-once",)), 0.02)
        assert talk.asks.text == f"at-once {len(seen)}".encode()

    assert seen == [f"at-once {number}" for number in range(len(seen))]


def test_a_turn_lasts_until_every_kind_was_heard(port: int) -> None:
    def three() -> Script:
        while True:
            for kind in ("one", "two", "three"):
                yield Request(kind, kind.encode())

    heard = converse(port, [Talk(three())], frozenset(("one", "two", "three")), 0.0)

    assert {kind: len(took) for kind, took in heard.took.items()} == dict.fromkeys(
        ("one", "two", "three"), 1
    )


def test_a_line_that_ends_too_early_is_a_bad_answer(port: int) -> None:
    with pytest.raises(BadAnswer, match="the connection ended"):
        converse(port, [Talk(counting("hang", []))], frozenset(("hang",)), 0.05)


def test_half_and_nearly_all_are_counted_from_the_fastest() -> None:
    heard = Heard(rate=1.0, took={"any": [float(each) for each in range(100, 0, -1)]})

    assert heard.within("any", 0.5) == 51.0
    assert heard.within("any", 0.99) == 100.0
