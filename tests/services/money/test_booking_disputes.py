"""A dispute that was lost in part, or over money that is gone, waits for somebody who books it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from curule.core.money import Money
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.gateways.payments.base import DisputeNews
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.console.disputes import disputes_to_book
from curule.selectors.console.home import attention
from curule.services.payments import booking_disputes, disputes
from curule.services.payments.rehearsing_disputes import rehearse_booking
from tests.support.factories import VENDOR
from tests.support.shop import Asked, Shop

REFUNDED: Asked = {
    "decrease__effective": "now",
    "decrease__money": "refund_to_method",
    "proration__lines": "net",
}


@pytest.fixture
def shop(sandbox: SandboxGateway) -> Shop:
    """Three seats at 30.00, paid by card."""
    del sandbox
    made = Shop.open("zoom", unit_amount=3000)
    made.subscribe(3)
    return made


def lose(shop: Shop, amount: int | None = None, *, reference: str = "dp_1") -> models.Dispute:
    """The customer's bank takes a payment back, or a part of it."""
    payment = models.Payment.objects.filter(account_id=shop.account.id).earliest("id")
    news = DisputeNews(
        reference=reference,
        charge_key=payment.key,
        amount=Money(amount or payment.amount_minor, payment.currency),
        reason="fraudulent",
        status="needs_response",
        is_closed=False,
        is_lost=False,
        answer_by=None,
    )
    disputes.record(payment=payment, news=news, now=shop.now)
    lost = replace(news, status="lost", is_closed=True, is_lost=True)
    disputes.record(payment=payment, news=lost, now=shop.now)
    return models.Dispute.objects.get(reference=reference)


def book(shop: Shop, dispute: models.Dispute, taken: int, **asked: Asked) -> UUID:
    how: Asked = {"currency": "EUR", "unpaid": "owed", "note": "lost", "actor": VENDOR} | asked
    return booking_disputes.book(
        account_id=shop.account.id, dispute_id=dispute.id, taken=taken, now=shop.now, **how
    ).value


def sums(account: str) -> int:
    entries = models.LedgerEntry.objects.filter(ledger_account=account)
    return sum(entries.values_list("amount_minor", flat=True))


def payment() -> models.Payment:
    return models.Payment.objects.earliest("id")


def refused(shop: Shop, dispute: models.Dispute, taken: int, **asked: Asked) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        book(shop, dispute, taken, **asked)
    return caught.value.refusal.code


@pytest.mark.invariant("I12", "I15")
def test_a_part_is_owed_again_with_the_fee_beside_it(shop: Shop) -> None:
    dispute = lose(shop, 4000)
    assert attention(shop.now).disputes_to_book == 1
    assert (shop.owed, payment().status) == (0, "succeeded")
    shop.check()

    book(shop, dispute, 4000, fee=1500)

    assert (shop.owed, shop.credit, shop.seats) == (4000, 0, 3)
    assert (payment().status, payment().applied_minor) == ("succeeded", 5000)
    assert (payment().taken_back_minor, payment().lost_minor) == (4000, 0)
    assert (sums("gateway_fees"), sums("cash:sandbox")) == (1500, 9000 - 4000 - 1500)
    assert sums("receivable") == 4000
    told = models.Event.objects.get(type="payment.dispute_booked")
    assert (told.subject_id, told.payload["amount"], told.payload["fee"]) == (
        payment().id,
        4000,
        1500,
    )
    assert told.payload["reason"] == "lost"
    assert not disputes_to_book().exists()
    assert attention(shop.now).disputes_to_book == 0
    shop.check()


def test_the_disputed_card_is_not_charged_for_it_but_the_debt_is_reminded_of(shop: Shop) -> None:
    book(shop, lose(shop, 4000), 4000)

    shop.to(shop.now + timedelta(days=1))

    assert models.Payment.objects.count() == 1
    assert shop.status == "past_due"
    shop.check()


@pytest.mark.invariant("I12")
def test_a_part_can_be_given_up(shop: Shop) -> None:
    dispute = lose(shop, 4000)

    book(shop, dispute, 4000, unpaid="written_off")

    assert (shop.owed, shop.invoices[0].status) == (0, "uncollectible")
    assert (sums("write_off"), sums("receivable")) == (4000, 0)
    dispute.refresh_from_db()
    assert (dispute.gave_up, dispute.reopened_minor) == (True, 4000)
    shop.check()
    assert shop.status == "active"


def test_of_what_was_given_up_before_more_is_given_up(shop: Shop) -> None:
    book(shop, lose(shop, 4000), 4000, unpaid="written_off")

    book(shop, lose(shop, 5000, reference="dp_2"), 5000, unpaid="owed")

    assert (shop.owed, shop.invoices[0].status, payment().status) == (
        0,
        "uncollectible",
        "reversed",
    )
    assert (sums("write_off"), sums("cash:sandbox")) == (9000, 0)
    shop.check()


@pytest.mark.invariant("I21")
def test_what_was_refunded_before_is_not_taken_twice(sandbox: SandboxGateway) -> None:
    del sandbox
    shop = Shop.open("zoom", unit_amount=3000, **REFUNDED)
    shop.subscribe(3)
    shop.set_seats(2)
    shop.to(shop.now + timedelta(minutes=1))
    assert payment().refunded_minor == 2900, "the day on which it was given back is paid"
    dispute = lose(shop)
    assert payment().status == "succeeded", "somebody decides"

    assert refused(shop, dispute, 9000) is RefusalCode.ABOVE_WHAT_IS_LEFT
    book(shop, dispute, 6100)

    assert (shop.owed, payment().applied_minor, payment().taken_back_minor) == (6100, 2900, 6100)
    assert sums("cash:sandbox") == 0
    shop.check()


@pytest.mark.invariant("I21")
def test_a_refund_that_still_waited_is_settled_first(sandbox: SandboxGateway) -> None:
    del sandbox
    shop = Shop.open("zoom", unit_amount=3000, **REFUNDED)
    shop.subscribe(3)
    shop.set_seats(2)
    models.Refund.objects.update(status="failed", ask_again_at=None)

    book(shop, lose(shop), 9000)

    refund = models.Refund.objects.get()
    assert (refund.status, refund.sent_by) == ("succeeded", "sandbox")
    assert (shop.owed, sums("refund_payable"), sums("cash:sandbox")) == (6100, 0, 0)
    dispute = models.Dispute.objects.get()
    assert (dispute.for_refunds_minor, dispute.reopened_minor) == (2900, 6100)
    shop.check()


@pytest.mark.invariant("I20")
def test_credit_that_is_spent_is_a_loss_and_what_is_left_of_it_goes_first() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    shop.subscribe(3)
    shop.transfer(10000)
    shop.add_seats(1)
    assert shop.credit == 0, "it has paid for a part of the fourth seat"
    dispute = lose(shop)
    assert payment().status == "succeeded", "somebody decides"

    book(shop, dispute, 10000)

    dispute.refresh_from_db()
    assert (dispute.from_credit_minor, dispute.reopened_minor, dispute.lost_minor) == (
        0,
        9000,
        1000,
    )
    assert (payment().status, shop.credit) == ("reversed", 0)
    assert (sums("write_off"), sums("cash:bank_transfer")) == (1000, 0)
    shop.check()


@pytest.mark.invariant("I20")
def test_a_part_comes_out_of_credit_before_it_opens_the_invoice() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    shop.subscribe(3)
    shop.transfer(10000)

    book(shop, lose(shop, 1500), 1500)

    assert (shop.credit, shop.owed) == (0, 500)
    shop.check()


def test_nothing_can_have_been_taken_and_a_fee_kept(shop: Shop) -> None:
    book(shop, lose(shop, 4000), 0, fee=1500)

    assert (shop.owed, payment().taken_back_minor, sums("gateway_fees")) == (0, 0, 1500)
    assert not disputes_to_book().exists()
    shop.check()


def test_a_whole_payment_is_booked_by_itself(shop: Shop) -> None:
    dispute = lose(shop)

    assert (payment().status, shop.owed) == ("reversed", 9000)
    assert (dispute.taken_minor, dispute.reopened_minor) == (9000, 9000)
    assert (dispute.booked_by, dispute.note) == ("", "")
    assert refused(shop, dispute, 1) is RefusalCode.DISPUTE_NOT_TO_BOOK
    assert attention(shop.now).disputes_to_book == 0


def test_it_is_booked_once_and_only_by_who_may(shop: Shop) -> None:
    dispute = lose(shop, 4000)
    support = Actor.staff(name="s@vendor.test", role=StaffRole.SUPPORT)

    assert refused(shop, dispute, 4000, actor=support) is RefusalCode.ROLE_NOT_ALLOWED
    assert refused(shop, dispute, 4000, actor=shop.payer) is RefusalCode.ROLE_NOT_ALLOWED
    assert refused(shop, dispute, 4000, note=" ") is RefusalCode.FIELD_INVALID
    assert refused(shop, dispute, 4000, unpaid="?") is RefusalCode.FIELD_INVALID
    assert refused(shop, dispute, -1) is RefusalCode.AMOUNT_INVALID
    assert refused(shop, dispute, 4000, fee=-1) is RefusalCode.AMOUNT_INVALID
    assert refused(shop, dispute, 9001) is RefusalCode.ABOVE_WHAT_IS_LEFT
    assert refused(shop, dispute, 4000, currency="USD") is RefusalCode.CURRENCY_MISMATCH
    assert shop.owed == 0

    first, second = (book(shop, dispute, 4000, key="once") for _ in range(2))
    assert first == second == dispute.id
    assert refused(shop, dispute, 4000) is RefusalCode.DISPUTE_NOT_TO_BOOK
    assert shop.owed == 4000


def test_one_of_another_account_is_not_there(shop: Shop) -> None:
    dispute = lose(shop, 4000)
    other = Shop.open("zoom")

    with pytest.raises(Refused) as caught:
        book(other, dispute, 4000)

    assert caught.value.refusal.code is RefusalCode.NOT_FOUND


def test_one_that_is_open_or_won_is_not_booked(shop: Shop) -> None:
    dispute = lose(shop, 4000)
    models.Dispute.objects.filter(id=dispute.id).update(is_lost=False)

    assert refused(shop, dispute, 4000) is RefusalCode.DISPUTE_NOT_TO_BOOK


def test_what_is_shown_beforehand_is_what_is_booked_and_nothing_of_it_stays(shop: Shop) -> None:
    dispute = lose(shop, 4000)

    will = rehearse_booking(
        actor=VENDOR,
        account_id=shop.account.id,
        dispute_id=dispute.id,
        taken=4000,
        currency="EUR",
        unpaid="written_off",
        fee=1500,
        now=shop.now,
    )

    assert shop.owed == 0
    assert models.Dispute.objects.get().booked_at is None
    assert {name: money.amount_minor for name, money in will.entries} == {
        "write_off": 4000,
        "gateway_fees": 1500,
        "cash:sandbox": -5500,
    }
    assert (will.given_up, will.lost) == (Money(4000, "EUR"), Money(0, "EUR"))
    assert (will.invoice_status, will.open) == ("uncollectible", Money(0, "EUR"))
    book(shop, dispute, 4000, unpaid="written_off", fee=1500)
    assert sums("write_off") == 4000
    shop.check()
