"""Another plan: up by the rules of more seats, down by those of fewer."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from curule.core.policy import (
    Blocked,
    DecreaseEffective,
    DecreaseMoney,
    IncreaseEffective,
    OnChange,
)
from tests.stateful import costs, numbers, passing
from tests.stateful.calendar import Grid, grid_from, rest_of
from tests.stateful.costs import Cost
from tests.stateful.drawn import Plan
from tests.stateful.ordering import Reasons, Wish, keeps_waiting, require_room
from tests.stateful.prices import rounded
from tests.stateful.seating import require_running
from tests.stateful.state import Account, SeatChange, Sub, Unclear


def per_year(plan: Plan, amount: int) -> Fraction:
    every = plan.every
    if every.months:
        return Fraction(12 * amount, every.months)
    return Fraction(amount) * Fraction(36525, 100) / every.days


def judge_plan(account: Account, actor: str, target: Plan, *, orders: bool) -> Wish:
    """What a move to another plan would do, with the seats there are."""
    sub, reasons = account.sub, Reasons()
    reasons.of(account.require_change, actor)
    reasons.of(require_running, account)
    if reasons.codes:
        reasons.say()
    if sub.plan.own_term or sub.scheduled:
        raise Unclear
    if orders and sub.next_term is not None:
        reasons.codes.add("term_already_ordered")
    if orders and not keeps_waiting(sub):
        reasons.of(require_room, account)
    totals = _totals(sub, account.now)
    up = goes_up(sub, target, totals)
    reasons.of(numbers.require_gate, account, Blocked.ADD if up else Blocked.REDUCE)
    _refuse_numbers(account, target, totals, reasons, up=up)
    after = _whole(target, totals)
    if orders and not reasons.codes:
        rises = after > sub.whole_price(totals)
        reasons.of(numbers.require_tax_id, account, rises=rises)
    reasons.say()
    waits = _waits(sub, up=up)
    if waits and target.interval != sub.plan.interval and not _keeps_anchor(sub, target):
        raise Unclear
    cost = costs.FREE if waits or numbers.on_trial(sub) else _cost(account, target, totals, up=up)
    change = SeatChange(plan=target.key, totals=totals, restarts=True)
    return Wish("plan", change, cost, after, makes_room=not keeps_waiting(sub), waits=waits, up=up)


def _totals(sub: Sub, now: datetime) -> dict[str, int]:
    return {kind.name: sub.total(kind.name, now) for kind in sub.plan.sold}


def _whole(plan: Plan, totals: dict[str, int]) -> int:
    return sum(kind.price.whole(totals[kind.name]) for kind in plan.sold if kind.price is not None)


def goes_up(sub: Sub, target: Plan, totals: dict[str, int]) -> bool:
    then = per_year(target, _whole(target, totals))
    return then > per_year(sub.plan, sub.whole_price(totals))


def _waits(sub: Sub, *, up: bool) -> bool:
    if numbers.on_trial(sub):
        return False
    if up:
        return sub.policy.increase.effective is IncreaseEffective.AT_RENEWAL
    return sub.policy.decrease.effective is DecreaseEffective.AT_RENEWAL


def _resets(sub: Sub) -> bool:
    return sub.policy.anchor.on_change is OnChange.RESET_TO_CHANGE


def _refuse_numbers(
    account: Account, target: Plan, totals: dict[str, int], reasons: Reasons, *, up: bool
) -> None:
    for kind in target.sold:
        if totals[kind.name]:
            reasons.of(numbers.require_number, kind, totals[kind.name])
    if not up and not numbers.on_trial(account.sub):
        for name, number in totals.items():
            reasons.of(numbers.require_decrease, account, name, leaving=number)


def _keeps_anchor(sub: Sub, target: Plan) -> bool:
    return not _resets(sub) and target.policy.anchor.at.kind.value in {"start", "co_term"}


def target_grid(sub: Sub, target: Plan, at: datetime) -> Grid:
    """The same boundaries for the same interval, else the new interval from the old anchor."""
    assert sub.grid is not None
    if target.interval == sub.plan.interval and not _resets(sub):
        return sub.grid
    rule = target.policy.anchor.at
    if rule.kind.value not in {"start", "co_term"}:
        return passing.anchored(sub, target.every, at)
    if _resets(sub):
        return grid_from(at, sub.zone, target.policy.proration.unit.value, target.every)
    old = sub.grid
    return Grid(on=old.on, wanted_day=old.wanted_day, at=old.at, zone=old.zone, every=target.every)


def _rest(grid: Grid, unit: str, at: datetime) -> Fraction:
    index = grid.index_at(at)
    return rest_of(unit, grid.boundary(index), grid.boundary(index + 1), at, grid)


def _cost(account: Account, target: Plan, totals: dict[str, int], *, up: bool) -> Cost:
    """What is unused comes back, and the rest on the other plan is charged."""
    sub, now = account.sub, account.now
    grid = target_grid(sub, target, now)
    part = _rest(grid, target.policy.proration.unit.value, now)
    charged = sum(
        kind.price.whole(totals[kind.name]) * part for kind in target.sold if kind.price is not None
    )
    worth, lines = costs.unused(sub, now, keeps_a_day=_resets(sub))
    units = lines + 2 * len(target.kinds) + 1
    exact = charged - worth
    if not up and sub.policy.decrease.money is DecreaseMoney.NONE:
        return Cost(rounded(exact) - units, max(rounded(charged), 0) + units)
    return Cost.about(Fraction(exact), units)


def move(sub: Sub, target: Plan, at: datetime, priced_at: datetime) -> None:
    """From now on the other plan's prices and rules hold; people stay."""
    numbers.withdraw_all(sub)
    totals = _totals(sub, at)
    if sub.status == "trialing":
        sub.plan = target
        assert sub.trial_ends_at is not None
        passing.begin_at(sub, sub.trial_ends_at)
        sub.version += 1
        return
    grid = target_grid(sub, target, priced_at)
    changed = grid != sub.grid
    sub.grid, sub.plan = grid, target
    index = grid.index_at(priced_at)
    sub.period = (grid.boundary(index), grid.boundary(index + 1))
    if changed:
        sub.term = (at, grid.boundary(index + passing.term_periods(target)))
    part = _rest(grid, target.policy.proration.unit.value, priced_at)
    passing.charge_all(sub, totals, priced_at, held=part, priced=part)
    sub.version += 1


def move_at_renewal(account: Account, sub: Sub) -> None:
    """Just before the renewal: its invoice is the other plan's, if there is one."""
    assert sub.plan_change is not None
    assert sub.grid is not None
    target, old = sub.plans[sub.plan_change[1]], sub.grid
    sub.plan_change = None
    totals = _totals(sub, account.now)
    limits = [kind.max for kind in target.sold if kind.max is not None]
    too_small = any(kind.max is not None and totals[kind.name] > kind.max for kind in target.sold)
    if not sub.auto_renew or (limits and too_small):
        return
    numbers.withdraw_all(sub)
    sub.plan = target
    sub.grid = Grid(
        on=old.on, wanted_day=old.wanted_day, at=old.at, zone=old.zone, every=target.every
    )
    sub.version += 1
