"""Test clocks: time that a vendor, or a scenario, moves by hand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import TestClock
from curule.services._sweeping import DueReport
from curule.services.due import run_due


def create(*, actor: Actor, name: str, now: datetime) -> UUID:
    """Create a clock that stands at `now`."""
    _require(actor)
    return TestClock.objects.create(name=name, now=now).id


def advance(
    *, actor: Actor, clock_id: UUID, to: datetime, attempt_payments: bool = True
) -> DueReport:
    """Move a clock forward; everything due on its accounts happens on the way, in order of time.

    Refuses `clock_backwards`.
    """
    _require(actor)
    clock = TestClock.objects.get(id=clock_id)
    if to < clock.now:
        raise Refused(refuse(RefusalCode.CLOCK_BACKWARDS))
    report = run_due(now=to, clock_id=clock_id, attempt_payments=attempt_payments)
    TestClock.objects.filter(id=clock_id, now__lte=to).update(now=to)
    return report


def _require(actor: Actor) -> None:
    refused = may(actor, Action.MANAGE_CLOCKS)
    if refused:
        raise Refused(refused)
