"""Prices with notice: none comes before its date, and each at the first renewal after it."""

import pytest
from django.db import IntegrityError, transaction

from curule.core.price_changes import LeftOut
from curule.core.refusals import RefusalCode, Refused
from curule.core.tax import PriceTax
from curule.data import models
from curule.selectors.contracts import find_contract
from curule.selectors.overview import next_invoices
from curule.selectors.price_reach import find_reach
from curule.services import price_announcements, subscriptions
from tests.services.money.test_coupons import accept, coupon, price, shop_of
from tests.support.prices import announce, change_of, plan_id_of, publish, raised, take_back
from tests.support.shop import YEAR, Asked, Shop, day


def _open(preset: str = "zoom", **asked: Asked) -> Shop:
    shop = Shop.open(preset, unit_amount=1000, **asked)
    shop.subscribe(3)
    return shop


def _at_renewal(shop: Shop, seats: int = 4) -> int:
    return shop.price(seats).at_renewal_minor


def test_a_new_price_comes_with_the_first_renewal_after_its_notice() -> None:
    shop = _open()
    shop.to(day(2026, 4, 10))
    target = raised(shop, 1200)
    shop.to(day(2026, 5, 1))
    assert (shop.totals, shop.subscription.plan_version_id) == (
        [3000, 3000],
        shop.terms.version_id,
    )
    shop.to(day(2026, 6, 1))
    assert shop.totals == [3000, 3000, 3600]
    assert shop.subscription.plan_version_id == target.version_id
    assert change_of(shop).status == "applied"
    changed = models.Event.objects.get(account_id=shop.account.id, type="subscription.plan_changed")
    assert changed.payload["cause"] == "price_change"
    assert shop.mails("plan_changed") == []


@pytest.mark.parametrize(
    ("announced", "comes"),
    [
        (day(2026, 4, 2), day(2026, 6, 1)),
        (day(2026, 4, 1), day(2026, 5, 1)),
        (day(2026, 4, 1, 0, 1), day(2026, 6, 1)),
        (day(2026, 3, 31), day(2026, 5, 1)),
    ],
    ids=["29 days before", "30 days before", "a minute less", "31 days before"],
)
def test_thirty_days_are_thirty_days(announced: object, comes: object) -> None:
    shop = Shop.open("zoom", unit_amount=1000, now=day(2026, 3, 1))
    shop.subscribe(3)
    shop.to(announced)  # type: ignore[arg-type]
    raised(shop, 1200)
    assert change_of(shop).renews_at == comes
    shop.to(day(2026, 7, 1))
    first = next(invoice for invoice in shop.invoices if invoice.total == 3600)
    assert first.issued_at == comes
    assert change_of(shop).closed_at == comes


def test_the_notice_is_counted_in_local_days_over_a_change_of_the_clocks() -> None:
    shop = Shop.open("zoom", unit_amount=1000, now=day(2026, 3, 28, 12))
    shop.subscribe(3)
    raised(shop, 1200, notice_days=1)
    assert change_of(shop).not_before == day(2026, 3, 29, 12)


def test_everything_that_names_the_renewal_names_its_price() -> None:
    shop = _open(interval=YEAR)
    shop.to(day(2027, 2, 1))
    before = _at_renewal(shop)
    raised(shop, 1200)
    contract = find_contract(shop.account.id, shop.subscription_id, shop.now)
    assert contract is not None
    assert contract.next_invoice is not None
    assert (before, _at_renewal(shop)) == (4000, 4800)
    assert contract.next_invoice.price == 3600
    assert (
        next_invoices(shop.account.id, shop.now)[shop.subscription_id].amount.amount_minor == 3600
    )
    shop.to(day(2027, 4, 1))
    assert [mail.context["total"]["amount_minor"] for mail in shop.mails("renewal_reminder")][
        -1
    ] == 3600
    assert shop.totals[-1] == 3600


def test_before_its_date_everything_names_the_present_price() -> None:
    shop = _open()
    shop.to(day(2026, 4, 10))
    raised(shop, 1200)
    contract = find_contract(shop.account.id, shop.subscription_id, shop.now)
    assert contract is not None
    assert contract.next_invoice is not None
    assert (_at_renewal(shop), contract.next_invoice.price) == (4000, 3000)
    assert (
        next_invoices(shop.account.id, shop.now)[shop.subscription_id].amount.amount_minor == 3000
    )


def test_it_is_told_with_its_date_and_both_amounts() -> None:
    shop = _open(tax_rate="20")
    shop.to(day(2026, 4, 10))
    raised(shop, 1200)
    mails = shop.mails("price_change_announced")
    assert mails
    words = mails[0].context
    assert words["price_before"]["amount_minor"] == 3600
    assert words["price_after"]["amount_minor"] == 4320
    assert words["effective_at"].startswith("2026-05-31")
    row = change_of(shop)
    assert (row.amount_before_minor, row.amount_after_minor) == (3600, 4320)


def test_a_term_of_several_periods_keeps_its_price_to_its_end() -> None:
    shop = _open(term__length="months(3)")
    raised(shop, 1200)
    assert change_of(shop).renews_at == day(2026, 7, 1)
    shop.to(day(2026, 7, 1))
    assert shop.totals == [3000, 3000, 3000, 3600]


def test_the_first_paid_term_after_a_trial_keeps_the_price_it_was_begun_with() -> None:
    shop = Shop.open("zoom", unit_amount=1000, term__trial_days=14)
    shop.subscribe(3)
    raised(shop, 1200, notice_days=0)
    assert shop.status == "trialing"
    renews_at = change_of(shop).renews_at
    shop.to(renews_at)
    assert shop.totals == [3000, 3600]


def test_a_subscription_in_grace_renews_at_the_new_price() -> None:
    shop = _open(unpaid__grace=[{"days": 90, "access": True}])
    shop.add_card("decline")
    shop.to(day(2026, 5, 20))
    assert shop.status == "past_due"
    raised(shop, 1200, notice_days=0)
    shop.to(day(2026, 6, 1))
    assert shop.totals == [3000, 3000, 3600]


def test_a_newer_announcement_takes_the_place_of_an_older_one() -> None:
    shop = _open()
    shop.to(day(2026, 4, 10))
    raised(shop, 1200, notice_days=20)
    first = change_of(shop)
    shop.to(day(2026, 4, 20))
    raised(shop, 1500)
    first.refresh_from_db()
    assert (first.status, change_of(shop).renews_at) == ("replaced", day(2026, 6, 1))
    shop.to(day(2026, 6, 1))
    assert shop.totals == [3000, 3000, 4500]


def test_the_same_version_is_announced_once() -> None:
    shop = _open()
    raised(shop, 1200)
    again = announce(shop)
    assert (again.announced, again.left_out) == (0, {LeftOut.ANNOUNCED: 1})


def test_the_same_key_announces_once() -> None:
    shop = _open()
    publish(shop, 1200)
    announce(shop, key="k")
    take_back(shop)
    announce(shop, key="k")
    assert change_of(shop).status == "withdrawn"
    assert models.PriceChange.objects.filter(account_id=shop.account.id).count() == 1


def test_fewer_seats_asked_for_the_same_day_come_at_the_new_price() -> None:
    shop = _open()
    raised(shop, 1200)
    shop.set_seats(2)
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.totals[-1]) == (2, 2400)


def test_a_renewal_that_is_switched_off_ends_and_one_switched_on_again_has_the_new_price() -> None:
    shop, other = _open(), _open()
    for each in (shop, other):
        raised(each, 1200)
        subscriptions.set_auto_renew(**each.on, value=False)
    subscriptions.set_auto_renew(**other.on, value=True)
    shop.to(day(2026, 5, 1))
    other.to(day(2026, 5, 1))
    assert (shop.status, shop.totals) == ("ended", [3000])
    assert (other.status, other.totals) == ("active", [3000, 3600])


def test_another_plan_that_the_customer_chose_comes_first() -> None:
    shop = _open()
    raised(shop, 1200)
    cheap = shop.other_plan("zoom", unit_amount=500)
    shop.change_plan(cheap)
    shop.to(day(2026, 5, 1))
    assert shop.totals == [3000, 1500]
    assert change_of(shop).status == "replaced"


def test_a_customer_cannot_take_it_back() -> None:
    shop = _open()
    raised(shop, 1200)
    with pytest.raises(Refused) as refused:
        subscriptions.keep_seats(**shop.on)
    assert refused.value.refusal.code is RefusalCode.NOTHING_TO_CHANGE
    with pytest.raises(Refused) as refused:
        price_announcements.withdraw_from(
            actor=shop.actor,
            account_id=shop.account.id,
            subscription_id=shop.subscription_id,
            now=shop.now,
        )
    assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED
    shop.set_seats(2)
    subscriptions.keep_seats(**shop.on)
    assert change_of(shop).status == "open"


def test_the_vendor_takes_it_back_and_tells() -> None:
    shop = _open()
    raised(shop, 1200)
    count = take_back(shop)
    shop.to(day(2026, 5, 1))
    assert (count, shop.totals) == (1, [3000, 3000])
    assert shop.mails("price_change_withdrawn")


def test_a_coupon_that_runs_on_takes_off_the_new_price() -> None:
    coupon(periods=2)
    shop = shop_of()
    accept(shop, price(shop, "SPRING"))
    raised(shop, 4000)
    row = change_of(shop)
    assert (row.amount_before_minor, row.amount_after_minor) == (24_000, 32_000)
    shop.to(day(2026, 6, 1))
    assert shop.totals == [24_000, 32_000, 40_000]


def test_a_price_that_was_shown_before_is_shown_again() -> None:
    shop = _open()
    quote = shop.price(4)
    raised(shop, 1200)
    with pytest.raises(Refused) as refused:
        shop.accept(quote.id)
    assert refused.value.refusal.code is RefusalCode.QUOTE_STALE


# --- where the end of the term moves --------------------------------------------------------------


def test_where_every_change_restarts_the_term_it_comes_with_the_first_end_after_its_date() -> None:
    shop = _open("gotoassist")
    length = shop.subscription.term_ends_at
    assert length is not None
    raised(shop, 1200)
    before = len(shop.totals)
    shop.to(day(2026, 4, 20))
    shop.add_seats(1)
    assert shop.subscription.plan_version_id == shop.terms.version_id
    moved = shop.subscription.term_ends_at
    assert moved is not None
    assert moved > length
    quoted = _at_renewal(shop, 5)
    shop.to(moved)
    row = change_of(shop)
    assert (row.status, row.closed_at) == ("applied", moved)
    assert (quoted, len(shop.totals) > before) == (6000, True)


def test_a_term_ordered_by_hand_after_the_date_has_the_new_price() -> None:
    shop = _open(renewal__mode="manual")
    target = raised(shop, 1200)
    shop.to(day(2026, 4, 20))
    shop.renew(3)
    assert shop.totals == [3000, 3600]
    assert shop.subscription.plan_version_id == shop.terms.version_id
    shop.to(day(2026, 5, 1))
    assert shop.subscription.plan_version_id == target.version_id
    assert (change_of(shop).status, shop.totals) == ("applied", [3000, 3600])


def test_a_term_ordered_before_the_announcement_keeps_its_price() -> None:
    shop = _open(renewal__mode="manual")
    shop.to(day(2026, 4, 20))
    shop.renew(3)
    raised(shop, 1200, notice_days=0)
    assert change_of(shop).renews_at == day(2026, 6, 1)
    shop.to(day(2026, 5, 10))
    assert (shop.totals, change_of(shop).status) == ([3000, 3000], "open")
    shop.renew(3)
    shop.to(day(2026, 6, 1))
    assert (shop.totals[-1], change_of(shop).status) == (3600, "applied")


def test_what_was_ordered_holds_where_the_announcement_was_taken_back_since() -> None:
    shop = _open(renewal__mode="manual")
    target = raised(shop, 1200, notice_days=0)
    shop.renew(3)
    take_back(shop)
    shop.to(day(2026, 5, 1))
    assert shop.subscription.plan_version_id == target.version_id
    assert change_of(shop).status == "withdrawn"


def test_a_term_ordered_after_the_end_has_the_new_price() -> None:
    shop = _open(renewal__mode="manual")
    target = raised(shop, 1200, notice_days=20)
    shop.to(day(2026, 5, 3))
    assert shop.status == "ended"
    shop.renew(2)
    assert (shop.totals[-1], shop.subscription.plan_version_id) == (2400, target.version_id)


# --- who is left out ------------------------------------------------------------------------------


def _reason(shop: Shop, **asked: object) -> LeftOut:
    publish(shop, 1200, **asked)
    outcome = announce(shop)
    assert outcome.announced == 0
    [reason] = outcome.left_out
    return reason


def test_without_a_price_in_its_currency_or_interval_it_is_left_out() -> None:
    assert _reason(_open(), currency="USD") is LeftOut.PRICE_MISSING
    assert _reason(_open(), interval=YEAR) is LeftOut.PRICE_MISSING


def test_where_tax_moves_into_the_prices_it_is_left_out() -> None:
    assert _reason(_open(), tax_behavior=PriceTax.INCLUSIVE) is LeftOut.TAX_DIFFERS


def test_what_does_not_renew_is_left_out() -> None:
    shop = _open()
    subscriptions.set_auto_renew(**shop.on, value=False)
    assert _reason(shop) is LeftOut.RENEWAL_OFF


def test_where_every_order_has_a_term_of_its_own_it_is_left_out() -> None:
    shop = _open("licence_portal")
    shop.transfer()
    assert _reason(shop) is LeftOut.OWN_TERMS


def test_what_has_not_begun_or_has_ended_is_not_looked_at() -> None:
    shop = _open()
    subscriptions.set_auto_renew(**shop.on, value=False)
    shop.to(day(2026, 5, 1))
    publish(shop, 1200)
    outcome = announce(shop)
    assert (outcome.announced, outcome.left_out) == (0, {})


def test_seats_that_no_longer_fit_at_the_renewal_keep_their_price() -> None:
    from curule.core.policy import SeatTypeTerms

    shop = _open()
    publish(shop, 1200, seat_types=[SeatTypeTerms(name="licensed", min=1, max=4, step=1)])
    assert announce(shop).announced == 1
    shop.add_seats(2)
    shop.to(day(2026, 5, 1))
    assert (shop.totals[-1], change_of(shop).status) == (5000, "withdrawn")


# --- the promise ----------------------------------------------------------------------------------


def test_the_database_applies_none_before_its_date() -> None:
    shop = _open()
    raised(shop, 1200)
    rows = models.PriceChange.objects.filter(account_id=shop.account.id)
    with pytest.raises(IntegrityError, match="applied_in_time"), transaction.atomic():
        rows.update(status="applied", closed_at=shop.now)
    with pytest.raises(IntegrityError, match="as_announced"), transaction.atomic():
        rows.update(not_before=shop.now)


def test_a_notice_of_more_than_a_year_or_of_less_than_nothing_is_refused() -> None:
    shop = _open()
    publish(shop, 1200)
    for days in (-1, 366):
        with pytest.raises(Refused) as refused:
            announce(shop, days)
        assert refused.value.refusal.code is RefusalCode.FIELD_INVALID


def test_an_older_announcement_is_taken_back_too_where_a_newer_version_was_published() -> None:
    shop = _open()
    raised(shop, 1200)
    publish(shop, 1500)
    assert take_back(shop) == 1
    assert change_of(shop).status == "withdrawn"
    shop.to(day(2026, 5, 1))
    assert shop.totals == [3000, 3000]


def test_live_accounts_and_those_on_test_clocks_are_told_apart() -> None:
    shop = _open()
    live = Shop.open("zoom", unit_amount=1000, is_live=True)
    live.terms = shop.terms
    live.subscribe(3)
    publish(shop, 1200)

    def reached(*, on_clocks: bool) -> tuple[int, list[int]]:
        found = find_reach(plan_id_of(shop), notice_days=30, now=shop.now, on_clocks=on_clocks)
        assert found is not None
        return found.reached, [each.before.amount_minor for each in found.sums]

    assert reached(on_clocks=True) == reached(on_clocks=False) == (1, [3000])
    assert announce(live).announced == 1
    assert (reached(on_clocks=True)[0], reached(on_clocks=False)[0]) == (1, 0)
    assert announce(shop).announced == 1
    assert take_back(shop) == 1
    assert (change_of(live).status, change_of(shop).status) == ("open", "withdrawn")


def test_a_plan_without_older_subscriptions_reaches_nobody() -> None:
    shop = _open()
    assert announce(shop).announced == 0
