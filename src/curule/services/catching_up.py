"""Do what is due on an account before a command decides there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Account
from curule.services._calendar import CALENDAR
from curule.services._command import Command, Done, run
from curule.services._lateness import Behind
from curule.services._parking import is_parked
from curule.services._sources import Scope
from curule.services._sweeping import DueReport, sweep

T = TypeVar("T")


def catch_up(*, account_id: UUID, now: datetime) -> DueReport:
    """Carry an account's subscriptions over what was due by now; no saved method is charged."""
    clock_id = Account.objects.values_list("clock_id", flat=True).get(id=account_id)
    return sweep(CALENDAR, Scope(clock_id=clock_id, account_ids=frozenset({account_id})), now)


def run_up_to_date(
    *,
    account_id: UUID,
    actor: Actor,
    now: datetime,
    name: str,
    result: type[T],
    body: Callable[[Command], T],
    key: str | None = None,
    request: Mapping[str, object] | None = None,
) -> Done[T]:
    """Run a command as `run` does; where it comes before the worker, what is due is done first."""

    def attempt() -> Done[T]:
        return run(
            account_id=account_id,
            actor=actor,
            now=now,
            name=name,
            result=result,
            body=body,
            key=key,
            request=request,
        )

    try:
        return attempt()
    except Behind:
        catch_up(account_id=account_id, now=now)
    try:
        return attempt()
    except Behind:
        if is_parked(account_id):  # what is due is not done before its release
            raise Refused(refuse(RefusalCode.ACCOUNT_PARKED)) from None
        raise
