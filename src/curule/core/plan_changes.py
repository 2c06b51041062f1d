"""A change of plan: up by the rules of an increase, down by those of a decrease."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum, unique
from fractions import Fraction

from curule.core.anchors import Anchor, AnchorKind, anchor_for, anchor_from
from curule.core.books import close
from curule.core.changes import Change, CreditedCharge, Restart, SeatMove, Usable
from curule.core.intervals import Interval
from curule.core.lines import WHOLE, Line, LineKind, without_zero
from curule.core.periods import BillingPeriod, period_at
from curule.core.policy import (
    DecreaseEffective,
    DecreaseMoney,
    IncreaseEffective,
    OnChange,
    ProrationLines,
)
from curule.core.prorated import Priced, charge_all, merge, rest_of, starts_of, unused_line
from curule.core.proration import net, rest_from
from curule.core.purchases import Offer
from curule.core.quantities import refuse_decrease, refuse_number
from curule.core.quotes import asks_of
from curule.core.refusals import Refusal, RefusalCode, refuse
from curule.core.standing import Standing, full_period_price


@unique
class Way(StrEnum):
    """Whether the same seats cost more per year on the other plan."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


def per_year(amount: int, interval: Interval) -> Fraction:
    """Return what a price per interval makes in a year."""
    if interval.months is not None:
        return Fraction(amount) * 12 / interval.months
    return Fraction(amount) * Fraction(36525, 100) / (interval.days or 1)


def seats_on(standing: Standing, target: Offer, seats: Mapping[str, int] | None) -> dict[str, int]:
    """Return the numbers on the target plan: those asked for, else the present ones by name."""
    present = {pool.name: pool.seats for pool in standing.pools if not pool.terms.unlimited}
    known = {pool.name for pool in target.pools if not pool.terms.unlimited}
    wanted = present | dict(seats or {})
    return {name: number for name, number in wanted.items() if name in known and number}


def way_of(standing: Standing, target: Offer) -> Way:
    """Compare the same seats on both plans, per year."""
    same = seats_on(standing, target, None)
    now = per_year(full_period_price(standing.pools, _present(standing)), standing.interval)
    then = per_year(full_period_price(target.pools, same), target.interval)
    return Way.UPGRADE if then > now else Way.DOWNGRADE


def _present(standing: Standing) -> dict[str, int]:
    return {pool.name: pool.seats for pool in standing.pools}


def quote_plan_change(
    standing: Standing, target: Offer, *, seats: Mapping[str, int] | None, now: datetime
) -> Change | Refusal:
    """Price a move to another plan of the same product, or refuse it.

    From the change on the target's policy rules. People stay; more of them than the target's
    maximum is refused.
    """
    numbers = seats_on(standing, target, seats)
    way = way_of(standing, target)
    refused = _refuse_target(standing, target, numbers) or _refuse_way(standing, way, now)
    if refused:
        return refused
    at_renewal = full_period_price(target.pools, numbers)
    rises = at_renewal > full_period_price(standing.pools, _present(standing))
    change = Change(
        asks=asks_of(standing, price_rises=rises),
        at_renewal=at_renewal,
        moves=_moves(standing, target, numbers),
    )
    if _waits(standing, way):
        return replace(change, moves=(), usable=Usable.AT_RENEWAL, usable_at=standing.term_ends_at)
    return _now(standing, target, numbers, change, way=way, now=now)


def _refuse_target(standing: Standing, target: Offer, numbers: Mapping[str, int]) -> Refusal | None:
    if target.currency != standing.currency:
        return refuse(
            RefusalCode.CURRENCY_MISMATCH, expected=standing.currency, got=target.currency
        )
    goal = replace(standing, policy=target.policy)
    for pool in standing.pools:
        if pool.taken and not any(other.name == pool.name for other in target.pools):
            return refuse(RefusalCode.PLAN_NOT_COMPATIBLE, seat_type=pool.name)
    for pool in target.pools:
        if pool.terms.unlimited:
            continue
        present = standing.pool(pool.name)
        people = present.taken if present else 0
        refused = refuse_number(pool, max(numbers.get(pool.name, 0), people), goal)
        if refused:
            return refused
        if people > numbers.get(pool.name, 0):
            return refuse(
                RefusalCode.BELOW_ASSIGNED, assigned=people, wanted=numbers.get(pool.name, 0)
            )
    return None


def _refuse_way(standing: Standing, way: Way, now: datetime) -> Refusal | None:
    if standing.policy.who.requires_auto_renew and not standing.auto_renew:
        return refuse(RefusalCode.AUTO_RENEW_REQUIRED)
    if way is Way.UPGRADE or not standing.pools:
        return None
    return refuse_decrease(standing.pools[0], 0, standing, now)


def _waits(standing: Standing, way: Way) -> bool:
    if standing.on_trial:
        return False
    if way is Way.UPGRADE:
        return standing.policy.increase.effective is IncreaseEffective.AT_RENEWAL
    return standing.policy.decrease.effective is DecreaseEffective.AT_RENEWAL


def _moves(standing: Standing, target: Offer, numbers: Mapping[str, int]) -> tuple[SeatMove, ...]:
    names = dict.fromkeys(
        [pool.name for pool in target.pools] + [pool.name for pool in standing.pools]
    )
    moves: list[SeatMove] = []
    for name in names:
        present = standing.pool(name)
        difference = numbers.get(name, 0) - (present.seats if present else 0)
        unlimited = present is not None and present.terms.unlimited
        if difference and not unlimited:
            moves.append(
                SeatMove(seat_type=name, add=max(difference, 0), remove=max(-difference, 0))
            )
    return tuple(moves)


def _now(  # the whole of one decision
    standing: Standing,
    target: Offer,
    numbers: Mapping[str, int],
    change: Change,
    *,
    way: Way,
    now: datetime,
) -> Change:
    if standing.on_trial:
        return change
    anchor, running = _target_period(standing, target, now)
    restarts = anchor != standing.anchor or running != standing.period
    unit = standing.policy.proration.unit
    covers = BillingPeriod(max(starts_of(standing, now), running.starts_at), running.ends_at)
    part = WHOLE if covers == running else rest_from(unit, running, now, anchor)
    charged = merge(charge_all(target.pools, numbers, running, covers=covers, part=part))
    part_of = standing.restart_rest(now)
    unused = tuple(
        close(charge, part_of(charge)) for charge in standing.all_charges if charge.quantity
    )
    forfeits = way is Way.DOWNGRADE and standing.policy.decrease.money is DecreaseMoney.NONE
    lines = without_zero(
        unused_line(credit, rest_of(credit, covers.starts_at)) for credit in unused
    )
    if standing.policy.proration.lines is ProrationLines.NET:
        full = [
            (-charge.full_amount(charge.quantity), part_of(charge))
            for charge in standing.all_charges
        ]
        target_price = full_period_price(
            target.pools, {p.name: numbers.get(p.name, 0) for p in target.pools}
        )
        lines = _difference(net([(target_price, part), *full]), covers, floor=charged, unused=lines)
    else:
        lines = lines + charged.lines
    change = replace(
        change,
        lines=lines,
        charges=charged.charges,
        credited=tuple(
            CreditedCharge(charge=c.charge, quantity=c.quantity, amount=c.amount) for c in unused
        ),
        restart=Restart(anchor=anchor, period=running) if restarts else None,
        usable=Usable.ON_PAYMENT if _pays_first(standing, way) else Usable.NOW,
    )
    if forfeits and change.subtotal < 0:
        return replace(change, lines=())
    return change


def _difference(
    amount: int, covers: BillingPeriod, *, floor: Priced, unused: tuple[Line, ...]
) -> tuple[Line, ...]:
    lowest = sum(line.amount for line in (*floor.lines, *unused)) - 1
    line = Line(
        kind=LineKind.DIFFERENCE,
        seat_type=None,
        quantity=1,
        unit_amount=None,
        covers=covers,
        part=WHOLE,
        amount=max(amount, lowest),
    )
    return without_zero([line])


def _pays_first(standing: Standing, way: Way) -> bool:
    return way is Way.UPGRADE and standing.policy.increase.effective is IncreaseEffective.ON_PAYMENT


def _target_period(
    standing: Standing, target: Offer, now: datetime
) -> tuple[Anchor, BillingPeriod]:
    """Return the anchor and the running period on the target plan.

    The same interval keeps both. Another interval counts from the old anchor (`keep`), starts today
    (`reset_to_change`), or realigns where the target has a fixed anchor of its own.
    """
    zone, unit = standing.zone, target.policy.proration.unit
    fixed = target.policy.anchor.at.kind not in {AnchorKind.START, AnchorKind.CO_TERM}
    if standing.policy.anchor.on_change is OnChange.RESET_TO_CHANGE:
        anchor = anchor_from(now, zone, unit)
    elif target.interval == standing.interval:
        anchor = standing.anchor
    elif fixed:
        anchor = anchor_for(target.policy.anchor.at, target.interval, now, zone, unit)
    else:
        anchor = standing.anchor
    return anchor, period_at(anchor, target.interval, now)[1]
