"""Giving people the seats of their groups: to each by a command of their own.

So one who is refused keeps nobody else from a seat, and what the policy has for a full pool is done
for each (`quantity.when_full`). A request gives seats to as many as it may wait for; the worker
gives the rest, and what a crash left.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet

from curule.core.directories import SeatState, rights_of
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused
from curule.data.models import DirectoryGroup, DirectoryMember, DirectoryPerson
from curule.selectors.clocks import now_for
from curule.services._command import Command, run
from curule.services.directory import _seats
from curule.services.seating.seating import Given
from curule.services.seats._giving import Bought
from curule.services.seats.seats import run_buying

_log: Final = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""People whom a directory waits for while they get seats; more of them are the worker's."""


def give_waiting(
    *, account_id: UUID, group_id: UUID | None = None, limit: int = AT_ONCE, now: datetime
) -> int:
    """Give seats to those of an account's mapped groups who have none yet; returns how many.

    Whoever else does the same at the same time does nothing twice.
    """
    waiting = _waiting().filter(account_id=account_id)
    if group_id is not None:
        waiting = waiting.filter(group_id=group_id)
    found = list(waiting.order_by("id")[:limit])
    for member in found:
        _try_to_give(member, now)
    return len(found)


def run_waiting(*, now: datetime) -> int:
    """Give all seats that groups are still to give, at each account's time; for the worker."""
    done = 0
    for account_id in sorted(set(_waiting().values_list("account_id", flat=True))):
        at = now_for(account_id, now)
        for member in _each_once(_waiting().filter(account_id=account_id)):
            _try_to_give(member, at)
            done += 1
    return done


def _each_once(waiting: QuerySet[DirectoryMember]) -> Iterator[DirectoryMember]:
    """Yield who waits, each once: whom a fault keeps waiting comes again in the next round."""
    rest = waiting
    while batch := list(rest.order_by("id")[:AT_ONCE]):
        yield from batch
        rest = waiting.filter(id__gt=batch[-1].id)


def _try_to_give(member: DirectoryMember, now: datetime) -> None:
    """Give one seat; a fault with one person keeps no other from theirs."""
    try:
        _give_one(member, now)
    except (OperationalError, InterfaceError):  # the database is away: for everybody
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one, the next may be sound
        _log.exception("a seat of a directory could not be given", extra={"row": str(member.id)})


def _waiting() -> QuerySet[DirectoryMember]:
    """Return the seats to give: of active people, by groups that give any."""
    return DirectoryMember.objects.filter(
        state=SeatState.PENDING.value,
        person_id__in=DirectoryPerson.objects.filter(active=True).values("id"),
        group_id__in=DirectoryGroup.objects.filter(subscription_id__isnull=False).values("id"),
    )


def _give_one(member: DirectoryMember, now: datetime) -> None:
    """Give one seat, or write down why not."""

    def body(command: Command, bought: Bought | None) -> tuple[Given, ...]:
        found = _locked(command, member)
        if found is None:
            return ()
        return (_seats.give(command, *found, bought),)

    try:
        run_buying(
            account_id=member.account_id,
            actor=_actor_of(member),
            now=now,
            name="directory.give_seat",
            body=body,
            key=None,
            request={},
        )
    except Refused as refused:
        _keep_refusal(member, refused.refusal.code, now)


def _keep_refusal(member: DirectoryMember, code: RefusalCode, now: datetime) -> None:
    def body(command: Command) -> bool:
        found = _locked(command, member)
        if found is None:
            return False
        row, person, _group = found
        _seats.settle_refused(command, row, person, code)
        return True

    run(
        account_id=member.account_id,
        actor=_actor_of(member),
        now=now,
        name="directory.refuse_seat",
        result=bool,
        body=body,
    )


def _locked(
    command: Command, member: DirectoryMember
) -> tuple[DirectoryMember, DirectoryPerson, DirectoryGroup] | None:
    """Return who is to get which seat; None if that is done, or they left meanwhile."""
    row = (
        DirectoryMember.objects.select_for_update()
        .filter(account_id=command.account_id, id=member.id, state=SeatState.PENDING.value)
        .first()
    )
    if row is None:
        return None
    person = DirectoryPerson.objects.get(account_id=command.account_id, id=row.person_id)
    group = DirectoryGroup.objects.get(account_id=command.account_id, id=row.group_id)
    if not person.active or group.subscription_id is None:
        return None
    return row, person, group


def _actor_of(member: DirectoryMember) -> Actor:
    return Actor.directory(
        name=member.added_by,
        account_id=str(member.account_id),
        rights=rights_of(by_owner=False),
    )
