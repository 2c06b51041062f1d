"""Webhooks: what a receiver's answer means, and when it is tried again (Standard Webhooks 1.0).

A delivery is tried ten times over 75 hours and 35 minutes. Each pause is up to a tenth shorter or
longer, so that what failed together does not come back together; how much, the caller says.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 4, 1, 12, tzinfo=UTC)
    >>> next_step(Outcome.of(500), tries=1, at=noon, spread=Fraction(1, 2))
    Again(at=datetime.datetime(2026, 4, 1, 12, 0, 5, tzinfo=datetime.timezone.utc))
    >>> next_step(Outcome.of(410), tries=1, at=noon, spread=Fraction(1, 2))
    GivenUp(disables=<Disabled.GONE: 'gone'>)
    >>> next_step(Outcome.of(204), tries=10, at=noon, spread=Fraction(1, 2))
    Delivered()

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

PAUSES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""How long a delivery waits after its first, second … failed try; after the tenth it is over."""
TRIES: Final = len(PAUSES) + 1
SECONDS: Final = 20.0
"""So long a receiver may take for its whole answer."""
LONGEST_BODY: Final = 20_000
"""A body is shorter than this many bytes."""
JITTER: Final = Fraction(1, 10)
_GONE: Final = 410


class Outcome(StrEnum):
    """What became of one try."""

    DELIVERED = "delivered"
    REDIRECTED = "redirected"
    GONE = "gone"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"  # it leads to a private address, or is written as no endpoint may be
    UNWRITABLE = "unwritable"  # a fault of ours: there was nothing to send

    @classmethod
    def of(cls, status: int) -> Outcome:
        """Return what a status of HTTP means: 2xx is taken, a redirect is a failure (TH28)."""
        if 200 <= status < 300:
            return cls.DELIVERED
        if 300 <= status < 400:
            return cls.REDIRECTED
        return cls.GONE if status == _GONE else cls.REFUSED


class Disabled(StrEnum):
    """Why an endpoint gets nothing."""

    STAFF = "staff"
    GONE = "gone"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver has it."""


@dataclass(frozen=True, slots=True)
class Again:
    """It is tried again."""

    at: datetime


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It is over; where it `disables`, so is the endpoint until somebody looks at it."""

    disables: Disabled | None


Step = Delivered | Again | GivenUp


def next_step(
    outcome: Outcome, *, tries: int, at: datetime, spread: Fraction, takes_others: bool = False
) -> Step:
    """Return what follows a try that ended `at`, the `tries`-th of its delivery.

    `spread`, from 0 up to 1, says where in the jitter the next try falls. One that `takes_others`,
    and one for whom we had nothing to send, is not disabled for what it never took. Raises
    `ValueError` for a spread outside, and for a number of tries that no delivery has.
    """
    if not (0 <= spread < 1 and 1 <= tries <= TRIES):
        raise ValueError(spread, tries)
    if outcome is Outcome.DELIVERED:
        return Delivered()
    if outcome is Outcome.GONE:
        return GivenUp(Disabled.GONE)
    if tries == TRIES:
        is_ours = outcome is Outcome.UNWRITABLE
        return GivenUp(None if takes_others or is_ours else Disabled.FAILING)
    factor = 1 - JITTER + 2 * JITTER * spread
    seconds = Fraction(int(PAUSES[tries - 1].total_seconds())) * factor
    return Again(at + timedelta(microseconds=round(seconds * 1_000_000)))


def without_what_is_too_long(
    details: Mapping[str, object], *, sizes: Mapping[str, int], room: int
) -> tuple[dict[str, object], bool]:
    """Return the details that fit into `room` bytes, the short ones first, and whether some do not.

    `sizes` says how many bytes each takes when it is written.

        >>> without_what_is_too_long({"a": "long", "b": 1}, sizes={"a": 12, "b": 5}, room=10)
        ({'b': 1}, True)
    """
    kept: set[str] = set()
    for name in sorted(details, key=lambda each: (sizes[each], each)):
        if sizes[name] > room:
            break
        kept.add(name)
        room -= sizes[name]
    return _in_order(details, kept), len(kept) < len(details)


def _in_order(details: Mapping[str, object], kept: Iterable[str]) -> dict[str, object]:
    chosen = set(kept)
    return {name: value for name, value in details.items() if name in chosen}
