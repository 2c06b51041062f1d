"""A returned transfer whose money is spent, was refunded or given up is booked as money gone."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.selectors.console.disputes import disputes_to_book
from curule.services import refunds
from curule.services.credits import crediting, writing_off
from curule.services.payments import reversing
from curule.services.payments.rehearsing import rehearse_reversal
from tests.services.money.test_booking_disputes import sums
from tests.support.factories import VENDOR
from tests.support.shop import Shop, day


@pytest.fixture
def shop() -> Shop:
    """Three seats at 30.00, by invoice."""
    made = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    made.subscribe(3)
    return made


def transfer() -> models.Payment:
    return models.Payment.objects.earliest("id")


def take_back(shop: Shop, unpaid: str | None = None, *, on: date | None = None) -> UUID:
    return reversing.reverse_transfer(
        actor=VENDOR,
        account_id=shop.account.id,
        payment_id=transfer().id,
        reason="returned",
        unpaid=unpaid,
        returned_on=on,
        now=shop.now,
    ).value


def refused(shop: Shop, unpaid: str | None = None) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        take_back(shop, unpaid)
    return caught.value.refusal.code


@pytest.mark.invariant("I12", "I20", "I21")
def test_credit_that_is_spent_is_a_loss_and_the_invoice_is_owed_again(shop: Shop) -> None:
    shop.transfer(10000)
    shop.to(day(2026, 5, 2))  # the renewal has used the 10.00 that were too much
    assert refused(shop) is RefusalCode.CREDIT_SPENT
    owed = shop.owed
    said = rehearse_reversal(
        actor=VENDOR,
        account_id=shop.account.id,
        payment_id=transfer().id,
        unpaid="owed",
        now=shop.now,
    )
    assert (said.open.amount_minor, said.lost.amount_minor, said.from_credit.amount_minor) == (
        9000,
        1000,
        0,
    )
    assert (said.given_up.amount_minor, said.beyond.amount_minor) == (0, 0)
    assert shop.owed == owed, "what is foreseen is not done"

    take_back(shop, "owed", on=date(2026, 4, 28))

    assert (shop.owed, shop.credit, transfer().status) == (owed + 9000, 0, "reversed")
    assert (sums("cash:bank_transfer"), sums("write_off")) == (0, 1000)
    taken = models.LedgerTransaction.objects.get(kind="payment_reversed")
    assert taken.booked_on == date(2026, 4, 28)
    assert not disputes_to_book().exists(), "it is booked already"
    mails = models.OutboxMessage.objects.filter(template="payment_reversed")
    assert mails.exists()
    assert refused(shop, "owed") is RefusalCode.PAYMENT_NOT_REVERSIBLE
    shop.check()


def credit(shop: Shop, amount: int) -> models.Refund:
    """A part of the transfer goes back for a credit note."""
    charge = models.Charge.objects.get(account_id=shop.account.id)
    crediting.credit_lines(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=shop.invoices[0].id,
        amounts={charge.id: amount},
        refunds_money=True,
        reason="outage",
        now=shop.now,
    )
    return models.Refund.objects.get()


def refund(shop: Shop, amount: int) -> models.Refund:
    """A part of the transfer goes back for a credit note, and waits to be paid at the bank."""
    made = credit(shop, amount)
    refunds.send(account_id=shop.account.id, refund_id=made.id, now=shop.now)
    made.refresh_from_db()
    return made


@pytest.mark.invariant("I12", "I21")
def test_a_refund_that_waits_went_with_what_the_bank_took(shop: Shop) -> None:
    shop.transfer()
    waits = refund(shop, 4000)
    assert waits.status == "failed"
    assert refused(shop) is RefusalCode.PAYMENT_NOT_REVERSIBLE

    take_back(shop, "owed")

    waits.refresh_from_db()
    assert (waits.status, shop.owed, shop.credit) == ("succeeded", 5000, 0)
    assert (sums("cash:bank_transfer"), sums("gateway_fees"), sums("refund_payable")) == (0, 0, 0)
    shop.check()
    assert refused(shop, "owed") is RefusalCode.PAYMENT_NOT_REVERSIBLE


@pytest.mark.invariant("I12", "I21")
def test_what_was_paid_back_before_is_a_loss(shop: Shop) -> None:
    shop.transfer()
    paid_back = refund(shop, 4000)
    refunds.mark_paid(
        actor=VENDOR, account_id=shop.account.id, refund_id=paid_back.id, now=shop.now
    )

    take_back(shop, "owed")

    assert (shop.owed, shop.credit) == (5000, 0)
    assert (sums("cash:bank_transfer"), sums("gateway_fees")) == (-4000, 4000)
    shop.check()
    assert refused(shop, "owed") is RefusalCode.PAYMENT_NOT_REVERSIBLE


def test_while_a_refund_has_no_answer_it_cannot_be_booked(shop: Shop) -> None:
    shop.transfer()
    assert credit(shop, 4000).status == "pending"
    assert refused(shop, "owed") is RefusalCode.PAYMENT_PENDING


@pytest.mark.invariant("I12")
def test_an_invoice_that_is_given_up_is_asked_for_no_more(shop: Shop) -> None:
    shop.transfer(10000)
    shop.to(day(2026, 5, 2))
    owed = shop.owed

    take_back(shop, "written_off")

    assert (shop.owed, shop.invoices[0].status) == (owed, "uncollectible")
    assert (sums("write_off"), sums("cash:bank_transfer")) == (10000, 0)
    assert not models.OutboxMessage.objects.filter(template="payment_reversed").exists()
    shop.to(shop.now + timedelta(days=3))
    shop.check()


def test_a_part_payment_of_what_was_written_off_is_a_loss_whatever_is_asked(shop: Shop) -> None:
    shop.transfer(5000)
    writing_off.write_off(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=shop.invoices[0].id,
        reason="insolvent",
        now=shop.now,
    )
    assert refused(shop) is RefusalCode.PAYMENT_NOT_REVERSIBLE

    take_back(shop, "owed")

    assert (shop.owed, shop.invoices[0].status) == (0, "uncollectible")
    assert (sums("write_off"), sums("cash:bank_transfer")) == (9000, 0)
    shop.check()


def test_one_that_can_be_undone_is_undone_whatever_its_invoice_may_become(shop: Shop) -> None:
    shop.transfer()

    take_back(shop, "written_off")

    assert (shop.owed, sums("write_off")) == (9000, 0)
    assert not models.Dispute.objects.exists()
    shop.check()


def test_another_word_for_what_becomes_of_it_is_refused(shop: Shop) -> None:
    shop.transfer()
    assert refused(shop, "forgiven") is RefusalCode.FIELD_INVALID
