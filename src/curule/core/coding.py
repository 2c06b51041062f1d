"""Which coding a text is in that somebody's program wrote: UTF-8, or that of a country.

>>> decoded("Müller".encode("cp1252")), decoded("Счёт".encode("cp1251"))
(('Müller', 'cp1252'), ('Счёт', 'cp1251'))
"""

from __future__ import annotations

import re
from typing import Final

CODINGS: Final = ("utf-8", "utf-16", "cp1252", "cp1251")

_HIGH_RUN: Final = re.compile(rb"[\xc0-\xff\xa8\xb8]{2,}")
_HIGH: Final = re.compile(rb"[\xc0-\xff\xa8\xb8]")


class Undecodable(ValueError):
    """The text is in none of the codings, or not in the one that was named."""


def decoded(raw: bytes, coding: str = "") -> tuple[str, str]:
    """Return a text and its coding: one of `CODINGS` that is named, else the one that fits.

    Raises `Undecodable`.
    """
    used = coding if coding in CODINGS else _coding_of(raw)
    try:
        text = raw.decode("utf-8-sig" if used == "utf-8" else used)
    except (UnicodeDecodeError, UnicodeError):
        raise Undecodable from None
    if "\x00" in text:
        raise Undecodable
    return text.removeprefix("\ufeff"), used


def _coding_of(raw: bytes) -> str:
    """Return the coding of a text: what its mark says, else what fits.

    Of the two that fit nearly everything, Russian is told by its words: letters beyond ASCII stand
    side by side in them, and alone between others in French and German ones.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    in_runs = sum(len(run) for run in _HIGH_RUN.findall(raw))
    return "cp1251" if in_runs * 2 > len(_HIGH.findall(raw)) else "cp1252"
