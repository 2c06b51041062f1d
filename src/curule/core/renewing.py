"""A renewal with nothing unusual about it, decided from what many subscriptions have in common.

Renewals come in thousands at the same midnight, with the same plan, the same numbers and the same
anchor: then they are one decision. Whoever asks has looked that nothing else waits for the
boundary: no change that was scheduled or ordered, no line that waits for its invoice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from curule.core.anchors import Anchor
from curule.core.following import Following, end_in, following
from curule.core.intervals import Interval
from curule.core.periods import BillingPeriod
from curule.core.policy import IncreaseCharge, RenewalAssignments, SeatPolicy
from curule.core.prorated import Priced
from curule.core.renewal import Turn, price_renewal, reminders, turn_at
from curule.core.standing import Pool, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A subscription at a boundary, as far as it decides what follows.

    `pools` are the plan's seat types with their prices, in its order.
    """

    policy: SeatPolicy
    currency: str
    interval: Interval
    anchor: Anchor
    boundary: datetime
    term_ends_at: datetime
    auto_renew: bool
    pools: tuple[Pool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """What follows: the next period, what of it is sold at which price, and the term.

    `term_starts_at` is None where the term goes on. `remind_at` is the first reminder of a term
    that begins.
    """

    following: Following
    sold: BillingPeriod
    priced: Priced
    term_starts_at: datetime | None
    term_ends_at: datetime
    remind_at: datetime | None


def renew(due: Due, totals: Mapping[str, int]) -> Renewed | None:
    """Return what follows the boundary for the seats it is reached with.

    None where it is not a plain renewal: the subscription ends, its batches have terms of their
    own, its licenses are issued anew, or its term would move.
    """
    decided = turn_at(
        boundary=due.boundary,
        term_ends_at=due.term_ends_at,
        auto_renew=due.auto_renew,
        next_term_ordered=False,
    )
    new_term = decided is Turn.NEXT_TERM
    if decided is Turn.END or not _is_plain(due, new_term=new_term):
        return None
    policy, zone = due.policy, due.anchor.zone
    next_one = following(due.anchor, due.interval, policy.term.length, due.boundary, zone=zone)
    term_ends_at = next_one.term_ends_at if new_term else due.term_ends_at
    standing = Standing(
        policy=policy,
        currency=due.currency,
        interval=due.interval,
        anchor=next_one.anchor,
        period=next_one.whole,
        term_ends_at=term_ends_at,
        pools=due.pools,
    )
    return Renewed(
        following=next_one,
        sold=BillingPeriod(due.boundary, next_one.whole.ends_at),
        priced=price_renewal(standing, totals, next_one.whole, at=due.boundary),
        term_starts_at=due.boundary if new_term else None,
        term_ends_at=term_ends_at,
        remind_at=_first_reminder(due, term_ends_at) if new_term else None,
    )


def _is_plain(due: Due, *, new_term: bool) -> bool:
    if due.policy.increase.charge is IncreaseCharge.OWN_TERM:
        return False
    if new_term:
        return due.policy.renewal.assignments is not RenewalAssignments.REISSUE
    ends_at = due.term_ends_at
    return end_in(due.anchor, due.interval, ends_at, zone=due.anchor.zone) == ends_at


def _first_reminder(due: Due, term_ends_at: datetime) -> datetime | None:
    dated = reminders(
        term_starts_at=due.boundary,
        term_ends_at=term_ends_at,
        days_before=due.policy.renewal.reminder_days,
        zone=due.anchor.zone,
    )
    return min((reminder.at for reminder in dated), default=None)
