"""When a seat counts as unused (people.inactive_after_days)."""

from __future__ import annotations

from datetime import datetime

from curule.core.lifecycle import days_later
from curule.core.policy import PeoplePolicy, Reclaim


def idle_from(
    policy: PeoplePolicy, *, given_at: datetime, last_active_at: datetime | None, zone: str
) -> datetime:
    """Return when a person counts as inactive unless they use the seat before.

    The days are those of the calendar, from the last use, or from the day the seat was given to
    somebody who never used it: the use of an earlier seat does not count against a new one.
    """
    since = given_at if last_active_at is None else max(given_at, last_active_at)
    return days_later(since, policy.inactive_after_days, zone)


def is_reclaim_suggested(policy: PeoplePolicy) -> bool:
    """Return whether anything is done about an inactive person's seat (people.reclaim)."""
    return policy.reclaim is Reclaim.SUGGEST
