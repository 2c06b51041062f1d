"""A change of the number of seats, priced: the one place where more or fewer seats become money.

Several seat types may change at once; all lines stand on one invoice. Every rule of the policy that
concerns numbers and money is applied here, and nothing is read or written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from curule.core.books import Credit
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
from curule.core.discounts import CouponStep, after_step, following_discount
from curule.core.own_terms import price_own_term
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
from curule.core.prorated import Priced, merge, price_decrease, price_increase
from curule.core.quantities import Wanted, refuse_decrease, refuse_number, resolve
from curule.core.refusals import Refusal, RefusalCode, refuse
from curule.core.respread import SeatsMoved, price_respread
from curule.core.restarts import price_restart
from curule.core.standing import Pool, Standing, full_period_price, net_period_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """Where one pool goes: `now` seats in force at once, `later` from the renewal on.

    `later` is None where nothing is scheduled; `chooses` is whether it is said anew who leaves.
    """

    pool: Pool
    now: int
    later: int | None
    chooses: bool = False

    @property
    def added(self) -> int:
        """Seats that come at once; negative when they go."""
        return self.now - self.pool.seats

    @property
    def renewed(self) -> int:
        """The total that the next period begins with."""
        return self.now if self.later is None else self.later

    @property
    def reschedules(self) -> bool:
        """Whether what is scheduled changes, or is to hold for more seats than before."""
        grows = bool(self.added and self.later is not None)
        return self.later != self.pool.scheduled or grows or self.chooses

    @property
    def grows_later(self) -> bool:
        """Whether seats were asked for that come at the renewal."""
        return not self.added and self.later is not None and self.later > self.pool.seats


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A number that is asked for one pool, with the answers that may be needed for it.

    `reduction` says what happens to a scheduled reduction when seats are added; `leaving` is how
    many people were chosen to leave.
    """

    pool: Pool
    wanted: Wanted
    reduction: OpenReduction | None
    leaving: int


def quote_seats(
    standing: Standing,
    wanted: Mapping[str, Wanted],
    *,
    now: datetime,
    reduction: OpenReduction | None = None,
    leaving: Mapping[str, int] | None = None,
) -> Change | Refusal:
    """Price a change of the number of seats, or refuse it.

    `reduction` says what happens to a scheduled reduction when seats are added; `leaving` is how
    many people were chosen to leave, per seat type. A number that is already in force or scheduled
    is no refusal and has no effect, but for a choice of who leaves (A14); the number in force
    takes a scheduled one back.
    """
    directions: list[Direction] = []
    for name, number in wanted.items():
        pool = standing.pool(name)
        if pool is None or pool.terms.unlimited:
            return _unknown_type(standing, name)
        chosen = (leaving or {}).get(name, 0)
        request = Request(pool=pool, wanted=number, reduction=reduction, leaving=chosen)
        direction = _direction(standing, request, now)
        if isinstance(direction, Refusal):
            return direction
        directions.append(direction)
    return _change(standing, tuple(directions), now)


def _unknown_type(standing: Standing, name: str) -> Refusal:
    known = tuple(pool.name for pool in standing.pools if not pool.terms.unlimited)
    return refuse(RefusalCode.SEAT_TYPE_MISSING, seat_type=name, known=known)


def _direction(standing: Standing, request: Request, now: datetime) -> Direction | Refusal:
    pool = request.pool
    total = resolve(pool, request.wanted, at_renewal=_grows_at_renewal(standing))
    if total == pool.next_total:
        shrinks = pool.scheduled is not None and pool.scheduled < pool.seats
        chooses = shrinks and request.leaving > 0
        return Direction(pool=pool, now=pool.seats, later=pool.scheduled, chooses=chooses)
    if total == pool.seats:
        return Direction(pool=pool, now=pool.seats, later=None)
    if total > pool.seats:
        return _increase(standing, request, total)
    return _decrease(standing, request, total, now)


def _grows_at_renewal(standing: Standing) -> bool:
    """Whether more seats come with the next period; on trial every change applies at once."""
    later = standing.policy.increase.effective is IncreaseEffective.AT_RENEWAL
    return later and not standing.on_trial


def _shrinks_now(standing: Standing) -> bool:
    """Whether fewer seats count at once; on trial every change does."""
    return standing.on_trial or standing.policy.decrease.effective is DecreaseEffective.NOW


def refuse_gate(standing: Standing, blocked: Blocked) -> Refusal | None:
    """Refuse any change while the renewal is off (A2) or an invoice unpaid, by the policy."""
    if standing.policy.who.requires_auto_renew and not standing.auto_renew:
        return refuse(RefusalCode.AUTO_RENEW_REQUIRED)
    if standing.owes and blocked in standing.policy.unpaid.blocks:
        return refuse(RefusalCode.OUTSTANDING_INVOICES)
    return None


def _increase(standing: Standing, request: Request, total: int) -> Direction | Refusal:
    pool = request.pool
    refused = (
        refuse_gate(standing, Blocked.ADD)
        or refuse_number(pool, total, standing)
        or refuse_unpriced(pool, standing.currency)
    )
    if refused:
        return refused
    if _grows_at_renewal(standing):
        return Direction(pool=pool, now=pool.seats, later=total)
    later = _target_after_increase(standing, request, total)
    if isinstance(later, Refusal):
        return later
    refused = None if later is None else refuse_number(pool, later, standing)
    return refused or Direction(pool=pool, now=total, later=later)


def refuse_unpriced(pool: Pool, currency: str) -> Refusal | None:
    """Refuse to sell seats of a type that has no price in the currency and interval."""
    if pool.price is not None:
        return None
    return refuse(RefusalCode.PRICE_MISSING, seat_type=pool.name, currency=currency)


def _target_after_increase(
    standing: Standing, request: Request, total: int
) -> int | Refusal | None:
    """Decide what becomes of a scheduled reduction when seats are added."""
    pool = request.pool
    if pool.scheduled is None or pool.scheduled >= pool.seats:
        return None
    match request.reduction or standing.policy.increase.open_reduction:
        case OpenReduction.KEEP_TARGET:
            return pool.scheduled
        case OpenReduction.SHIFT_TARGET:
            return pool.scheduled + total - pool.seats
        case OpenReduction.DROP_TARGET:
            return None
        case _:
            return refuse(
                RefusalCode.REDUCTION_OPEN,
                target=pool.scheduled,
                effective_on=standing.on_date(standing.term_ends_at),
            )


def _decrease(
    standing: Standing, request: Request, total: int, now: datetime
) -> Direction | Refusal:
    pool = request.pool
    refused = (
        refuse_gate(standing, Blocked.REDUCE)
        or refuse_number(pool, total, standing)
        or refuse_decrease(pool, total, standing, now)
        or _refuse_occupied(standing, request, total)
    )
    if refused:
        return refused
    if not _shrinks_now(standing):
        return Direction(pool=pool, now=pool.seats, later=total)
    if standing.policy.decrease.occupied is DecreaseOccupied.DROP_TO_USED:
        total = min(max(total, pool.taken - request.leaving), pool.seats)
    return Direction(pool=pool, now=total, later=None)


def _refuse_occupied(standing: Standing, request: Request, total: int) -> Refusal | None:
    """Refuse fewer seats than people where nobody says who leaves (decrease.occupied).

    At the renewal a choice may still be made until the date, and without one the number drops to
    the seats in use.
    """
    occupied = standing.policy.decrease.occupied
    must_be_free = occupied is DecreaseOccupied.REFUSE
    must_choose = occupied is DecreaseOccupied.CHOOSE and _shrinks_now(standing)
    staying = request.pool.taken - request.leaving
    if (must_be_free or must_choose) and staying > total:
        return refuse(RefusalCode.BELOW_ASSIGNED, assigned=staying, wanted=total)
    return None


def _change(standing: Standing, directions: tuple[Direction, ...], now: datetime) -> Change:
    moved = tuple(d for d in directions if d.added)
    priced = Priced() if standing.on_trial or not moved else _price(standing, moved, now)
    renewed = {d.pool.name: d.renewed for d in directions}
    after = full_period_price(standing.pools, renewed)
    begins_anew = priced.restart is not None and standing.redemption is not None
    step = CouponStep.MOVES_ON if begins_anew else None
    coupon = after_step(standing.redemption, step)
    change = Change(
        lines=priced.lines,
        charges=priced.charges,
        credited=credited(priced.credits),
        moves=tuple(
            SeatMove(seat_type=d.pool.name, add=max(d.added, 0), remove=max(-d.added, 0))
            for d in moved
        ),
        schedule=tuple(
            ScheduleMove(seat_type=d.pool.name, target=d.later) for d in directions if d.reschedules
        ),
        restart=priced.restart,
        first_period=priced.own_term,
        term_ends_at=priced.term_ends_at,
        scheduled=_scheduled(standing, directions, priced.term_ends_at or standing.term_ends_at),
        at_renewal=net_period_price(
            standing.pools_renewed(priced.term_ends_at), renewed, following_discount(coupon)
        ),
        coupon=step,
        tax_behavior=standing.tax_behavior,
    )
    if not change.has_effect:
        return change
    rises = after > full_period_price(standing.pools, {})
    return _when(standing, replace(change, asks=asks_of(standing, price_rises=rises)), directions)


def credited(credits_: tuple[Credit, ...]) -> tuple[CreditedCharge, ...]:
    """Return how credits move the books of their charges."""
    return tuple(
        CreditedCharge(charge=c.charge, quantity=c.quantity, amount=c.amount, off=c.off)
        for c in credits_
    )


def _price(standing: Standing, moved: tuple[Direction, ...], now: datetime) -> Priced:
    policy = standing.policy
    grows = any(d.added > 0 for d in moved)
    if policy.anchor.on_change is OnChange.RESET_TO_CHANGE:
        return price_restart(standing, {d.pool.name: d.now for d in moved}, now=now, grows=grows)
    if policy.increase.charge is IncreaseCharge.OWN_TERM:
        added = {d.pool.name: d.added for d in moved if d.added > 0}
        return price_own_term(standing, added, now=now)
    if standing.discount.amount:
        steps = [SeatsMoved(d.pool, d.added) for d in moved]
        return price_respread(standing, steps, now=now)
    return merge(
        price_increase(standing, d.pool, d.added, now=now, off=standing.discount)
        if d.added > 0
        else price_decrease(standing, d.pool, -d.added, now=now)
        for d in moved
    )


def _when(standing: Standing, change: Change, directions: tuple[Direction, ...]) -> Change:
    """Say from when the seats can be used and when the lines are billed."""
    if standing.on_trial:
        return change
    if any(d.grows_later for d in directions):
        return replace(change, usable=Usable.AT_RENEWAL, usable_at=standing.term_ends_at)
    return billed_and_usable(standing, change, grows=any(d.added > 0 for d in directions))


def billed_and_usable(standing: Standing, change: Change, *, grows: bool) -> Change:
    """Apply increase.bill to more seats, and increase.effective to whatever costs something now.

    What is not due now is not waited for.
    """
    increase = standing.policy.increase
    if grows and increase.bill is IncreaseBill.NEXT_INVOICE:
        return replace(change, billed=Billed.NEXT_INVOICE)
    if increase.effective is IncreaseEffective.ON_PAYMENT and change.subtotal > 0:
        return replace(change, usable=Usable.ON_PAYMENT)
    return change


def _scheduled(
    standing: Standing, directions: tuple[Direction, ...], at: datetime
) -> tuple[Scheduled, ...]:
    later = {d.pool.name: d.later for d in directions}
    totals = ((pool.name, later.get(pool.name, pool.scheduled)) for pool in standing.pools)
    return tuple(
        Scheduled(seat_type=name, at=at, total=total) for name, total in totals if total is not None
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
