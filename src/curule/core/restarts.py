"""One state of seats takes the place of another: a new period, or another plan.

What the old charges have left is given back and the new state is charged. As `net` that is one line
for the exact difference, rounded once; as `credit_and_charge` every price has a line of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from curule.core.anchors import anchor_from
from curule.core.books import (
    Credit,
    PartOf,
    forfeited,
    round_together,
    unused_shares,
    worth_together,
)
from curule.core.changes import Restart
from curule.core.discounts import NO_DISCOUNT, Discount, following_discount
from curule.core.lines import Line, LineKind, NewCharge, without_zero
from curule.core.money import allocate, round_half_away
from curule.core.periods import BillingPeriod, end_of, period
from curule.core.policy import DecreaseMoney, IncreaseCharge, ProrationLines
from curule.core.pricing import increment
from curule.core.prorated import Priced, charge_all, credit_lines, give_back_all, given
from curule.core.spans import Span, given_back, whole_span
from curule.core.standing import Pool, Standing, tax_behavior_of
from curule.core.tax import Rate, restated


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What takes the place of the running charges: seats of these pools, for this time, from `at`.

    `part_of` is what an old charge has left; `forfeits` is whether what was paid beyond the price
    of the new state is lost (decrease.money = none). `discount` is what a coupon takes off the new
    state.
    """

    pools: tuple[Pool, ...]
    totals: Mapping[str, int]
    span: Span
    at: datetime
    part_of: PartOf
    forfeits: bool
    discount: Discount = NO_DISCOUNT


def price_restart(
    standing: Standing, totals: Mapping[str, int], *, now: datetime, grows: bool
) -> Priced:
    """Price a new period of all seat types from `now` on, less what the old one has left (G15).

    With increase.charge = new_period an increase gives nothing back. Ten seats at 30.00 a month,
    two more with 10 of 30 days gone: 360.00 − 200.00 are due.
    """
    anchor = anchor_from(now, standing.zone, standing.unit)
    new = period(anchor, standing.interval, 0)
    exchange = Exchange(
        pools=standing.pools,
        totals=totals,
        span=whole_span(new, anchor, standing.unit),
        at=now,
        part_of=standing.restart_rest(now),
        forfeits=standing.policy.decrease.money is DecreaseMoney.NONE,
        discount=following_discount(standing.redemption),
    )
    return replace(
        _price_new_period(standing, exchange, grows=grows),
        restart=Restart(anchor=anchor, period=new, covers=new),
        term_ends_at=end_of(standing.policy.term.length, anchor, standing.interval, new.starts_at),
    )


def _price_new_period(standing: Standing, exchange: Exchange, *, grows: bool) -> Priced:
    """Apply increase.charge; what fewer seats give back is decrease.money's to say."""
    if standing.policy.increase.charge is not IncreaseCharge.NEW_PERIOD:
        return price_exchange(standing, exchange)
    if grows:
        return _nothing_back(standing, exchange)
    if exchange.forfeits:
        return _paid_is_lost(standing, exchange)
    return price_exchange(standing, exchange)


@dataclass(frozen=True, slots=True)
class Apart:
    """What is charged and what is given back for it, where one document cannot say both."""

    charged: Priced
    back: Priced


def price_apart(standing: Standing, exchange: Exchange, *, rate: Rate) -> Apart:
    """Charge the new state and give back the running charges, each in prices as it has them.

    Of prices with tax in them and prices without there is no common line: what was charged at one
    kind comes back by credit notes, with the tax that was charged, and nothing is set off. What is
    kept of a forfeit is the price of the new state, as the old prices say it at this `rate`.
    """
    charged = _charged(exchange)
    unused = give_back_all(standing, exchange.part_of)
    if exchange.forfeits:
        new = tax_behavior_of(exchange.pools)
        kept = restated(charged.cost, rate, prices=new, to=standing.tax_behavior)
        unused = forfeited(unused, standing.all_charges, kept=kept)
    back = credit_lines(unused, _covered_by(standing, exchange))
    return Apart(charged, Priced(lines=back, credits=unused))


def price_exchange(standing: Standing, exchange: Exchange) -> Priced:
    """Give back what the running charges have left and charge what takes their place."""
    charged = _charged(exchange)
    if standing.policy.proration.lines is ProrationLines.NET:
        return _as_one_line(standing, exchange, charged)
    unused = give_back_all(standing, exchange.part_of)
    if exchange.forfeits:
        unused = forfeited(unused, standing.all_charges, kept=charged.cost)
    return _both(standing, exchange, unused, charged)


def _charged(exchange: Exchange) -> Priced:
    return charge_all(exchange.pools, exchange.totals, exchange.span, exchange.discount)


def _paid_is_lost(standing: Standing, exchange: Exchange) -> Priced:
    """Charge the new state and lower what is open; nothing that was paid comes back."""
    charged = _charged(exchange)
    unused = forfeited(give_back_all(standing, exchange.part_of), standing.all_charges)
    return _both(standing, exchange, unused, charged)


def _nothing_back(standing: Standing, exchange: Exchange) -> Priced:
    """Charge the new state and close the old books for nothing."""
    charged = _charged(exchange)
    unused = tuple(
        replace(credit, amount=0) for credit in give_back_all(standing, exchange.part_of)
    )
    return replace(charged, credits=unused)


def _both(
    standing: Standing, exchange: Exchange, unused: tuple[Credit, ...], charged: Priced
) -> Priced:
    """Put a line for everything that is given back before those of the new state."""
    back = credit_lines(unused, _covered_by(standing, exchange))
    return replace(charged, lines=back + charged.lines, credits=unused)


def _covered_by(standing: Standing, exchange: Exchange) -> Callable[[Credit], BillingPeriod]:
    """Return how to tell the time that is given back by a credit."""

    def covered(credit: Credit) -> BillingPeriod:
        return given_back(
            credit.period, credit.part, exchange.at, standing.anchor, standing.unit
        ).covered

    return covered


def _as_one_line(standing: Standing, exchange: Exchange, charged: Priced) -> Priced:
    """Return one line for the exact difference, and books that add up to it."""
    shares = [
        share
        for charges in standing.charges_by_type
        for share in unused_shares(charges, exchange.part_of)
    ]
    worth = worth_together(shares)
    prices = _full_prices(exchange.pools, charged.charges)
    fraction = exchange.span.priced.fraction
    amount = round_half_away(sum(prices, start=Fraction()) * fraction - worth)
    unused = round_together(shares, exchange.part_of, total=round_half_away(worth))
    cost = amount + given(unused)
    if exchange.forfeits:
        unused = forfeited(unused, standing.all_charges, kept=cost)
    amounts = allocate(cost, prices) if any(prices) else (0,) * len(prices)
    return Priced(
        lines=without_zero([_one_line(exchange.span, cost - given(unused))]),
        charges=tuple(
            replace(charge, amount=share)
            for charge, share in zip(charged.charges, amounts, strict=True)
        ),
        credits=unused,
    )


def _full_prices(pools: Iterable[Pool], charges: Sequence[NewCharge]) -> list[Fraction]:
    """Return what each of the new charges costs for a whole period, less what comes off."""
    prices = {pool.name: pool.price for pool in pools if pool.price is not None}
    return [
        charge.off.net(
            prices[charge.price].base_fee
            if charge.seat_type is None
            else increment(prices[charge.price], charge.base_quantity, charge.quantity)
        )
        for charge in charges
    ]


def _one_line(span: Span, amount: int) -> Line:
    return Line(
        kind=LineKind.DIFFERENCE,
        seat_type=None,
        quantity=1,
        unit_amount=None,
        covers=span.covered,
        part=span.priced,
        amount=amount,
    )
