"""Test clocks: time that a vendor or a scenario moves by hand, until it follows real time."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import TestClock
from curule.services._sweeping import DueReport
from curule.services.sweeps.due import run_due

_log: Final = logging.getLogger(__name__)


def create(*, actor: Actor, name: str, now: datetime) -> UUID:
    """Create a clock that stands at `now`. Refuses `already_exists`."""
    _require(actor)
    try:
        with transaction.atomic():
            return TestClock.objects.create(name=name, now=now).id
    except IntegrityError:
        raise Refused(refuse(RefusalCode.ALREADY_EXISTS)) from None


def advance(
    *, actor: Actor, clock_id: UUID, to: datetime, attempt_payments: bool = True
) -> DueReport:
    """Move a clock forward; everything due on its accounts happens on the way, in order of time.

    It goes from one due thing to the next: if one fails, that is raised, the clock stands at its
    time, and what came before it stays done. Refuses `not_found` and `clock_backwards`.
    """
    _require(actor)
    clock = TestClock.objects.filter(id=clock_id).first()
    if clock is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="clock"))
    if to < clock.now:
        raise Refused(refuse(RefusalCode.CLOCK_BACKWARDS))
    return _move(clock_id, to, attempt_payments=attempt_payments)


def follow_real_time(*, actor: Actor, clock_id: UUID, now: datetime) -> DueReport:
    """Let a clock go with real time from `now` on, after what is due until then has happened.

    Refuses `not_found`, and `clock_backwards` for a clock that is ahead of it.
    """
    report = advance(actor=actor, clock_id=clock_id, to=now)
    TestClock.objects.filter(id=clock_id, follows_from=None).update(follows_from=now)
    return report


def keep_following(*, now: datetime) -> int:
    """Bring the clocks that follow real time up to it; return how many there are.

    One that cannot go on is logged and tried again next time, and holds up no other.
    """
    following = TestClock.objects.exclude(follows_from=None).filter(now__lt=now)
    clock_ids = list(following.values_list("id", flat=True))
    for clock_id in clock_ids:
        try:
            _move(clock_id, now, attempt_payments=True)
        except Exception:  # noqa: BLE001 - one clock's mistake is not the others'
            _log.exception("a clock could not follow", extra={"clock": str(clock_id)})
    return len(clock_ids)


def _move(clock_id: UUID, to: datetime, *, attempt_payments: bool) -> DueReport:
    report = run_due(now=to, clock_id=clock_id, attempt_payments=attempt_payments)
    TestClock.objects.filter(id=clock_id, now__lte=to).update(now=to)
    return report


def _require(actor: Actor) -> None:
    refused = may(actor, Action.MANAGE_CLOCKS)
    if refused:
        raise Refused(refused)
