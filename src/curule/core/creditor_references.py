"""Structured creditor references (ISO 11649, "RF…"): what a customer names when they transfer."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final

_LONGEST: Final = 21  # letters and digits after RF and its two check digits
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def creditor_reference(document: str) -> str:
    """Return the ISO 11649 reference of an invoice number.

    >>> creditor_reference("INV-2026-000091")
    'RF89INV2026000091'
    >>> creditor_reference("539007547034")  # the standard's own example
    'RF18539007547034'

    A number with more than 21 letters and digits is replaced by a digest of it.

    Raises:
        ValueError: there is neither a letter (A to Z) nor a digit in it.
    """
    body = re.sub(r"[^0-9A-Z]", "", document.upper())
    if not body:
        raise ValueError(f"{document!r} has neither a letter nor a digit to refer to")
    if len(body) > _LONGEST:
        body = _digest(document)
    return f"RF{98 - _modulo_97(f'{body}RF00'):02d}{body}"


def printed(reference: str) -> str:
    """Return a reference in groups of four, as it is printed.

    >>> printed("RF89INV2026000091")
    'RF89 INV2 0260 0009 1'
    """
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def _modulo_97(text: str) -> int:
    """Read letters as 10 to 35 and return the rest by 97 (ISO 7064)."""
    return int("".join(str(_DIGITS.index(character)) for character in text)) % 97


def _digest(document: str) -> str:
    number = int.from_bytes(sha256(document.encode()).digest(), "big")
    characters: list[str] = []
    while len(characters) < _LONGEST:
        number, rest = divmod(number, 36)
        characters.append(_DIGITS[rest])
    return "".join(characters)
