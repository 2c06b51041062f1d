"""The lines and books of seats that come and go, in every field: what an invoice shows of them."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from curule.core.changes import Change, CreditedCharge
from curule.core.discounts import Discount, Redemption
from curule.core.lines import LineKind
from curule.core.periods import BillingPeriod
from curule.core.pricing import PriceModel, Tier
from curule.core.prorated import price_increase
from curule.core.proration import Part
from tests.core.strategies import flat, tiered
from tests.core.subscriptions import customer_of, offer_of, paris, policy_of, pool_of
from tests.core.test_quotes import CREDITS, NOW, VOLUME, _buy

REST = BillingPeriod(NOW, paris(2026, 5, 1))
FROM_TOMORROW = BillingPeriod(paris(2026, 4, 12), REST.ends_at)
BOTH: Mapping[str, object] = {**CREDITS, "proration.lines": "credit_and_charge"}
FULL: Mapping[str, object] = {**CREDITS, "increase.charge": "full_price"}
TENTH = Discount(code="TENTH", percent=Decimal(10))


@pytest.mark.parametrize(
    ("discount", "paid", "taken_off", "coupon"),
    [
        (Discount(), 500, 0, ""),
        (TENTH, 450, 50, "TENTH"),
        (Discount(code="TOO_LITTLE", percent=Decimal("0.05")), 500, 0, ""),
    ],
)
def test_a_base_fee_is_a_line_and_books_of_one(
    discount: Discount, paid: int, taken_off: int, coupon: str
) -> None:
    policy = policy_of(
        "autodesk", {"anchor.at": "day_of_month(1)", "anchor.first_period": "full_price"}
    )
    offer = offer_of(policy, pool_of(replace(flat(3000), base_fee=500)))
    bought = customer_of(
        replace(offer, redemption=Redemption(discount=discount, periods=1)), {"seat": 1}, NOW
    ).changes[0]
    line, books = bought.lines[0], bought.charges[0]
    assert (line.kind, line.seat_type, line.quantity) == (LineKind.BASE_FEE, None, 1)
    assert (line.unit_amount, line.amount) == (500, paid)
    assert (line.covers, line.part) == (REST, Part(30, 30))
    assert (line.discount, line.coupon) == (taken_off, coupon)
    assert (books.seat_type, books.price, books.amount) == (None, "seat", paid)
    assert (books.quantity, books.base_quantity) == (1, 0)
    assert (books.covers, books.part, books.off) == (REST, Part(20, 30), discount)


def _difference(change: Change) -> tuple[object, ...]:
    (line,) = change.lines
    assert line.kind is LineKind.DIFFERENCE
    return line.seat_type, line.quantity, line.unit_amount, line.covers, line.part, line.amount


def test_a_whole_quantity_that_gets_cheaper_is_one_line_for_the_time_that_is_left() -> None:
    change = _buy("autodesk", FULL, price=VOLUME).order(NOW, {"seat": 11})
    assert _difference(change) == ("seat", 1, None, REST, Part(20, 30), -800)
    assert change.credited == (CreditedCharge(charge="c0", quantity=0, amount=800),)


def test_a_credit_on_a_whole_quantity_says_how_much_of_its_period_is_left() -> None:
    standing = _buy("autodesk", CREDITS, price=VOLUME).standing
    (credit,) = price_increase(standing, standing.pools[0], 1, now=NOW).credits
    assert (credit.amount, credit.part) == (800, Part(20, 30))


@pytest.mark.parametrize("dearer_by", [1, 1000])
def test_a_whole_quantity_that_gets_dearer_is_one_line_at_the_price_that_is_due(
    dearer_by: int,
) -> None:
    price = tiered(
        PriceModel.VOLUME,
        Tier(up_to=1, unit_amount=2000 - dearer_by),
        Tier(up_to=None, unit_amount=1000),
    )
    change = _buy("autodesk", FULL, price=price, seats=1).order(NOW, {"seat": 2})
    assert _difference(change) == ("seat", 1, None, REST, Part(30, 30), dearer_by)


@pytest.mark.parametrize("coupon", [None, Redemption(discount=TENTH, periods=1)])
def test_fewer_seats_may_cost_the_smallest_amount_there_is(coupon: Redemption | None) -> None:
    price = tiered(
        PriceModel.VOLUME, Tier(up_to=1, unit_amount=2001), Tier(up_to=None, unit_amount=1000)
    )
    offer = offer_of(policy_of("autodesk", CREDITS), pool_of(price))
    customer = customer_of(replace(offer, redemption=coupon), {"seat": 2}, paris(2026, 4, 1))
    change = customer.order(NOW, {"seat": 1})
    assert _difference(change) == ("seat", -1, None, FROM_TOMORROW, Part(19, 30), 1)
    assert change.credited == (CreditedCharge(charge="c0", quantity=1, amount=0),)
    assert [books.off for books in change.charges] == [coupon.discount if coupon else Discount()]


def test_seats_with_the_same_part_left_go_back_and_come_anew_together() -> None:
    customer = _buy("autodesk", BOTH, seats=5)
    customer.order(paris(2026, 4, 5), {"seat": 8})
    change = customer.order(NOW, {"seat": 2})
    assert [
        (line.quantity, line.covers, line.part, line.amount, line.charge) for line in change.lines
    ] == [
        (-8, FROM_TOMORROW, Part(19, 30), -15200, "c1"),
        (2, FROM_TOMORROW, Part(19, 30), 3800, None),
    ]


@pytest.mark.parametrize("hour", [0, 15])
def test_seconds_are_given_back_from_the_second_on(hour: int) -> None:
    customer = _buy("autodesk", {**BOTH, "proration.unit": "second"}, seats=5)
    now = paris(2026, 4, 12, hour)
    change = customer.order(now, {"seat": 2})
    assert [line.covers.starts_at for line in change.lines] == [now, now]


def test_the_two_lines_give_back_no_more_than_is_left_on_the_books() -> None:
    customer = _buy("autodesk", BOTH, seats=5)
    customer.credit_by_hand("c0", leaving=1000)
    change = customer.order(NOW, {"seat": 3})
    assert [(line.quantity, line.amount) for line in change.lines] == [(-5, -6700), (3, 5700)]
    assert change.credited == (CreditedCharge(charge="c0", quantity=2, amount=1000),)


@pytest.mark.parametrize(("seats", "paid", "taken_off"), [(1, 2700, 300), (3, 8100, 900)])
def test_a_line_of_seats_says_what_a_coupon_took_off(seats: int, paid: int, taken_off: int) -> None:
    offer = offer_of(policy_of("autodesk", BOTH), pool_of(flat(3000)))
    offer = replace(offer, redemption=Redemption(discount=TENTH, periods=1))
    (line,) = customer_of(offer, {"seat": seats}, NOW).changes[0].lines
    assert (line.kind, line.quantity, line.unit_amount) == (LineKind.SEATS, seats, 3000)
    assert (line.amount, line.discount, line.coupon) == (paid, taken_off, "TENTH")


def test_a_line_of_seats_without_a_coupon_names_none() -> None:
    (line,) = _buy("autodesk", seats=1).changes[0].lines
    assert (line.kind, line.quantity, line.unit_amount) == (LineKind.SEATS, 1, 3000)
    assert (line.amount, line.discount, line.coupon) == (3000, 0, "")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (CREDITS, [(LineKind.UNUSED, -2, None, -3420, 0, "")]),
        (
            BOTH,
            [
                (LineKind.UNUSED, -3, None, -5130, 0, ""),
                (LineKind.SEATS, 1, 3000, 1710, 190, "TENTH"),
            ],
        ),
    ],
)
def test_what_a_coupon_lowered_comes_back_without_a_price_of_one(
    policy: Mapping[str, object], expected: list[tuple[object, ...]]
) -> None:
    offer = offer_of(policy_of("autodesk", policy), pool_of(flat(3000)))
    offer = replace(offer, redemption=Redemption(discount=TENTH, periods=1))
    customer = customer_of(offer, {"seat": 3}, paris(2026, 4, 1))
    change = customer.order(NOW, {"seat": 1})
    assert [
        (line.kind, line.quantity, line.unit_amount, line.amount, line.discount, line.coupon)
        for line in change.lines
    ] == expected


def test_what_comes_back_names_the_price_of_one() -> None:
    (line,) = _buy("autodesk", CREDITS).order(NOW, {"seat": 8}).lines
    assert (line.kind, line.quantity, line.unit_amount) == (LineKind.UNUSED, -2, 3000)
    assert (line.discount, line.coupon) == (0, "")


def test_the_books_of_seats_begin_when_they_do() -> None:
    (books,) = _buy("autodesk", seats=5).order(NOW, {"seat": 6}).charges
    assert (books.seat_type, books.price, books.quantity, books.base_quantity) == (
        "seat", "seat", 1, 5,
    )  # fmt: skip
    assert (books.covers, books.part, books.amount) == (REST, Part(20, 30), 2000)
