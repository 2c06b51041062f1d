"""Seats with a term of their own: each order is a batch with its own start, end and books (R3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from curule.core.anchors import Anchor, anchor_from
from curule.core.intervals import Duration, Interval, ProrationUnit, periods_in
from curule.core.lines import Line, NewCharge
from curule.core.periods import BillingPeriod, end_of, period
from curule.core.prorated import Priced, charge_all, merge
from curule.core.spans import Span, whole_span
from curule.core.standing import Pool, Standing


def price_own_term(
    standing: Standing, added: Mapping[str, int], *, now: datetime, with_base_fees: bool = False
) -> Priced:
    """Price `added` seats for a term of their own, at the full price.

    A term of several periods is paid for as a whole: one line for each seat type at the price of
    the term, and books for each period. A base fee belongs to the first order of a subscription.
    """
    anchor = anchor_from(now, standing.zone, standing.unit)
    length = standing.policy.term.length
    times = 1 if length is None else periods_in(length, standing.interval)
    spans = [
        whole_span(period(anchor, standing.interval, index), anchor, standing.unit)
        for index in range(times)
    ]
    term = own_term_from(now, standing.interval, length, zone=standing.zone, unit=standing.unit)
    pools = tuple(pool for pool in standing.pools if pool.name in added)
    if not with_base_fees:
        pools = tuple(_without_base_fee(pool) for pool in pools)
    by_period = [charge_all(pools, added, span) for span in spans]
    whole = whole_span(term, anchor, standing.unit)
    lines = tuple(_for_the_term(line, whole, times) for line in by_period[0].lines)
    return replace(merge(by_period), lines=lines, own_term=term)


def own_term_from(
    starts_at: datetime,
    interval: Interval,
    length: Duration | None,
    *,
    zone: str,
    unit: ProrationUnit,
) -> BillingPeriod:
    """Return the term of seats that are bought, or paid, at an instant."""
    anchor = anchor_from(starts_at, zone, unit)
    first = period(anchor, interval, 0)
    return BillingPeriod(first.starts_at, end_of(length, anchor, interval, first.starts_at))


def begun_at(
    charges: Iterable[NewCharge], anchor: Anchor, interval: Interval, unit: ProrationUnit
) -> tuple[NewCharge, ...]:
    """Move the books of whole periods to another anchor, as when a term starts with its payment.

    The amounts stand; the first of their periods becomes the one that begins at the anchor.
    """
    listed = tuple(charges)
    order = sorted({charge.period.starts_at for charge in listed})
    spans = {
        starts_at: whole_span(period(anchor, interval, index), anchor, unit)
        for index, starts_at in enumerate(order)
    }
    return tuple(_moved(charge, spans[charge.period.starts_at]) for charge in listed)


def _moved(charge: NewCharge, span: Span) -> NewCharge:
    return replace(charge, period=span.period, covers=span.covered, part=span.held)


def _without_base_fee(pool: Pool) -> Pool:
    return pool if pool.price is None else replace(pool, price=replace(pool.price, base_fee=0))


def _for_the_term(line: Line, whole: Span, times: int) -> Line:
    per_term = None if line.unit_amount is None else line.unit_amount * times
    return replace(
        line,
        unit_amount=per_term,
        covers=whole.covered,
        part=whole.priced,
        amount=line.amount * times,
    )
