"""What is taken out of everything that is written down for those who run Curule.

>>> redacted("no seat for ann@example.com, whose link is /invitations/1/" + 43 * "k")
'no seat for …, whose link is /invitations/1/…'
>>> redacted("postgresql://seats:choose-a-long-one@db.example.com/seats is away")
'postgresql://…@db.example.com/seats is away'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_GAP: Final = "…"
_PATTERNS: Final = (
    # What PostgreSQL quotes of a row: names, addresses, whatever stood there.
    (re.compile(r"(?<=DETAIL:)[^\n]*"), f" {_GAP}"),
    # Who signs in, in an address of a server.
    (re.compile(r"(?<=://)[^/\s@]+@"), f"{_GAP}@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s,;\"']+"), rf"\1 {_GAP}"),
    (
        re.compile(
            r"(?i)\b(\w*(?:password|secret|token)|\w*api_key|key|code|signature)=[^\s&,;\"']+"
        ),
        rf"\1={_GAP}",
    ),
    (re.compile(r"\b(?:[srp]k_(?:live|test)|whsec)_[\w+/=-]+", re.ASCII), _GAP),
    (re.compile(r"[\w.!#$%&'*+=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*"), _GAP),
    # The secret part of a link, of a session, of a signed token.
    (re.compile(r"[\w-]{40,}", re.ASCII), _GAP),
)


def redacted(text: str) -> str:
    """Return a text without secrets and without anybody's mail address (I9, TH4)."""
    for pattern, put in _PATTERNS:
        text = pattern.sub(put, text)
    return text


def redacted_value(value: object) -> object:
    """Return a value of a log line without them, whatever it is made of."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {str(name): redacted_value(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [redacted_value(each) for each in value]
    return value if isinstance(value, (int, float, type(None))) else redacted(str(value))
