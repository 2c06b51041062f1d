"""A subscription ends before its period does: what of the running period comes back."""

from __future__ import annotations

from datetime import datetime

from curule.core.books import Credit, PartOf, forfeited
from curule.core.changes import Change, SeatMove
from curule.core.periods import BillingPeriod
from curule.core.policy import DecreaseMoney
from curule.core.prorated import credit_lines, give_back_all
from curule.core.quotes import credited
from curule.core.spans import given_back
from curule.core.standing import Standing


def end_canceled(standing: Standing, now: datetime) -> Change:
    """Price the end of a subscription at once; its day is paid or free by decrease.last_day.

    What is not paid yet is owed no longer; of what was paid decrease.money says.
    """
    return _ended(standing, now, standing.returned_rest(now))


def end_unpaid(standing: Standing, access_ended_at: datetime) -> Change:
    """Price the end of the grace of an unpaid invoice: the time without access is canceled.

    The day on which access ended is not used any more. The rest stays owed.
    """
    return _ended(standing, access_ended_at, standing.unused_rest(access_ended_at))


def _ended(standing: Standing, at: datetime, part_of: PartOf) -> Change:
    returned = give_back_all(standing, part_of)
    if standing.policy.decrease.money is DecreaseMoney.NONE:
        returned = forfeited(returned, standing.all_charges)
    return _change(standing, at, returned)


def _change(standing: Standing, at: datetime, returned: tuple[Credit, ...]) -> Change:
    def covered(credit: Credit) -> BillingPeriod:
        anchor, unit = standing.anchor, standing.unit
        return given_back(credit.period, credit.part, at, anchor, unit).covered

    return Change(
        lines=credit_lines(returned, covered),
        credited=credited(returned),
        moves=tuple(
            SeatMove(seat_type=pool.name, remove=pool.seats)
            for pool in standing.pools
            if pool.seats and not pool.terms.unlimited
        ),
        term_ends_at=at,
        tax_behavior=standing.tax_behavior,
    )
