"""Laws of coupons: what comes off a line, off a period, and off whole histories of changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curule.core.changes import Change
from curule.core.discounts import (
    NO_DISCOUNT,
    CouponStep,
    Discount,
    Redemption,
    after_step,
    shares_of,
    spread,
    step_on_other_plan,
)
from curule.core.lines import LineKind
from curule.core.money import round_half_away
from curule.core.plan_changes import quote_plan_change
from curule.core.pricing import PriceModel, Tier
from curule.core.proration import Part, prorate
from curule.core.purchases import Offer
from curule.core.standing import Standing, net_period_price
from tests.core.strategies import YEAR, flat, tiered
from tests.core.subscriptions import (
    Customer,
    amounts,
    customer_of,
    done,
    offer_of,
    paris,
    policy_of,
    pool_of,
    seat_type,
)

CREDITS: Mapping[str, object] = {
    "decrease.effective": "now",
    "decrease.money": "account_credit",
    "proration.unit": "day",
}
APRIL = paris(2026, 4, 1)
prices = st.lists(st.integers(0, 10**7), min_size=1, max_size=6)
percents = st.decimals(Decimal("0.01"), Decimal(100), places=2)
discounts = st.one_of(
    percents.map(lambda percent: Discount(code="X", percent=percent)),
    st.integers(1, 10**6).map(lambda amount: Discount(code="X", amount=amount)),
)


# --- one period -----------------------------------------------------------------------------------


@given(st.integers(0, 10**7), prices)
def test_the_shares_are_the_amount_and_never_more_than_the_lines_cost(
    amount: int, listed: list[int]
) -> None:
    shares = spread(amount, listed)
    assert sum(shares) == min(amount, sum(listed))
    assert all(0 <= share <= price for share, price in zip(shares, listed, strict=True))


@given(discounts, prices, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_change_their_sum(
    discount: Discount, listed: list[int], random: object
) -> None:
    turned = list(listed)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert _net(discount, listed) == _net(discount, turned)


def _net(discount: Discount, listed: Sequence[int]) -> int:
    return sum(
        round_half_away(off.net(price))
        for off, price in zip(shares_of(discount, listed), listed, strict=True)
    )


@given(discounts, st.integers(0, 10**7), st.integers(1, 366), st.integers(0, 366))
def test_a_line_is_never_below_zero_nor_dearer_than_without(
    discount: Discount, price: int, length: int, rest: int
) -> None:
    part = Part(min(rest, length), length)
    net = prorate(discount.net(price), part)
    assert 0 <= net <= prorate(price, part)


def test_per_cent_are_rounded_once_on_the_net_line() -> None:
    third = Discount(code="X", percent=Decimal("33.33"))
    # 1.00 less 33.33 per cent for 1 of 2 days: 0.33335, not 0.67 halved
    assert prorate(third.net(100), Part(1, 2)) == 33
    assert prorate(third.net(999), Part(1, 1)) == 666


@pytest.mark.parametrize(
    "terms", [{"percent": Decimal(101)}, {"amount": -1}, {"percent": Decimal(5), "amount": 5}]
)
def test_a_discount_is_one_thing_and_at_most_everything(terms: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^(no discount: |a discount is )"):
        Discount(code="X", **terms)  # type: ignore[arg-type]


# --- how long it holds ----------------------------------------------------------------------------


@given(discounts, st.one_of(st.none(), st.integers(1, 5)), st.integers(0, 8))
def test_a_coupon_holds_for_its_periods(
    discount: Discount, periods: int | None, begun: int
) -> None:
    coupon = Redemption(discount=discount, periods=periods)
    had = 0
    for _ in range(begun):
        expected = coupon.following
        coupon = coupon.moved_on()
        assert coupon.running == expected
        had += coupon.in_force
    assert had == (begun if periods is None else min(begun, periods))
    assert Redemption(discount=discount, periods=periods).after(begun) == coupon


def test_per_cent_stand_on_every_line_and_an_amount_is_shared() -> None:
    per_cent = Discount(code="X", percent=Decimal(5))
    assert per_cent.share(7) == per_cent
    assert Discount(code="X", amount=10).share(7) == Discount(code="X", amount=7)


def test_what_another_plan_does_to_a_coupon() -> None:
    per_cent = Discount(percent=Decimal(5))
    once = Redemption(discount=per_cent, periods=3, used=1, in_force=True)
    good = replace(once, periods=None)
    amount_for_good = replace(good, discount=Discount(amount=1))

    def step(coupon: Redemption | None, **facts: bool) -> CouponStep | None:
        given_facts = {"holds": True, "same_interval": True, "new_period": False} | facts
        return step_on_other_plan(coupon, **given_facts)

    assert step(once) is None
    assert step(once, new_period=True) is CouponStep.MOVES_ON
    assert step(once, same_interval=False) is CouponStep.ENDS
    assert step(good, same_interval=False, new_period=True) is CouponStep.MOVES_ON
    assert step(good, holds=False) is CouponStep.ENDS
    assert step(amount_for_good, same_interval=False, new_period=True) is CouponStep.ENDS
    assert step(amount_for_good, new_period=True) is CouponStep.MOVES_ON
    assert step(None, holds=False) is None
    assert after_step(once, CouponStep.ENDS) is None


# --- purchases and renewals -----------------------------------------------------------------------


def _offer(
    discount: Discount,
    *,
    periods: int | None = 1,
    fee: int = 0,
    unit: int = 1000,
    overrides: Mapping[str, object] = CREDITS,
    names: tuple[str, ...] = ("seat",),
) -> Offer:
    pools = [
        pool_of(replace(flat(unit), base_fee=fee if place == 0 else 0), seat_type(name, minimum=0))
        for place, name in enumerate(names)
    ]
    offer = offer_of(policy_of("autodesk", overrides), *pools)
    return replace(offer, redemption=Redemption(discount=discount, periods=periods))


def test_the_first_period_has_it_and_the_second_has_not() -> None:
    customer = customer_of(
        _offer(Discount(code="TWENTY", percent=Decimal(20))), {"seat": 10}, APRIL
    )
    (line,) = customer.changes[0].lines
    assert (line.amount, line.discount, line.coupon) == (8000, 2000, "TWENTY")
    assert customer.changes[0].at_renewal == 10_000
    customer.renew()
    assert customer.billed == 18_000


def test_an_amount_comes_off_the_base_fee_and_the_seats() -> None:
    customer = customer_of(
        _offer(Discount(code="FIFTY", amount=5000), fee=2000), {"seat": 10}, APRIL
    )
    fee, seats = customer.changes[0].lines
    assert (fee.kind, fee.amount, fee.discount) == (LineKind.BASE_FEE, 1167, 833)
    assert (seats.amount, seats.discount) == (5833, 4167)


def test_an_amount_is_prorated_with_its_line() -> None:
    stub: Mapping[str, object] = {**CREDITS, "anchor.at": "day_of_month(1)"}
    offer = _offer(Discount(code="FIFTY", amount=5000), overrides=stub)
    customer = customer_of(offer, {"seat": 10}, paris(2026, 4, 11))
    (line,) = customer.changes[0].lines
    # (100.00 - 50.00) for 20 of 30 days
    assert (line.amount, line.discount) == (3333, 3334)


def test_everything_off_leaves_no_line() -> None:
    change = customer_of(_offer(Discount(percent=Decimal(100))), {"seat": 3}, APRIL).changes[0]
    assert change.lines == ()
    assert change.subtotal == 0
    assert change.at_renewal == 3000


# --- changes --------------------------------------------------------------------------------------


def test_seats_more_cost_their_price_while_the_amount_is_spread_already() -> None:
    customer = customer_of(_offer(Discount(code="F", amount=5000)), {"seat": 10}, APRIL)
    change = customer.order(paris(2026, 4, 11), {"seat": 13})
    assert amounts(change) == [2000]


def test_seats_more_take_what_no_line_could_hold() -> None:
    customer = customer_of(_offer(Discount(code="F", amount=5000)), {"seat": 3}, APRIL)
    assert customer.billed == 0
    change = customer.order(paris(2026, 4, 11), {"seat": 10})
    # 100.00 - 50.00 = 50.00 a month from here on, for 20 of 30 days
    assert amounts(change) == [3333]
    (line,) = change.lines
    assert line.discount == 4667 - 3333


def test_seats_that_go_leave_their_share_to_the_others() -> None:
    offer = _offer(Discount(code="F", amount=5000), names=("author", "reader"))
    customer = customer_of(offer, {"author": 6, "reader": 6}, APRIL)
    assert customer.billed == 7000
    change = customer.order(paris(2026, 4, 11), {"reader": 0})
    # 120.00 - 50.00 before, 60.00 - 50.00 after: 60.00 for 19 of 30 days; the day itself is paid
    assert amounts(change) == [-3800]
    assert [line.kind for line in change.lines] == [LineKind.DIFFERENCE]
    assert customer.standing.pools[0].charges[0].off.amount == 5000


def test_a_graduated_price_is_discounted_tier_by_tier() -> None:
    graduated = tiered(
        PriceModel.GRADUATED, Tier(up_to=10, unit_amount=1000), Tier(up_to=None, unit_amount=800)
    )
    offer = offer_of(policy_of("autodesk", CREDITS), pool_of(graduated))
    coupon = Redemption(discount=Discount(code="H", percent=Decimal(50)), periods=None)
    customer = customer_of(replace(offer, redemption=coupon), {"seat": 12}, APRIL)
    assert customer.billed == 5800


def test_a_volume_price_keeps_its_per_cent_where_all_change_price() -> None:
    volume = tiered(
        PriceModel.VOLUME, Tier(up_to=10, unit_amount=1000), Tier(up_to=None, unit_amount=800)
    )
    offer = offer_of(policy_of("autodesk", CREDITS), pool_of(volume))
    coupon = Redemption(discount=Discount(code="H", percent=Decimal(50)), periods=None)
    customer = customer_of(replace(offer, redemption=coupon), {"seat": 10}, APRIL)
    change = customer.order(paris(2026, 4, 16), {"seat": 11})
    # 88.00 - 100.00 a month, half of it, for 15 of 30 days
    assert (customer.changes[0].subtotal, change.subtotal) == (5000, -300)


def test_a_new_period_takes_the_next_of_the_coupons_periods() -> None:
    restarts: Mapping[str, object] = {
        **CREDITS,
        "anchor.on_change": "reset_to_change",
        "increase.charge": "new_period_minus_unused",
    }
    ten = Discount(code="T", percent=Decimal(10))
    once = customer_of(_offer(ten, overrides=restarts), {"seat": 10}, APRIL)
    change = once.order(paris(2026, 4, 11), {"seat": 12})
    # 120.00 less 20 of 30 days of 90.00
    assert (change.subtotal, change.coupon) == (12_000 - 6000, CouponStep.MOVES_ON)
    assert once.standing.discount == NO_DISCOUNT
    thrice = customer_of(_offer(ten, periods=3, overrides=restarts), {"seat": 10}, APRIL)
    assert thrice.order(paris(2026, 4, 11), {"seat": 12}).subtotal == 10_800 - 6000
    assert thrice.standing.redemption is not None
    assert thrice.standing.redemption.used == 2


def test_another_plan_of_the_same_interval_keeps_the_coupon_of_the_period() -> None:
    ten = Discount(code="T", percent=Decimal(10))
    customer = customer_of(_offer(ten), {"seat": 10}, APRIL)
    target = _offer(ten, unit=2000)
    change = done(_to(customer.standing, target))
    # (180.00 - 90.00) for 20 of 30 days
    assert (change.subtotal, change.coupon, change.at_renewal) == (6000, None, 20_000)
    without = done(_to(customer.standing, replace(target, redemption=None)))
    assert (without.subtotal, without.coupon) == (round_half_away(Fraction(11_000 * 2, 3)), "ends")


def test_months_off_are_not_years_off() -> None:
    half = Discount(code="H", percent=Decimal(50))
    customer = customer_of(_offer(half, periods=3), {"seat": 10}, APRIL)
    yearly = offer_of(policy_of("autodesk", CREDITS), pool_of(flat(10_000, YEAR)), interval=YEAR)
    change = done(_to(customer.standing, replace(yearly, redemption=customer.standing.redemption)))
    assert change.coupon is CouponStep.ENDS
    assert change.at_renewal == 100_000


def _to(standing: Standing, target: Offer) -> Change:
    return done(quote_plan_change(standing, target, seats=None, now=paris(2026, 4, 11)))


# --- whole histories ------------------------------------------------------------------------------


histories = st.lists(
    st.tuples(
        st.integers(0, 28), st.integers(0, 12), st.integers(0, 12), st.none() | st.integers(0, 500)
    ),
    max_size=6,
)


@given(discounts, st.integers(0, 3000), st.integers(1, 4000), histories)
@example(
    Discount(code="X", amount=6000),
    0,
    1000,
    [(1, 9, 3, 100), (2, 2, 1, None)],
)
def test_no_line_gives_back_more_than_it_cost_and_all_of_it_closes(
    discount: Discount, fee: int, unit: int, history: list[tuple[int, int, int, int | None]]
) -> None:
    offer = _offer(discount, fee=fee, unit=unit, names=("author", "reader"))
    customer = customer_of(offer, {"author": 5, "reader": 3}, APRIL)
    for day, authors, readers, credited_to in sorted(history, key=lambda step: step[0]):
        at = APRIL + timedelta(days=day, hours=9)
        if authors + readers:
            change = customer.order(at, {"author": authors, "reader": readers})
            _each_charge_is_named_once(change)
        if credited_to is not None:
            for key in customer.books:
                customer.credit_by_hand(key, leaving=credited_to)
        _books_are_whole(customer, discount)


def _each_charge_is_named_once(change: Change) -> None:
    keys = [credit.charge for credit in change.credited]
    assert len(keys) == len(set(keys))


def _books_are_whole(customer: Customer, discount: Discount) -> None:
    standing = customer.standing
    for charge in customer.books.values():
        assert 0 <= charge.credited <= charge.amount
    assert customer.billed == sum(c.amount - c.credited for c in customer.books.values())
    assert customer.billed >= 0
    if discount.amount:
        running = standing.all_charges
        gross = sum(charge.full_amount(charge.quantity) for charge in running)
        assert sum(charge.off.amount for charge in running) == min(discount.amount, gross)
        net = sum(charge.net_amount(charge.quantity) for charge in running)
        assert net == max(gross - discount.amount, 0)


@given(discounts, st.integers(0, 3000), st.integers(1, 12), st.integers(1, 12), st.integers(0, 28))
def test_buying_and_giving_back_at_once_is_as_if_nothing_was(
    discount: Discount, fee: int, seats: int, added: int, day: int
) -> None:
    by_the_second: Mapping[str, object] = {**CREDITS, "proration.unit": "second"}
    offer = _offer(discount, fee=fee, names=("author", "reader"), overrides=by_the_second)
    customer = customer_of(offer, {"author": seats}, APRIL)
    before = customer.billed
    at = APRIL + timedelta(days=day, hours=9)
    customer.order(at, {"reader": added})
    customer.order(at, {"reader": 0})
    assert customer.billed == before
    _books_are_whole(customer, discount)


@given(discounts, st.integers(0, 3000), st.integers(1, 12), st.integers(1, 12))
def test_changes_on_the_first_instant_cost_what_the_last_state_costs(
    discount: Discount, fee: int, first: int, last: int
) -> None:
    by_the_second: Mapping[str, object] = {**CREDITS, "proration.unit": "second"}
    offer = _offer(discount, fee=fee, names=("author", "reader"), overrides=by_the_second)
    customer = customer_of(offer, {"author": first, "reader": 2}, APRIL)
    customer.order(APRIL, {"author": last, "reader": 2})
    whole = net_period_price(
        customer.standing.pools, customer.standing.totals, customer.standing.discount
    )
    # per cent are rounded line by line: a unit more or less for each of the lines
    assert abs(customer.billed - whole) <= (0 if discount.amount else 2)
