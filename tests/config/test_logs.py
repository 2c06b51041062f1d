"""No link that works reaches a log (I9)."""

import logging

import pytest

from curule.config.logs import WithoutTokens

TOKEN = "k" * 43


@pytest.mark.parametrize(
    ("message", "given"),
    [
        (f"Not Found: /invitations/1/{TOKEN}", ()),
        ("Not Found: %s", (f"/invitations/1/{TOKEN}",)),
        ("%s %d", (f"?token={TOKEN}", 500)),
    ],
)
def test_a_token_is_taken_out(message: str, given: tuple[object, ...]) -> None:
    record = logging.LogRecord("django", logging.ERROR, "", 1, message, given, None)

    assert WithoutTokens().filter(record)
    assert TOKEN not in record.getMessage()


def test_ordinary_words_stay() -> None:
    record = logging.LogRecord("curule", logging.INFO, "", 1, "swept %d accounts", (7,), None)

    WithoutTokens().filter(record)

    assert record.getMessage() == "swept 7 accounts"
