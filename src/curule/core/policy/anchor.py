"""Where periods begin, and whether a change moves that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from curule.core.periods import AnchorKind, AnchorRule
from curule.core.policy.written import (
    Text,
    Unreadable,
    Word,
    nearest_word,
    shown,
    split_call,
    whole,
)


class FirstPeriod(StrEnum):
    """What the stub up to a fixed anchor costs."""

    PRORATED = "prorated"
    FULL_PRICE = "full_price"
    FREE = "free"


class OnChange(StrEnum):
    """Whether a change of quantity or plan keeps the period or starts a new one."""

    KEEP = "keep"
    RESET_TO_CHANGE = "reset_to_change"


WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH_AND_DAY: Final = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_NOTATIONS: Final = (
    "start",
    "day_of_week(mon)",
    "day_of_month(n)",
    "day_of_year(mm-dd)",
    "co_term",
)


def parse_anchor(written: str) -> AnchorRule:
    """Return the rule that is written so; raise Unreadable.

    >>> parse_anchor("day_of_year(04-01)") == AnchorRule(AnchorKind.DAY_OF_YEAR, month=4, day=1)
    True
    """
    word, inside = split_call(written)
    if word not in {kind.value for kind in AnchorKind}:
        raise Unreadable(
            f"{shown(written)} is none of {', '.join(_NOTATIONS)}",
            nearest=nearest_word(word, (kind.value for kind in AnchorKind)),
        )
    kind = AnchorKind(word)
    if kind in {AnchorKind.START, AnchorKind.CO_TERM}:
        if inside is not None:
            raise Unreadable(f"{word} takes nothing in brackets")
        return AnchorRule(kind)
    if inside is None:
        raise Unreadable(f"{word} needs its day in brackets")
    if kind is AnchorKind.DAY_OF_WEEK:
        return AnchorRule(kind, weekday=_weekday(inside))
    if kind is AnchorKind.DAY_OF_MONTH:
        return AnchorRule(kind, day=_day_within(whole(inside), 31, written))
    return _day_of_year(inside)


def _weekday(word: str) -> int:
    if word not in WEEKDAYS:
        raise Unreadable(
            f"{shown(word)} is none of {', '.join(WEEKDAYS)}",
            nearest=nearest_word(word, WEEKDAYS),
        )
    return WEEKDAYS.index(word)


def _day_of_year(inside: str) -> AnchorRule:
    match = _MONTH_AND_DAY.fullmatch(inside)
    if match is None:
        raise Unreadable(f"{shown(inside)} is not written as mm-dd")
    month, day = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        raise Unreadable(f"{shown(inside)} has no such month")
    return AnchorRule(
        AnchorKind.DAY_OF_YEAR,
        month=month,
        day=_day_within(day, _LONGEST_MONTHS[month - 1], inside),
    )


def _day_within(day: int, longest: int, written: str) -> int:
    if not 1 <= day <= longest:
        raise Unreadable(f"{shown(written)} has no such day")
    return day


def write_anchor(rule: AnchorRule) -> str:
    """Return the rule in its written form.

    >>> write_anchor(AnchorRule(AnchorKind.DAY_OF_WEEK, weekday=0))
    'day_of_week(mon)'
    """
    match rule:
        case AnchorRule(kind=AnchorKind.DAY_OF_WEEK, weekday=int(weekday)):
            return f"day_of_week({WEEKDAYS[weekday]})"
        case AnchorRule(kind=AnchorKind.DAY_OF_MONTH, day=int(day)):
            return f"day_of_month({day})"
        case AnchorRule(kind=AnchorKind.DAY_OF_YEAR, month=int(month), day=int(day)):
            return f"day_of_year({month:02d}-{day:02d})"
        case _:
            return rule.kind.value


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorPolicy:
    """Group `anchor`."""

    at: Annotated[AnchorRule, Text(parse_anchor, write_anchor)]
    first_period: Annotated[FirstPeriod, Word(FirstPeriod)]
    on_change: Annotated[OnChange, Word(OnChange)]
