"""Laws of changing numbers: whole histories under policies and prices of every kind."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from curule.core.changes import Change, Usable
from curule.core.intervals import Interval, IntervalUnit, ProrationUnit
from curule.core.invoicing import totals
from curule.core.lines import Line, LineKind
from curule.core.money import round_half_away
from curule.core.policy import (
    DecreaseMoney,
    IncreaseCharge,
    ProrationLines,
    SeatPolicy,
    contradictions,
)
from curule.core.pricing import Price
from curule.core.proration import Part, prorate
from curule.core.purchases import Offer
from curule.core.refusals import Refusal
from curule.core.spans import whole_span
from curule.core.tax import PriceTax
from tests.core.strategies import (
    MONTH,
    YEAR,
    flat,
    flat_prices,
    graduated_prices,
    instants,
    package_prices,
    volume_prices,
    zones,
)
from tests.core.subscriptions import (
    Customer,
    customer_of,
    done,
    offer_of,
    paris,
    policy_of,
    pool_of,
    seat_type,
)

WEEK = Interval(IntervalUnit.WEEK)
QUARTER = Interval(IntervalUnit.MONTH, 3)


@st.composite
def charging(draw: st.DrawFn) -> dict[str, object]:
    """What an increase costs, with what goes with it."""
    resets = draw(st.booleans())
    charge = draw(
        st.sampled_from(
            ["new_period", "new_period_minus_unused"]
            if resets
            else ["prorated", "prorated", "full_price", "none_until_renewal"]
        )
    )
    later = charge == "none_until_renewal"
    unprorated = later or charge == "full_price"
    return {
        "increase.charge": charge,
        "increase.effective": "at_renewal"
        if later
        else draw(st.sampled_from(["on_order", "on_payment"])),
        "increase.bill": draw(st.sampled_from(["now", "next_invoice"])),
        "increase.open_reduction": draw(
            st.sampled_from(["keep_target", "shift_target", "drop_target"])
        ),
        "proration.lines": "net"
        if unprorated
        else draw(st.sampled_from(["net", "credit_and_charge"])),
        "anchor.on_change": "reset_to_change" if resets else "keep",
    }


@st.composite
def giving_back(draw: st.DrawFn) -> dict[str, object]:
    """What fewer seats give back."""
    now = draw(st.booleans())
    return {
        "decrease.allowed": "any_time",
        "decrease.effective": "now" if now else "at_renewal",
        "decrease.money": draw(st.sampled_from(["none", "account_credit", "refund_to_method"]))
        if now
        else "none",
        "decrease.last_day": draw(st.sampled_from(["paid", "free"])),
    }


@st.composite
def policies(draw: st.DrawFn, interval: Interval) -> SeatPolicy:
    """A policy that can be published for prices of this interval."""
    of_months = interval.months is not None
    anchors = ["start", "day_of_month(1)", "day_of_month(31)"] if of_months else ["start"]
    units = ["second", "day", "thirty_360"] if of_months else ["second", "day"]
    policy = policy_of(
        "autodesk",
        {
            "who.requires_auto_renew": False,
            "proration.unit": draw(st.sampled_from(units)),
            "anchor.at": draw(st.sampled_from(anchors)),
            "anchor.first_period": draw(st.sampled_from(["prorated", "full_price", "free"])),
            "term.length": draw(st.sampled_from([None, "months(6)"])) if of_months else None,
            **draw(charging()),
            **draw(giving_back()),
        },
    )
    assert contradictions(policy) == ()
    return policy


@st.composite
def prices(draw: st.DrawFn, interval: Interval) -> Price:
    """A price of any model, sometimes with a base fee."""
    drawn = draw(st.one_of(flat_prices, graduated_prices, volume_prices, package_prices))
    return replace(drawn, interval=interval, base_fee=draw(st.sampled_from([0, 0, 4999])))


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    """A plan with one or two seat types, of which all seats may be given back."""
    interval = draw(st.sampled_from([MONTH, QUARTER, WEEK]))
    pools = [
        pool_of(draw(prices(interval)), seat_type(name, minimum=0))
        for name in ("agent", "expert")[: draw(st.integers(1, 2))]
    ]
    return offer_of(draw(policies(interval)), *pools, interval=interval)


@dataclass(frozen=True)
class Step:
    """After so many seconds new totals are asked for."""

    after: int
    totals: tuple[int, int]


steps = st.builds(
    Step,
    after=st.one_of(st.just(0), st.integers(0, 90_000), st.integers(0, 40 * 86_400)),
    totals=st.tuples(st.integers(0, 24), st.integers(0, 24)),
)


@dataclass(frozen=True)
class History:
    """A purchase and what follows."""

    offer: Offer
    bought_at: datetime
    zone: str
    steps: tuple[Step, ...]


histories = st.builds(
    History,
    offer=offers(),
    bought_at=instants,
    zone=zones,
    steps=st.lists(steps, min_size=1, max_size=7).map(tuple),
)


def play(history: History) -> Customer:
    """Buy, and change the numbers step by step, checking every change on the way."""
    names = [pool.name for pool in history.offer.pools]
    customer = customer_of(
        history.offer, dict.fromkeys(names, 5), history.bought_at, zone=history.zone
    )
    check_change(customer, customer.changes[0])
    now = history.bought_at
    for step in history.steps:
        now += timedelta(seconds=step.after)
        while now >= customer.standing.period.ends_at:
            customer.renew()
        change = customer.quote(now, dict(zip(names, step.totals, strict=False)))
        assert not isinstance(change, Refusal)
        check_change(customer, change)
        customer.carry_out(change)
        check_books(customer)
    return customer


def check_change(customer: Customer, change: Change) -> None:
    """What holds for every change, seen from before it is carried out."""
    opened = sum(charge.amount for charge in change.charges)
    closed = sum(moved.amount for moved in change.credited)
    assert change.subtotal == opened - closed
    assert all(line.amount for line in change.lines)
    for line in change.lines:
        assert line.part.denominator > 0
        assert line.amount * line.quantity >= 0 or line.kind is LineKind.DIFFERENCE
        check_flat_line(customer, line)
    for move in change.moves:
        pool = customer.standing.pool(move.seat_type)
        assert pool is not None
        assert pool.seats + move.add - move.remove >= 0


def check_flat_line(customer: Customer, line: Line) -> None:
    """A line that charges equals quantity × price × fraction, rounded once."""
    if line.unit_amount is not None and line.kind in {LineKind.SEATS, LineKind.BASE_FEE}:
        exact = Fraction(line.quantity * line.unit_amount) * line.part.fraction
        assert line.amount == round_half_away(exact)
    if line.kind is LineKind.UNUSED and line.unit_amount is not None:
        exact = Fraction(line.quantity * line.unit_amount) * line.part.fraction
        assert abs(line.amount) <= abs(exact) + 1
        whole = line.charge in {c.key for c in customer.standing.all_charges} and (
            -line.quantity == customer.books[str(line.charge)].quantity
        )
        if whole and customer.books[str(line.charge)].credited == 0:
            assert abs(line.amount) <= round_half_away(abs(exact))


def check_books(customer: Customer) -> None:
    """No credit above what was charged; seats are never fewer than none (I24)."""
    for charge in customer.books.values():
        assert 0 <= charge.credited <= charge.amount
        assert 0 <= charge.quantity <= charge.charged_quantity
        assert charge.part.numerator <= charge.part.denominator
    assert customer.billed == sum(c.amount - c.credited for c in customer.books.values()) >= 0
    for pool in customer.standing.pools:
        assert pool.seats >= 0
        assert pool.scheduled is None or pool.scheduled >= 0


@pytest.mark.invariant("I24")
@given(history=histories)
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_no_history_credits_more_than_was_charged(history: History) -> None:
    play(history)


@given(history=histories, total=st.integers(0, 30), rate=st.sampled_from([None, "5.5", "20"]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_an_invoice_of_the_quoted_lines_adds_up_to_the_quote(
    history: History, total: int, rate: str | None
) -> None:
    customer = play(history)
    name = history.offer.pools[0].name
    now = customer.standing.period.starts_at
    quote = done(customer.quote(now, {name: total}))
    invoice = totals(quote.lines, None if rate is None else Decimal(rate), PriceTax.EXCLUSIVE)
    assert invoice.subtotal == quote.subtotal == sum(line.amount for line in quote.lines)
    assert invoice.total == invoice.subtotal + invoice.tax


@given(history=histories)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_the_number_in_force_changes_nothing_and_withdraws_what_is_scheduled(
    history: History,
) -> None:
    customer = play(history)
    now = customer.standing.period.starts_at
    for pool in customer.standing.pools:
        same = done(customer.quote(now, {pool.name: pool.seats}))
        bare = replace(same, schedule=(), scheduled=(), asks=(), at_renewal=0)
        assert bare == Change()
        assert same.has_effect is (pool.scheduled not in {None, pool.seats})
        assert pool.name not in {scheduled.seat_type for scheduled in same.scheduled} or (
            pool.scheduled == pool.seats
        )
        if pool.scheduled is not None:
            scheduled = done(customer.quote(now, {pool.name: pool.scheduled}))
            assert not scheduled.has_effect


@given(history=histories)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_whole_period_is_counted_in_its_units(history: History) -> None:
    customer = play(history)
    standing = customer.standing
    customer.renew()
    whole = whole_span(customer.standing.period, standing.anchor, standing.unit).priced
    assert whole.numerator == whole.denominator
    running = customer.standing.period
    seconds = int((running.ends_at - running.starts_at).total_seconds())
    months = standing.interval.months
    expected = {
        ProrationUnit.SECOND: seconds,
        ProrationUnit.DAY: round(seconds / 86_400),
        ProrationUnit.THIRTY_360: 30 * (months or 0),
    }[standing.unit]
    assert whole.denominator == expected
    for charge in customer.standing.all_charges:
        assert charge.part == whole


FAIR = {
    "who.requires_auto_renew": False,
    "decrease.effective": "now",
    "decrease.money": "account_credit",
}


def _customer(policy: SeatPolicy, price: Price, seats: int, at: datetime) -> Customer:
    offer = offer_of(policy, pool_of(price, seat_type(minimum=0)), interval=price.interval)
    return customer_of(offer, {"seat": seats}, at)


@st.composite
def fair_policies(draw: st.DrawFn, lines: str = "net") -> SeatPolicy:
    """Fewer seats come back as credit, at once, counted in any unit."""
    return policy_of(
        "autodesk",
        {
            **FAIR,
            "proration.unit": draw(st.sampled_from(["second", "day", "thirty_360"])),
            "proration.lines": lines,
            "decrease.last_day": draw(st.sampled_from(["paid", "free"])),
        },
    )


marginal = st.one_of(flat_prices, graduated_prices)
hours = st.integers(0, 30 * 24 - 1)


@given(
    policy=fair_policies(),
    price=marginal,
    bought=st.integers(1, 20),
    returns=st.lists(st.integers(1, 20), min_size=1, max_size=6),
    at=hours,
)
def test_a_line_given_back_whole_closes_at_exactly_its_used_part(
    policy: SeatPolicy, price: Price, bought: int, returns: list[int], at: int
) -> None:
    """However many steps it is given back in at one instant."""
    assume(sum(returns) >= bought)
    customer = _customer(policy, price, bought, paris(2026, 4, 1))
    now = paris(2026, 4, 1) + timedelta(hours=at)
    left = bought
    for returned in returns:
        left = max(left - returned, 0)
        customer.order(now, {"seat": left})
    (charge,) = customer.books.values()
    part = customer.standing.returned_rest(now)(charge)
    full = charge.full_amount(bought)
    assert charge.amount - charge.credited == prorate(full, charge.part) - prorate(full, part)
    assert charge.quantity == 0


@given(policy=fair_policies(), price=marginal, added=st.integers(1, 20), at=hours)
def test_seats_more_are_a_line_of_their_own_that_touches_no_other(
    policy: SeatPolicy, price: Price, added: int, at: int
) -> None:
    customer = _customer(policy, price, 5, paris(2026, 4, 1))
    now = paris(2026, 4, 1) + timedelta(hours=at)
    change = done(customer.quote(now, {"seat": 5 + added}))
    assert change.credited == ()
    (charge,) = change.charges
    assert (charge.quantity, charge.base_quantity) == (added, 5)
    worth = customer.standing.pools[0].full_price(5 + added)
    exact = (worth - customer.standing.pools[0].full_price(5)) * charge.part.fraction
    assert charge.amount == round_half_away(exact)


@given(
    unit=st.sampled_from(["second", "day", "thirty_360"]),
    price=marginal,
    total=st.integers(0, 20),
    at=hours,
)
def test_two_rounded_lines_differ_by_one_unit_at_most(
    unit: str, price: Price, total: int, at: int
) -> None:
    now = paris(2026, 4, 1) + timedelta(hours=at)
    net, both = (
        done(
            _customer(
                policy_of("autodesk", {**FAIR, "proration.unit": unit, "proration.lines": lines}),
                price,
                7,
                paris(2026, 4, 1),
            ).quote(now, {"seat": total})
        )
        for lines in ("net", "credit_and_charge")
    )
    assert abs(net.subtotal - both.subtotal) <= (1 if total > 7 else 0)


@given(
    policy=fair_policies(),
    price=st.one_of(volume_prices, package_prices),
    asked=st.lists(st.integers(0, 24), min_size=1),
    at=hours,
)
def test_a_whole_quantity_costs_the_exact_difference_whatever_the_direction(
    policy: SeatPolicy, price: Price, asked: list[int], at: int
) -> None:
    """Nothing comes back that was not charged; else it is the difference, rounded once."""
    customer = _customer(policy, price, 9, paris(2026, 4, 1))
    now = paris(2026, 4, 1) + timedelta(hours=at)
    for total in asked:
        pool = customer.standing.pools[0]
        change = done(customer.quote(now, {"seat": total}))
        customer.carry_out(change)
        assert len(change.lines) <= 1
        returned = customer.standing.returned_rest(now)
        parts = {returned(charge) for charge in pool.charges if charge.quantity}
        if total > pool.seats:
            parts = {customer.standing.rest(now)}
        if len(parts) == 1:
            difference = pool.full_price(total) - pool.full_price(pool.seats)
            exact = difference * parts.pop().fraction
            left = sum(charge.open_amount for charge in pool.charges)
            assert change.subtotal == max(round_half_away(exact), -left)


@given(
    unit=st.sampled_from(["day", "thirty_360"]),
    charge=st.sampled_from(["prorated", "full_price"]),
    price=marginal,
    bought=st.integers(1, 12),
    day=st.integers(1, 30),
)
@example(unit="day", charge="prorated", price=flat(1000), bought=10, day=1)
def test_a_seat_given_back_keeps_at_least_a_day(
    unit: str, charge: str, price: Price, bought: int, day: int
) -> None:
    """Ten seats bought at 8 and returned at 18 every day would otherwise cost nothing."""
    policy = policy_of(
        "autodesk",
        {
            **FAIR,
            "proration.unit": unit,
            "decrease.last_day": "free",
            "increase.charge": charge,
        },
    )
    customer = _customer(policy, price, 1, paris(2026, 4, 1))
    paid = customer.order(paris(2026, 4, day, 8), {"seat": 1 + bought}).subtotal
    back = customer.order(paris(2026, 4, day, 18), {"seat": 1}).subtotal
    worth = customer.books["c1"].full_amount(bought)
    left = 31 - day
    sold = worth if charge == "full_price" else prorate(worth, Part(left, 30))
    assert paid == sold
    assert paid + back == sold - prorate(worth, Part(left - 1, 30))


@given(price=flat_prices, seats=st.integers(1, 30), fewer=st.integers(0, 29), at=hours)
def test_what_is_forfeited_costs_nothing_and_gives_nothing(
    price: Price, seats: int, fewer: int, at: int
) -> None:
    assume(fewer < seats)
    policy = policy_of("autodesk", {**FAIR, "decrease.money": "none"})
    customer = _customer(policy, price, seats, paris(2026, 4, 1))
    now = paris(2026, 4, 1) + timedelta(hours=at)
    change = done(customer.quote(now, {"seat": fewer}))
    assert change.lines == ()
    assert [moved.amount for moved in change.credited] == [0]
    assert change.credited[0].quantity == seats - fewer


@given(
    price=flat_prices,
    seats=st.integers(1, 30),
    fewer=st.integers(0, 29),
    owed=st.integers(0, 10**6),
    at=hours,
)
def test_a_forfeited_credit_still_lowers_what_is_open_on_its_invoice(
    price: Price, seats: int, fewer: int, owed: int, at: int
) -> None:
    assume(fewer < seats)
    now = paris(2026, 4, 1) + timedelta(hours=at)
    none, credit = (
        _customer(
            policy_of("autodesk", {**FAIR, "decrease.money": money}),
            price,
            seats,
            paris(2026, 4, 1),
        )
        for money in ("none", "account_credit")
    )
    pool = none.standing.pools[0]
    charges = tuple(replace(c, invoice="i1", invoice_open=owed) for c in pool.charges)
    none.standing = replace(none.standing, pools=(replace(pool, charges=charges),))
    worth = -done(credit.quote(now, {"seat": fewer})).subtotal
    assert -done(none.quote(now, {"seat": fewer})).subtotal == min(worth, owed)


def test_the_policies_of_these_laws_are_of_every_kind() -> None:
    """The strategies reach what the laws are about."""
    charges = {c for c in IncreaseCharge if c is not IncreaseCharge.OWN_TERM}
    seen: set[object] = set()

    @given(policy=policies(MONTH))
    @settings(max_examples=300, database=None)
    def collect(policy: SeatPolicy) -> None:
        seen.update(
            (
                policy.increase.charge,
                policy.proration.lines,
                policy.proration.unit,
                policy.decrease.money,
            )
        )

    collect()
    assert seen >= charges | set(ProrationLines) | set(ProrationUnit) | set(DecreaseMoney)


def test_increases_at_renewal_are_usable_then() -> None:
    policy = policy_of(
        "autodesk",
        {
            "increase.charge": "none_until_renewal",
            "increase.effective": "at_renewal",
        },
    )
    customer = _customer(policy, flat(12000, YEAR), 5, paris(2026, 1, 1))
    change = customer.order(paris(2026, 4, 11), {"seat": 8})
    assert (change.usable, change.usable_at) == (Usable.AT_RENEWAL, paris(2027, 1, 1))
    assert change.lines == ()
    assert [(s.at, s.total) for s in change.scheduled] == [(paris(2027, 1, 1), 8)]
    assert change.at_renewal == 96000
    assert customer.standing.pools[0].seats == 5
    customer.renew()
    assert customer.standing.pools[0].seats == 8
