"""What `curule doctor` finds: how grave it is, and one sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Gravity(StrEnum):
    """Whether customers may be let in all the same."""

    UNSAFE = "unsafe"
    UNWISE = "unwise"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    gravity: Gravity
    sentence: str


def unsafe(sentence: str) -> Finding:
    """Return what must be mended first."""
    return Finding(Gravity.UNSAFE, sentence)


def unwise(sentence: str) -> Finding:
    """Return what works, but not as well as it could."""
    return Finding(Gravity.UNWISE, sentence)
