"""What an unpaid invoice does to a subscription as time passes: grace with access, without, the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

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
    """The status an unpaid invoice leaves a subscription in, and when that changes next."""

    status: Status
    next_at: datetime | None

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
    ends_at = due_at
    for step in steps:
        ends_at = days_later(ends_at, step.days, zone)
        if now < ends_at:
            return GraceAt(Status.PAST_DUE if step.access else Status.SUSPENDED, ends_at)
    return GraceAt(Status.ENDED, None)


def last_access_ends(due_at: datetime, steps: Sequence[GraceStep], zone: str) -> datetime:
    """Return when access ends for an invoice that stays unpaid: the end of the last step with access."""
    ends_at = due_at
    for step in steps:
        if not step.access:
            break
        ends_at = days_later(ends_at, step.days, zone)
    return ends_at


def grace_ends(due_at: datetime, steps: Sequence[GraceStep], zone: str) -> datetime:
    """Return when the subscription ends for an invoice that stays unpaid."""
    return days_later(due_at, sum(step.days for step in steps), zone)
