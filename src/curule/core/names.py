"""Names of people and reasons: kept as typed, as long as a screen and a mail can show them."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import combining, normalize

LONGEST_NAME: Final = 200
LONGEST_REASON: Final = 200
"""Of what is done with money by hand, in characters: a sentence or two."""

# Control characters and lone surrogates can be stored in no text and shown on no line.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class NameInvalid(ValueError):
    """It cannot be kept as a name; the message says why."""


def clean_name(written: object, *, longest: int = LONGEST_NAME) -> str:
    """Return a name without blanks around it, composed (NFC); commas, quotes and markup stay.

    >>> clean_name("  Zoë, <b>O'Hara</b> ")
    "Zoë, <b>O'Hara</b>"

    Raises `NameInvalid` for what is no text, holds control characters or has more than `longest`.
    """
    if not isinstance(written, str):
        raise NameInvalid("a name is a text")
    if _UNPRINTABLE.search(written):
        raise NameInvalid("it holds characters that cannot be shown")
    name = normalize("NFC", written.strip())
    if len(name) > longest:
        raise NameInvalid(f"it is longer than {longest} characters")
    return name


def search_key(*parts: str) -> str:
    """Return what people are searched and sorted by: names and address, without case and accents.

    >>> search_key("Zoë", "STRASSE", "zoe@x.test")
    'zoe strasse zoe@x.test'
    >>> search_key("Алёна") == search_key("АЛЕНА")
    True
    """
    return " ".join(_folded(part) for part in parts if part)


def _folded(part: str) -> str:
    """Return a text whose letters have lost their marks, as ё is read as е and é as e."""
    plain = normalize("NFKD", part.casefold())
    return normalize("NFKC", "".join(letter for letter in plain if not combining(letter)))
