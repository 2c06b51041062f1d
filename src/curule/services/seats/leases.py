"""Leases: free seats that people borrow, keep while they use them, and give back.

A lease is claimed as any other seat, so there are never more than were bought. Who assigns the seat
for good lets its holder keep it; who unassigns it takes it at once, whatever holds it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from curule.core.leases import end_after
from curule.core.permissions import Actor
from curule.core.policy import IncreaseCharge
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Assignment, Member, Person, Seat, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.selectors.standings import oldest_unpaid_due
from curule.services import _input
from curule.services._command import Command, Done, run
from curule.services.seating import claims, lapses, waitlist
from curule.services.seating.people import find_verified
from curule.services.seating.releases import EndReason
from curule.services.seating.seating import Pool
from curule.services.seats.seats import open_pool


def check_out(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    email: str,
    seat_type: str | None = None,
    lasts: timedelta,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Lend a free seat to a member for a while; return the assignment that the lease is.

    Who borrows one of this type already gets the same, for at least as long. Refuses
    `lease_not_offered` where seats have terms of their own, `role_not_allowed`,
    `user_not_registered` for who is no member, `already_assigned` for who has a seat that is not
    lent, `field_invalid` for a time that is too short or too long, and what `claims.claim` does,
    `no_free_seat` above all.
    """
    address = _input.address(email)

    def body(command: Command) -> UUID:
        until = _until(command, lasts)
        pool = open_pool(command, subscription_id, seat_type)
        if pool.terms.policy.increase.charge is IncreaseCharge.OWN_TERM:
            raise Refused(refuse(RefusalCode.LEASE_NOT_OFFERED))
        person = _member(command, address)
        claims.hold_subscription(command, subscription_id)
        lapses.write_lapses(command, subscription_id, serve=waitlist.serve)
        held = _held(command, pool, person)
        if held is not None:
            return _again(command, held, lasts)
        claimed = claims.claim(
            command,
            subscription=pool.subscription,
            seat_type_id=pool.sold.id,
            email=address,
            person_id=person.id,
            lapses_at=until,
            unless_unpaid=True,
            serve=waitlist.serve,
        )
        if claimed is None:  # of another pool of the same seats
            raise Refused(refuse(RefusalCode.ALREADY_ASSIGNED, person=address))
        return claimed.assignment_id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="leases.check_out",
        result=UUID,
        body=body,
        key=key,
        request={
            "subscription": subscription_id,
            "email": address,
            "seat_type": seat_type,
            "seconds": int(lasts.total_seconds()),
        },
    )


def keep(
    *,
    actor: Actor,
    account_id: UUID,
    lease_id: UUID,
    lasts: timedelta,
    now: datetime,
    key: str | None = None,
) -> Done[datetime]:
    """Say that a lent seat is in use: it is theirs for so long from now; return until when.

    One that has lapsed is over, also where nobody has taken the seat since. Refuses `lease_over`,
    `subscription_ended`, `role_not_allowed`, `not_found`, and `field_invalid` for a time that is
    too short or too long.
    """

    def body(command: Command) -> datetime:
        row = _open_lease(command, lease_id)
        _refuse_over(command, row)
        _again(command, row, lasts)
        Assignment.objects.filter(account_id=command.account_id, id=row.id).update(
            last_active_at=command.now
        )
        assert row.lapses_at is not None
        return row.lapses_at

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="leases.keep",
        result=datetime,
        body=body,
        key=key,
        request={"lease": lease_id, "seconds": int(lasts.total_seconds())},
    )


def give_back(
    *,
    actor: Actor,
    account_id: UUID,
    lease_id: UUID,
    is_forced: bool = False,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Give a lent seat back; who has to leave it (`is_forced`) is told by mail. Twice is once.

    Who waits for a seat is served by the worker. Refuses `role_not_allowed` and `not_found`.
    """

    def body(command: Command) -> bool:
        row = _lease(command, lease_id)
        if row.ended_at is not None:
            return False
        if row.lapses_at is not None and row.lapses_at <= command.now:
            lapses.end_leases(command, row.subscription_id)
            return False
        reason = EndReason.UNASSIGNED if is_forced else EndReason.LEASE_RETURNED
        return bool(claims.release(command, row, reason=reason))

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="leases.give_back",
        result=bool,
        body=body,
        key=key,
        request={"lease": lease_id, "forced": is_forced},
    )


def end_due(*, account_id: UUID, lease_id: UUID, now: datetime) -> None:
    """Take back what lapsed of the subscription of a lease; for the worker."""

    def body(command: Command) -> bool:
        row = Assignment.objects.get(account_id=command.account_id, id=lease_id)
        claims.hold_subscription(command, row.subscription_id)
        return bool(lapses.write_lapses(command, row.subscription_id, serve=waitlist.serve))

    run(
        account_id=account_id,
        actor=Actor.system("worker"),
        now=now,
        name="leases.end_due",
        result=bool,
        body=body,
    )


# --- steps ----------------------------------------------------------------------------------------


def _until(command: Command, lasts: timedelta, *, before: datetime | None = None) -> datetime:
    try:
        return end_after(command.now, lasts, before=before)
    except ValueError:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="seconds")) from None


def _member(command: Command, address: str) -> Person:
    person = find_verified(address)
    of_account = Member.objects.filter(account_id=command.account_id, left_at=None)
    if person is None or not of_account.filter(person_id=person.id).exists():
        raise Refused(refuse(RefusalCode.USER_NOT_REGISTERED, email=address))
    return person


def _held(command: Command, pool: Pool, person: Person) -> Assignment | None:
    """Return the seat of this type that somebody has already; only a lent one is borrowed again."""
    row = (
        Assignment.objects.select_for_update(no_key=True)
        .filter(
            account_id=command.account_id,
            subscription_id=pool.subscription.id,
            seat_type_id=pool.sold.id,
            person_id=person.id,
            ended_at=None,
        )
        .first()
    )
    if row is not None and row.lapses_at is None:
        raise Refused(refuse(RefusalCode.ALREADY_ASSIGNED, person=person.email))
    return row


def _again(command: Command, row: Assignment, lasts: timedelta) -> UUID:
    row.lapses_at = _until(command, lasts, before=row.lapses_at)
    row.save(update_fields=["lapses_at"])
    return row.id


def _lease(command: Command, lease_id: UUID) -> Assignment:
    """Return a lease, over or not, for who may give and take seats, or whose own it is.

    The subscription is held first, as by every claim: so none waits for another in a ring.
    """
    leases = Assignment.objects.filter(
        account_id=command.account_id, id=lease_id, lapses_at__isnull=False
    )
    found = leases.first()
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="lease"))
    subscription = claims.hold_subscription(command, found.subscription_id)
    terms = get_plan_terms(subscription.plan_version_id)
    claims.require_assign(command, terms, own_address=found.email)
    row = leases.select_for_update(no_key=True).first()
    if row is None:  # somebody was given the seat for good meanwhile
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="lease"))
    return row


def _refuse_over(command: Command, row: Assignment) -> None:
    """Refuse to keep a seat that is in force no more, by its own end or by its subscription's."""
    seat_ends_at = Seat.objects.values_list("ends_at", flat=True).get(
        account_id=command.account_id, id=row.seat_id
    )
    if seat_ends_at is not None and seat_ends_at <= command.now:
        raise Refused(refuse(RefusalCode.LEASE_OVER, ended_at=seat_ends_at))
    subscription = Subscription.objects.get(account_id=command.account_id, id=row.subscription_id)
    claims.refuse_over(
        command,
        subscription,
        get_plan_terms(subscription.plan_version_id),
        claims.facts_of(
            subscription,
            unpaid_since=oldest_unpaid_due(command.account_id, subscription.id, command.now),
        ),
    )


def _open_lease(command: Command, lease_id: UUID) -> Assignment:
    row = _lease(command, lease_id)
    assert row.lapses_at is not None
    if row.ended_at is not None or row.lapses_at <= command.now:
        over_at = min(row.ended_at or row.lapses_at, row.lapses_at)
        raise Refused(refuse(RefusalCode.LEASE_OVER, ended_at=over_at))
    return row
