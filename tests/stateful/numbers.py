"""How many seats there may be: what a change of numbers does, and what it costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from curule.core.policy import (
    Blocked,
    DecreaseEffective,
    DecreaseOccupied,
    DecreaseRule,
    IncreaseEffective,
    OnChange,
    OpenReduction,
    TaxIdRule,
)
from tests.stateful.calendar import days_after
from tests.stateful.drawn import SeatKind
from tests.stateful.seating import release
from tests.stateful.state import Account, Scheduled, Seat, SeatChange, Sub, Unclear, Unlawful


@dataclass(frozen=True)
class Asked:
    """New totals, or differences, by seat type."""

    totals: Mapping[str, int]
    differences: Mapping[str, int]
    reduction: OpenReduction | None = None
    leave: tuple[str, ...] = ()


def require_number(kind: SeatKind, total: int, *, coming: int = 0) -> None:
    codes = []
    if total < kind.min:
        codes.append("below_minimum")
    if kind.max is not None and total + coming > kind.max:
        codes.append("plan_seat_maximum")
    if total % kind.step:
        codes.append("wrong_step")
    if codes:
        raise Unlawful(*codes)


def require_first_numbers(
    account: Account, kinds: Iterable[SeatKind], seats: Mapping[str, int]
) -> None:
    """The numbers of a first order, or of a term ordered by hand."""
    del account
    kinds = tuple(kinds)
    sold = [kind for kind in kinds if not kind.unlimited]
    if any(name not in {kind.name for kind in sold} for name in seats):
        raise Unlawful("seat_type_missing")
    wanted = [kind for kind in sold if seats.get(kind.name)] or sold[:1]
    for kind in wanted:
        number = seats.get(kind.name, 0)
        if number < max(kind.min, kind.step):
            raise Unlawful("below_minimum", "wrong_step")
        require_number(kind, number)


def require_gate(account: Account, blocked: Blocked) -> None:
    sub, policy = account.sub, account.policy
    codes = []
    if policy.who.requires_auto_renew and not sub.auto_renew:
        codes.append("auto_renew_required")
    if blocked in policy.unpaid.blocks and account.owes(account.now):
        codes.append("outstanding_invoices")
    if codes:
        raise Unlawful(*codes)


def require_tax_id(account: Account, *, rises: bool) -> None:
    rule = account.policy.payment.tax_id
    asked = rule is TaxIdRule.ALWAYS or (rule is TaxIdRule.ON_PRICE_INCREASE and rises)
    if asked and not account.tax_id:
        raise Unlawful("tax_id_required")


def on_trial(sub: Sub) -> bool:
    return sub.status == "trialing"


def shrinks_now(sub: Sub) -> bool:
    return on_trial(sub) or sub.policy.decrease.effective is DecreaseEffective.NOW


def grows_later(sub: Sub) -> bool:
    return not on_trial(sub) and sub.policy.increase.effective is IncreaseEffective.AT_RENEWAL


def change_of(account: Account, asked: Asked) -> SeatChange:
    """What a change of numbers would do, or why it may not be."""
    sub, now = account.sub, account.now
    codes = set()
    if sub.status == "incomplete":
        codes.add("subscription_incomplete")
    if sub.status == "ended" and not (sub.plan.own_term and sub.has_begun):
        codes.add("subscription_ended")
    if any(not sub.held_by(email, now) for email in asked.leave):
        codes.add("leavers_invalid")
    if codes:
        raise Unlawful(*codes)
    moves: dict[str, int] = {}
    schedule: dict[str, int | None] = {}
    for name in (*asked.totals, *asked.differences):
        kind = next((k for k in sub.plan.sold if k.name == name), None)
        if kind is None:
            raise Unlawful("seat_type_missing")
        in_force, later = _direction(account, kind, asked)
        present, planned = sub.total(name, now), sub.scheduled.get(name)
        if in_force != present:
            moves[name] = in_force - present
        before = None if planned is None else planned.target
        shrinks = before is not None and later == before < present
        chooses = shrinks and bool(_chosen(sub, name, asked.leave, now))
        if later != before or chooses or (name in moves and later is not None):
            schedule[name] = later
    restarts = bool(moves) and sub.policy.anchor.on_change is OnChange.RESET_TO_CHANGE
    return SeatChange(
        moves=moves,
        schedule=schedule,
        leave=asked.leave,
        restarts=restarts and not on_trial(sub),
    )


def _direction(account: Account, kind: SeatKind, asked: Asked) -> tuple[int, int | None]:
    """The total from now on, and the one from the renewal on where it is another."""
    sub, now, name = account.sub, account.now, kind.name
    present, following = sub.total(name, now), sub.next_total(name, now)
    planned = sub.scheduled.get(name)
    if name in asked.totals:
        total = asked.totals[name]
    else:
        step = asked.differences[name]
        counts_from_renewal = step <= 0 or grows_later(sub)
        total = (following if counts_from_renewal else max(present, following)) + step
    if total == following:
        return present, None if planned is None else planned.target
    if total == present:
        return present, None
    if total > present:
        return _more(account, kind, asked, total)
    return _fewer(account, kind, asked, total)


def _more(account: Account, kind: SeatKind, asked: Asked, total: int) -> tuple[int, int | None]:
    sub, now, name = account.sub, account.now, kind.name
    require_gate(account, Blocked.ADD)
    require_number(kind, total, coming=_ordered_beside(account, name))
    present, planned = sub.total(name, now), sub.scheduled.get(name)
    if grows_later(sub):
        return present, total
    if planned is None or planned.target >= present:
        return total, None
    answer = asked.reduction or sub.policy.increase.open_reduction
    later: int | None = None
    if answer is OpenReduction.ASK:
        raise Unlawful("reduction_open")
    if answer is OpenReduction.KEEP_TARGET:
        later = planned.target
    elif answer is OpenReduction.SHIFT_TARGET:
        later = planned.target + total - present
    if later is not None:
        require_number(kind, later)
    return total, later


def _ordered_beside(account: Account, name: str) -> int:
    """The seats of batches that are ordered and not paid yet: they may still come."""
    sub = account.sub
    if not sub.plan.own_term:
        return 0
    changes = [order.change for order in account.orders if order.sub == sub.number]
    return sum((each.totals or each.moves).get(name, 0) for each in changes)


def _fewer(account: Account, kind: SeatKind, asked: Asked, total: int) -> tuple[int, int | None]:
    sub, now, name = account.sub, account.now, kind.name
    policy = sub.policy.decrease
    require_gate(account, Blocked.REDUCE)
    require_number(kind, total)
    if total < sub.next_total(name, now) and not on_trial(sub):
        require_decrease(account, name, leaving=sub.total(name, now) - total)
    staying = sub.taken(name, now) - _chosen(sub, name, asked.leave, now)
    strict = policy.occupied is DecreaseOccupied.REFUSE
    asks = policy.occupied is DecreaseOccupied.CHOOSE and shrinks_now(sub)
    if staying > total and (strict or asks):
        raise Unlawful("below_assigned")
    if not shrinks_now(sub):
        return sub.total(name, now), total
    if policy.occupied is DecreaseOccupied.DROP_TO_USED:
        total = min(max(total, staying), sub.total(name, now))
    return total, None


def _chosen(sub: Sub, name: str, leave: tuple[str, ...], now: datetime) -> int:
    return sum(any(seat.kind == name for seat in sub.held_by(email, now)) for email in leave)


def require_decrease(account: Account, name: str, *, leaving: int) -> None:
    sub, now = account.sub, account.now
    allowed = sub.policy.decrease.allowed
    assert sub.term is not None
    match allowed.kind:
        case DecreaseRule.NEVER_IN_TERM:
            raise Unlawful("decrease_not_allowed_in_term")
        case DecreaseRule.CONTACT:
            raise Unlawful("decrease_by_contact")
        case DecreaseRule.DAYS_BEFORE_RENEWAL:
            if now < days_after(sub.term[1], -(allowed.number or 0), sub.zone):
                raise Unlawful("decrease_window_closed")
        case DecreaseRule.DAYS_AFTER_PURCHASE:
            since = days_after(now, -(allowed.number or 0), sub.zone)
            there = [
                each.starts_at for each in sub.seats if each.kind == name and each.in_force(now)
            ]
            bought = [max(at, sub.term[0]) for at in there]
            if any(abs(at - since) <= timedelta(days=1) for at in bought):
                raise Unclear
            lately = sum(at > since for at in bought)
            if leaving > lately:
                raise Unlawful("decrease_window_closed")
        case _:
            pass


# --- carrying it out -----------------------------------------------------------------------------


def apply_change(
    account: Account, sub: Sub, change: SeatChange, at: datetime, *, priced_at: datetime
) -> None:
    """Carry out a change of numbers: who leaves, what goes, what comes, what is planned."""
    for name, step in change.moves.items():
        if step < 0:
            _remove_now(account, sub, name, count=-step, leave=change.leave, at=at)
    for name, step in change.moves.items():
        add_seats(sub, name, max(step, 0), at)
    if change.restarts:
        restart(sub, at, priced_at)
    for name, target in change.schedule.items():
        planned = sub.scheduled.get(name)
        stays = planned.leave if planned is not None and change.moves.get(name, 0) > 0 else ()
        withdraw(sub, name)
        if target is not None:
            _schedule(sub, name, target, change.leave, stays)
    sub.version += 1


def add_seats(
    sub: Sub, name: str, count: int, at: datetime, *, pool: int = 0, until: datetime | None = None
) -> None:
    sub.seats += [Seat(kind=name, pool=pool, starts_at=at, ends_at=until) for _ in range(count)]


def _remove_now(
    account: Account, sub: Sub, name: str, *, count: int, leave: tuple[str, ...], at: datetime
) -> None:
    goal = sub.total(name, at) - count
    occupied = [seat for seat in sub.of(name, at) if seat.email is not None]
    release(account, sub, leavers(sub, occupied, goal, leave), at, "reduction")
    free = [seat for seat in sub.of(name, at) if seat.email is None]
    if len(free) < count:
        raise Unlawful("below_assigned")
    free.sort(
        key=lambda seat: (seat.ends_at is None, seat.ends_at or at, -seat.starts_at.timestamp())
    )
    for seat in free[:count]:
        seat.ends_at = at


def leavers(
    sub: Sub, occupied: list[Seat], goal: int, chosen: Collection[str], *, automatic: bool = False
) -> list[Seat]:
    """The chosen leave in any case; `automatic` lets others go until there is room."""
    automatic = automatic or sub.policy.decrease.occupied is DecreaseOccupied.AUTOMATIC
    leaving = [seat for seat in occupied if seat.email in set(chosen)]
    staying = [seat for seat in occupied if seat.email not in set(chosen)]
    excess = len(staying) - goal
    if excess > 0 and automatic:
        kept = sorted((s for s in staying if s.held), key=_newest_first)
        active = sorted((s for s in staying if not s.held), key=_oldest_first)
        leaving += [*kept, *active][:excess]
    return leaving


def _newest_first(seat: Seat) -> float:
    assert seat.since is not None
    return -seat.since.timestamp()


def _oldest_first(seat: Seat) -> float:
    assert seat.since is not None
    return seat.since.timestamp()


def restart(sub: Sub, at: datetime, priced_at: datetime) -> None:
    """A new period began when it was priced; what is planned for the renewal moves with it."""
    from tests.stateful.passing import begin_at, charge_all

    assert sub.term is not None
    old_end = sub.term[1]
    begin_at(sub, priced_at, fixed=False)
    totals = {kind.name: sub.total(kind.name, at) for kind in sub.plan.sold}
    charge_all(sub, totals, priced_at, held=Fraction(1), priced=Fraction(1))
    for planned in sub.scheduled.values():
        for seat in sub.seats:
            if seat.ends_at == old_end == planned.at:
                seat.ends_at = sub.term[1]
        planned.at = sub.term[1]
    if sub.next_term is not None:
        for seat in sub.seats:
            if seat.ends_at == old_end:
                seat.ends_at = sub.term[1]
    if sub.plan_change is not None:
        sub.plan_change = (sub.term[1], sub.plan_change[1])


def withdraw(sub: Sub, name: str) -> bool:
    planned = sub.scheduled.pop(name, None)
    if planned is None:
        return False
    for seat in sub.seats:
        if seat.kind == name and seat.ends_at == planned.at:
            seat.ends_at = None
    return True


def withdraw_all(sub: Sub) -> bool:
    taken_back = [withdraw(sub, name) for name in list(sub.scheduled)]
    had_plan, sub.plan_change = sub.plan_change is not None, None
    return any(taken_back) or had_plan


def _schedule(
    sub: Sub, name: str, target: int, leave: tuple[str, ...], before: tuple[str, ...]
) -> None:
    assert sub.term is not None
    seated = {seat.email for seat in sub.seats if seat.kind == name}
    mine = tuple(e for e in leave if e in seated) or tuple(e for e in before if e in seated)
    sub.scheduled[name] = Scheduled(target=target, at=sub.term[1], leave=mine)
    cap(sub, name, target, mine)


def cap(sub: Sub, name: str, target: int, leave: Iterable[str]) -> None:
    """Free seats get the term's end as theirs at once, then those of the chosen."""
    assert sub.term is not None
    end, chosen = sub.term[1], set(leave)
    running = [s for s in sub.seats if s.kind == name and (s.ends_at is None or s.ends_at > end)]
    excess = len(running) - target
    free = [seat for seat in running if seat.email is None]
    named = [seat for seat in running if seat.email in chosen]
    for seat in [*free, *named][: max(excess, 0)]:
        seat.ends_at = end


def bring_to(
    account: Account,
    sub: Sub,
    name: str,
    target: int,
    leave: Iterable[str],
    *,
    makes_room: bool = False,
) -> None:
    """On the date: bring the seats to the target, as near as the people who stay allow.

    With `makes_room` nobody stays beyond it.
    """
    at = account.now
    running = sub.of(name, at)
    if len(running) < target:
        add_seats(sub, name, target - len(running), at)
        return
    occupied = [seat for seat in running if seat.email is not None]
    leaving = leavers(sub, occupied, target, tuple(leave), automatic=makes_room)
    release(account, sub, leaving, at, "reduction")
    free = [seat for seat in running if seat.email is None]
    for seat in free[: len(running) - target]:
        seat.ends_at = at
