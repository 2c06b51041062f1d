"""How a term begins, how long it lasts and what follows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from curule.core.periods import Duration
from curule.core.policy.forms import MOST_DAYS, DayCount
from curule.core.policy.written import (
    ListOf,
    Text,
    Unreadable,
    Whole,
    Word,
    nearest_word,
    shown,
    split_call,
    whole,
)


class RenewalMode(StrEnum):
    """Whether the next term comes by itself."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class RenewalAssignments(StrEnum):
    """Whether people keep their seats in the next term."""

    CARRY_OVER = "carry_over"
    REISSUE = "reissue"


class TermStarts(StrEnum):
    """When the first term, and each term ordered by hand, begins."""

    ON_ORDER = "on_order"
    ON_PAYMENT = "on_payment"


def parse_duration(written: str) -> Duration:
    """Return the duration that is written so; raise Unreadable.

    >>> parse_duration("months(12)") == Duration(months=12)
    True
    """
    word, inside = split_call(written)
    if word not in {"months", "days"} or inside is None:
        raise Unreadable(
            f"{shown(written)} is neither months(n) nor days(n)",
            nearest=nearest_word(word, ("months(n)", "days(n)")),
        )
    number = whole(inside)
    if not 1 <= number <= MOST_DAYS:
        raise Unreadable(f"{shown(written)} is not between 1 and {MOST_DAYS}")
    return Duration(months=number) if word == "months" else Duration(days=number)


ReminderDays: TypeAlias = Annotated[
    tuple[int, ...],
    ListOf(Whole(1, MOST_DAYS), distinct=True),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalPolicy:
    """Group `renewal`; reminders that would fall before the term began are left out."""

    mode: Annotated[RenewalMode, Word(RenewalMode)]
    assignments: Annotated[RenewalAssignments, Word(RenewalAssignments)]
    reminder_days: ReminderDays


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPolicy:
    """Group `term`; without a length a term is one period."""

    starts: Annotated[TermStarts, Word(TermStarts)]
    length: Annotated[Duration | None, Text(parse_duration, absent=True)]
    trial_days: DayCount
