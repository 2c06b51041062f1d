"""A domain that an account says is its own, and the record in its DNS that proves it (TH26).

    >>> record_name("x.test"), record_value("3kTMd")
    ('_curule-challenge.x.test', 'curule-domain-verification=3kTMd')
    >>> proves(["v=spf1 -all", "curule-domain-verification=3kTMd"], "3kTMd")
    True

The record stays where it is: a domain that is sold has another owner, who takes it away.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Final

_LABEL: Final = "_curule-challenge"
_KEY: Final = "curule-domain-verification"
GRACE: Final = timedelta(days=14)
"""So long a domain goes on whose record is gone; its owners are told at once."""
EVERY: Final = timedelta(days=1)
AGAIN: Final = timedelta(hours=1)
"""When a name server is asked again that did not answer."""
GIVES_UP: Final = timedelta(days=30)
"""So long the record of a new claim is looked for without anybody asking."""
MOST_CLAIMS: Final = 20
"""So many domains an account claims at once."""


@unique
class Proof(StrEnum):
    """What came of looking for the record of a claim."""

    FOUND = "found"
    MISSING = "missing"
    """The name servers of the domain say that there is no such record."""
    UNANSWERED = "unanswered"
    """Nobody answered in time, which proves nothing, neither way."""
    ELSEWHERE = "elsewhere"
    """The record is there, but the domain is another account's."""


def record_name(domain: str) -> str:
    """Return where the record of a domain stands."""
    return f"{_LABEL}.{domain}"


def record_value(token: str) -> str:
    """Return what the record says."""
    return f"{_KEY}={token}"


def proves(texts: Iterable[str], token: str) -> bool:
    """Return whether one of the texts of a domain is that of a claim."""
    return any(text.strip() == record_value(token) for text in texts)


def next_check(
    proof: Proof, *, claimed_at: datetime, is_verified: bool, now: datetime
) -> datetime | None:
    """Return when the record is looked for again by itself; None for a claim nobody pursues.

    >>> from datetime import UTC
    >>> then = datetime(2026, 1, 1, tzinfo=UTC)
    >>> next_check(Proof.MISSING, claimed_at=then, is_verified=False, now=then + GIVES_UP)
    >>> next_check(Proof.FOUND, claimed_at=then, is_verified=True, now=then + GIVES_UP).day
    1
    """
    if not is_verified and now - claimed_at >= GIVES_UP:
        return None
    return now + (AGAIN if proof is Proof.UNANSWERED else EVERY)


def lapses_at(missing_since: datetime) -> datetime:
    """Return when a domain stops to be verified, if its record does not come back."""
    return missing_since + GRACE
