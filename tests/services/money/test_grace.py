"""Invoices that stay unpaid: grace with and without access, blocked changes, recovery, the end."""

import pytest

from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.entitlements import entitlement
from curule.selectors.subscriptions import get_subscription
from curule.services import subscriptions
from curule.services.credits import goodwill
from tests.support.factories import VENDOR
from tests.support.shop import YEAR, Asked, Shop, day, later, row_counts

BY_INVOICE: Asked = {"payment__method": "invoice"}


def _unpaid(**asked: Asked) -> Shop:
    """An account whose renewal of 1 May was declined."""
    shop = Shop.open("zoom", unit_amount=3000, **asked)
    shop.subscribe(2)
    shop.add_card("decline", name="empty")
    return shop


def _may_use(shop: Shop, email: str) -> bool:
    return entitlement(product_id=shop.terms.product_id, email=email, now=shop.now).allowed


def test_grace_goes_from_access_to_none_to_the_end() -> None:
    shop = _unpaid()
    ann = shop.seat("ann").email
    stages = [
        (day(2026, 4, 30), "active", True),
        (day(2026, 5, 1), "past_due", True),
        (day(2026, 5, 15), "past_due", True),
        (day(2026, 5, 16), "suspended", False),
        (day(2026, 6, 14), "suspended", False),
        (day(2026, 6, 15), "ended", False),
    ]
    for at, status, allowed in stages:
        shop.to(at)
        assert (shop.status, _may_use(shop, ann)) == (status, allowed), at


def test_steps_of_grace_are_told_with_what_is_owed() -> None:
    shop = _unpaid()
    shop.to(day(2026, 5, 16))
    (overdue,) = [m for m in shop.mails("invoice_overdue") if m.recipient == shop.payer.name]
    assert overdue.context["invoice_id"] == str(shop.invoices[1].id)
    assert overdue.context["access_until"].startswith("2026-05-15T22:00")
    (suspended,) = [m for m in shop.mails("access_suspended") if m.recipient == shop.payer.name]
    assert suspended.context["ends_at"].startswith("2026-06-14T22:00")


def test_payment_brings_back_what_grace_had_taken() -> None:
    shop = _unpaid()
    ann = shop.seat("ann").email
    shop.to(day(2026, 5, 20))
    assert not _may_use(shop, ann)
    shop.add_card("succeed", name="full")
    shop.pay()
    assert (shop.status, shop.owed, _may_use(shop, ann)) == ("active", 0, True)
    assert shop.subscription.term_ends_at == day(2026, 6, 1)


def test_after_one_of_two_unpaid_invoices_is_paid_grace_counts_from_the_other() -> None:
    shop = _unpaid()
    shop.to(day(2026, 6, 5))
    assert (shop.status, shop.owed) == ("suspended", 12000)
    shop.add_card("succeed", name="full")
    shop.pay()
    assert (shop.status, shop.owed) == ("past_due", 6000)
    shop.pay()
    assert (shop.status, shop.owed) == ("active", 0)


def test_at_the_end_the_time_without_access_is_credited_and_the_rest_stays_owed() -> None:
    shop = _unpaid(unpaid__grace=[{"days": 15, "access": True}, {"days": 5, "access": False}])
    shop.to(day(2026, 5, 21))
    # Access until 16 May, 00:00: 15 of 31 days were used.
    assert (shop.status, shop.subscription.end_reason) == ("ended", "unpaid")
    assert [note.total for note in shop.notes] == [round(6000 * 16 / 31)]
    assert (shop.owed, shop.credit) == (6000 - 3097, 0)
    shop.add_card("succeed", name="full")
    shop.pay()
    assert (shop.status, shop.owed) == ("ended", 0)


def test_periods_that_began_without_access_are_credited_whole() -> None:
    shop = _unpaid()
    shop.to(day(2026, 6, 15))
    assert shop.totals == [6000, 6000, 6000]
    assert [note.total for note in shop.notes] == [3097, 6000]
    assert [invoice.status for invoice in shop.invoices] == ["paid", "open", "void"]
    assert shop.owed == 2903


def test_what_was_paid_in_part_is_not_given_back() -> None:
    shop = Shop.open(
        "zoom", unit_amount=3000, unpaid__grace=[{"days": 15, "access": True}], **BY_INVOICE
    )
    shop.subscribe(2)
    shop.transfer()
    shop.to(day(2026, 5, 1))
    shop.transfer(5000)
    shop.to(day(2026, 5, 30))
    # Due on 15 May, access until 30 May: 2 of 31 days are credited.
    assert (shop.status, shop.owed, shop.credit) == ("ended", 1000 - 387, 0)


def test_an_on_order_purchase_that_is_not_paid_comes_into_grace() -> None:
    shop = Shop.open("zoom", interval=YEAR, **BY_INVOICE)
    shop.subscribe(2)
    shop.to(day(2026, 4, 15))
    assert shop.status == "past_due"


def test_a_plan_without_grace_ends_at_the_due_date() -> None:
    shop = Shop.open("zoom", unpaid__grace=[], **BY_INVOICE)
    shop.subscribe(2)
    shop.to(day(2026, 4, 14))
    assert shop.status == "active"
    shop.to(day(2026, 4, 15))
    assert shop.status == "ended"


def test_a_plan_without_grace_survives_a_card_that_is_charged(sandbox: SandboxGateway) -> None:
    shop = Shop.open("zoom", unpaid__grace=[])
    shop.subscribe(2)
    shop.to(day(2026, 5, 1))
    assert (shop.status, shop.owed) == ("active", 0)
    sandbox.script_next("lose_answer")
    shop.to(day(2026, 6, 1))
    assert (shop.status, shop.payment_statuses[-1]) == ("active", "unknown")
    shop.to(day(2026, 6, 2))
    assert (shop.status, shop.payment_statuses[-1]) == ("active", "succeeded")


@pytest.mark.parametrize("wanted", [1, 3])
def test_unpaid_invoices_block_changes_and_say_which(wanted: int) -> None:
    shop = _unpaid()
    shop.to(day(2026, 5, 3))
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.set_seats(wanted)
    said = refused.value.refusal
    assert (said.code, said.options) == (RefusalCode.OUTSTANDING_INVOICES, ("pay",))
    assert str(said.values["amount"]) == "60.00 EUR"
    assert said.values["invoices"] == (shop.invoices[1].number,)
    assert row_counts(shop.account.id) == before


def test_an_unpaid_invoice_of_another_subscription_of_the_account_blocks_too() -> None:
    shop = _unpaid()
    shop.to(day(2026, 5, 3))
    shop.add_card("succeed", name="full")
    other = shop.other_plan("zoom", unit_amount=1000)
    shop.subscribe(1, terms=other)
    shop.subscription_ids.reverse()
    with pytest.raises(Refused) as refused:
        shop.add_seats(1)
    assert refused.value.refusal.code is RefusalCode.OUTSTANDING_INVOICES


def test_giving_back_what_was_never_paid_lifts_grace() -> None:
    shop = Shop.open(
        "zoom",
        unit_amount=3000,
        decrease__effective="now",
        unpaid__blocks=[],
        decrease__money="account_credit",
        quantity__min_seats=0,
        proration__lines="net",
        **BY_INVOICE,
    )
    shop.subscribe(3)
    shop.transfer(8000)
    shop.to(day(2026, 4, 16))
    assert (shop.status, shop.owed) == ("past_due", 1000)
    shop.set_seats(2)
    assert (shop.status, shop.owed, shop.credit) == ("active", 0, 400)


def test_goodwill_pays_by_itself() -> None:
    shop = _unpaid()
    shop.to(day(2026, 5, 3))
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=6000,
        currency="EUR",
        reason="sorry",
        now=shop.now,
    )
    assert (shop.owed, shop.credit, shop.status) == (0, 0, "active")


def test_a_command_after_the_end_of_grace_is_refused_before_the_worker_has_come() -> None:
    shop = Shop.open("zoom", is_live=True, **BY_INVOICE)
    shop.subscribe(2)
    shop.now = day(2026, 8, 1)
    with pytest.raises(Refused) as refused:
        subscriptions.set_auto_renew(**shop.on, value=False)
    assert refused.value.refusal.code is RefusalCode.SUBSCRIPTION_ENDED
    assert models.Subscription.objects.get(id=shop.subscription_id).end_reason == "unpaid"


def test_a_purchase_with_its_buyers_seat_is_granted_though_nobody_may_be_seated() -> None:
    shop = Shop.open("tutkit", unit_amount=1000, unpaid__blocks=["assign"])
    shop.subscribe(2)
    shop.add_card("decline", name="empty")
    shop.to(day(2026, 5, 2))
    assert (shop.status, shop.owed) == ("suspended", 2000)
    shop.add_card("succeed", name="full")
    done = shop.subscribe(3, label="second")
    assert (done.value.payment_status, done.value.granted) == ("succeeded", True)
    bought = models.Subscription.objects.get(id=done.value.subscription_id)
    assert (bought.status, bought.started_at) == ("active", shop.now)
    taken = models.Assignment.objects.get(account_id=shop.account.id, subscription_id=bought.id)
    assert taken.email == shop.people["owner"].email


def test_a_term_ordered_after_an_unpaid_end_is_not_ended_by_what_was_owed_before() -> None:
    shop = _unpaid(unpaid__blocks=["add"])
    shop.to(day(2026, 6, 15))
    assert (shop.status, shop.owed) == ("ended", 2903)
    shop.add_card("succeed", name="full")
    shop.renew(2)
    ann = shop.seat("ann").email
    assert (shop.status, shop.owed) == ("active", 2903)
    for at in (day(2026, 6, 16), day(2026, 7, 14)):
        shop.to(at)
        assert (shop.status, _may_use(shop, ann)) == ("active", True)
        assert get_subscription(shop.account.id, shop.subscription_id, at).status == "active"
    with pytest.raises(Refused) as refused:
        shop.add_seats(1)
    assert refused.value.refusal.code is RefusalCode.OUTSTANDING_INVOICES
    shop.to(day(2026, 7, 15))
    assert (shop.status, shop.totals[-1]) == ("active", 6000)
    shop.pay()
    assert shop.owed == 0
    shop.add_seats(1)
    assert shop.seats == 3


def test_a_new_term_that_is_not_paid_itself_comes_into_grace() -> None:
    shop = _unpaid()
    shop.to(day(2026, 6, 15))
    shop.renew(2, pays="later")
    shop.to(day(2026, 6, 28))
    assert shop.status == "active"
    shop.to(day(2026, 6, 29))
    assert shop.status == "past_due"
    shop.add_card("succeed", name="full")
    shop.pay(invoice_id=shop.invoices[-1].id)
    assert (shop.status, shop.owed) == ("active", 2903)


def test_a_batch_ordered_after_an_unpaid_end_is_not_ended_by_what_was_owed_before() -> None:
    shop = Shop.open(
        "licence_portal",
        interval=YEAR,
        card=None,
        increase__effective="on_order",
        term__starts="on_order",
        unpaid__grace=[{"days": 5, "access": True}],
    )
    shop.subscribe(2)
    shop.to(day(2026, 4, 20))
    assert shop.status == "ended"
    owed = shop.owed
    shop.renew(1)
    assert (shop.status, shop.seats) == ("active", 1)
    shop.transfer(invoice_id=shop.invoices[-1].id)
    shop.to(day(2026, 6, 1))
    assert (shop.status, shop.seats, shop.owed) == ("active", 1, owed)


def test_money_that_comes_at_the_instant_of_the_end_is_paid_before_it() -> None:
    shop = _unpaid(unpaid__grace=[{"days": 1, "access": True}])
    shop.to(later(day(2026, 5, 1), hours=1))
    shop.add_card("succeed", name="full")
    shop.to(day(2026, 5, 2))
    assert (shop.status, shop.owed) == ("active", 0)


def test_money_comes_before_the_end_that_another_invoice_brings_at_the_same_instant() -> None:
    shop = _unpaid(unpaid__grace=[{"days": 1, "access": True}])
    shop.to(day(2026, 4, 17))
    shop.add_seats(1, pays="later")
    shop.to(later(day(2026, 5, 1), hours=1))
    assert (shop.status, shop.totals, shop.owed) == ("past_due", [6000, 1400, 9000], 10400)
    shop.add_card("succeed", name="full")
    # The renewal is tried again at the very instant in which grace ends for both.
    shop.to(day(2026, 5, 2))
    assert (shop.status, shop.subscription.end_reason) == ("ended", "unpaid")
    assert (shop.owed, shop.credit, shop.notes) == (1400, 0, ())


@pytest.mark.parametrize("by", ["card", "transfer"])
def test_who_pays_before_the_worker_has_come_pays_what_is_owed_by_then(by: str) -> None:
    shop = _unpaid(unpaid__grace=[{"days": 15, "access": True}, {"days": 5, "access": False}])
    shop.to(day(2026, 5, 20))
    shop.add_card("succeed", name="full")
    shop.now = day(2026, 5, 22)
    if by == "card":
        shop.pay()
    else:
        shop.transfer()
    assert (shop.status, shop.owed, shop.credit) == ("ended", 0, 0)
    assert models.Payment.objects.order_by("-id")[0].amount_minor == 6000 - 3097
    shop.to(shop.now)
