"""Where periods begin: the anchor, and the rule that chooses it."""

from dataclasses import KW_ONLY, dataclass
from datetime import date, time
from enum import StrEnum, unique


@unique
class AnchorKind(StrEnum):
    """The choices of ``anchor.at``."""

    START = "start"
    DAY_OF_WEEK = "day_of_week"
    DAY_OF_MONTH = "day_of_month"
    DAY_OF_YEAR = "day_of_year"
    CO_TERM = "co_term"


@dataclass(frozen=True, slots=True)
class AnchorRule:
    """A policy's choice of where periods begin.

    ``weekday`` counts from Monday = 0, as ``date.weekday()`` does.
    """

    kind: AnchorKind = AnchorKind.START
    _: KW_ONLY
    weekday: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Boundary zero of a subscription's periods, in local time.

    ``day`` is the wanted day of the month, 1 to 31; it may exceed the length of the month that
    ``on`` lies in (31 Jan, 28 Feb, 31 Mar).
    """

    on: date
    day: int
    at: time
    zone: str
