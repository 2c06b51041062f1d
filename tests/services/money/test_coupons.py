"""Coupons through the services: quote, order, invoice, renewal, changes, limits (I22, TH21)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from curule.core.permissions import Actor, StaffRole
from curule.core.policy import SeatTypeTerms
from curule.core.refusals import RefusalCode, Refused
from curule.data.models import Charge, Coupon, CouponRedemption, InvoiceLine, PlanVersion, Quote
from curule.selectors.console.coupons import find_coupon_row, list_coupons, list_redemptions
from curule.services import subscriptions
from curule.services.coupon_making import CouponTerms, make_coupon, stop_coupon
from curule.services.orders import offers, term_quotes
from curule.services.orders.term_quotes import Purchase
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, Shop, day

FINANCE = Actor.staff(name="finance", role=StaffRole.FINANCE)
CREDITS: dict[str, Any] = {"decrease__effective": "now", "decrease__money": "account_credit"}


def coupon(code: str = "SPRING", **terms: Any) -> UUID:  # noqa: ANN401 - the fields of CouponTerms
    """A coupon of twenty per cent off the first period, unless it is told otherwise."""
    usual: dict[str, Any] = {"currency": "EUR"} if "amount" in terms else {"percent": Decimal(20)}
    terms = usual | terms
    made = CouponTerms(code=code, **{"valid_from": APRIL} | terms)
    return make_coupon(actor=VENDOR, terms=made, now=APRIL)


def shop_of(**facts: Any) -> Shop:  # noqa: ANN401 - what Shop.open takes
    """A customer of seats at 30.00 a month."""
    seat = (SeatTypeTerms(name="seat", min=1, max=None, step=1),)
    return Shop.open("autodesk", seat_types=seat, **{**CREDITS, **facts})


def price(shop: Shop, code: str, seats: int = 10) -> Quote:
    """The quote of a first purchase with a code."""
    quote_id = term_quotes.price_purchase(
        actor=shop.actor,
        account_id=shop.account.id,
        purchase=Purchase(
            plan_version_id=shop.terms.version_id,
            seats={"seat": seats},
            currency="EUR",
            interval=(shop.interval.unit.value, shop.interval.count),
            coupon=code,
        ),
        now=shop.now,
    ).value
    return Quote.objects.get(id=quote_id)


def accept(shop: Shop, quote: Quote) -> UUID:
    """Order a quote as it stands."""
    placed = offers.accept(
        actor=shop.actor, account_id=shop.account.id, quote_id=quote.id, now=shop.now
    ).value
    shop.subscription_ids.append(placed.subscription_id)
    return placed.subscription_id


def refusal(shop: Shop, code: str) -> RefusalCode:
    """Why a code is refused."""
    with pytest.raises(Refused) as caught:
        price(shop, code)
    return caught.value.refusal.code


# --- from the quote to the renewal ----------------------------------------------------------------


def test_the_first_period_costs_less_and_the_second_its_price() -> None:
    coupon()
    shop = shop_of()
    quote = price(shop, " spring ")
    assert (quote.subtotal_minor, quote.at_renewal_minor) == (24_000, 30_000)
    assert quote.terms["coupon"] == "SPRING"
    accept(shop, quote)
    (line,) = InvoiceLine.objects.all()
    assert (line.amount_minor, line.discount_minor, line.coupon_code) == (24_000, 6000, "SPRING")
    assert Coupon.objects.get().redeemed == 1
    shop.to(day(2026, 5, 1))
    assert [invoice.subtotal for invoice in shop.invoices] == [24_000, 30_000]
    row = CouponRedemption.objects.get()
    assert (row.used, row.in_force, row.ended_at) == (1, False, day(2026, 5, 1))


def test_it_holds_for_its_periods_and_no_longer() -> None:
    coupon(periods=3)
    shop = shop_of()
    accept(shop, price(shop, "SPRING"))
    shop.to(day(2026, 7, 15))
    assert [i.subtotal for i in shop.invoices] == [24_000, 24_000, 24_000, 30_000]


def test_for_good_it_goes_on() -> None:
    coupon(amount=5000, periods=None)
    shop = shop_of()
    accept(shop, price(shop, "SPRING"))
    shop.to(day(2026, 7, 15))
    assert [i.subtotal for i in shop.invoices] == [25_000] * 4


def test_after_a_trial_the_first_paid_period_has_it() -> None:
    coupon()
    shop = shop_of(term__trial_days=14)
    quote = price(shop, "SPRING")
    assert (quote.subtotal_minor, quote.at_renewal_minor) == (0, 24_000)
    accept(shop, quote)
    shop.to(day(2026, 5, 20))
    assert [i.subtotal for i in shop.invoices] == [24_000, 30_000]


def test_everything_off_grants_without_an_invoice() -> None:
    coupon(percent=Decimal(100))
    shop = shop_of(card=None)
    accept(shop, price(shop, "SPRING"))
    assert shop.invoices == ()
    assert shop.seats == 10
    shop.set_seats(12)
    assert shop.invoices == ()


# --- changes --------------------------------------------------------------------------------------


def test_more_seats_and_fewer_cost_and_give_back_their_net_price() -> None:
    coupon()
    shop = shop_of()
    accept(shop, price(shop, "SPRING"))
    shop.to(day(2026, 4, 11))
    shop.set_seats(13)
    # 3 x 30.00 less 20 per cent for 20 of 30 days
    assert shop.invoices[-1].subtotal == 4800
    shop.to(day(2026, 4, 21))
    shop.set_seats(10)
    # for 9 of 30 days: the day itself is paid
    assert [note.subtotal for note in shop.notes] == [2160]
    assert shop.credit == 2160


def test_an_amount_is_spread_anew_when_seats_go() -> None:
    coupon(amount=20_000)
    shop = shop_of()
    accept(shop, price(shop, "SPRING", seats=10))
    assert shop.invoices[-1].subtotal == 10_000
    shop.to(day(2026, 4, 16))
    shop.set_seats(5)
    # 300.00 - 200.00 before, nothing after: 100.00 for 14 of 30 days
    assert [note.subtotal for note in shop.notes] == [4667]
    charge = Charge.objects.get()
    assert (charge.amount_off_minor, charge.quantity) == (15_000, 5)
    shop.set_seats(7)
    # 210.00 - 200.00 from here on: 10.00 for 15 of 30 days
    assert shop.invoices[-1].subtotal == 500


def test_canceled_at_once_it_gives_back_what_was_paid() -> None:
    coupon(amount=5000)
    shop = shop_of()
    subscription_id = accept(shop, price(shop, "SPRING"))
    shop.to(day(2026, 4, 16))
    subscriptions.cancel(
        actor=VENDOR,
        account_id=shop.account.id,
        subscription_id=subscription_id,
        at_once=True,
        now=shop.now,
    )
    # (300.00 - 50.00) for 14 of 30 days
    assert [note.subtotal for note in shop.notes] == [11_667]


# --- limits ---------------------------------------------------------------------------------------


def test_a_code_that_does_not_hold_is_refused_with_its_reason() -> None:
    shop = shop_of()
    coupon("SOON", valid_from=APRIL + timedelta(days=1))
    coupon("OVER", valid_until=APRIL + timedelta(days=1))
    coupon("DOLLARS", amount=500, currency="USD")
    stopped = coupon("STOPPED")
    stop_coupon(actor=FINANCE, coupon_id=stopped, now=APRIL)
    stop_coupon(actor=FINANCE, coupon_id=stopped, now=APRIL)
    other = shop_of()
    coupon("OTHER", plan_ids=[_plan_id(other)])
    assert refusal(shop, "NOTHING") is RefusalCode.COUPON_UNKNOWN
    assert refusal(shop, "a") is RefusalCode.COUPON_UNKNOWN
    assert refusal(shop, "<script>") is RefusalCode.COUPON_UNKNOWN
    assert refusal(shop, "SOON") is RefusalCode.COUPON_UNKNOWN
    assert refusal(shop, "STOPPED") is RefusalCode.COUPON_EXPIRED
    assert refusal(shop, "DOLLARS") is RefusalCode.COUPON_WRONG_CURRENCY
    assert refusal(shop, "OTHER") is RefusalCode.COUPON_NOT_FOR_THIS_PLAN
    price(other, "OTHER")
    price(shop, "OVER")
    shop.to(APRIL + timedelta(days=1))
    assert refusal(shop, "OVER") is RefusalCode.COUPON_EXPIRED


def _plan_id(shop: Shop) -> UUID:

    return PlanVersion.objects.get(id=shop.terms.version_id).plan_id


def test_the_limit_of_an_account_and_the_first_purchase() -> None:
    coupon("TWICE", limit_per_account=2)
    coupon("FIRST", is_for_first_purchase=True, limit_per_account=None)
    shop = shop_of()
    accept(shop, price(shop, "TWICE"))
    assert refusal(shop, "FIRST") is RefusalCode.COUPON_FOR_FIRST_PURCHASE
    accept(shop, price(shop, "TWICE"))
    assert refusal(shop, "TWICE") is RefusalCode.COUPON_ALREADY_USED
    other = shop_of()
    accept(other, price(other, "FIRST"))
    (row,) = [row for row in list_coupons("twi").rows if row.code == "TWICE"]
    assert (row.redeemed, row.state(APRIL)) == (2, "open")
    assert [found.state for found in list_redemptions(row.id).rows] == ["running", "running"]


def test_what_others_used_up_meanwhile_is_refused_at_the_order() -> None:
    coupon_id = coupon(limit_in_all=1)
    first, second = shop_of(), shop_of()
    mine, theirs = price(first, "SPRING"), price(second, "SPRING")
    accept(first, mine)
    with pytest.raises(Refused) as caught:
        accept(second, theirs)
    assert caught.value.refusal.code is RefusalCode.COUPON_USED_UP
    assert second.invoices == ()
    row = find_coupon_row(coupon_id)
    assert row is not None
    assert (row.redeemed, row.state(APRIL)) == (1, "used_up")
    assert CouponRedemption.objects.count() == 1


def test_an_order_that_is_never_paid_lets_it_go() -> None:
    coupon(limit_in_all=1)
    shop = shop_of(card="decline", increase__effective="on_payment")
    accept(shop, price(shop, "SPRING"))
    assert Coupon.objects.get().redeemed == 1
    shop.to(day(2026, 7, 1))
    assert Coupon.objects.get().redeemed == 0
    row = CouponRedemption.objects.get()
    assert (row.place, row.released_at is not None) == (None, True)
    other = shop_of()
    other.to(day(2026, 7, 1))
    accept(other, price(other, "SPRING"))


# --- making them ----------------------------------------------------------------------------------


def test_only_finance_and_admins_make_coupons() -> None:
    terms = CouponTerms(code="MINE", percent=Decimal(5), valid_from=APRIL)
    with pytest.raises(Refused) as caught:
        make_coupon(actor=Actor.staff(name="s", role=StaffRole.SUPPORT), terms=terms, now=APRIL)
    assert caught.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED
    make_coupon(actor=FINANCE, terms=terms, now=APRIL)
    with pytest.raises(Refused) as caught:
        make_coupon(actor=FINANCE, terms=replace(terms, code=" mine"), now=APRIL)
    assert caught.value.refusal.code is RefusalCode.ALREADY_EXISTS


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "X"}, RefusalCode.FIELD_INVALID),
        ({"percent": Decimal(0)}, RefusalCode.FIELD_INVALID),
        ({"percent": Decimal("100.01")}, RefusalCode.FIELD_INVALID),
        ({"percent": Decimal("1.001")}, RefusalCode.FIELD_INVALID),
        ({"percent": None}, RefusalCode.FIELD_INVALID),
        ({"amount": 5, "currency": "EUR"}, RefusalCode.FIELD_INVALID),
        ({"percent": None, "amount": 5, "currency": "XXQ"}, RefusalCode.FIELD_INVALID),
        ({"percent": None, "amount": 0, "currency": "EUR"}, RefusalCode.AMOUNT_INVALID),
        ({"periods": 0}, RefusalCode.FIELD_INVALID),
        ({"limit_in_all": 0}, RefusalCode.FIELD_INVALID),
        ({"limit_per_account": -1}, RefusalCode.FIELD_INVALID),
        ({"valid_until": APRIL}, RefusalCode.DATE_INVALID),
    ],
)
def test_a_coupon_that_makes_no_sense_is_not_made(
    changes: dict[str, Any], code: RefusalCode
) -> None:
    terms = CouponTerms(code="GOOD", percent=Decimal(5), valid_from=APRIL)
    with pytest.raises(Refused) as caught:
        make_coupon(actor=VENDOR, terms=replace(terms, **changes), now=APRIL)
    assert caught.value.refusal.code is code
    assert not Coupon.objects.exists()


def test_no_coupon_is_made_for_terms_of_their_own() -> None:
    shop = Shop.open("licence_portal")
    with pytest.raises(Refused) as caught:
        coupon(plan_ids=[_plan_id(shop)])
    assert caught.value.refusal.code is RefusalCode.COUPON_CANNOT_HOLD
