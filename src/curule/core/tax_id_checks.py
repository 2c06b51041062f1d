"""What the office that keeps tax numbers says of one, and when it is asked again.

An office can be down for days, and nobody waits for it: a number stands as `format_checked` until
it has answered, and stays as it stood when it does not answer (F7).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Final

from curule.core.tax_areas import tax_area
from curule.core.tax_ids import union_country_of


@unique
class OfficeAnswer(StrEnum):
    """What an office said of a number: that it knows it, or that it does not."""

    VALID = "valid"
    INVALID = "invalid"


@unique
class CheckState(StrEnum):
    """How a question to an office stands; `replaced` where another number was given meanwhile."""

    WAITING = "waiting"
    VALID = "valid"
    INVALID = "invalid"
    UNANSWERED = "unanswered"
    REPLACED = "replaced"


GIVEN_UP_AFTER: Final = timedelta(days=3)
"""So long a question is put again while no answer comes."""

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)


def is_of_an_office(number: str, country: str) -> bool:
    """Return whether a number is one of the member state of its country, which answers for it.

    >>> is_of_an_office("DE136695976", "DE"), is_of_an_office("XI980780684", "GB")
    (True, False)
    """
    return union_country_of(number) == tax_area(country)


def last_word(states: Iterable[CheckState]) -> OfficeAnswer | None:
    """Return what an office last said of a number, from all questions about it in their order.

    >>> last_word([CheckState.VALID, CheckState.UNANSWERED])
    <OfficeAnswer.VALID: 'valid'>
    """
    said: OfficeAnswer | None = None
    for state in states:
        if state is CheckState.VALID:
            said = OfficeAnswer.VALID
        elif state is CheckState.INVALID:
            said = OfficeAnswer.INVALID
    return said


def next_try(*, asked_at: datetime, now: datetime, tries: int) -> datetime | None:
    """Return when a question is put again after `tries` without an answer; None to give it up.

    Each pause is twice the one before, up to six hours.
    """
    if now >= asked_at + GIVEN_UP_AFTER:
        return None
    pause = FIRST_PAUSE * (1 << min(tries - 1, 16))  # far beyond the longest pause
    return now + min(pause, LONGEST_PAUSE)
