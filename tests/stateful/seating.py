"""Who sits where: the rules of giving a seat and taking it back, on a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from curule.core.policy import (
    AssignmentMode,
    Blocked,
    Duplicate,
    Identity,
    ReassignRule,
    WhenFullRule,
)
from tests.stateful.calendar import days_after
from tests.stateful.state import Account, Invitation, Seat, Sub, Unclear, Unlawful, Wait


def require_running(account: Account) -> None:
    if account.sub.status == "incomplete":
        raise Unlawful("subscription_incomplete")
    if account.sub.status == "ended":
        raise Unlawful("subscription_ended")


def require_paid(account: Account) -> None:
    if account.owes(account.now) and Blocked.ASSIGN in account.policy.unpaid.blocks:
        raise Unlawful("outstanding_invoices")


# --- taking --------------------------------------------------------------------------------------


def may_take(account: Account, seat: Seat, email: str) -> bool:
    """Whether the rule of reassignment lets this person have this seat."""
    rule, history = account.policy.assignment.reassign, seat.history
    match rule.kind:
        case ReassignRule.UNLIMITED:
            return True
        case ReassignRule.COOLDOWN_HOURS:
            rest = timedelta(hours=rule.number or 0)
            rested = history.freed_at is None or history.freed_at + rest <= account.now
            return rested or history.last_holder == email
        case ReassignRule.PER_TERM:
            assert account.sub.term is not None
            holders = [*history.past, (email, account.now)]
            changes = [
                since
                for (before, _), (after, since) in pairwise(holders)
                if before != after and since >= account.sub.term[0]
            ]
            return len(changes) <= (rule.number or 0)


def find_seat(account: Account, kind: str, email: str, *, seat_id: UUID | None = None) -> Seat:
    """The free seat that lasts longest, of the pool that does; or refuse."""
    sub, now = account.sub, account.now
    _require_all(lambda: require_running(account), lambda: _require_base(account, kind, email))
    if seat_id is not None:
        return _certain_seat(account, kind, email, seat_id)
    if sub.plan.kind(kind).unlimited:
        return _unlimited_seat(account, kind, email)
    seats = sub.of(kind, now)
    pools = {seat.pool for seat in seats}
    open_to = [pool for pool in pools if not any(s.email == email for s in _in(seats, pool))]
    if pools and not open_to:
        raise Unlawful("already_assigned")
    free = [s for s in seats if s.email is None and s.pool in open_to]
    eligible = [seat for seat in free if may_take(account, seat, email)]
    if eligible:
        return max(eligible, key=_lasts)
    if len(open_to) < len(pools):
        raise Unlawful("already_assigned")
    if free:
        raise Unlawful("reassign_too_soon", "reassign_limit")
    raise Unlawful("no_free_seat")


def _require_all(*checks: Callable[[], None]) -> None:
    """Refuse for everything that speaks against it at once."""
    codes: set[str] = set()
    for check in checks:
        try:
            check()
        except Unlawful as unlawful:
            codes |= unlawful.codes
    if codes:
        raise Unlawful(*codes)


def _in(seats: Iterable[Seat], pool: int) -> list[Seat]:
    return [seat for seat in seats if seat.pool == pool]


def _lasts(seat: Seat) -> tuple[bool, float]:
    end = seat.ends_at
    return end is None, 0.0 if end is None else end.timestamp()


def _unlimited_seat(account: Account, kind: str, email: str) -> Seat:
    seats = account.sub.of(kind, account.now)
    if any(seat.email == email for seat in seats):
        raise Unlawful("already_assigned")
    free = [s for s in seats if s.email is None and may_take(account, s, email)]
    if free:
        return free[0]
    made = Seat(kind=kind, pool=0, starts_at=account.now)
    account.sub.seats.append(made)
    return made


def _certain_seat(account: Account, kind: str, email: str, seat_id: UUID) -> Seat:
    seat = next((s for s in account.sub.seats if s.id == seat_id and s.kind == kind), None)
    if seat is None:
        raise Unlawful("not_found")
    if not seat.in_force(account.now):
        raise Unlawful("seat_not_in_force")
    others = [s for s in account.sub.of(kind, account.now) if s.pool == seat.pool]
    if any(other.email == email for other in others):
        raise Unlawful("already_assigned", "seat_occupied")
    if seat.email is not None:
        raise Unlawful("seat_occupied")
    if not may_take(account, seat, email):
        raise Unlawful("reassign_too_soon", "reassign_limit")
    return seat


def _require_base(account: Account, kind: str, email: str, *, active: bool = False) -> None:
    base = account.sub.plan.kind(kind).base
    if base is None:
        return
    on_base = account.sub.seat_of(email, base, account.now)
    if not any(not seat.held or not active for seat in on_base):
        raise Unlawful("base_seat_required")


def sit(account: Account, seat: Seat, email: str, *, held: bool) -> None:
    seat.email, seat.held, seat.since = email, held, account.now


def give(
    account: Account, email: str, kind: str, *, named: bool, seat_id: UUID | None = None
) -> str:
    """Give somebody a seat as the policy says; returns what became of it."""
    policy = account.policy.assignment
    _require_all(
        lambda: require_running(account), lambda: _require_names(account, email, named=named)
    )
    if is_served(account, email, kind):
        return _served(account)
    person = account.people[email]
    if policy.mode is AssignmentMode.REGISTERED_PERSON and not person.registered:
        raise Unlawful("user_not_registered")
    invites = not person.registered or policy.mode is AssignmentMode.INVITATION
    if invites and not policy.holds_seat:
        return _invite(account, email, kind)
    try:
        seat = find_seat(account, kind, email, seat_id=seat_id)
    except Unlawful as unlawful:
        if "already_assigned" in unlawful.codes and policy.duplicate is Duplicate.IGNORE:
            return "unchanged"
        raise
    require_paid(account)
    if not invites and email in account.refused_own_plans:
        raise Unlawful("own_plan_not_allowed")
    sit(account, seat, email, held=invites)
    if invites:
        return _invite(account, email, kind)
    account.members.add(email)
    return "seated"


def _require_names(account: Account, email: str, *, named: bool) -> None:
    policy, person = account.policy.assignment, account.people[email]
    if named or policy.identity is Identity.EMAIL:
        return
    by_invitation = policy.mode is AssignmentMode.INVITATION
    if not person.registered or (by_invitation and email not in account.members):
        raise Unlawful("names_required")


def is_served(account: Account, email: str, kind: str) -> bool:
    invited = any(
        i.email == email and i.kind == kind and i.status == "open" for i in account.invitations
    )
    seated = account.sub.seat_of(email, kind, account.now)
    return invited or (bool(seated) and not account.sub.plan.own_term)


def _served(account: Account) -> str:
    if account.policy.assignment.duplicate is Duplicate.REFUSE:
        raise Unlawful("already_assigned")
    return "unchanged"


def _invite(account: Account, email: str, kind: str) -> str:
    days = account.policy.assignment.invitation_days
    account.invitations.append(
        Invitation(
            email=email,
            kind=kind,
            expires_at=days_after(account.now, days, account.world.zone),
        )
    )
    return "invited"


def assign_one(account: Account, email: str, kind: str, *, named: bool, if_full: str | None) -> str:
    try:
        return give(account, email, kind, named=named)
    except Unlawful as unlawful:
        waits = account.policy.quantity.when_full.kind is WhenFullRule.WAITLIST
        full = "no_free_seat" in unlawful.codes
        if full and (if_full == "wait" or (if_full is None and waits)):
            return wait(account, email, kind)
        raise


def wait(account: Account, email: str, kind: str) -> str:
    if not any(each.email == email and each.kind == kind for each in account.waiting):
        account.waiting.append(Wait(email, kind))
    return "waiting"


# --- giving back ---------------------------------------------------------------------------------


def release(account: Account, sub: Sub, seats: Iterable[Seat], at: datetime, reason: str) -> None:
    """End who sits there, and whoever needs that seat for another."""
    for seat in list(seats):
        email = seat.email
        if email is None:
            continue
        if seat.held:
            _end_invitation(account, email, seat.kind, reason)
        else:
            assert seat.since is not None
            seat.history.past.append((email, seat.since))
            seat.history.freed_at, seat.history.last_holder = at, email
            if reason in {"seat_ended", "term_ended"}:
                account.ended_by_time.add(email)
            else:
                account.ended_by_time.discard(email)
        seat.email, seat.held, seat.since = None, False, None
        _release_add_ons(account, sub, email, seat.kind, at)


def _end_invitation(account: Account, email: str, kind: str, reason: str) -> None:
    if reason not in {"unassigned", "reduction", "base_left"}:
        return
    for invitation in account.invitations:
        if invitation.email == email and invitation.kind == kind and invitation.status == "open":
            invitation.status = "canceled"


def _release_add_ons(account: Account, sub: Sub, email: str, kind: str, at: datetime) -> None:
    if any(s.email == email and s.kind == kind for s in sub.seats):
        return
    add_ons = {each.name for each in sub.plan.kinds if each.base == kind}
    standing = [s for s in sub.seats if s.email == email and s.kind in add_ons]
    release(account, sub, standing, at, "base_left")


def serve_waiting(account: Account) -> None:
    """Give what is free to those who wait, the oldest first."""
    for entry in list(account.waiting):
        try:
            if not is_served(account, entry.email, entry.kind):
                give(account.copied(), entry.email, entry.kind, named=True)
                give(account, entry.email, entry.kind, named=True)
        except Unlawful:
            continue
        account.waiting = [
            w for w in account.waiting if (w.email, w.kind) != (entry.email, entry.kind)
        ]


# --- invitations ---------------------------------------------------------------------------------


def newest(account: Account, email: str) -> Invitation | None:
    found = [each for each in account.invitations if each.email == email]
    return found[-1] if found else None


def require_open(invitation: Invitation | None) -> Invitation:
    if invitation is None:
        raise Unlawful("not_found")
    if invitation.status == "expired":
        raise Unlawful("invitation_expired")
    if invitation.status == "canceled":
        raise Unlawful("invitation_canceled")
    if invitation.status != "open":
        raise Unlawful("invitation_not_open")
    return invitation


def kept_seat(account: Account, invitation: Invitation) -> Seat | None:
    seats = account.sub.of(invitation.kind, account.now)
    return next((s for s in seats if s.email == invitation.email and s.held), None)


def accept(account: Account, email: str) -> None:
    invitation = newest(account, email)
    if invitation is not None and invitation.status == "accepted":
        return
    invitation = require_open(invitation)
    require_running(account)
    _require_base(account, invitation.kind, email, active=True)
    seat = kept_seat(account, invitation)
    if seat is None:
        seat = find_seat(account, invitation.kind, email)
        require_paid(account)
        sit(account, seat, email, held=False)
    seat.held = False
    invitation.status = "accepted"
    account.members.add(email)
    account.ended_by_time.discard(email)


def close_invitation(account: Account, invitation: Invitation, status: str) -> None:
    """Somebody said no, or the inviter took it back, or its days are over."""
    seat = kept_seat(account, invitation)
    invitation.status = status
    if seat is not None:
        release(account, account.sub, [seat], account.now, status)
    serve_waiting(account)


def resend(account: Account, email: str) -> None:
    invitation, policy = require_open(newest(account, email)), account.policy.assignment
    if policy.resend_resets:
        invitation.expires_at = days_after(account.now, policy.invitation_days, account.world.zone)
    if policy.old_link_dies:
        invitation.generation += 1


@dataclass(frozen=True)
class Freed:
    """A seat that somebody was taken off."""

    email: str
    kind: str
    seat_id: UUID | None
    was_held: bool


def unassign(account: Account, email: str, kind: str | None) -> list[Freed]:
    """Free a seat, or refuse where it is not clear which; returns what was freed, base first."""
    sub, now = account.sub, account.now
    seats = [s for s in sub.held_by(email, now) if kind is None or s.kind == kind]
    if not seats:
        raise Unlawful("not_assigned")
    if len(seats) > 1:
        seats = [s for s in seats if sub.plan.kind(s.kind).base is None]
    if len(seats) != 1:
        raise Unlawful("seat_type_missing")
    before = [Freed(email, s.kind, s.id, s.held) for s in sub.held_by(email, now)]
    first = seats[0]
    release(account, sub, seats, now, "unassigned")
    left = {s.id for s in sub.held_by(email, now)}
    freed = [each for each in before if each.seat_id not in left]
    serve_waiting(account)
    return sorted(freed, key=lambda each: each.seat_id != first.id)


def restore(account: Account, freed: list[Freed], at: datetime) -> None:
    """Undo it within ten minutes, on the same seats."""
    sub = account.sub
    if account.now > at + timedelta(minutes=10):
        raise Unlawful("undo_window_closed")
    if freed[0].was_held:
        raise Unlawful("invitation_canceled")
    for each in freed:
        if each.was_held:
            continue
        require_running(account)
        _require_base(account, each.kind, each.email)
        assert each.seat_id is not None
        policy = account.policy.assignment
        seat_there = any(s.id == each.seat_id for s in sub.seats)
        if not seat_there:
            raise Unlawful("not_found")
        try:
            seat = _certain_seat(account, each.kind, each.email, each.seat_id)
        except Unlawful as unlawful:
            if "already_assigned" in unlawful.codes and policy.duplicate is Duplicate.IGNORE:
                raise Unclear from None
            raise
        require_paid(account)
        sit(account, seat, each.email, held=False)
