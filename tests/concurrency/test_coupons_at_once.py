"""Orders with one code at the same moment: no more of them succeed than its limit (I22, TH21)."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from curule.data.database_url import DatabaseUrl
from curule.data.models import Coupon, CouponRedemption
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.invariants import verify
from curule.services.coupon_making import CouponTerms, make_coupon
from curule.services.orders import orders
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, Shop
from tests.support.together import refusals, together

ORDERS, AT_ONCE = 100, 25


@pytest.fixture(autouse=True)
def _everything_holds(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    sandbox: SandboxGateway,  # noqa: ARG001
) -> Iterator[None]:
    """A gateway and a database of the test's own; afterwards everything must hold."""
    yield
    assert not verify()


def _limited(in_all: int | None, per_account: int | None) -> None:
    terms = CouponTerms(
        code="ONCE",
        percent=Decimal(50),
        valid_from=APRIL - timedelta(days=1),
        limit_in_all=in_all,
        limit_per_account=per_account,
    )
    make_coupon(actor=VENDOR, terms=terms, now=APRIL)


def _order(shop: Shop) -> object:
    return orders.subscribe(
        actor=shop.actor,
        account_id=shop.account.id,
        plan_version_id=shop.terms.version_id,
        seats={shop.seat_type: 1},
        currency="EUR",
        interval=("month", 1),
        coupon="once",
        now=APRIL,
    )


@pytest.mark.invariant("I22")
@pytest.mark.threat("TH21")
def test_a_hundred_orders_redeem_a_code_once() -> None:
    _limited(1, None)
    first = Shop.open("autodesk", is_live=True)
    shops = [first]
    while len(shops) < 5:
        shop = Shop.open("autodesk", is_live=True)
        shop.terms = first.terms
        shops.append(shop)
    answers: list[object] = []
    with together(AT_ONCE) as threads:
        for _ in range(ORDERS // AT_ONCE):
            answers += threads.run([partial(_order, shop) for shop in shops] * (AT_ONCE // 5))
    assert Counter(refusals(answers)) == {"coupon_used_up": ORDERS - 1}
    assert Coupon.objects.get().redeemed == CouponRedemption.objects.count() == 1


@pytest.mark.invariant("I22")
@pytest.mark.threat("TH21")
def test_one_account_redeems_a_code_as_often_as_it_may() -> None:
    _limited(None, 2)
    shop = Shop.open("autodesk", is_live=True)
    with together(20) as threads:
        answers = threads.run([partial(_order, shop)] * 20)
    assert Counter(refusals(answers)) == {"coupon_already_used": 18}
    places = CouponRedemption.objects.order_by("place").values_list("place", flat=True)
    assert list(places) == [1, 2]
    assert Coupon.objects.get().redeemed == 2
