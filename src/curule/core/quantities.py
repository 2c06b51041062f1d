"""Which numbers of seats may be asked for: limits, steps, and when fewer are possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from curule.core.lifecycle import days_later
from curule.core.localtime import last_day
from curule.core.policy import AtMax, DecreaseRule
from curule.core.policy.forms import MOST_SEATS
from curule.core.refusals import Refusal, RefusalCode, WayOut, refuse
from curule.core.standing import Pool, Standing

LARGEST = MOST_SEATS
"""No plan sells more seats of one type than this; a larger number is a slip of the keyboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A number asked for: a new total, or a difference."""

    total: int | None = None
    difference: int | None = None


def resolve(pool: Pool, wanted: Wanted, *, at_renewal: bool = False) -> int:
    """Return the total that is asked for.

    A difference counts from the scheduled total, as the last number given holds. Seats that come at
    once (not `at_renewal`) are added to those in force: what that does to a scheduled reduction is
    a question of its own (increase.open_reduction).
    """
    if wanted.total is not None:
        return wanted.total
    difference = wanted.difference or 0
    if difference <= 0 or at_renewal:
        return pool.next_total + difference
    return max(pool.seats, pool.next_total) + difference


def refuse_number(pool: Pool, total: int, standing: Standing) -> Refusal | None:
    """Refuse a total outside the limits of the seat type, naming the nearest allowed numbers.

    Seats that wait for their payment count towards the maximum.
    """
    if total > LARGEST:
        return refuse(RefusalCode.QUANTITY_INVALID, given=total)
    return (
        _below_minimum(pool, total)
        or _above_maximum(pool, total, standing)
        or _off_step(pool, total)
    )


def maximum_of(pool: Pool) -> int | None:
    """Return the largest total: the account's own (T26), else the plan's; None is no limit."""
    return pool.terms.max if pool.maximum is None else pool.maximum


def _nearest(pool: Pool, total: int) -> tuple[str, ...]:
    limits = replace(pool.terms, max=maximum_of(pool))
    return tuple(str(number) for number in limits.nearest_allowed(total))


def _below_minimum(pool: Pool, total: int) -> Refusal | None:
    minimum = pool.terms.min
    if total >= minimum:
        return None
    return refuse(
        RefusalCode.BELOW_MINIMUM, options=_nearest(pool, total), minimum=minimum, wanted=total
    )


def _above_maximum(pool: Pool, total: int, standing: Standing) -> Refusal | None:
    maximum = maximum_of(pool)
    coming = pool.waiting if total > pool.seats else 0
    if maximum is None or total + coming <= maximum:
        return None
    ways = tuple(way.value for way in AtMax if way in standing.policy.quantity.at_max)
    return refuse(RefusalCode.PLAN_SEAT_MAXIMUM, options=ways, maximum=maximum, wanted=total)


def _off_step(pool: Pool, total: int) -> Refusal | None:
    step = pool.terms.step
    if not total % step:
        return None
    return refuse(RefusalCode.WRONG_STEP, options=_nearest(pool, total), step=step, wanted=total)


def refuse_decrease(pool: Pool, total: int, standing: Standing, now: datetime) -> Refusal | None:
    """Refuse fewer seats where the policy does not let them go now, naming the date it will.

    A smaller reduction in the place of a scheduled one takes seats back, and is never refused. On
    trial the number is free to change.
    """
    if total >= pool.next_total:
        return None
    leaving = pool.seats - total
    return refuse_giving_back(standing, now, leaving=leaving, returnable=pool.returnable)


def refuse_giving_back(
    standing: Standing, now: datetime, *, leaving: int, returnable: int
) -> Refusal | None:
    """Refuse to let `leaving` seats go where decrease.allowed does not.

    `returnable` of them were bought or renewed within the days that `days_after_purchase(n)` gives.
    """
    if standing.on_trial:
        return None
    allowed = standing.policy.decrease.allowed
    match allowed.kind:
        case DecreaseRule.ANY_TIME:
            return None
        case DecreaseRule.CONTACT:
            return refuse(RefusalCode.DECREASE_BY_CONTACT)
        case DecreaseRule.NEVER_IN_TERM:
            return _never_in_term(standing)
        case DecreaseRule.DAYS_AFTER_PURCHASE:
            return _only_lately_bought(standing, leaving=leaving, returnable=returnable)
        case DecreaseRule.DAYS_BEFORE_RENEWAL:
            return _only_before_renewal(standing, now, days=allowed.number or 0)
        case _:
            assert_never(allowed.kind)


def _never_in_term(standing: Standing) -> Refusal:
    """Name the term's end and the way there: renewal off, then order the next term (T5)."""
    off = WayOut.TURN_OFF_AUTO_RENEW if standing.auto_renew else WayOut.RENEW
    return refuse(
        RefusalCode.DECREASE_NOT_ALLOWED_IN_TERM,
        options=(WayOut.WAIT_UNTIL, off, WayOut.CONTACT),
        until=last_day(standing.term_ends_at, standing.zone),
    )


def _only_lately_bought(standing: Standing, *, leaving: int, returnable: int) -> Refusal | None:
    """Seats that are renewed can be given back again, so the window opens with the next term."""
    if leaving <= returnable:
        return None
    return refuse(
        RefusalCode.DECREASE_WINDOW_CLOSED,
        opens_on=standing.on_date(standing.term_ends_at),
        returnable=returnable,
    )


def _only_before_renewal(standing: Standing, now: datetime, *, days: int) -> Refusal | None:
    opens_at = days_later(standing.term_ends_at, -days, standing.zone)
    if now >= opens_at:
        return None
    return refuse(RefusalCode.DECREASE_WINDOW_CLOSED, opens_on=standing.on_date(opens_at))
