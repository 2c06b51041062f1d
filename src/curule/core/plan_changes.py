"""A change of plan: up by the rules of an increase, down by those of a decrease."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique
from fractions import Fraction

from curule.core.anchors import Anchor, AnchorKind, anchor_for, anchor_from
from curule.core.changes import Change, Restart, Scheduled, ScheduleMove, SeatMove, Usable
from curule.core.discounts import (
    NO_DISCOUNT,
    CouponStep,
    Discount,
    after_step,
    following_discount,
    step_on_other_plan,
)
from curule.core.intervals import Interval
from curule.core.periods import BillingPeriod, end_of, period_at
from curule.core.policy import (
    Blocked,
    DecreaseEffective,
    DecreaseMoney,
    IncreaseCharge,
    IncreaseEffective,
    OnChange,
)
from curule.core.prorated import Priced
from curule.core.purchases import Offer, opening
from curule.core.quantities import refuse_decrease, refuse_giving_back, refuse_number
from curule.core.quotes import asks_of, billed_and_usable, credited, refuse_gate, refuse_unpriced
from curule.core.refusals import Refusal, RefusalCode, WayOut, refuse
from curule.core.restarts import Apart, Exchange, price_apart, price_exchange
from curule.core.spans import Span, rest_span
from curule.core.standing import Pool, Standing, full_period_price, net_period_price
from curule.core.tax import Rate, restated


@unique
class Way(StrEnum):
    """Whether the same seats cost more per year on the other plan."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A subscription on its way to another plan.

    `numbers` are the seats that the next period begins with, by seat type; `now` those that are in
    force on the target from the change on.
    """

    standing: Standing
    target: Offer
    way: Way
    numbers: Mapping[str, int]
    now: Mapping[str, int]
    at: datetime
    rate: Rate = None

    @property
    def upgrades(self) -> bool:
        """Whether the rules of an increase apply."""
        return self.way is Way.UPGRADE

    @property
    def waits(self) -> bool:
        """Whether it comes with the renewal; on trial it comes at once."""
        policy = self.standing.policy
        if self.standing.on_trial:
            return False
        if self.upgrades:
            return policy.increase.effective is IncreaseEffective.AT_RENEWAL
        return policy.decrease.effective is DecreaseEffective.AT_RENEWAL


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


def way_of(standing: Standing, target: Offer, rate: Rate = None) -> Way:
    """Compare the same seats on both plans, per year.

    Where tax is in the prices of one of them only, as the present prices say it at this `rate`.
    """
    same = _all_types(target, seats_on(standing, target, None))
    now = per_year(full_period_price(standing.pools, standing.totals), standing.interval)
    then = per_year(_as_now(standing, target, same, rate), target.interval)
    return Way.UPGRADE if then > now else Way.DOWNGRADE


def _as_now(standing: Standing, target: Offer, numbers: Mapping[str, int], rate: Rate) -> int:
    """Return the price of a whole period on the target, as the present prices would say it."""
    price = full_period_price(target.pools, numbers)
    return restated(price, rate, prices=target.tax_behavior, to=standing.tax_behavior)


def quote_plan_change(
    standing: Standing,
    target: Offer,
    *,
    seats: Mapping[str, int] | None,
    now: datetime,
    rate: Rate = None,
) -> Change | Refusal:
    """Price a move to another plan of the same product, or refuse it.

    Up or down, the present policy says when and how; from the change on the target's policy rules.
    People stay, and more of them than the target has seats for is refused. Fewer seats of a type
    that the present policy lets go at the renewal only stay until then.

    Where tax is in the prices of one of the plans only, `rate` makes them comparable, and what is
    given back stands apart from what is charged.
    """
    move = _move(standing, target, seats, now, rate)
    refused = (
        _refuse_names(target, seats)
        or _refuse_target(move)
        or _refuse_way(move)
        or _refuse_fewer(move)
    )
    if refused:
        return refused
    at_renewal = _as_now(standing, target, move.numbers, rate)
    rises = at_renewal > full_period_price(standing.pools, standing.totals)
    step = _coupon_step(move)
    coupon = after_step(standing.redemption, step)
    change = Change(
        asks=asks_of(standing, price_rises=rises),
        at_renewal=net_period_price(target.pools, move.numbers, following_discount(coupon)),
        coupon=step,
        tax_behavior=target.tax_behavior,
    )
    if move.waits:
        return _at_renewal(move, change)
    if standing.on_trial:
        return _on_trial(move, change)
    return _now(move, change)


def _move(
    standing: Standing,
    target: Offer,
    seats: Mapping[str, int] | None,
    now: datetime,
    rate: Rate,
) -> Move:
    numbers = _all_types(target, seats_on(standing, target, seats))
    move = Move(
        standing=standing,
        target=target,
        way=way_of(standing, target, rate),
        numbers=numbers,
        now=numbers,
        at=now,
        rate=rate,
    )
    stays = standing.policy.decrease.effective is DecreaseEffective.AT_RENEWAL
    if not stays or standing.on_trial:
        return move
    present = {pool.name: pool.seats for pool in standing.pools if not pool.terms.unlimited}
    in_force = {name: max(number, present.get(name, 0)) for name, number in numbers.items()}
    return replace(move, now=in_force)


def _all_types(target: Offer, numbers: Mapping[str, int]) -> dict[str, int]:
    return {pool.name: numbers.get(pool.name, 0) for pool in target.pools}


def _refuse_names(target: Offer, seats: Mapping[str, int] | None) -> Refusal | None:
    known = tuple(pool.name for pool in target.pools if not pool.terms.unlimited)
    for name in seats or {}:
        if name not in known:
            return refuse(RefusalCode.SEAT_TYPE_MISSING, seat_type=name, known=known)
    return None


def _refuse_target(move: Move) -> Refusal | None:
    """Refuse a plan in another currency, without the types people sit on, or too small for them."""
    standing, target = move.standing, move.target
    if target.currency != standing.currency:
        return refuse(
            RefusalCode.CURRENCY_MISMATCH,
            options=(WayOut.CHOOSE_OTHER, WayOut.CONTACT),
            expected=standing.currency,
            got=target.currency,
        )
    names = {pool.name for pool in target.pools}
    for pool in standing.pools:
        if pool.taken and pool.name not in names:
            return refuse(RefusalCode.PLAN_NOT_COMPATIBLE, seat_type=pool.name)
    if any(standing.totals.values()) and not any(move.now.values()):
        return refuse(RefusalCode.PLAN_NOT_COMPATIBLE, seat_type=standing.pools[0].name)
    for pool in target.pools:
        refused = None if pool.terms.unlimited else _refuse_type(move, pool)
        if refused:
            return refused
    return None


def _refuse_type(move: Move, pool: Pool) -> Refusal | None:
    goal = replace(move.standing, policy=move.target.policy)
    present = move.standing.pool(pool.name)
    people = present.taken if present else 0
    number = move.now[pool.name]
    if not (number or people):
        return None
    refused = refuse_number(pool, max(number, people), goal)
    if refused:
        return refused
    if people > number:
        return refuse(RefusalCode.BELOW_ASSIGNED, assigned=people, wanted=number)
    return refuse_number(pool, move.numbers[pool.name], goal) or refuse_unpriced(
        pool, move.target.currency
    )


def _refuse_way(move: Move) -> Refusal | None:
    """Apply the present policy's rules of an increase to a way up, of a decrease to a way down."""
    standing = move.standing
    gate = refuse_gate(standing, Blocked.ADD if move.upgrades else Blocked.REDUCE)
    if gate or move.upgrades:
        return gate
    return refuse_giving_back(
        standing,
        move.at,
        leaving=sum(pool.seats for pool in standing.pools),
        returnable=sum(pool.returnable for pool in standing.pools),
    )


def _refuse_fewer(move: Move) -> Refusal | None:
    """Refuse fewer seats on the way up where the present policy does not let them go."""
    for pool in move.standing.pools:
        number = move.numbers.get(pool.name, 0)
        goes_with_plan = pool.name not in move.numbers or pool.terms.unlimited
        if goes_with_plan or number >= pool.seats:
            continue
        refused = refuse_decrease(pool, number, move.standing, move.at)
        if refused:
            return refused
    return None


def _coupon_step(move: Move) -> CouponStep | None:
    """Say what becomes of the coupon: at a change that waits, or on trial, no period begins yet."""
    standing = move.standing
    waits = move.waits or standing.on_trial
    anchor, running = _target_period(move)
    return step_on_other_plan(
        standing.redemption,
        holds=move.target.redemption is not None,
        same_interval=move.target.interval == standing.interval,
        new_period=not waits and _restarts(standing, anchor, running),
    )


def _at_renewal(move: Move, change: Change) -> Change:
    at = move.standing.term_ends_at
    totals = tuple(
        Scheduled(seat_type=name, at=at, total=number)
        for name, number in move.numbers.items()
        if number
    )
    return replace(change, usable=Usable.AT_RENEWAL, usable_at=at, scheduled=totals)


def _moves(move: Move, numbers: Mapping[str, int]) -> tuple[SeatMove, ...]:
    """Return the seats that come and go; of an unlimited type none is bought or given back."""
    unlimited = {p.name for p in (*move.target.pools, *move.standing.pools) if p.terms.unlimited}
    present = move.standing.totals
    differences = {
        name: numbers.get(name, 0) - present.get(name, 0) for name in {**numbers, **present}
    }
    return tuple(
        SeatMove(seat_type=name, add=max(difference, 0), remove=max(-difference, 0))
        for name, difference in differences.items()
        if difference and name not in unlimited
    )


def _on_trial(move: Move, change: Change) -> Change:
    """Change the plan for nothing; the first period will be the target's."""
    standing = move.standing
    moved = replace(change, moves=_moves(move, move.numbers))
    if standing.trial_ends_at is None:
        return moved
    first = opening(move.target, move.numbers, paid_from=standing.trial_ends_at, zone=standing.zone)
    if (first.anchor, first.period) == (standing.anchor, standing.period):
        return moved
    restart = Restart(anchor=first.anchor, period=first.period, covers=first.period)
    return replace(moved, restart=restart, term_ends_at=first.term_ends_at)


def _now(move: Move, change: Change) -> Change:
    """Give back what is unused of the present plan and charge the rest on the target."""
    standing = move.standing
    anchor, running = _target_period(move)
    span = rest_span(running, move.at, anchor, move.target.policy.proration.unit)
    priced = _priced(standing, _exchange(move, span), move)
    restarts = _restarts(standing, anchor, running)
    term_ends_at = _term_end(move, anchor, running)
    change = replace(
        change,
        lines=priced.charged.lines,
        charges=priced.charged.charges,
        credited=credited(priced.back.credits),
        back=priced.back.lines,
        moves=_moves(move, move.now),
        schedule=_schedule(move),
        scheduled=_scheduled(move, term_ends_at),
        restart=Restart(anchor=anchor, period=running, covers=span.covered) if restarts else None,
        term_ends_at=term_ends_at if term_ends_at != standing.term_ends_at else None,
    )
    return billed_and_usable(standing, change, grows=move.upgrades)


def _priced(standing: Standing, exchange: Exchange, move: Move) -> Apart:
    """Return what is charged and given back: together, or apart where the prices are of two kinds.

    Whatever was charged before stands in prices of the present plan.
    """
    if standing.tax_behavior is not move.target.tax_behavior:
        return price_apart(standing, exchange, rate=move.rate)
    together = price_exchange(standing, exchange)
    return Apart(together, Priced(credits=together.credits))


def _exchange(move: Move, span: Span) -> Exchange:
    """Return what takes the place of what; fewer seats on the way up earn nothing back either."""
    standing = move.standing
    goes_down = not move.upgrades or any(m.remove for m in _moves(move, move.now))
    return Exchange(
        pools=move.target.pools,
        totals=move.now,
        span=span,
        at=move.at,
        part_of=standing.restart_rest(move.at) if _resets(move) else standing.unused_rest(move.at),
        forfeits=goes_down and standing.policy.decrease.money is DecreaseMoney.NONE,
        discount=_discount(move),
    )


def _discount(move: Move) -> Discount:
    """Return what a coupon takes off the first lines on the target plan."""
    coupon = after_step(move.standing.redemption, _coupon_step(move))
    return NO_DISCOUNT if coupon is None else coupon.running


def _scheduled(move: Move, at: datetime) -> tuple[Scheduled, ...]:
    return tuple(
        Scheduled(seat_type=name, at=at, total=number)
        for name, number in move.numbers.items()
        if number < move.now[name]
    )


def _schedule(move: Move) -> tuple[ScheduleMove, ...]:
    """Return the seats that stay until the renewal, as the present policy keeps them so long."""
    return tuple(
        ScheduleMove(seat_type=name, target=number)
        for name, number in move.numbers.items()
        if number < move.now[name]
    )


def _restarts(standing: Standing, anchor: Anchor, running: BillingPeriod) -> bool:
    """Whether the periods change, now or, where only the wanted day differs, one day."""
    grid = (standing.anchor.day, standing.anchor.at)
    return running != standing.period or (anchor.day, anchor.at) != grid


def _term_end(move: Move, anchor: Anchor, running: BillingPeriod) -> datetime:
    """Return the term's end on the target: the present one while nothing of it changes."""
    standing, target = move.standing, move.target
    same_length = target.policy.term.length == standing.policy.term.length
    if same_length and not _restarts(standing, anchor, running):
        return standing.term_ends_at
    return end_of(target.policy.term.length, anchor, target.interval, running.starts_at)


def _target_period(move: Move) -> tuple[Anchor, BillingPeriod]:
    """Return the anchor and the running period on the target plan.

    A plan with a fixed anchor of its own realigns. Else the same interval keeps both, another one
    counts from the old anchor (`keep`), and `reset_to_change` starts today, as do seats with a term
    of their own.
    """
    anchor = _target_anchor(move)
    return anchor, period_at(anchor, move.target.interval, move.at)[1]


def _resets(move: Move) -> bool:
    return move.standing.policy.anchor.on_change is OnChange.RESET_TO_CHANGE


def _target_anchor(move: Move) -> Anchor:
    standing, target = move.standing, move.target
    rule, unit = target.policy.anchor.at, target.policy.proration.unit
    if rule.kind not in {AnchorKind.START, AnchorKind.CO_TERM}:
        same_grid = target.interval == standing.interval and rule == standing.policy.anchor.at
        if same_grid and not _resets(move):
            return standing.anchor
        return anchor_for(rule, target.interval, move.at, standing.zone, unit)
    own_term = standing.policy.increase.charge is IncreaseCharge.OWN_TERM
    begins_anew = _resets(move) or own_term
    return anchor_from(move.at, standing.zone, unit) if begins_anew else standing.anchor
