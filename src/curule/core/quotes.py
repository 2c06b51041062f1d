"""A change of the number of seats, priced: the one place where an increase or a decrease becomes money.

Several seat types may change at once; all lines stand on one invoice. Every rule of the policy that
concerns numbers and money is applied here, and nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from curule.core.changes import (
    Ask,
    Billed,
    Change,
    CreditedCharge,
    Scheduled,
    ScheduleMove,
    SeatMove,
    Usable,
)
from curule.core.policy import (
    Blocked,
    DecreaseEffective,
    DecreaseOccupied,
    IncreaseBill,
    IncreaseCharge,
    IncreaseEffective,
    OnChange,
    OpenReduction,
    PaymentMethodRule,
    TaxIdRule,
)
from curule.core.prorated import (
    Priced,
    merge,
    price_decrease,
    price_increase,
    price_own_term,
    price_restart,
)
from curule.core.quantities import Wanted, maximum_of, refuse_decrease, refuse_number, resolve
from curule.core.refusals import Refusal, RefusalCode, refuse
from curule.core.standing import Pool, Standing, full_period_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """Where one pool goes: `now` seats in force at once, `later` from the renewal on (None: as now)."""

    pool: Pool
    now: int
    later: int | None

    @property
    def added(self) -> int:
        """Seats that come at once; negative when they go."""
        return self.now - self.pool.seats


def quote_seats(
    standing: Standing,
    wanted: Mapping[str, Wanted],
    *,
    now: datetime,
    reduction: OpenReduction | None = None,
    leaving: Mapping[str, int] | None = None,
) -> Change | Refusal:
    """Price a change of the number of seats, or refuse it.

    `reduction` says what happens to a scheduled reduction when seats are added; `leaving` is how many
    people were chosen to leave, per seat type.
    """
    directions: list[Direction] = []
    for name, number in wanted.items():
        pool = standing.pool(name)
        if pool is None or pool.terms.unlimited:
            known = tuple(p.name for p in standing.pools if not p.terms.unlimited)
            return refuse(RefusalCode.SEAT_TYPE_MISSING, seat_type=name, known=known)
        direction = _direction(standing, pool, number, now, reduction, (leaving or {}).get(name, 0))
        if isinstance(direction, Refusal):
            return direction
        directions.append(direction)
    return _priced(standing, tuple(directions), now)


def _direction(
    standing: Standing,
    pool: Pool,
    wanted: Wanted,
    now: datetime,
    reduction: OpenReduction | None,
    leaving: int,
) -> Direction | Refusal:
    total = resolve(pool, wanted)
    if total == pool.next_total and (pool.scheduled is not None or total == pool.seats):
        return Direction(pool=pool, now=pool.seats, later=pool.scheduled)
    if total == pool.seats:
        return Direction(pool=pool, now=pool.seats, later=None)
    if total > pool.seats:
        return _increase(standing, pool, total, reduction)
    return _decrease(standing, pool, total, now, leaving)


def _gate(standing: Standing, blocked: Blocked) -> Refusal | None:
    if standing.policy.who.requires_auto_renew and not standing.auto_renew:
        return refuse(RefusalCode.AUTO_RENEW_REQUIRED)
    if standing.owes and blocked in standing.policy.unpaid.blocks:
        return refuse(RefusalCode.OUTSTANDING_INVOICES)
    return None


def _increase(
    standing: Standing, pool: Pool, total: int, reduction: OpenReduction | None
) -> Direction | Refusal:
    refused = _gate(standing, Blocked.ADD) or refuse_number(pool, total, standing)
    if refused:
        return refused
    if standing.policy.increase.effective is IncreaseEffective.AT_RENEWAL and not standing.on_trial:
        return Direction(pool=pool, now=pool.seats, later=total)
    later = _target_after_increase(standing, pool, total, reduction)
    if isinstance(later, Refusal):
        return later
    maximum = maximum_of(pool)
    if later is not None and maximum is not None and later > maximum:
        return refuse_number(pool, later, standing) or Direction(pool=pool, now=total, later=later)
    return Direction(pool=pool, now=total, later=later)


def _target_after_increase(
    standing: Standing, pool: Pool, total: int, reduction: OpenReduction | None
) -> int | Refusal | None:
    """Decide what becomes of a scheduled reduction when seats are added (increase.open_reduction)."""
    if pool.scheduled is None or pool.scheduled >= pool.seats:
        return None
    choice = reduction or standing.policy.increase.open_reduction
    if choice is OpenReduction.KEEP_TARGET:
        return pool.scheduled
    if choice is OpenReduction.SHIFT_TARGET:
        return pool.scheduled + total - pool.seats
    if choice is OpenReduction.DROP_TARGET:
        return None
    effective_on = standing.on_date(standing.term_ends_at)
    return refuse(RefusalCode.REDUCTION_OPEN, target=pool.scheduled, effective_on=effective_on)


def _decrease(
    standing: Standing, pool: Pool, total: int, now: datetime, leaving: int
) -> Direction | Refusal:
    refused = (
        _gate(standing, Blocked.REDUCE)
        or refuse_number(pool, total, standing)
        or refuse_decrease(pool, total, standing, now)
        or _refuse_occupied(standing, pool, total, leaving)
    )
    if refused:
        return refused
    decrease = standing.policy.decrease
    if decrease.effective is DecreaseEffective.NOW or standing.on_trial:
        stays = (
            max(total, pool.taken) if decrease.occupied is DecreaseOccupied.DROP_TO_USED else total
        )
        return Direction(pool=pool, now=min(stays, pool.seats), later=None)
    if not standing.auto_renew:
        return refuse(RefusalCode.AUTO_RENEW_REQUIRED)
    return Direction(pool=pool, now=pool.seats, later=total)


def _refuse_occupied(standing: Standing, pool: Pool, total: int, leaving: int) -> Refusal | None:
    """Refuse fewer seats than people where the policy does not say who leaves (decrease.occupied)."""
    decrease = standing.policy.decrease
    must_be_free = decrease.occupied is DecreaseOccupied.REFUSE
    must_choose = (
        decrease.occupied is DecreaseOccupied.CHOOSE and decrease.effective is DecreaseEffective.NOW
    )
    if (must_be_free or must_choose) and pool.taken - leaving > total:
        return refuse(RefusalCode.BELOW_ASSIGNED, assigned=pool.taken - leaving, wanted=total)
    return None


def _priced(standing: Standing, directions: tuple[Direction, ...], now: datetime) -> Change:
    moved = tuple(d for d in directions if d.added)
    priced = Priced() if standing.on_trial or not moved else _price(standing, moved, now)
    totals = {d.pool.name: d.now if d.later is None else d.later for d in directions}
    before = full_period_price(standing.pools, {})
    after = full_period_price(standing.pools, totals)
    change = Change(
        lines=priced.lines,
        charges=priced.charges,
        credited=tuple(
            CreditedCharge(charge=c.charge, quantity=c.quantity, amount=c.amount)
            for c in priced.credits
        ),
        moves=tuple(
            SeatMove(seat_type=d.pool.name, add=max(d.added, 0), remove=max(-d.added, 0))
            for d in moved
        ),
        schedule=tuple(
            ScheduleMove(seat_type=d.pool.name, target=d.later)
            for d in directions
            if d.later != d.pool.scheduled or (d.added and d.later is not None)
        ),
        restart=priced.restart,
        first_period=priced.own_term,
        asks=asks_of(standing, price_rises=after > before),
        scheduled=_scheduled(standing, directions),
        at_renewal=after,
    )
    return _when(standing, change, directions)


def _price(standing: Standing, moved: tuple[Direction, ...], now: datetime) -> Priced:
    policy = standing.policy
    grows = any(d.added > 0 for d in moved)
    if policy.anchor.on_change is OnChange.RESET_TO_CHANGE:
        totals = {d.pool.name: d.now for d in moved}
        credited = not grows or policy.increase.charge is not IncreaseCharge.NEW_PERIOD
        return price_restart(standing, totals, now=now, credit_unused=credited)
    if grows and policy.increase.charge is IncreaseCharge.OWN_TERM:
        return price_own_term(standing, {d.pool.name: d.added for d in moved}, now=now)
    return merge(
        price_increase(standing, d.pool, d.added, now=now)
        if d.added > 0
        else price_decrease(standing, d.pool, -d.added, now=now)
        for d in moved
    )


def _when(standing: Standing, change: Change, directions: tuple[Direction, ...]) -> Change:
    """Say from when the seats can be used and when the lines are billed."""
    increase = standing.policy.increase
    if standing.on_trial:
        return change
    if any(d.later is not None and d.later > d.pool.seats and not d.added for d in directions):
        return replace(change, usable=Usable.AT_RENEWAL, usable_at=standing.term_ends_at)
    if not any(d.added > 0 for d in directions):
        return change
    billed = Billed.NEXT_INVOICE if increase.bill is IncreaseBill.NEXT_INVOICE else Billed.NOW
    if (
        increase.effective is IncreaseEffective.ON_PAYMENT
        and billed is Billed.NOW
        and change.subtotal > 0
    ):
        return replace(change, usable=Usable.ON_PAYMENT)
    return replace(change, billed=billed)


def _scheduled(standing: Standing, directions: tuple[Direction, ...]) -> tuple[Scheduled, ...]:
    later = {d.pool.name: d.later for d in directions}
    totals = ((pool.name, later.get(pool.name, pool.scheduled)) for pool in standing.pools)
    return tuple(
        Scheduled(seat_type=name, at=standing.term_ends_at, total=total)
        for name, total in totals
        if total is not None
    )


def asks_of(standing: Standing, *, price_rises: bool) -> tuple[Ask, ...]:
    """Return what the review asks for: a method and a tax id, as the policy says (G12)."""
    payment = standing.policy.payment
    asks: list[Ask] = []
    if payment.method is PaymentMethodRule.ASK and price_rises:
        asks.append(Ask.PAYMENT_METHOD)
    if payment.tax_id is TaxIdRule.ALWAYS or (
        payment.tax_id is TaxIdRule.ON_PRICE_INCREASE and price_rises
    ):
        asks.append(Ask.TAX_ID)
    return tuple(asks)
