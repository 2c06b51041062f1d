"""The books of charges: nothing comes back twice, nothing is lost between them."""

from dataclasses import replace
from datetime import UTC, datetime, time
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from curule.core.anchors import Anchor
from curule.core.books import (
    Charge,
    Share,
    close,
    credit_stack,
    forfeited,
    give_back,
    newest_shares,
    round_together,
    unit_amount_of,
    unused_shares,
    worth_together,
)
from curule.core.intervals import ProrationUnit
from curule.core.money import round_half_away
from curule.core.periods import BillingPeriod
from curule.core.policy import FirstPeriod
from curule.core.pricing import PriceModel, Tier
from curule.core.proration import Part
from curule.core.spans import given_back, rest_span
from tests.core.strategies import flat, packaged, tiered
from tests.core.subscriptions import (
    customer_of,
    done,
    offer_of,
    paris,
    policy_of,
    pool_of,
    utc,
)

APRIL = BillingPeriod(utc(2026, 4, 1), utc(2026, 5, 1))
WHOLE, HALF = Part(30, 30), Part(15, 30)


def _half(_charge: Charge) -> Part:
    return HALF


def _charge(key: str = "c0", *, seats: int = 3, credited: int = 0, **facts: object) -> Charge:
    """Seats at 10.00 for all of April."""
    charge = Charge(
        key=key,
        seat_type="seat",
        price=flat(1000),
        charged_quantity=seats,
        quantity=seats,
        base_quantity=0,
        period=APRIL,
        part=WHOLE,
        amount=1000 * seats,
        credited=credited,
    )
    return replace(charge, **facts)  # type: ignore[arg-type]


def test_a_base_fee_is_due_once_however_many_there_are() -> None:
    fee = _charge(seat_type=None, price=replace(flat(1000), base_fee=700))
    assert [fee.full_amount(seats) for seats in (0, 1, 2)] == [0, 700, 700]


def test_a_charge_gives_back_no_more_than_it_has_left() -> None:
    """A vendor had credited most of it before."""
    charge = _charge(credited=2900)
    assert charge.open_amount == 100
    assert close(charge, HALF).amount == 100
    assert give_back((charge,), 1, _half)[0].amount == 100
    assert worth_together(unused_shares((charge,), _half)) == 100


def test_two_charges_of_one_invoice_share_what_is_open_there() -> None:
    charges = (
        _charge("c0", invoice="i1", invoice_open=2000),
        _charge("c1", invoice="i1", invoice_open=2000),
        _charge("c2", invoice_open=400),
        _charge("c3", invoice_open=400),
    )
    credits_ = give_back(charges, 12, _half)
    assert [(c.charge, c.amount) for c in forfeited(credits_, charges)] == [
        ("c3", 400),
        ("c2", 400),
        ("c1", 1500),
        ("c0", 500),
    ]


def test_what_the_new_state_costs_is_kept_once() -> None:
    charges = (_charge("c0"), _charge("c1"))
    credits_ = give_back(charges, 6, _half)
    kept = forfeited(credits_, charges, kept=2000)
    assert [c.amount for c in kept] == [1500, 500]
    assert [c.quantity for c in kept] == [3, 3]


@given(amounts=st.lists(st.tuples(st.integers(0, 50), st.integers(1, 40)), min_size=1, max_size=6))
def test_shares_rounded_together_lose_nothing(amounts: list[tuple[int, int]]) -> None:
    shares = [
        Share(_charge(f"c{i}"), 1, Fraction(units, parts))
        for i, (units, parts) in enumerate(amounts)
    ]
    total = round_half_away(worth_together(shares))
    credits_ = round_together(shares, _half, total=total)
    assert sum(credit.amount for credit in credits_) == total
    for credit, share in zip(credits_, shares, strict=True):
        assert abs(credit.amount - share.worth) < 1


def test_a_share_without_a_remainder_is_not_rounded_up() -> None:
    shares = [Share(_charge("c0"), 1, Fraction(1)), Share(_charge("c1"), 1, Fraction(1, 3))]
    assert [c.amount for c in round_together(shares, _half, total=3)] == [1, 1]


def test_seats_come_off_and_money_comes_back_independently() -> None:
    """One package more was charged for the newest; its price is credited first."""
    price = packaged(9900, 5)
    charges = (
        _charge("c0", seats=5, price=price, amount=9900),
        _charge("c1", seats=0, price=price, base_quantity=5, amount=700),
        _charge("c2", seats=5, price=price, base_quantity=5, amount=400),
    )
    assert [(c.charge, c.quantity, c.amount) for c in give_back(charges, 6, _half)] == [
        ("c2", 5, 400),
        ("c1", 0, 700),
        ("c0", 1, 3850),
    ]
    assert [(c.charge, c.quantity, c.amount) for c in credit_stack(charges, 500, _half)] == [
        ("c2", 0, 400),
        ("c1", 0, 100),
    ]
    assert [(s.charge.key, s.seats, int(s.worth)) for s in unused_shares(charges, _half)] == [
        ("c2", 5, 400),
        ("c1", 0, 700),
        ("c0", 5, 8800),
    ]


def test_a_charge_with_nothing_left_is_left_out() -> None:
    spent = (_charge("c0", seats=0, amount=0), _charge("c1"))
    assert [s.charge.key for s in unused_shares(spent, _half)] == ["c1"]
    assert [s.seats for s in newest_shares(spent, 9, _half)] == [3]
    stack = (_charge("c0", seats=0, amount=0, price=packaged(9900, 5)),)
    assert unused_shares(stack, _half) == ()


def test_only_a_flat_price_has_a_price_per_seat() -> None:
    volume = tiered(PriceModel.VOLUME, Tier(up_to=None, unit_amount=800))
    assert [unit_amount_of(price) for price in (flat(5), volume, packaged(9, 5))] == [5, None, None]


# --- the time that is sold or given back


def test_a_part_counted_in_days_does_not_begin_before_its_period() -> None:
    """A plan counted in seconds gave the period its noon, the next one counts in days."""
    anchor = Anchor(on=APRIL.starts_at.date(), day=1, at=time(12), zone="UTC")
    noon = BillingPeriod(datetime(2026, 4, 1, 12, tzinfo=UTC), datetime(2026, 5, 1, 12, tzinfo=UTC))
    span = rest_span(noon, noon.starts_at, anchor, ProrationUnit.DAY)
    assert (span.covered, span.held) == (noon, WHOLE)
    back = given_back(noon, WHOLE, noon.starts_at, anchor, ProrationUnit.DAY)
    assert back.covered == noon


def test_seats_bought_after_access_ended_give_back_no_more_than_they_had() -> None:
    policy = policy_of(
        "autodesk", {"decrease.effective": "now", "decrease.money": "account_credit"}
    )
    customer = customer_of(offer_of(policy), {"seat": 1}, paris(2026, 4, 1))
    customer.order(paris(2026, 4, 16), {"seat": 2})
    part_of = customer.standing.unused_rest(paris(2026, 4, 11))
    assert [part_of(charge).numerator for charge in customer.standing.all_charges] == [20, 15]


def test_the_first_second_of_a_period_is_no_stub() -> None:
    policy = policy_of(
        "autodesk",
        {"proration.unit": "second", "anchor.first_period": FirstPeriod.FREE.value},
    )
    bought_at = paris(2026, 4, 1).replace(microsecond=9)
    customer = customer_of(offer_of(policy, pool_of(flat(3000))), {"seat": 1}, bought_at)
    (line,) = customer.changes[0].lines
    assert line.covers == customer.standing.period
    change = done(customer.quote(bought_at, {"seat": 2}))
    assert change.lines[0].covers == customer.standing.period
