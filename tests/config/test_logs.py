"""What is written down: one line for each event, and in none a secret or anybody's address (I9)."""

from __future__ import annotations

import json
import logging
from uuid import UUID

import pytest
from structlog.contextvars import bound_contextvars

from curule.config import environment, logs
from curule.config.redaction import redacted

pytestmark = [pytest.mark.invariant("I9"), pytest.mark.threat("TH4")]

TOKEN = "k" * 43
ACCOUNT = UUID("01a20088-14ef-776a-a581-8b71c88c5f69")


def _record(message: str, *given: object, **more: object) -> logging.LogRecord:
    return logging.getLogger("curule.tests").makeRecord(
        "curule.tests", logging.WARNING, "", 1, message, given, None, extra=more
    )


def _line(record: logging.LogRecord) -> dict[str, object]:
    told: dict[str, object] = json.loads(logs.formatter(shown_as="json").format(record))
    return told


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"Not Found: /invitations/1/{TOKEN}", TOKEN),
        (f"?token={TOKEN[:20]}", TOKEN[:20]),
        ("no seat for ann.o'hara+x@example.com", "example.com"),
        ("no seat for юля@почта.рф", "почта"),
        ("postgresql://seats:pa%20ss@db/seats", "pa%20ss"),
        ("smtp://me:secret@mail.test:587", "secret"),
        ("Authorization: Bearer abc.def", "abc.def"),
        ("the key sk_live_8fK2 does not hold", "8fK2"),
        ("signed by whsec_MfKQ9r8GKYqrTwjU", "MfKQ"),
        ("password=hunter2&next=/", "hunter2"),
        ("/callback?client_secret=hunter2&state=1", "hunter2"),
        ("POST access_token=hunter2", "hunter2"),
        ("x_api_key=hunter2", "hunter2"),
        ("broken\nDETAIL:  Failing row contains (7, Ann O'Hara, Paris).\nCONTEXT: x", "Ann"),
    ],
)
def test_what_is_nobody_s_business_is_taken_out(text: str, hidden: str) -> None:
    assert hidden in text
    assert hidden not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "swept 7 accounts in 1.5 s",
        "status_code=200",
        f"account {ACCOUNT} of req_1CvArQNYqjxQQqctSWvAbQ",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert redacted(text) == text


def test_no_part_of_a_line_holds_it() -> None:
    record = _record("%s asked", "ann@example.com", link=TOKEN, seen={"carl@example.com": 1})
    said = ValueError(f"no such person: bob@example.com, {TOKEN}")
    record.exc_info = (ValueError, said, None)
    for shown_as in sorted(environment.LOG_FORMATS):
        written = logs.formatter(shown_as=shown_as).format(record)
        assert "example.com" not in written
        assert TOKEN not in written
        assert "ValueError: no such person: …, …" in written


def test_a_line_says_when_how_grave_where_and_of_whom() -> None:
    with bound_contextvars(request_id="req_1", account_id=str(ACCOUNT)):
        told = _line(_record("%d seats were %s", 3, "given", reason="order", request=object()))
    assert str(told.pop("timestamp")).endswith("Z")
    assert told == {
        "level": "warning",
        "logger": "curule.tests",
        "event": "3 seats were given",
        "reason": "order",
        "request_id": "req_1",
        "account_id": str(ACCOUNT),
    }


def test_a_terminal_gets_lines() -> None:
    written = logs.formatter(shown_as="lines").format(_record("swept", accounts=7))
    assert written.endswith("Z warning curule.tests: swept accounts=7")
