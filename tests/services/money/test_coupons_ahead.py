"""Coupons where something is priced long before it begins: ordered terms and reminders (I22)."""

import pytest

from curule.core.periods import Interval, IntervalUnit
from curule.data.models import CouponRedemption
from curule.services import subscriptions
from tests.services.money.test_coupons import accept, coupon, price, shop_of
from tests.support.shop import Shop, day

MONTHLY = Interval(IntervalUnit.MONTH)


def yearly_term(periods: int, **facts: object) -> Shop:
    """Ten seats with a coupon, paid by the month for a term of a year."""
    coupon(periods=periods)
    shop = shop_of(term__length="months(12)", interval=MONTHLY, **facts)
    accept(shop, price(shop, "SPRING"))
    return shop


@pytest.mark.parametrize(
    ("periods", "next_term", "used", "goes_on"),
    [(3, 30_000, 3, False), (12, 30_000, 12, False), (13, 24_000, 13, True)],
)
def test_a_term_ordered_ahead_has_what_the_months_before_it_leave_of_a_coupon(
    periods: int, next_term: int, used: int, *, goes_on: bool
) -> None:
    shop = yearly_term(periods)
    subscriptions.set_auto_renew(**shop.on, value=False)
    shop.to(day(2026, 4, 2))
    shop.renew(10)
    assert shop.totals[-1] == next_term
    shop.to(day(2027, 4, 2))
    row = CouponRedemption.objects.get()
    assert (row.used, row.in_force) == (used, goes_on)
    discounted = [total for total in shop.totals if total == 24_000]
    assert len(discounted) == periods


def test_a_reminder_names_the_price_without_a_coupon_that_is_over_by_then() -> None:
    shop = yearly_term(3, renewal__reminder_days=[330])
    shop.to(day(2026, 5, 7))
    (mail, *_others) = shop.mails("renewal_reminder")
    assert mail.context["total"]["amount_minor"] == 30_000
