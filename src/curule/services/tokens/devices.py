"""The devices on which a seat is used offline: as many as the installation allows to each seat."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Assignment, Device, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.services._command import Command, Done, run
from curule.services.seating import claims


def take_place(
    command: Command,
    assignment: Assignment,
    *,
    digest: bytes,
    name: str,
    limit: int,
    until: datetime,
    now: datetime,
) -> UUID:
    """Return the device of a held seat, added if it is new; its tokens live until `until`.

    Where all places are taken, the one goes whose last token ended longest ago. Whoever calls holds
    the assignment's lock: so nobody else takes the last place. Refuses `device_limit`.
    """
    there = list(
        Device.objects.filter(
            account_id=command.account_id, assignment_id=assignment.id, released_at=None
        )
    )
    known = next((row for row in there if bytes(row.digest) == digest), None)
    if known is not None:
        Device.objects.filter(account_id=command.account_id, id=known.id).update(
            token_until=max(known.token_until, until), name=name or known.name
        )
        return known.id
    if len(there) >= limit and (idle := _idle(there, now)) is not None:
        _let_go(command, assignment, idle, now)
        there.remove(idle)
    if len(there) >= limit:
        named = tuple(row.name for row in there if row.name)
        raise Refused(refuse(RefusalCode.DEVICE_LIMIT, limit=limit, devices=named or None))
    taken = {row.place for row in there}
    made = Device.objects.create(
        account_id=command.account_id,
        assignment_id=assignment.id,
        digest=digest,
        name=name,
        place=next(place for place in range(1, limit + 1) if place not in taken),
        added_at=now,
        token_until=until,
    )
    _record(command, EventType.DEVICE_ADDED, assignment, name)
    return made.id


def release(
    *, actor: Actor, account_id: UUID, device_id: UUID, now: datetime, real_now: datetime
) -> Done[None]:
    """Free a device's place; its tokens are void for everybody who asks which ones are.

    `real_now` is the real time, which rules tokens on test clocks too. Twice is once. Refuses
    `not_found` and `role_not_allowed`.
    """

    def body(command: Command) -> None:
        row = (
            Device.objects.select_for_update(no_key=True)
            .filter(account_id=account_id, id=device_id)
            .first()
        )
        if row is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="device"))
        assignment = Assignment.objects.get(account_id=account_id, id=row.assignment_id)
        _require(command, assignment)
        if row.released_at is not None:
            return
        _let_go(command, assignment, row, real_now)

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="devices.release",
        result=type(None),
        body=body,
    )


def _idle(there: list[Device], now: datetime) -> Device | None:
    """Return the device whose last token ended longest ago, if one's has."""
    over = [row for row in there if row.token_until <= now]
    return min(over, key=lambda row: row.token_until, default=None)


def _let_go(command: Command, assignment: Assignment, row: Device, now: datetime) -> None:
    Device.objects.filter(account_id=command.account_id, id=row.id).update(
        released_at=now, released_by=command.actor.name
    )
    _record(command, EventType.DEVICE_RELEASED, assignment, row.name)


def _require(command: Command, assignment: Assignment) -> None:
    subscription = Subscription.objects.get(
        account_id=command.account_id, id=assignment.subscription_id
    )
    terms = get_plan_terms(subscription.plan_version_id)
    claims.require_assign(command, terms, own_address=assignment.email)


def _record(command: Command, event: EventType, assignment: Assignment, name: str) -> None:
    command.record(
        event,
        subject_id=assignment.seat_id,
        subscription_id=assignment.subscription_id,
        email=assignment.email,
        device=name,
    )
