"""Terms ordered by hand: before the running one ends, after it, with fewer seats; batches."""

from datetime import datetime, timedelta

import pytest

from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.services import subscriptions
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, YEAR, Asked, Shop, day, later, row_counts

DAY = timedelta(days=1)
MANUAL: Asked = {"renewal__mode": "manual", "decrease__allowed": "never_in_term"}


def _manual(**asked: Asked) -> Shop:
    return Shop.open("zoom", unit_amount=3000, **MANUAL | asked)


def test_a_term_ordered_early_waits_for_the_end_of_the_running_one() -> None:
    shop = _manual()
    shop.subscribe(4)
    shop.to(day(2026, 4, 20))
    shop.renew(2)
    assert (shop.seats, shop.totals, shop.owed) == (4, [12000, 6000], 0)
    assert shop.invoices[1].lines[0].starts_at == day(2026, 5, 1)
    assert shop.scheduled == [(day(2026, 5, 1), 2)]
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.renew(3)
    assert refused.value.refusal.code is RefusalCode.TERM_ALREADY_ORDERED
    assert str(refused.value.refusal.values["starts_on"]) == "2026-05-01"
    assert row_counts(shop.account.id) == before
    shop.to(day(2026, 5, 1))
    assert (shop.status, shop.seats, shop.totals) == ("active", 2, [12000, 6000])
    shop.to(day(2026, 6, 1))
    assert shop.status == "ended"


def test_a_term_may_be_ordered_with_more_seats() -> None:
    shop = _manual()
    shop.subscribe(2)
    shop.renew(5)
    assert shop.seats == 2
    shop.to(day(2026, 5, 1))
    assert shop.seats == 5


def test_without_a_number_the_present_one_is_ordered() -> None:
    shop = _manual()
    shop.subscribe(3)
    shop.renew()
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.totals) == (3, [9000, 9000])


def test_an_anchor_on_the_31st_is_kept_by_a_term_ordered_early() -> None:
    shop = _manual(now=day(2026, 1, 31))
    shop.subscribe(1)
    shop.renew()
    shop.to(day(2026, 2, 28))
    assert shop.subscription.term_ends_at == day(2026, 3, 31)


def test_a_term_ordered_after_the_end_begins_at_once() -> None:
    shop = _manual()
    shop.subscribe(4)
    shop.to(day(2026, 5, 10))
    assert (shop.status, shop.seats) == ("ended", 0)
    shop.renew()
    assert (shop.status, shop.seats, shop.totals) == ("active", 4, [12000, 12000])
    assert shop.subscription.term_ends_at == day(2026, 6, 10)


def test_a_term_ordered_on_the_day_of_the_end_follows_it() -> None:
    shop = _manual()
    shop.subscribe(4)
    subscriptions.cancel(**shop.on | {"actor": VENDOR, "now": later(APRIL, hours=15)}, at_once=True)
    shop.to(later(APRIL, hours=16))
    shop.renew(1)
    assert (shop.status, shop.seats) == ("active", 1)


def test_without_a_number_what_ended_with_the_subscription_is_ordered() -> None:
    shop = Shop.open("zoom", decrease__allowed="any_time")
    shop.subscribe(5)
    shop.set_seats(1)
    shop.to(day(2026, 5, 1))
    subscriptions.cancel(**shop.on | {"actor": VENDOR}, at_once=True)
    shop.renew()
    assert (shop.status, shop.seats) == ("active", 1)


def test_with_fewer_seats_than_people_somebody_says_who_leaves() -> None:
    shop = _manual(decrease__occupied="choose")
    shop.subscribe(3)
    for name in ("ann", "bob", "cy"):
        shop.seat(name)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.renew(2)
    assert refused.value.refusal.code is RefusalCode.BELOW_ASSIGNED
    assert refused.value.refusal.values == {"assigned": 3, "wanted": 2}
    assert row_counts(shop.account.id) == before
    bob = models.Assignment.objects.get(account_id=shop.account.id, email__startswith="bob")
    shop.renew(2, leave=[bob.email])
    assert shop.seated == ["ann", "bob", "cy"]
    shop.to(day(2026, 5, 1))
    assert (shop.seated, shop.seats) == (["ann", "cy"], 2)


def test_drop_to_used_orders_a_seat_for_everybody() -> None:
    shop = _manual(decrease__occupied="drop_to_used")
    shop.subscribe(3)
    for name in ("ann", "bob"):
        shop.seat(name)
    shop.renew(1)
    assert shop.totals[-1] == 6000


def test_whoever_comes_after_the_order_does_not_stay_beyond_what_was_paid() -> None:
    shop = _manual(decrease__occupied="choose")
    shop.subscribe(3)
    shop.seat("ann")
    shop.renew(1)
    shop.seat("bob")
    shop.to(day(2026, 4, 20))
    shop.add_seats(1)
    shop.seat("cy")
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.seated) == (1, ["ann"])


def test_a_type_that_was_not_ordered_does_not_go_on_unpaid() -> None:
    shop = Shop.open(
        "gotoassist",
        renewal__mode="manual",
        increase__charge="prorated",
        anchor__on_change="keep",
    )
    shop.subscribe({"agent": 2})
    shop.renew()
    shop.add_seats({"expert": 3})
    shop.to(day(2026, 5, 1))
    running = models.Seat.objects.filter(account_id=shop.account.id, ends_at=None)
    assert running.count() == 2


def test_while_it_renews_by_itself_no_term_is_ordered() -> None:
    shop = Shop.open("tutkit")
    shop.subscribe(2)
    with pytest.raises(Refused) as refused:
        shop.renew(1)
    said = refused.value.refusal
    assert (said.code, said.options) == (
        RefusalCode.RENEWS_AUTOMATICALLY,
        ("turn_off_auto_renew",),
    )


@pytest.mark.requirement("T5")
def test_the_way_to_fewer_is_renewal_off_and_the_next_term() -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    subscriptions.set_auto_renew(**shop.on, value=False)
    shop.renew(3)
    shop.to(day(2027, 4, 1))
    assert (shop.status, shop.seats, shop.totals) == ("active", 3, [5000, 3000])
    subscriptions.set_auto_renew(**shop.on, value=True)
    shop.to(day(2028, 4, 1))
    assert shop.totals == [5000, 3000, 3000]


def test_a_next_term_that_is_not_paid_in_time_begins_with_its_payment() -> None:
    shop = Shop.open("tutkit", unit_amount=1000)
    shop.subscribe(5)
    subscriptions.set_auto_renew(**shop.on, value=False)
    shop.to(day(2026, 4, 25))
    shop.renew(3, pays="later")
    shop.to(day(2026, 5, 6))
    assert (shop.status, shop.seats) == ("ended", 0)
    shop.pay()
    assert (shop.status, shop.seats) == ("active", 3)
    assert shop.subscription.term_ends_at == day(2026, 6, 6)


def test_renewal_is_not_turned_on_where_terms_are_ordered_by_hand() -> None:
    shop = _manual()
    shop.subscribe(2)
    with pytest.raises(Refused) as refused:
        subscriptions.set_auto_renew(**shop.on, value=True)
    assert refused.value.refusal.options == ("renew",)


def test_another_number_or_plan_for_the_ordered_term_is_refused() -> None:
    shop = Shop.open("zoom", renewal__mode="manual")
    shop.subscribe(4)
    shop.renew(3)
    with pytest.raises(Refused) as refused:
        shop.set_seats(2)
    assert refused.value.refusal.code is RefusalCode.TERM_ALREADY_ORDERED
    with pytest.raises(Refused) as refused:
        shop.change_plan(shop.other_plan("zoom", unit_amount=9000))
    assert refused.value.refusal.code is RefusalCode.TERM_ALREADY_ORDERED


def test_a_term_that_never_begins_is_given_back() -> None:
    shop = _manual()
    shop.subscribe(4)
    shop.renew(2)
    subscriptions.cancel(**shop.on | {"actor": VENDOR}, at_once=True)
    assert (shop.status, shop.credit) == ("ended", 6000)


def test_a_term_ordered_moves_with_a_restart() -> None:
    shop = Shop.open("gotoassist", renewal__mode="manual")
    shop.subscribe({"agent": 4})
    shop.renew({"agent": 2})
    shop.to(day(2026, 4, 11))
    shop.add_seats({"agent": 1})
    assert shop.subscription.term_ends_at == day(2026, 5, 11)
    shop.to(day(2026, 5, 11))
    assert shop.subscription.status == "active"
    assert shop.subscription.term_ends_at == day(2026, 6, 11)
    in_force = models.Seat.objects.filter(account_id=shop.account.id, ends_at=None)
    assert in_force.count() == 2


# --- batches --------------------------------------------------------------------------------------


def _portal(**asked: Asked) -> Shop:
    return Shop.open("licence_portal", unit_amount=9000, interval=YEAR, card=None, **asked)


@pytest.mark.requirement("R3")
def test_the_term_of_an_invoice_starts_with_its_payment() -> None:
    shop = _portal()
    shop.subscribe(3)
    shop.to(day(2026, 4, 10, 11))
    shop.transfer()
    assert shop.subscription.term_ends_at == day(2027, 4, 10)
    charge = models.Charge.objects.get(account_id=shop.account.id)
    assert (charge.period_starts_at, charge.period_ends_at) == (
        day(2026, 4, 10),
        day(2027, 4, 10),
    )


@pytest.mark.requirement("R8")
def test_after_the_end_new_seats_come_unbound() -> None:
    shop = _portal()
    shop.subscribe(2)
    shop.transfer()
    shop.seat("ann")
    shop.to(day(2027, 4, 1))
    assert (shop.status, shop.seated) == ("ended", [])
    shop.renew(2)
    shop.transfer()
    assert (shop.status, shop.seats, shop.seated) == ("active", 2, [])
    assert models.Batch.objects.filter(account_id=shop.account.id).count() == 2


def test_what_was_never_paid_has_nothing_to_go_on_from() -> None:
    shop = _portal()
    shop.subscribe(2)
    subscriptions.cancel(**shop.on)
    assert shop.status == "ended"
    with pytest.raises(Refused) as refused:
        shop.add_seats(1)
    assert refused.value.refusal.code is RefusalCode.SUBSCRIPTION_ENDED


def test_batches_overlap_and_each_reminds_of_its_end() -> None:
    shop = _portal()
    shop.subscribe(2)
    shop.transfer()
    shop.to(day(2026, 9, 1))
    shop.renew(1)
    shop.transfer()
    assert (shop.seats, shop.scheduled) == (3, [(day(2027, 4, 1), 1), (day(2027, 9, 1), 0)])
    shop.to(day(2027, 3, 31))
    ends = [mail.context["ends_at"][:10] for mail in shop.mails("term_ending")]
    assert set(ends) == {"2027-03-31"}
    assert {mail.context["seats"] for mail in shop.mails("term_ending")} == {2}
    shop.to(day(2027, 4, 1))
    assert (shop.status, shop.seats) == ("active", 1)
    shop.to(day(2027, 9, 1))
    assert (shop.status, shop.seats) == ("ended", 0)
    assert set(_days_before(shop)) == {60, 30, 7, 1}


def _days_before(shop: Shop) -> list[int]:
    return [
        round((datetime.fromisoformat(mail.context["ends_at"]) - mail.created_at) / DAY)
        for mail in shop.mails("term_ending")
    ]


def test_people_are_carried_over_into_a_new_batch_where_the_policy_says() -> None:
    shop = _portal(renewal__assignments="carry_over")
    shop.subscribe(2)
    shop.transfer()
    shop.seat("ann")
    shop.to(day(2026, 9, 1))
    shop.seat("bob")
    shop.renew(1)
    shop.transfer()
    assert sorted(shop.seated) == ["ann", "ann", "bob"]
    shop.to(day(2027, 4, 1))
    assert shop.seated == ["ann"]


def test_a_batch_of_several_periods_is_paid_as_a_whole() -> None:
    shop = Shop.open("licence_portal", unit_amount=1000, card=None, term__length="months(3)")
    shop.subscribe(2)
    shop.to(day(2026, 4, 10))
    shop.transfer()
    assert (shop.totals, shop.subscription.term_ends_at) == ([6000], day(2026, 7, 10))
    charges = models.Charge.objects.filter(account_id=shop.account.id).order_by("period_starts_at")
    assert [row.period_starts_at for row in charges] == [
        day(2026, 4, 10),
        day(2026, 5, 10),
        day(2026, 6, 10),
    ]
