"""What an unpaid invoice does to a subscription in time: grace with access, without, the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from itertools import accumulate, takewhile

from curule.core.localtime import local, resolve_local
from curule.core.policy import GraceStep


@unique
class Status(StrEnum):
    """The stored status of a subscription."""

    INCOMPLETE = "incomplete"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    SUSPENDED = "suspended"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class GraceAt:
    """The status an unpaid invoice leaves a subscription in, and when that changes next.

    `access_ends_at` is when access ends, or ended, if the invoice stays unpaid; None where nothing
    is past due.
    """

    status: Status
    next_at: datetime | None
    access_ends_at: datetime | None = None

    @property
    def access(self) -> bool:
        """Whether its seats can be used."""
        return self.status in {Status.ACTIVE, Status.PAST_DUE}


def days_later(instant: datetime, days: int, zone: str) -> datetime:
    """Return the same local time `days` calendar days later."""
    here = local(instant, zone)
    return resolve_local(here.date() + timedelta(days=days), here.time().replace(fold=0), zone)


def grace_at(due_at: datetime, steps: Sequence[GraceStep], now: datetime, zone: str) -> GraceAt:
    """Return what an invoice unpaid since `due_at` means at `now` (unpaid.grace).

    The steps follow each other from the due date; after the last one the subscription has ended.
    """
    if now < due_at:
        return GraceAt(Status.ACTIVE, due_at)
    access_ends_at = last_access_ends(due_at, steps, zone)
    for step, ends_at in zip(steps, _step_ends(due_at, steps, zone), strict=True):
        if now < ends_at:
            status = Status.PAST_DUE if step.access else Status.SUSPENDED
            return GraceAt(status, ends_at, access_ends_at)
    return GraceAt(Status.ENDED, None, access_ends_at)


def last_access_ends(due_at: datetime, steps: Sequence[GraceStep], zone: str) -> datetime:
    """Return when access ends for an invoice that stays unpaid: with the last step that has it."""
    with_access = tuple(takewhile(lambda step: step.access, steps))
    return grace_ends(due_at, with_access, zone)


def grace_ends(due_at: datetime, steps: Sequence[GraceStep], zone: str) -> datetime:
    """Return when the subscription ends for an invoice that stays unpaid."""
    return days_later(due_at, sum(step.days for step in steps), zone)


def _step_ends(due_at: datetime, steps: Sequence[GraceStep], zone: str) -> Iterator[datetime]:
    for days in accumulate(step.days for step in steps):
        yield days_later(due_at, days, zone)
