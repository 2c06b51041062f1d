"""Orders that wait for their money: what takes their place, and money that comes too late."""

from uuid import UUID

import pytest

from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services import subscriptions
from curule.services.credits import crediting
from curule.services.payments import reversing
from curule.services.payments.rehearsing import rehearse_reversal
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, YEAR, Shop, day, later, row_counts


def test_an_order_is_canceled_thirty_days_after_its_invoice_was_due() -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    shop.add_seats(3, pays="later")
    due_at = shop.invoices[1].due_at
    assert due_at == day(2026, 4, 15)
    shop.to(later(day(2026, 5, 15), seconds=-1))
    assert shop.order_statuses == ["completed", "awaiting_payment"]
    shop.to(day(2026, 5, 15))
    assert shop.order_statuses == ["completed", "canceled"]
    assert (shop.owed, shop.status, shop.seats) == (0, "active", 5)
    assert [(note.total, shop.invoices[1].status) for note in shop.notes] == [(3000, "void")]
    (mail,) = shop.mails("order_canceled")
    assert mail.context["invoice_id"] == str(shop.invoices[1].id)


def test_an_unpaid_order_is_never_dunned() -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    shop.add_seats(3, pays="later")
    shop.to(day(2026, 5, 10))
    assert shop.status == "active"
    assert not shop.mails("invoice_overdue")


def test_a_first_order_that_is_never_paid_ends_and_can_be_ordered_anew() -> None:
    shop = Shop.open("licence_portal", unit_amount=1000, interval=YEAR, card=None)
    shop.subscribe(3)
    shop.to(day(2026, 6, 1))
    assert (shop.status, shop.owed, shop.order_statuses) == ("ended", 0, ["canceled"])
    shop.renew()
    shop.transfer()
    assert (shop.status, shop.seats, shop.totals) == ("active", 3, [3000, 3000])


def test_a_newer_order_takes_the_place_of_one_that_waits() -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    shop.add_seats(3, pays="later")
    shop.add_seats(1)
    assert shop.order_statuses == ["completed", "canceled", "completed"]
    assert (shop.seats, shop.owed, shop.totals) == (6, 0, [5000, 3000, 1000])
    (mail,) = shop.mails("order_replaced")
    assert mail.context["invoice_id"] == str(shop.invoices[1].id)
    assert shop.mails("order_placed")[-1].context["replaced"] == mail.context["order"]
    assert not shop.mails("order_canceled")


def test_what_was_paid_on_a_canceled_order_becomes_credit() -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    shop.add_seats(3, pays="later")
    shop.transfer(1000)
    assert (shop.owed, shop.seats) == (2000, 5)
    shop.to(day(2026, 5, 15))
    assert (shop.owed, shop.credit) == (0, 1000)
    assert shop.invoices[1].status == "paid"


def test_while_an_answer_is_unknown_no_newer_order_takes_the_place(
    sandbox: SandboxGateway,
) -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    sandbox.script_next("lose_answer")
    shop.add_seats(3)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.add_seats(1)
    assert refused.value.refusal.code is RefusalCode.PAYMENT_PENDING
    assert str(refused.value.refusal.values["amount"]) == "30.00 EUR"
    assert row_counts(shop.account.id) == before


def test_money_that_was_on_its_way_when_the_order_was_canceled_becomes_credit(
    sandbox: SandboxGateway,
) -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    sandbox.script_next("lose_answer")
    shop.add_seats(3)
    order = models.Order.objects.get(account_id=shop.account.id, status="awaiting_payment")
    from curule.services import waiting_orders

    waiting_orders.cancel_unpaid(account_id=shop.account.id, order_id=order.id, now=APRIL)
    shop.to(later(APRIL, minutes=5))
    assert (shop.credit, shop.owed, shop.seats) == (3000, 0, 5)


def test_the_amount_stands_though_the_payment_comes_later_in_the_period() -> None:
    shop = Shop.open("tutkit", unit_amount=36500, interval=YEAR)
    shop.subscribe(5)
    shop.add_seats(1, pays="later")
    shop.to(day(2026, 4, 30))
    shop.pay()
    assert (shop.seats, shop.totals) == (6, [182500, 36500])
    assert shop.subscription.term_ends_at == day(2027, 4, 1)


def test_money_for_a_period_that_is_over_becomes_credit_and_a_new_quote_is_offered() -> None:
    shop = Shop.open("tutkit", unit_amount=3000)
    shop.subscribe(5)
    shop.to(day(2026, 4, 25))
    shop.add_seats(3, pays="later")
    shop.to(day(2026, 5, 2))
    assert shop.order_statuses == ["completed", "awaiting_payment"]
    shop.transfer()
    assert (shop.seats, shop.credit, shop.owed) == (5, 1800, 0)
    assert shop.order_statuses == ["completed", "canceled"]
    offer = models.Quote.objects.get(account_id=shop.account.id, is_offer=True)
    assert (offer.status, offer.subtotal_minor) == ("open", 8710)
    (mail,) = shop.mails("quote_offered")
    assert mail.context["due_now"] == {"amount_minor": 6910, "currency": "EUR"}
    shop.accept(offer.id)
    assert (shop.seats, shop.credit) == (8, 0)


def test_a_first_period_that_does_not_wait_for_its_payment_can_be_over_too() -> None:
    shop = Shop.open("tutkit", unit_amount=3000, term__starts="on_order")
    shop.subscribe(5, pays="later")
    shop.to(day(2026, 5, 2))
    shop.transfer()
    assert (shop.status, shop.seats, shop.credit) == ("ended", 0, 15000)


def test_a_restart_that_is_paid_after_the_old_period_was_renewed_comes_too_late() -> None:
    shop = Shop.open("gotoassist", increase__effective="on_payment")
    shop.subscribe({"agent": 10})
    shop.to(day(2026, 4, 20))
    shop.set_seats({"agent": 12}, pays="later")
    shop.to(day(2026, 5, 4))
    owed = shop.owed
    shop.transfer(invoice_id=_invoice_of_newest_order(shop))
    assert shop.credit == owed
    assert shop.subscription.term_ends_at == day(2026, 6, 1)


def _invoice_of_newest_order(shop: Shop) -> UUID:
    order = models.Order.objects.filter(account_id=shop.account.id).order_by("-id")[0]
    assert order.invoice_id is not None
    return order.invoice_id


def test_an_order_for_a_subscription_that_ends_is_canceled_with_it() -> None:
    shop = Shop.open("tutkit", unit_amount=3000, interval=YEAR)
    shop.subscribe(5)
    shop.add_seats(1, pays="later")
    subscriptions.cancel(**shop.on | {"actor": VENDOR}, at_once=True)
    assert (shop.status, shop.owed, shop.order_statuses) == ("ended", 0, ["completed", "canceled"])


@pytest.mark.requirement("R3")
def test_orders_of_seats_with_their_own_term_wait_beside_each_other() -> None:
    shop = Shop.open(
        "licence_portal", unit_amount=1000, interval=YEAR, card=None, quantity__max_seats=6
    )
    shop.subscribe(2)
    shop.transfer()
    shop.add_seats(2)
    with pytest.raises(Refused) as refused:
        shop.add_seats(3)
    assert refused.value.refusal.code is RefusalCode.PLAN_SEAT_MAXIMUM
    shop.add_seats(2)
    assert shop.order_statuses == ["completed", "awaiting_payment", "awaiting_payment"]
    shop.to(day(2026, 4, 10))
    shop.transfer()
    shop.transfer()
    assert (shop.seats, shop.owed) == (6, 0)
    assert shop.scheduled == [(day(2027, 4, 1), 4), (day(2027, 4, 10), 0)]


def test_what_was_ordered_but_not_paid_does_not_change_the_running_period() -> None:
    shop = Shop.open("gotoassist", increase__effective="on_payment")
    shop.subscribe({"agent": 10})
    shop.to(day(2026, 4, 11))
    shop.set_seats({"agent": 12}, pays="later")
    assert shop.subscription.term_ends_at == day(2026, 5, 1)
    shop.pay()
    assert shop.subscription.term_ends_at == day(2026, 5, 11)
    shop.to(day(2026, 5, 11))
    assert shop.totals == [30000, 16000, 36000]


def test_a_first_order_that_is_repeated_twice_waits_once(sandbox: SandboxGateway) -> None:
    shop = Shop.open("tutkit", unit_amount=1000, card="decline")
    shop.subscribe(2)
    subscriptions.cancel(**shop.on)
    assert (shop.status, shop.owed) == ("ended", 0)
    shop.add_card("succeed", name="other")
    shop.renew(2, pays="later")
    assert shop.order_statuses == ["canceled", "awaiting_payment"]
    shop.renew(3)
    assert shop.order_statuses == ["canceled", "canceled", "completed"]
    assert (shop.status, shop.seats, shop.seated, shop.owed) == ("active", 3, ["owner"], 0)
    with pytest.raises(Refused) as refused:
        shop.pay()
    assert refused.value.refusal.code is RefusalCode.NOTHING_TO_PAY
    assert [charge.amount.amount_minor for charge in sandbox.list_charges()] == [3000]


def test_a_first_order_that_is_being_paid_is_not_replaced(sandbox: SandboxGateway) -> None:
    shop = Shop.open("tutkit", unit_amount=1000, card="decline")
    shop.subscribe(2)
    subscriptions.cancel(**shop.on)
    sandbox.script_next("hang")
    shop.renew(2)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.renew(3)
    assert refused.value.refusal.code is RefusalCode.PAYMENT_PENDING
    assert row_counts(shop.account.id) == before


def test_first_orders_of_seats_with_their_own_term_become_batches() -> None:
    shop = Shop.open("licence_portal", unit_amount=1000, interval=YEAR, card=None)
    shop.subscribe(3)
    shop.to(day(2026, 6, 1))
    shop.renew(3)
    shop.renew(2)
    shop.to(day(2026, 6, 3))
    shop.transfer()
    started_at = shop.subscription.started_at
    shop.to(day(2026, 6, 10))
    shop.transfer()
    assert (shop.status, shop.seats, shop.owed) == ("active", 5, 0)
    assert shop.subscription.started_at == started_at == day(2026, 6, 3)
    assert shop.scheduled == [(day(2027, 6, 3), 2), (day(2027, 6, 10), 0)]


# --- money that came for nothing, and is taken back -----------------------------------------------


def take_back(shop: Shop) -> None:
    """The bank takes the only transfer of the account back."""
    payment = models.Payment.objects.get(account_id=shop.account.id, gateway="bank_transfer")
    reversing.reverse_transfer(
        actor=VENDOR,
        account_id=shop.account.id,
        payment_id=payment.id,
        reason="returned",
        now=shop.now,
    )


@pytest.fixture
def too_late() -> Shop:
    """A transfer that came when its period was over, and is account credit."""
    shop = Shop.open("tutkit", unit_amount=3000)
    shop.subscribe(5)
    shop.to(day(2026, 4, 25))
    shop.add_seats(3, pays="later")
    shop.to(day(2026, 5, 2))
    shop.transfer()
    return shop


def test_money_that_came_too_late_and_is_taken_back_leaves_no_credit(too_late: Shop) -> None:
    shop = too_late
    take_back(shop)
    assert (shop.credit, shop.owed) == (0, 0)
    assert {invoice.status for invoice in shop.invoices} == {"paid"}, "nobody asks for it again"
    shop.check()


def test_money_that_came_too_late_is_not_taken_back_once_it_is_spent(too_late: Shop) -> None:
    shop = too_late
    shop.set_seats(6)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        take_back(shop)
    assert refused.value.refusal.code is RefusalCode.CREDIT_SPENT
    assert row_counts(shop.account.id) == before


def test_a_part_payment_of_a_canceled_order_that_is_taken_back_leaves_no_credit() -> None:
    shop = Shop.open("tutkit", unit_amount=1000, interval=YEAR)
    shop.subscribe(5)
    shop.add_seats(3, pays="later")
    shop.transfer(1000)
    shop.to(day(2026, 5, 15))
    assert shop.credit == 1000
    payment = models.Payment.objects.get(account_id=shop.account.id, gateway="bank_transfer")
    said = rehearse_reversal(
        actor=VENDOR, account_id=shop.account.id, payment_id=payment.id, now=shop.now
    )
    assert (said.invoice_number, said.from_credit.amount_minor) == ("", 1000)
    take_back(shop)
    assert (shop.credit, shop.owed) == (0, 0)
    shop.check()


@pytest.mark.parametrize(("seats_after", "owed"), [(3, 5000), (4, 8000), (5, 11000)])
def test_credit_of_a_credit_note_pays_what_a_reversal_opens(seats_after: int, owed: int) -> None:
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    shop.subscribe(3)
    shop.transfer()
    charge = models.Charge.objects.get(account_id=shop.account.id)
    crediting.credit_lines(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=shop.invoices[0].id,
        amounts={charge.id: 4000},
        refunds_money=False,
        reason="outage",
        now=shop.now,
    )
    assert shop.credit == 4000
    if seats_after > 3:
        shop.set_seats(seats_after)
    take_back(shop)
    assert (shop.credit, shop.owed) == (0, owed), "credit pays what is left of it, the rest is owed"
    shop.check()


def test_a_transfer_is_taken_back_after_what_was_due_before() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    shop.subscribe(3)
    shop.transfer(10000)
    payment = models.Payment.objects.get(account_id=shop.account.id)
    with pytest.raises(Refused) as refused:
        reversing.reverse_transfer(
            actor=VENDOR,
            account_id=shop.account.id,
            payment_id=payment.id,
            reason="returned",
            now=day(2026, 5, 2),
        )
    assert refused.value.refusal.code is RefusalCode.CREDIT_SPENT, "the renewal comes first"
