"""Money that comes in parts, too much, again and again, and what happens when it does not."""

import pytest

from curule.core.money import Money
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services import payment_methods
from curule.services.credits import goodwill
from curule.services.payments import payments, transfers
from curule.services.recovery import restoring
from tests.support.factories import VENDOR, actor_of
from tests.support.shop import APRIL, Asked, Shop, day, later, row_counts

BY_INVOICE: Asked = {
    "payment__method": "invoice",
    "payment__other_method_saved_first": False,
}


@pytest.mark.requirement("R3")
def test_part_payments_stay_on_the_invoice_until_it_is_paid_in_full() -> None:
    shop = Shop.open("licence_portal", unit_amount=1000, card=None)
    shop.subscribe(3)
    shop.transfer(1000, reference="first")
    assert (shop.status, shop.owed, shop.credit) == ("incomplete", 2000, 0)
    (mail,) = shop.mails("payment_received")
    assert mail.context["open"] == {"amount_minor": 2000, "currency": "EUR"}
    shop.transfer(2500)
    assert (shop.status, shop.owed, shop.credit, shop.seats) == ("active", 0, 500, 3)
    assert len(shop.mails("payment_received")) == 1


@pytest.mark.requirement("R4")
def test_who_raised_the_invoice_reads_what_its_payment_has_issued() -> None:
    shop = Shop.open("licence_portal", unit_amount=1000, card=None)
    shop.subscribe(3)
    shop.to(day(2026, 4, 10, 11))
    shop.transfer()
    (mail,) = shop.mails("licenses_issued")
    assert mail.recipient == shop.actor.name
    assert mail.context["seats"] == 3
    assert mail.context["invoice_id"] == str(shop.invoices[0].id)
    assert mail.context["starts_at"].startswith("2026-04-09T22:00")
    assert mail.context["ends_at"].startswith("2026-05-09T22:00")


def test_an_overpayment_is_credit_and_pays_the_next_invoice() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **BY_INVOICE)
    shop.subscribe(2)
    shop.transfer(10000)
    assert (shop.owed, shop.credit) == (0, 4000)
    shop.to(day(2026, 5, 1))
    assert (shop.owed, shop.credit, shop.totals) == (2000, 0, [6000, 6000])


def test_money_that_comes_when_nothing_is_open_is_credit() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.transfer(700)
    assert (shop.owed, shop.credit) == (0, 700)
    with pytest.raises(Refused) as refused:
        shop.transfer()
    assert refused.value.refusal.code is RefusalCode.NOTHING_TO_PAY


def test_a_transfer_is_recorded_though_a_card_is_being_charged(sandbox: SandboxGateway) -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    sandbox.script_next("lose_answer")
    shop.subscribe(2)
    shop.transfer()
    assert (shop.status, shop.owed, shop.credit) == ("active", 0, 0)
    shop.to(later(APRIL, minutes=5))
    assert (shop.owed, shop.credit) == (0, 6000)


def test_a_charge_that_got_lost_is_not_sent_again_once_it_was_paid_by_transfer(
    sandbox: SandboxGateway,
) -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    sandbox.script_next("hang")
    shop.subscribe(2)
    shop.transfer()
    shop.to(later(APRIL, hours=2))
    assert (shop.status, shop.owed, shop.credit) == ("active", 0, 0)
    assert (shop.payment_statuses, sandbox.list_charges()) == (["failed", "succeeded"], ())


@pytest.mark.parametrize("amount", [0, -1, 10**16])
def test_an_odd_amount_is_refused(amount: int) -> None:
    shop = Shop.open("zoom", **BY_INVOICE)
    shop.subscribe(2)
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        shop.transfer(amount)
    assert refused.value.refusal.values == {"given": amount}
    assert row_counts(shop.account.id) == before


@pytest.mark.parametrize(("amount", "currency"), [(0, "EUR"), (-5, "EUR"), (5, "EURO")])
def test_odd_goodwill_is_refused(amount: int, currency: str) -> None:
    shop = Shop.open("zoom")
    before = row_counts(shop.account.id)
    with pytest.raises(Refused):
        goodwill.issue_credit(
            actor=VENDOR,
            account_id=shop.account.id,
            amount=amount,
            currency=currency,
            reason="sorry",
            now=APRIL,
        )
    assert row_counts(shop.account.id) == before


def test_a_saved_card_is_charged_at_the_renewal_and_again_on_the_days_after() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.add_card("decline", name="empty")
    shop.to(day(2026, 5, 1))
    tried = [
        (day(2026, 5, 1), 1),
        (day(2026, 5, 2), 2),
        (day(2026, 5, 4), 3),
        (day(2026, 5, 6), 4),
        (day(2026, 5, 8), 5),
        (day(2026, 5, 12), 5),
    ]
    for at, attempts in tried:
        shop.to(at)
        assert shop.payment_statuses[1:] == ["failed"] * attempts
    assert [mail.context.get("retry_at", "")[:10] for mail in _to_payer(shop)] == [
        "2026-05-01",
        "2026-05-03",
        "2026-05-05",
        "2026-05-07",
        "",
    ]
    shop.add_card("succeed", name="full")
    shop.pay()
    assert (shop.owed, shop.status) == (0, "active")


def test_what_the_customer_tries_takes_no_attempt_away() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.add_card("decline", name="empty")
    shop.to(day(2026, 5, 1, 8))
    shop.pay()
    assert shop.payment_statuses[1:] == ["failed", "failed"]
    for at, attempts in ((day(2026, 5, 2), 3), (day(2026, 5, 4), 4), (day(2026, 5, 12), 6)):
        shop.to(at)
        assert shop.payment_statuses[1:] == ["failed"] * attempts


def _to_payer(shop: Shop) -> list[models.OutboxMessage]:
    return [m for m in shop.mails("payment_failed") if m.recipient == shop.payer.name]


def test_a_manual_attempt_leaves_the_next_retry_ahead() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.add_card("decline", name="empty")
    shop.to(day(2026, 5, 5))
    assert shop.payment_statuses[1:] == ["failed"] * 3
    shop.pay()
    shop.pay()
    invoice = models.Invoice.objects.get(id=shop.invoices[1].id)
    assert invoice.next_attempt_at is None or invoice.next_attempt_at > shop.now


def test_a_card_that_is_added_late_is_charged_on_the_next_day_of_the_schedule() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card=None)
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=6000,
        currency="EUR",
        reason="sorry",
        now=APRIL,
    )
    shop.subscribe(2)
    shop.to(day(2026, 5, 2))
    assert (shop.owed, shop.payment_statuses) == (6000, [])
    shop.add_card("succeed")
    shop.to(day(2026, 5, 4))
    assert (shop.owed, shop.payment_statuses, shop.status) == (0, ["succeeded"], "active")


@pytest.mark.fault(
    "F1",
    injected="no answer to a charge of an invoice that credit pays a part of meanwhile",
    held="it is asked about later, and not attempted again and again at the same instant",
)
def test_what_credit_pays_a_part_of_waits_for_the_answer_all_the_same(
    sandbox: SandboxGateway,
) -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.add_card("decline", name="empty")
    shop.to(day(2026, 5, 1))
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=1000,
        currency="EUR",
        reason="sorry",
        now=shop.now,
    )
    shop.add_card("succeed", name="full")
    sandbox.script_next("lose_answer")
    assert shop.to(day(2026, 5, 2)).failed == []
    invoice = models.Invoice.objects.get(id=shop.invoices[1].id)
    assert (shop.owed, shop.payment_statuses[1:]) == (5000, ["failed", "unknown"])
    assert invoice.next_attempt_at == later(shop.now, hours=1)
    shop.to(day(2026, 5, 3))
    assert (shop.owed, shop.credit, shop.payment_statuses[-1]) == (0, 0, "succeeded")


@pytest.mark.invariant("I18")
def test_the_gateways_books_are_ours(sandbox: SandboxGateway) -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(2)
    shop.add_seats(1)
    shop.to(day(2026, 7, 1))
    ours = models.Payment.objects.filter(account_id=shop.account.id, status="succeeded")
    assert {(row.key, row.amount_minor) for row in ours} == {
        (charge.key, charge.amount.amount_minor) for charge in sandbox.list_charges()
    }


def test_an_attempt_goes_on_behind_the_highest_key_whatever_is_missing_below() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card="decline")
    shop.subscribe(2)
    invoice = shop.invoices[0].id
    forgotten = restoring.ForgottenCharge(
        gateway="sandbox",
        key=f"{invoice}:10",
        reference="ch_10",
        amount=Money(100, "EUR"),
        refunded=Money(0, "EUR"),
        account_id=shop.account.id,
    )
    restoring.take_in(forgotten, account_id=shop.account.id, now=shop.now)
    shop.pay()
    keys = models.Payment.objects.filter(account_id=shop.account.id).values_list("key", flat=True)
    assert set(keys) == {f"{invoice}:{number}" for number in (1, 10, 11)}


def test_who_neither_pays_nor_orders_may_not_pay() -> None:
    shop = Shop.open("autodesk", payment__method="invoice", payment__other_method_saved_first=False)
    shop.subscribe(2)
    admin = actor_of(shop.people["admin"])
    before = row_counts(shop.account.id)
    with pytest.raises(Refused) as refused:
        payments.pay(actor=admin, account_id=shop.account.id, now=APRIL)
    assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED
    with pytest.raises(Refused) as refused:
        payment_methods.add_method(
            actor=admin, account_id=shop.account.id, name="x", token="sandbox:succeed", now=APRIL
        )
    assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED
    assert row_counts(shop.account.id) == before
    manager = actor_of(shop.people["contract_manager"])
    assert payments.pay(actor=manager, account_id=shop.account.id, now=APRIL).value.status == (
        "succeeded"
    )


def test_only_the_vendor_records_transfers() -> None:
    shop = Shop.open("licence_portal", card=None)
    shop.subscribe(2)
    with pytest.raises(Refused) as refused:
        transfers.record_transfer(actor=shop.actor, account_id=shop.account.id, now=APRIL)
    assert refused.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED


def test_a_declined_payment_names_the_amount_and_the_card() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card="decline")
    done = shop.subscribe(2)
    assert done.value.payment_id is not None
    said = payments.declined(shop.account.id, done.value.payment_id)
    assert str(said.values["amount"]) == "60.00 EUR"
    assert said.values["method"] == "card"


@pytest.mark.parametrize("number", [0, 2, -1])
def test_an_invoice_that_is_not_there_cannot_be_paid(number: int) -> None:
    shop = Shop.open("zoom", **BY_INVOICE)
    shop.subscribe(2)
    with pytest.raises(Refused) as refused:
        payments.nth_open_invoice(shop.account.id, number)
    assert refused.value.refusal.code is RefusalCode.NOTHING_TO_PAY


def test_a_declined_order_gives_back_the_credit_it_used_and_uses_it_when_it_is_paid() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card="decline")
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=5000,
        currency="EUR",
        reason="x",
        now=shop.now,
    )
    shop.subscribe(5)
    assert (shop.credit, shop.owed, shop.order_statuses) == (5000, 15000, ["awaiting_payment"])
    shop.check()
    shop.add_card("succeed")
    assert shop.pay().value.amount == 10000
    assert (shop.credit, shop.owed, shop.seats) == (0, 0, 5)
    shop.check()
