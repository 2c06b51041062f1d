"""Which numbers of seats may be asked for: limits, steps, and when fewer are possible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from curule.core.policy import DecreaseRule
from curule.core.refusals import Refusal, RefusalCode, refuse
from curule.core.standing import Pool, Standing

LARGEST = 1_000_000
"""No plan sells more seats of one type than this; a larger number is a slip of the keyboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A number asked for: a new total, or a difference."""

    total: int | None = None
    difference: int | None = None


def resolve(pool: Pool, wanted: Wanted) -> int:
    """Return the total that is asked for.

    A difference downwards counts from the scheduled total, as the last number given holds; one
    upwards counts from the seats in force, or from a larger number already scheduled.
    """
    if wanted.total is not None:
        return wanted.total
    difference = wanted.difference or 0
    if difference < 0:
        return pool.next_total + difference
    return max(pool.seats, pool.next_total) + difference


def refuse_number(pool: Pool, total: int, standing: Standing) -> Refusal | None:
    """Refuse a total outside the limits of the seat type, naming the nearest allowed numbers."""
    if total > LARGEST:
        return refuse(RefusalCode.QUANTITY_INVALID, given=total)
    return (
        _below_minimum(pool, total)
        or _above_maximum(pool, total, standing)
        or _off_step(pool, total)
    )


def _below_minimum(pool: Pool, total: int) -> Refusal | None:
    minimum = pool.terms.min
    if total >= max(minimum, 0):
        return None
    return refuse(RefusalCode.BELOW_MINIMUM, options=(str(minimum),), minimum=minimum, wanted=total)


def maximum_of(pool: Pool) -> int | None:
    """Return the largest total: the account's own maximum (T26), else the plan's; None is no limit."""
    return pool.terms.max if pool.maximum is None else pool.maximum


def _above_maximum(pool: Pool, total: int, standing: Standing) -> Refusal | None:
    maximum = maximum_of(pool)
    if maximum is None or total <= maximum:
        return None
    ways = tuple(
        way for way in ("upgrade_plan", "contact") if way in set(standing.policy.quantity.at_max)
    )
    return refuse(RefusalCode.PLAN_SEAT_MAXIMUM, options=ways, maximum=maximum, wanted=total)


def _off_step(pool: Pool, total: int) -> Refusal | None:
    step = pool.terms.step
    if not total % step:
        return None
    below, above = total - total % step, total - total % step + step
    maximum = maximum_of(pool)
    nearest = [
        n for n in (below, above) if n >= pool.terms.min and (maximum is None or n <= maximum)
    ]
    return refuse(
        RefusalCode.WRONG_STEP, options=tuple(str(n) for n in nearest), step=step, wanted=total
    )


def refuse_decrease(pool: Pool, total: int, standing: Standing, now: datetime) -> Refusal | None:
    """Refuse fewer seats where the policy does not let them go now, naming the date it will."""
    allowed = standing.policy.decrease.allowed
    term_end = standing.on_date(standing.term_ends_at)
    if standing.on_trial or allowed.kind is DecreaseRule.ANY_TIME:
        return None
    if allowed.kind is DecreaseRule.CONTACT:
        return refuse(RefusalCode.DECREASE_BY_CONTACT)
    if allowed.kind is DecreaseRule.NEVER_IN_TERM:
        return refuse(RefusalCode.DECREASE_NOT_ALLOWED_IN_TERM, until=term_end, wanted=total)
    if allowed.kind is DecreaseRule.DAYS_AFTER_PURCHASE:
        if pool.next_total - total <= pool.returnable:
            return None
        return refuse(
            RefusalCode.DECREASE_WINDOW_CLOSED,
            opens_on=term_end,
            returnable=pool.returnable,
            wanted=total,
        )
    opens_on = term_end - timedelta(days=allowed.number or 0)
    if standing.on_date(now) >= opens_on:
        return None
    return refuse(RefusalCode.DECREASE_WINDOW_CLOSED, opens_on=opens_on, wanted=total)
