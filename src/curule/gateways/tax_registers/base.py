"""What we ask of an office that keeps tax numbers, and what it can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The office knows the number.

    `reference` and `told_at` are its own number and time of the answer; name and address are empty
    where it does not tell them.
    """

    name: str = ""
    address: str = ""
    reference: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The office says that there is no such number."""

    reference: str = ""
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnswered:
    """There was no answer: nothing is known of the number, neither good nor bad.

    `is_everywhere` where no other number would be answered now either; else it is only the part of
    the register that this one is in.
    """

    reason: str
    is_everywhere: bool


RegisterAnswer = Known | Unknown | NotAnswered


class TaxIdRegister(Protocol):
    """An office that can be asked about tax numbers; it never raises, and answers in bounded time.

    A vendor's own is a class named by `CURULE_TAX_ID_REGISTER`.
    """

    def covers(self, number: str) -> bool:
        """Return whether this office answers for a number, as it is kept."""
        ...

    def ask(self, number: str, *, requester: str = "") -> RegisterAnswer:
        """Ask whether there is this number; `requester` is the number of who wants to know."""
        ...
