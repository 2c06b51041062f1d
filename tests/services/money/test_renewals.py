"""The end of a period, and of a term: what is invoiced, what begins, what ends."""

import pytest

from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.services import subscriptions
from curule.services.credits import goodwill
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, YEAR, Asked, Shop, day, later, row_counts

YEARLY_TERM: Asked = {"term__length": "months(12)"}


def test_each_period_is_invoiced_whole_and_charged_at_once() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.to(day(2026, 8, 1))
    assert shop.totals == [6000] * 5
    assert [invoice.issued_at for invoice in shop.invoices] == [
        day(2026, month, 1) for month in (4, 5, 6, 7, 8)
    ]
    assert (shop.owed, shop.status) == (0, "active")
    assert shop.subscription.term_ends_at == day(2026, 9, 1)


@pytest.mark.invariant("I17")
@pytest.mark.invariant("I36")
def test_running_what_is_due_twice_changes_nothing() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.to(day(2026, 6, 3))
    before = row_counts(shop.account.id)
    assert shop.to(day(2026, 6, 3)).done == {}
    assert row_counts(shop.account.id) == before


@pytest.mark.fault("F16")
def test_after_a_long_sleep_periods_are_caught_up_one_by_one() -> None:
    slow, steady = (Shop.open("zoom", unit_amount=3000, is_live=live) for live in (True, False))
    for shop in (slow, steady):
        shop.subscribe(2)
    slow.to(day(2026, 9, 20))
    for month in range(4, 10):
        steady.to(day(2026, month, 20))
    assert slow.totals == steady.totals == [6000] * 6
    assert [row.issued_at for row in slow.invoices] == [row.issued_at for row in steady.invoices]


def test_a_term_of_several_periods_is_invoiced_by_the_period_and_ends_as_one() -> None:
    shop = Shop.open("autodesk", unit_amount=1000, **YEARLY_TERM)
    shop.subscribe(3)
    assert shop.subscription.term_ends_at == day(2027, 4, 1)
    shop.to(day(2026, 6, 10))
    shop.set_seats(1)
    assert shop.scheduled == [(day(2027, 4, 1), 1)]
    shop.to(day(2027, 3, 31))
    assert (shop.totals, shop.seats) == ([3000] * 12, 3)
    shop.to(day(2027, 4, 1))
    assert (shop.totals[-1], shop.seats) == (1000, 1)
    assert shop.subscription.term_ends_at == day(2028, 4, 1)


def test_renewal_off_in_a_long_term_acts_at_its_end_only() -> None:
    shop = Shop.open("zoom", unit_amount=1000, **YEARLY_TERM)
    shop.subscribe(3)
    subscriptions.set_auto_renew(**shop.on, value=False)
    shop.to(day(2027, 3, 31))
    assert (shop.status, len(shop.invoices)) == ("active", 12)
    shop.to(day(2027, 4, 1))
    assert (shop.status, len(shop.invoices), shop.seats) == ("ended", 12, 0)
    assert shop.subscription.ended_at == day(2027, 4, 1)


def test_cancel_is_renewal_off() -> None:
    shop = Shop.open("zoom", unit_amount=1000)
    shop.subscribe(3)
    subscriptions.cancel(**shop.on)
    assert shop.subscription.auto_renew is False
    shop.to(day(2026, 5, 1))
    assert (shop.status, shop.subscription.end_reason) == ("ended", "term_ended")
    with pytest.raises(Refused) as refused:
        shop.set_seats(4)
    assert refused.value.refusal.code is RefusalCode.SUBSCRIPTION_ENDED
    assert str(refused.value.refusal.values["ended_on"]) == "2026-05-01"


def test_only_the_vendor_cancels_at_once() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(3)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        subscriptions.cancel(**shop.on, at_once=True)
    assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED
    assert row_counts(shop.account.id) == before


@pytest.mark.parametrize(
    ("money", "credit", "refunds"),
    [("none", 0, 0), ("account_credit", 4000, 0), ("refund_to_method", 0, 4000)],
)
def test_what_is_unused_when_the_vendor_cancels_goes_where_the_policy_says(
    money: str, credit: int, refunds: int
) -> None:
    shop = Shop.open("gotoassist", unit_amount=3000, decrease__money=money)
    shop.subscribe({"agent": 2})
    shop.to(day(2026, 4, 10, 15))
    subscriptions.cancel(**shop.on | {"actor": VENDOR}, at_once=True)
    assert (shop.status, shop.credit) == ("ended", credit)
    shop.to(day(2026, 4, 11))
    rows = models.Refund.objects.filter(account_id=shop.account.id)
    assert sum(row.amount_minor for row in rows) == refunds
    assert all(row.status == "succeeded" for row in rows)
    assert len(shop.mails("refund_sent")) == len(rows)


def test_what_is_open_is_lowered_though_the_policy_gives_no_money_back() -> None:
    shop = Shop.open(
        "gotoassist", unit_amount=3000, decrease__money="none", payment__method="invoice"
    )
    shop.subscribe({"agent": 2})
    shop.transfer(3000)
    shop.to(day(2026, 4, 10, 15))
    subscriptions.cancel(**shop.on | {"actor": VENDOR}, at_once=True)
    assert (shop.owed, shop.credit) == (0, 0)
    assert [note.total for note in shop.notes] == [3000]


def test_credit_pays_the_renewal_before_the_card() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=10000,
        currency="EUR",
        reason="sorry",
        now=APRIL,
    )
    shop.to(day(2026, 6, 1))
    paid = models.Payment.objects.filter(account_id=shop.account.id).order_by("id")
    assert list(paid.values_list("amount_minor", flat=True)) == [6000, 2000]
    assert (shop.credit, shop.owed) == (0, 0)


def test_a_renewal_paid_by_invoice_is_due_after_its_days() -> None:
    shop = Shop.open("zoom", payment__method="invoice")
    shop.subscribe(2)
    shop.transfer()
    shop.to(day(2026, 5, 1))
    assert shop.invoices[1].due_at == day(2026, 5, 15)
    assert shop.payment_statuses == ["succeeded"]
    assert shop.mails("invoice_issued")[0].context["invoice_id"] == str(shop.invoices[1].id)


def test_a_customer_who_pays_by_transfer_is_given_time_at_the_renewal_too() -> None:
    from curule.services import payment_methods

    shop = Shop.open("zoom", card=None)
    payment_methods.add_method(
        actor=VENDOR,
        account_id=shop.account.id,
        name="bank",
        token="",
        now=APRIL,
        gateway_name="bank_transfer",
    )
    shop.subscribe(2)
    assert (shop.status, shop.owed, shop.invoices[0].due_at) == ("active", 6000, day(2026, 4, 15))
    shop.transfer()
    shop.to(day(2026, 5, 1))
    assert (shop.invoices[1].due_at, shop.status) == (day(2026, 5, 15), "active")


def test_the_mail_of_a_renewal_says_what_it_covers() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.to(day(2026, 5, 1))
    (mail, *_others) = shop.mails("subscription_renewed")
    assert mail.context["seats"] == [{"number": 2, "noun": None}]
    assert mail.context["ends_at"].startswith("2026-05-31T22:00")
    assert mail.context["total"] == {"amount_minor": 6000, "currency": "EUR"}


def test_reminders_name_what_will_be_billed() -> None:
    shop = Shop.open("zoom", unit_amount=3000, decrease__occupied="choose")
    shop.subscribe(4)
    for name in ("ann", "bob", "cy"):
        shop.seat(name)
    shop.set_seats(2)
    shop.to(day(2026, 4, 24))
    mails = shop.mails("renewal_reminder")
    assert {mail.context["total"]["amount_minor"] for mail in mails} == {9000}
    assert mails[0].context["seats"] == [{"number": 3, "noun": None}]


def test_seats_are_issued_anew_where_the_policy_says() -> None:
    shop = Shop.open("zoom", unit_amount=3000, renewal__assignments="reissue")
    shop.subscribe(2)
    shop.seat("ann")
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.seated) == (2, [])


def test_a_command_that_comes_before_the_worker_sees_what_was_due() -> None:
    shop = Shop.open("zoom", unit_amount=3100, is_live=True)
    shop.subscribe(2)
    shop.now = day(2026, 5, 2)
    done = shop.add_seats(1)
    assert done.value.granted
    assert [invoice.issued_at for invoice in shop.invoices] == [
        APRIL,
        day(2026, 5, 1),
        day(2026, 5, 2),
    ]
    assert shop.totals == [6200, 6200, 3000]
    assert shop.subscription.period_starts_at == day(2026, 5, 1)


def test_a_command_on_a_term_that_is_over_is_refused_before_the_worker_has_come() -> None:
    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(2)
    subscriptions.set_auto_renew(**shop.on, value=False)
    shop.now = later(day(2026, 5, 1), seconds=1)
    with pytest.raises(Refused) as refused:
        shop.add_seats(1)
    assert refused.value.refusal.code is RefusalCode.SUBSCRIPTION_ENDED
    assert shop.status == "ended"


# --- anchors --------------------------------------------------------------------------------------


def test_a_fixed_anchor_begins_with_a_stub() -> None:
    shop = Shop.open("zoom", unit_amount=3000, anchor__at="day_of_month(1)", now=day(2026, 4, 11))
    shop.subscribe(1)
    assert shop.totals == [2000]
    line = shop.invoices[0].lines[0]
    assert (line.starts_at, line.numerator, line.denominator) == (day(2026, 4, 11), 20, 30)
    shop.to(day(2026, 5, 1))
    assert shop.totals == [2000, 3000]


@pytest.mark.parametrize(("rule", "first"), [("full_price", [3000]), ("free", [])])
def test_the_stub_costs_what_the_policy_says(rule: str, first: list[int]) -> None:
    shop = Shop.open(
        "zoom",
        unit_amount=3000,
        anchor__at="day_of_month(1)",
        anchor__first_period=rule,
        now=day(2026, 4, 11),
    )
    shop.subscribe(1)
    assert (shop.totals, shop.seats, shop.status) == (first, 1, "active")
    shop.to(day(2026, 5, 1))
    assert shop.totals == [*first, 3000]


def test_a_purchase_on_the_fixed_day_has_no_stub() -> None:
    shop = Shop.open("zoom", unit_amount=3000, anchor__at="day_of_month(1)")
    shop.subscribe(1)
    assert shop.totals == [3000]


def test_co_term_ends_with_the_subscription_that_ends_first() -> None:
    shop = Shop.open("zoom", unit_amount=3000, anchor__at="co_term", now=day(2026, 1, 31))
    shop.subscribe(1)
    shop.to(day(2026, 2, 14))
    shop.subscribe(1)
    second = models.Subscription.objects.get(id=shop.subscription_ids[1])
    assert second.period_ends_at == day(2026, 2, 28)
    assert shop.totals == [3000, 1500]
    shop.to(day(2026, 4, 1))
    second.refresh_from_db()
    first = shop.subscription
    assert second.period_starts_at == first.period_starts_at == day(2026, 3, 31)
    assert second.period_ends_at == first.period_ends_at == day(2026, 4, 30)


def test_co_term_can_name_its_subscription() -> None:
    shop = Shop.open("zoom", unit_amount=3000, now=day(2026, 1, 10))
    shop.subscribe(1)
    shop.to(day(2026, 1, 20))
    shop.subscribe(1)
    aligned = shop.other_plan("zoom", unit_amount=3000, anchor__at="co_term")
    shop.to(day(2026, 1, 25))
    shop.subscribe(1, terms=aligned, co_term_with=shop.subscription_ids[1])
    third = models.Subscription.objects.get(id=shop.subscription_ids[2])
    assert third.period_ends_at == day(2026, 2, 20)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.subscribe(1, terms=aligned, co_term_with=shop.account.id)
    assert refused.value.refusal.code is RefusalCode.NOT_FOUND
    assert row_counts(shop.account.id) == before


def test_an_anchor_on_the_31st_comes_back_after_short_months() -> None:
    shop = Shop.open("zoom", unit_amount=3000, now=day(2026, 1, 31))
    shop.subscribe(1)
    shop.to(day(2026, 6, 1))
    assert [invoice.issued_at for invoice in shop.invoices] == [
        day(2026, 1, 31),
        day(2026, 2, 28),
        day(2026, 3, 31),
        day(2026, 4, 30),
        day(2026, 5, 31),
    ]


def test_another_interval_at_the_renewal_counts_from_the_old_anchor_and_costs_its_rest() -> None:
    shop = Shop.open("zoom", unit_amount=3000, now=day(2026, 1, 15))
    shop.subscribe(1)
    yearly = shop.other_plan("zoom", unit_amount=18250, interval=YEAR)
    shop.to(day(2026, 4, 1))
    shop.change_plan(yearly)
    shop.to(day(2026, 4, 15))
    # Of the year that began on 15 January 275 of 365 days are left.
    assert shop.totals[-1] == 13750
    subscription = shop.subscription
    assert subscription.period_starts_at == day(2026, 1, 15)
    assert subscription.term_ends_at == subscription.period_ends_at == day(2027, 1, 15)
    invoice = models.Invoice.objects.get(id=shop.invoices[-1].id)
    assert (invoice.period_starts_at, invoice.period_ends_at) == (
        day(2026, 4, 15),
        day(2027, 1, 15),
    )
    shop.to(day(2027, 1, 15))
    assert shop.totals[-1] == 18250


# --- the next invoice -----------------------------------------------------------------------------

NEXT: Asked = {"increase__bill": "next_invoice"}


def test_lines_wait_for_the_next_invoice_and_stand_on_it() -> None:
    shop = Shop.open("zoom", unit_amount=3000, proration__lines="net", **NEXT)
    shop.subscribe(2)
    shop.to(day(2026, 4, 11))
    shop.add_seats(1)
    assert (shop.seats, shop.totals) == (3, [6000])
    shop.to(day(2026, 5, 1))
    assert shop.totals == [6000, 9000 + 2000]
    assert [line.quantity for line in shop.invoices[1].lines] == [3, 1]
    charges = models.Charge.objects.filter(account_id=shop.account.id, invoice_id=None)
    assert not charges.exists()


def test_unused_time_that_waits_a_second_time_stands_in_the_documents() -> None:
    shop = Shop.open(
        "zoom",
        increase__charge="new_period_minus_unused",
        anchor__on_change="reset_to_change",
        **NEXT,
    )
    shop.subscribe(2)
    shop.to(day(2026, 4, 11))
    shop.add_seats(1)
    shop.to(day(2026, 5, 11))
    shop.add_seats(1)
    shop.to(day(2026, 5, 21))
    shop.add_seats(1)
    shop.check()
    waiting = models.PendingLine.objects.filter(account_id=shop.account.id, invoice_id=None)
    assert waiting.filter(amount_minor__lt=0).exists()


def test_what_waits_is_billed_when_the_subscription_ends() -> None:
    shop = Shop.open("zoom", unit_amount=3000, proration__lines="net", **NEXT)
    shop.subscribe(2)
    shop.to(day(2026, 4, 11))
    shop.add_seats(1)
    subscriptions.set_auto_renew(**shop.on, value=False)
    shop.to(day(2026, 5, 1))
    assert (shop.status, shop.totals, shop.owed) == ("ended", [6000, 2000], 0)


def test_what_waits_and_is_given_back_lowers_what_waits() -> None:
    shop = Shop.open(
        "zoom",
        unit_amount=3000,
        proration__lines="net",
        decrease__effective="now",
        decrease__money="none",
        **NEXT,
    )
    shop.subscribe(2)
    shop.to(day(2026, 4, 11))
    shop.add_seats(1)
    shop.to(day(2026, 4, 20))
    shop.set_seats(2)
    assert (shop.seats, shop.notes, shop.credit) == (2, (), 0)
    shop.to(day(2026, 5, 1))
    assert shop.totals == [6000, 6000 + 2000 - 1000]


def test_an_upgrade_that_waits_is_billed_with_the_next_invoice() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **NEXT)
    shop.subscribe(2)
    dear = shop.other_plan("zoom", unit_amount=6000, **NEXT)
    shop.to(day(2026, 4, 16))
    shop.change_plan(dear)
    assert shop.totals == [6000]
    shop.to(day(2026, 5, 1))
    assert shop.totals == [6000, 12000 - 3000 + 6000]


def test_more_seats_at_the_renewal_cost_nothing_before() -> None:
    shop = Shop.open(
        "zoom",
        unit_amount=3000,
        increase__effective="at_renewal",
        increase__charge="none_until_renewal",
        proration__lines="net",
    )
    shop.subscribe(2)
    shop.set_seats(5)
    assert (shop.seats, shop.scheduled, shop.totals) == (2, [(day(2026, 5, 1), 5)], [6000])
    assert not shop.mails("reduction_scheduled")
    shop.add_seats(1)
    assert shop.scheduled == [(day(2026, 5, 1), 6)]
    shop.to(day(2026, 5, 1))
    assert (shop.seats, shop.totals) == (6, [6000, 18000])


def test_yearly_prices_renew_by_the_year() -> None:
    shop = Shop.open("autodesk", unit_amount=10000, interval=YEAR)
    shop.subscribe(2)
    shop.to(day(2028, 4, 1))
    assert shop.totals == [20000] * 3
