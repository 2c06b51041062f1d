"""The one allocator: every way of taking a seat is `claim`, every way of freeing one is `release`.

The free seat's row is the lock of a claim (TH13). One statement holds the subscription, picks the
free seat that lasts longest, and puts somebody on it; a claim at the same moment skips that row and
picks the next. Only when nothing could be picked is the statement run once more without skipping,
so that it waits for the claims in flight before it says that no seat is free.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from curule.core.events import EventType
from curule.core.localtime import local_date
from curule.core.permissions import Action
from curule.core.policy import Duplicate, IncreaseCharge
from curule.core.refusals import Refusal, RefusalCode, Refused, WayOut, refuse
from curule.core.seats import Hold
from curule.data.models import Assignment, Batch, Person, Seat, Subscription
from curule.data.statements import fetch
from curule.selectors.catalog import (
    PlanTerms,
    SoldSeatType,
    get_plan_terms,
    get_seat_type_name,
)
from curule.selectors.standings import oldest_unpaid_due
from curule.services._acts import Command
from curule.services.seating import lapses, pools
from curule.services.seating._claim_ends import Facts, facts_of, refuse_over
from curule.services.seating._holding import HOLDS_SEAT, holds_seat
from curule.services.seating._reassigning import condition_of, refuse_rule
from curule.services.seating.claim_statement import Attempt, Holder, Place, attempt, mark, undo
from curule.services.seating.lapses import write_lapses
from curule.services.seating.releases import EndReason, release

__all__ = [
    "HOLDS_SEAT",
    "Claimed",
    "EndReason",
    "activate",
    "claim",
    "facts_of",
    "hold_subscription",
    "holds_seat",
    "let_go",
    "refuse_over",
    "release",
    "require_assign",
    "reserve",
    "seat_type_of",
    "write_lapses",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A seat that was taken. `ends_at` is its end, if it has one: whoever gives it away is told."""

    assignment_id: UUID
    seat_id: UUID
    pool_id: UUID
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """What a claim looks for: the pools in the order in which they are tried, and the rules."""

    subscription: Subscription
    terms: PlanTerms
    sold: SoldSeatType
    holder: Holder
    pools: tuple[UUID, ...]
    seat_id: UUID | None
    serve: lapses.Serve | None


def claim(
    command: Command,
    *,
    subscription: Subscription,
    seat_type_id: UUID,
    email: str,
    person_id: UUID | None = None,
    invitation_id: UUID | None = None,
    pool_id: UUID | None = None,
    seat_id: UUID | None = None,
    unless_unpaid: bool = False,
    lapses_at: datetime | None = None,
    serve: lapses.Serve | None = None,
) -> Claimed | None:
    """Put a person on a free seat, or keep one for an invitation; the only way to take a seat.

    Without a `pool_id` or a `seat_id` the free seat that lasts longest is taken. None if the holder
    has a seat of this pool already and the policy ignores that. One with `lapses_at` is lent until
    then; who claims the seat that they borrow keeps it. `unless_unpaid` is for doors that
    `unpaid.blocks` may close. What is found to have lapsed goes to those who wait where `serve`
    says how, before anybody else gets it. A refusal must roll the transaction back: it may be found
    out only after the seat was taken.

    Refuses `no_free_seat`, `already_assigned`, `base_seat_required`, `subscription_incomplete`,
    `subscription_ended`, `outstanding_invoices`, `reassign_too_soon`, `reassign_limit`; of a given
    seat also `seat_occupied`, `seat_not_in_force` and `not_found`.
    """
    terms = get_plan_terms(subscription.plan_version_id)
    sold = next(sold for sold in terms.seat_types if sold.id == seat_type_id)
    holder = Holder(
        email=email, person_id=person_id, invitation_id=invitation_id, lapses_at=lapses_at
    )
    found = _pools_of(command, subscription, terms, seat_id) if pool_id is None else (pool_id,)
    search = _Search(
        subscription=subscription,
        terms=terms,
        sold=sold,
        holder=holder,
        pools=found,
        seat_id=seat_id,
        serve=serve,
    )
    _require_base(command, subscription, terms, sold, holder)
    taken = _take(command, search)
    refuse_over(command, subscription, terms, _facts(search, taken), unless_unpaid=unless_unpaid)
    if taken.assignment_id is not None and taken.seat_id is not None:
        return Claimed(
            assignment_id=taken.assignment_id,
            seat_id=taken.seat_id,
            pool_id=_pool_of(command, taken.seat_id, found),
            ends_at=taken.ends_at,
        )
    if lapses_at is None and (kept := _let_keep(command, search)) is not None:
        return kept if holder.hold is Hold.ACTIVE else None
    if taken.seat_id is not None or holds_seat(command, search.sold.id, email, search.pools):
        _refuse_duplicate(terms, email)
        return None
    raise Refused(_why_none(command, search))


def _let_keep(command: Command, search: _Search) -> Claimed | None:
    """Let somebody keep the seat that they borrow; None if they borrow none."""
    row = (
        Assignment.objects.select_for_update(no_key=True)
        .filter(
            account_id=command.account_id,
            subscription_id=search.subscription.id,
            seat_type_id=search.sold.id,
            email=search.holder.email,
            ended_at=None,
            lapses_at__gt=command.now,
        )
        .first()
    )
    if row is None:
        return None
    Assignment.objects.filter(account_id=command.account_id, id=row.id).update(lapses_at=None)
    _tell_assigned(command, row, search.sold.terms.name)
    return _as_claimed(command, row)


def activate(
    command: Command, *, subscription: Subscription, invitation_id: UUID, person_id: UUID
) -> Claimed | None:
    """Give a person the seat that their invitation keeps; None if it keeps none any more.

    Refuses `subscription_incomplete`, `subscription_ended` and `base_seat_required`.
    """
    terms = get_plan_terms(subscription.plan_version_id)
    unpaid_since = oldest_unpaid_due(command.account_id, subscription.id, command.now)
    refuse_over(command, subscription, terms, facts_of(subscription, unpaid_since=unpaid_since))
    lapses.close_ended_seats(command, subscription.id)
    kept = (
        Assignment.objects.select_for_update(no_key=True)
        .filter(account_id=command.account_id, invitation_id=invitation_id, ended_at=None)
        .first()
    )
    if kept is None:
        return None
    holder = Holder(email=kept.email, person_id=person_id, invitation_id=None)
    sold = next(sold for sold in terms.seat_types if sold.id == kept.seat_type_id)
    _require_base(command, subscription, terms, sold, holder)
    kept.state, kept.person_id, kept.activated_at = Hold.ACTIVE, person_id, command.now
    kept.save(update_fields=["state", "person_id", "activated_at"])
    _tell_assigned(command, kept, sold.terms.name)
    return _as_claimed(command, kept)


def _tell_assigned(command: Command, row: Assignment, seat_type: str) -> None:
    command.record(
        EventType.SEAT_ASSIGNED,
        subject_id=row.seat_id,
        subscription_id=row.subscription_id,
        assignment=row.id,
        email=row.email,
        pool=row.pool_id,
        seat_type=seat_type,
    )


def _as_claimed(command: Command, row: Assignment) -> Claimed:
    ends_at = Seat.objects.values_list("ends_at", flat=True).get(
        account_id=command.account_id, id=row.seat_id
    )
    return Claimed(assignment_id=row.id, seat_id=row.seat_id, pool_id=row.pool_id, ends_at=ends_at)


def _pools_of(
    command: Command, subscription: Subscription, terms: PlanTerms, seat_id: UUID | None
) -> tuple[UUID, ...]:
    """Return what capacity is counted in: the subscription, or its batches, the longest first."""
    if seat_id is not None:
        found = Seat.objects.filter(
            account_id=command.account_id, subscription_id=subscription.id, id=seat_id
        ).values_list("pool_id", flat=True)
        return tuple(found)
    if terms.policy.increase.charge is not IncreaseCharge.OWN_TERM:
        return (subscription.id,)
    return tuple(
        Batch.objects.filter(
            account_id=command.account_id,
            subscription_id=subscription.id,
            starts_at__lte=command.now,
            ends_at__gt=command.now,
        )
        .order_by("-ends_at", "id")
        .values_list("id", flat=True)
    )


def _pool_of(command: Command, seat_id: UUID, candidates: tuple[UUID, ...]) -> UUID:
    if len(candidates) == 1:
        return candidates[0]
    return Seat.objects.values_list("pool_id", flat=True).get(
        account_id=command.account_id, id=seat_id
    )


_NOTHING: Final = Attempt(
    lapsed=False,
    unpaid_since=None,
    owes=False,
    status=None,
    auto_renew=True,
    term_ends_at=None,
    seat_id=None,
    ends_at=None,
    assignment_id=None,
)


def _take(command: Command, search: _Search) -> Attempt:
    """Try each pool past the rows that others lock, then once more waiting for them."""
    taken = _first_taken(command, search, wait=False)
    if taken.lapsed:
        write_lapses(command, search.subscription.id, serve=search.serve)
        _require_base(command, search.subscription, search.terms, search.sold, search.holder)
        taken = _first_taken(command, search, wait=False)
    if taken.seat_id is not None or taken.status is None:
        return taken
    if search.sold.terms.unlimited and search.seat_id is None:
        undo()
        _make_seat(command, search)
        return _first_taken(command, search, wait=False)
    if _is_in_flight(command, search):
        taken = _first_taken(command, search, wait=True)
    if taken.seat_id is None:
        undo()
    return taken


def _is_in_flight(command: Command, search: _Search) -> bool:
    """Tell whether a seat is free but locked: who locks it may still let it go."""
    return bool(
        fetch(
            _LOOKS_FREE,
            {
                "account": command.account_id,
                "pools": list(search.pools),
                "seat_type": search.sold.id,
                "now": command.now,
            },
        )
    )


_LOOKS_FREE: Final = """
SELECT id FROM curule_seat
WHERE account_id = %(account)s AND pool_id = ANY (%(pools)s) AND seat_type_id = %(seat_type)s
AND assignment_id IS NULL AND starts_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)
LIMIT 1
"""


def _first_taken(command: Command, search: _Search, *, wait: bool) -> Attempt:
    taken = _NOTHING
    duplicate: Attempt | None = None
    again = wait
    for pool_id in search.pools:
        place = _place(command, search, pool_id)
        taken = attempt(command, place, search.holder, wait=wait, again=again)
        again = True
        if taken.lapsed or taken.assignment_id is not None:
            return taken
        if taken.seat_id is not None:
            duplicate = taken
    return duplicate or taken


def _place(command: Command, search: _Search, pool_id: UUID) -> Place:
    rule = condition_of(search.terms.policy.assignment.reassign, search.subscription, command)
    conditions = [rule.sql] if rule.sql else []
    values = dict(rule.values)
    if search.seat_id is not None:
        conditions.append("seat.id = %(seat)s")
        values["seat"] = search.seat_id
    return Place(
        subscription_id=search.subscription.id,
        pool_id=pool_id,
        seat_type_id=search.sold.id,
        seat_type=search.sold.terms.name,
        condition=" AND ".join(conditions),
        values=values,
    )


def _make_seat(command: Command, search: _Search) -> None:
    """Make the row of a type that is not bought; a freed one is taken again before."""
    pools.insert_seats(
        command,
        subscription_id=search.subscription.id,
        seat_type_id=search.sold.id,
        count=1,
        starts_at=command.now,
        pool_id=search.pools[0],
    )


_LOCK_BASE: Final = """
SELECT state FROM curule_assignment
WHERE account_id = %s AND subscription_id = %s AND seat_type_id = %s AND email = %s
AND ended_at IS NULL
FOR SHARE
"""


def _require_base(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    sold: SoldSeatType,
    holder: Holder,
) -> None:
    """Refuse an add-on without its base seat; the lock keeps the base from being freed meanwhile.

    A base seat that is only kept for an invitation is enough to keep the add-on, not to use it.
    """
    base = sold.terms.base
    if base is None:
        return
    of: list[Any] = [command.account_id, subscription.id, terms.id_of(base), holder.email]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_BASE, of)
        states = {Hold(state) for (state,) in cursor.fetchall()}
    enough = {Hold.ACTIVE} if holder.hold is Hold.ACTIVE else {Hold.ACTIVE, Hold.HELD}
    if not states & enough:
        raise Refused(refuse(RefusalCode.BASE_SEAT_REQUIRED, base=base))


def _facts(search: _Search, taken: Attempt) -> Facts:
    subscription = search.subscription
    if taken.status is None:
        if search.pools:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="subscription"))
        return facts_of(subscription, unpaid_since=None)
    return Facts(
        status=taken.status,
        auto_renew=taken.auto_renew,
        term_ends_at=taken.term_ends_at,
        unpaid_since=taken.unpaid_since,
        owes=taken.owes,
    )


def _refuse_duplicate(terms: PlanTerms, email: str) -> None:
    if terms.policy.assignment.duplicate is Duplicate.REFUSE:
        raise Refused(refuse(RefusalCode.ALREADY_ASSIGNED, person=email))


def _why_none(command: Command, search: _Search) -> Refusal:
    if search.seat_id is not None:
        return _why_not_this_one(command, search, search.seat_id)
    rule = search.terms.policy.assignment.reassign
    kept_back = refuse_rule(rule, search.subscription, search.sold.id, command)
    return kept_back or refuse(RefusalCode.NO_FREE_SEAT, needed=1, free=0)


def _why_not_this_one(command: Command, search: _Search, seat_id: UUID) -> Refusal:
    subscription = search.subscription
    seat = Seat.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, id=seat_id
    ).first()
    # By name: one that ended before a change of plan was of the old plan's type.
    if seat is None or get_seat_type_name(seat.seat_type_id) != search.sold.terms.name:
        return refuse(RefusalCode.NOT_FOUND, name="seat")
    if seat.starts_at > command.now:
        starts_on = local_date(seat.starts_at, subscription.time_zone)
        return refuse(RefusalCode.SEAT_NOT_IN_FORCE, starts_on=starts_on)
    if seat.ends_at is not None and seat.ends_at <= command.now:
        ended_on = local_date(seat.ends_at, subscription.time_zone)
        ways_out = (WayOut.CHOOSE_OTHER, WayOut.RENEW)
        return refuse(RefusalCode.SEAT_NOT_IN_FORCE, options=ways_out, ended_on=ended_on)
    if seat.assignment_id is not None:
        holder = Assignment.objects.get(account_id=command.account_id, id=seat.assignment_id)
        return refuse(RefusalCode.SEAT_OCCUPIED, person=holder.email)
    rule = search.terms.policy.assignment.reassign
    kept_back = refuse_rule(rule, subscription, search.sold.id, command)
    return kept_back or refuse(RefusalCode.NO_FREE_SEAT, needed=1, free=0)


_LOCK_FREE: Final = """
SELECT id FROM curule_seat
WHERE account_id = %(account)s AND pool_id = %(pool)s AND seat_type_id = %(seat_type)s
AND assignment_id IS NULL AND starts_at <= %(now)s AND (ends_at IS NULL OR ends_at > %(now)s)
ORDER BY ends_at DESC NULLS FIRST
LIMIT %(count)s
FOR NO KEY UPDATE
"""


def reserve(command: Command, *, subscription: Subscription, seat_type_id: UUID, count: int) -> int:
    """Lock up to `count` free seats for the claims that follow, and return how many there are.

    All commands lock in the order of one index and wait for each other, so that two of them that
    need several seats cannot each hold what the other needs.
    """
    terms = get_plan_terms(subscription.plan_version_id)
    found = 0
    mark()
    with connection.cursor() as cursor:
        for pool_id in _pools_of(command, subscription, terms, None):
            parameters: dict[str, Any] = {
                "account": command.account_id,
                "pool": pool_id,
                "seat_type": seat_type_id,
                "now": command.now,
                "count": count - found,
            }
            cursor.execute(_LOCK_FREE, parameters)
            found += len(cursor.fetchall())
            if found == count:
                break
    return found


def require_assign(command: Command, terms: PlanTerms, *, own_address: str | None = None) -> None:
    """Refuse who may not give seats (`role_not_allowed`); what is one's own anybody may leave."""
    if own_address is not None and command.person_id is not None:
        own = Person.objects.filter(
            id=command.person_id, email=own_address, verified_at__isnull=False
        )
        if own.exists():
            return
    command.require(Action.ASSIGN, terms.policy)


def seat_type_of(terms: PlanTerms, name: str | None) -> SoldSeatType:
    """Return the type of that name, by default the first one. Refuses `seat_type_missing`."""
    sold = terms.seat_types[0] if name is None else terms.seat_type(name)
    if sold is None:
        known = tuple(each.terms.name for each in terms.seat_types)
        raise Refused(refuse(RefusalCode.SEAT_TYPE_MISSING, seat_type=name, known=known))
    return sold


def let_go() -> None:
    """Unlock what `reserve` locked last, of a command that is going to be refused."""
    undo()


def hold_subscription(command: Command, subscription_id: UUID) -> Subscription:
    """Return a subscription, held against changes of quantity, term and status meanwhile.

    Refuses `not_found`.
    """
    found = list(
        Subscription.objects.raw(
            "SELECT * FROM curule_subscription WHERE account_id = %s AND id = %s FOR KEY SHARE",
            [command.account_id, subscription_id],
        )
    )
    if not found:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="subscription"))
    return found[0]
