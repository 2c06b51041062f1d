"""Credit notes, refunds, tax and numbers: what the documents say adds up to what moved."""

from functools import partial

import pytest
from django.db import transaction

from curule.core.refusals import RefusalCode, Refused
from curule.core.tax import PriceTax
from curule.data import models
from curule.gateways.payments.sandbox import Operation, SandboxGateway
from curule.selectors.console.refunds import list_refunds
from curule.services import _command, numbering, refunds
from curule.services.credits import goodwill
from tests.support.factories import VENDOR
from tests.support.shop import APRIL, YEAR, Asked, Shop, day, later

REFUNDED: Asked = {
    "decrease__effective": "now",
    "decrease__money": "refund_to_method",
    "proration__lines": "net",
}


def _refunds(shop: Shop) -> list[models.Refund]:
    return list(models.Refund.objects.filter(account_id=shop.account.id).order_by("id"))


# --- refunds --------------------------------------------------------------------------------------


def test_unused_money_goes_back_by_its_method_with_the_next_sweep(sandbox: SandboxGateway) -> None:
    shop = Shop.open("zoom", unit_amount=3000, **REFUNDED)
    shop.subscribe(3)
    shop.to(day(2026, 4, 10, 12))
    shop.set_seats(2)
    assert [(row.amount_minor, row.status) for row in _refunds(shop)] == [(2000, "pending")]
    shop.to(later(shop.now, minutes=1))
    assert [row.status for row in _refunds(shop)] == ["succeeded"]
    assert sandbox.list_charges()[0].refunded.amount_minor == 2000
    assert (shop.credit, shop.owed) == (0, 0)
    assert shop.mails("refund_sent")[0].context["amount"]["amount_minor"] == 2000


@pytest.mark.fault("F5")
def test_a_refund_without_an_answer_is_sent_again_under_its_key(sandbox: SandboxGateway) -> None:
    shop = Shop.open("zoom", unit_amount=3000, **REFUNDED)
    shop.subscribe(3)
    sandbox.script_next("lose_answer", operation=Operation.REFUND)
    shop.to(day(2026, 4, 10, 12))
    shop.set_seats(2)
    shop.to(later(shop.now, minutes=1))
    assert [row.status for row in _refunds(shop)] == ["unknown"]
    shop.to(later(shop.now, hours=2))
    assert [row.status for row in _refunds(shop)] == ["succeeded"]
    assert sandbox.list_charges()[0].refunded.amount_minor == 2000
    assert len(shop.mails("refund_sent")) == 1


def test_a_refund_that_is_declined_stays_payable(sandbox: SandboxGateway) -> None:
    shop = Shop.open("zoom", unit_amount=3000, **REFUNDED)
    shop.subscribe(3)
    sandbox.script_next("decline", operation=Operation.REFUND)
    shop.set_seats(2)
    shop.to(later(APRIL, minutes=1))
    [row] = _refunds(shop)
    assert row.status == "failed"
    assert not shop.mails("refund_sent")


@pytest.mark.invariant("I12")
def test_a_refund_that_is_declined_is_paid_out_at_the_bank(sandbox: SandboxGateway) -> None:
    shop = Shop.open("zoom", unit_amount=3000, **REFUNDED)
    shop.subscribe(3)
    sandbox.script_next("decline", operation=Operation.REFUND)
    shop.set_seats(2)
    shop.to(later(APRIL, minutes=1))
    [row] = _refunds(shop)
    assert [line.state for line in list_refunds(state="waiting").rows] == ["waiting"]
    paid = partial(
        refunds.mark_paid,
        actor=VENDOR,
        account_id=shop.account.id,
        refund_id=row.id,
        now=shop.now,
    )

    assert paid().value.amount_minor == row.amount_minor

    assert [(each.status, each.sent_by) for each in _refunds(shop)] == [
        ("succeeded", "bank_transfer")
    ]
    assert len(shop.mails("refund_sent")) == 1
    cash = models.LedgerEntry.objects.filter(ledger_account="cash:bank_transfer")
    assert [entry.amount_minor for entry in cash] == [-row.amount_minor]
    shop.check()
    with pytest.raises(Refused):
        paid()


def test_only_what_the_method_has_paid_goes_back_to_it() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **REFUNDED)
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=5000,
        currency="EUR",
        reason="sorry",
        now=APRIL,
    )
    shop.subscribe(2)
    shop.set_seats(1)
    (note,) = models.CreditNote.objects.filter(account_id=shop.account.id)
    assert (note.to_refund_minor, note.to_credit_minor) == (1000, 1900)
    assert shop.credit == 1900


def test_a_refund_is_sent_once_however_often_it_is_asked_for(sandbox: SandboxGateway) -> None:
    shop = Shop.open("zoom", unit_amount=3000, **REFUNDED)
    shop.subscribe(2)
    shop.set_seats(1)
    (row,) = _refunds(shop)
    for _time in range(3):
        assert refunds.send(account_id=shop.account.id, refund_id=row.id, now=APRIL) == "succeeded"
    assert sandbox.list_charges()[0].refunded.amount_minor == row.amount_minor


# --- credit notes ---------------------------------------------------------------------------------

CREDITED: Asked = REFUNDED | {"decrease__money": "account_credit"}


def test_a_credit_first_lowers_what_is_open_on_its_invoice() -> None:
    shop = Shop.open("zoom", unit_amount=3000, payment__method="invoice", **CREDITED)
    shop.subscribe(3)
    shop.transfer(8000)
    shop.to(day(2026, 4, 10, 12))
    shop.set_seats(2)
    assert (shop.owed, shop.credit) == (0, 1000)
    (note,) = models.CreditNote.objects.filter(account_id=shop.account.id)
    assert (note.to_open_minor, note.to_credit_minor) == (1000, 1000)


def test_what_stands_on_several_invoices_is_credited_on_each() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **CREDITED)
    shop.subscribe(2)
    shop.to(day(2026, 4, 11))
    shop.add_seats(2)
    shop.to(day(2026, 4, 20, 12))
    shop.set_seats(1)
    notes = models.CreditNote.objects.filter(account_id=shop.account.id).order_by("id")
    by_invoice = {str(note.invoice_id): note.total_minor for note in notes}
    assert by_invoice == {
        str(shop.invoices[0].id): 1000,
        str(shop.invoices[1].id): 2000,
    }
    assert shop.credit == 3000


def test_as_credit_and_charge_several_invoices_still_add_up_to_the_change() -> None:
    shop = Shop.open(
        "zoom", unit_amount=3000, decrease__effective="now", decrease__money="account_credit"
    )
    shop.subscribe(2)
    shop.to(day(2026, 4, 11))
    shop.add_seats(2)
    shop.to(day(2026, 4, 20, 12))
    quote = shop.price(1)
    shop.accept(quote.id)
    assert shop.credit == 3000 == -quote.total_minor


def test_a_restart_that_gives_back_more_than_it_costs_is_credit() -> None:
    shop = Shop.open("gotoassist", unit_amount=12000, interval=YEAR)
    shop.subscribe({"agent": 10})
    shop.to(day(2026, 5, 1))
    shop.set_seats({"agent": 1})
    unused = round(120000 * 335 / 365)
    assert shop.credit == unused - 12000
    (note,) = shop.notes
    assert [line.amount for line in note.lines] == [unused, -12000]
    shop.to(day(2026, 5, 11))
    shop.set_seats({"agent": 2})
    assert shop.seats == 0
    assert shop.owed == 0


def test_after_a_restart_everything_can_be_given_back_again() -> None:
    shop = Shop.open("gotoassist", unit_amount=3000)
    shop.subscribe({"agent": 10})
    shop.to(day(2026, 4, 11))
    shop.set_seats({"agent": 8})
    assert shop.totals == [30000, 4000]
    shop.to(day(2026, 4, 16))
    shop.set_seats({"agent": 1})
    # 25 of 30 days of 240.00 come back, 30.00 begin anew.
    assert (shop.credit, shop.totals) == (20000 - 3000, [30000, 4000])
    shop.to(day(2026, 4, 20))
    shop.set_seats({"agent": 2})


# --- tax ------------------------------------------------------------------------------------------


def test_tax_is_counted_once_on_the_sum_and_mirrored_by_its_credits() -> None:
    shop = Shop.open("zoom", unit_amount=1005, tax_rate="5.5", **CREDITED)
    shop.subscribe(7)
    assert [(i.subtotal, i.tax) for i in shop.invoices] == [(7035, 387)]
    shop.to(day(2026, 4, 1, 12))
    for left in (5, 4, 2, 1):
        shop.set_seats(left)
    notes = list(models.CreditNote.objects.filter(account_id=shop.account.id))
    net = sum(note.subtotal_minor for note in notes)
    assert net == 6 * 1005 * 29 // 30
    assert sum(note.tax_minor for note in notes) == round(net * 0.055)
    assert shop.credit == sum(note.total_minor for note in notes)


def test_the_tax_of_a_quote_is_that_of_its_credit_note() -> None:
    shop = Shop.open("zoom", unit_amount=1005, tax_rate="20", **CREDITED)
    shop.subscribe(7)
    quote = shop.price(4)
    shop.accept(quote.id)
    (note,) = shop.notes
    assert (note.subtotal, note.tax) == (-quote.subtotal_minor, -quote.tax_minor)


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.invariant("I23")
def test_a_command_that_fails_leaves_no_gap() -> None:
    shop = Shop.open("zoom", is_live=True)
    shop.subscribe(2)

    def body(command: _command.Command) -> bool:
        subscription = command.lock_subscription(shop.subscription_id)
        from curule.core.lines import Line, LineKind
        from curule.core.periods import BillingPeriod
        from curule.core.proration import Part
        from curule.services.invoices import billing

        line = Line(
            kind=LineKind.SEATS,
            seat_type=shop.seat_type,
            quantity=1,
            unit_amount=100,
            covers=BillingPeriod(APRIL, day(2026, 5, 1)),
            part=Part(30, 30),
            amount=100,
        )
        prices = PriceTax.EXCLUSIVE
        bill = billing.Bill(kind="seats", lines=(line,), prices=prices, due_at=APRIL, granted=True)
        invoice = billing.issue_invoice(command, subscription, shop.terms, bill)
        assert invoice is not None
        numbering.number_all(command.account, command.to_number)
        raise Refused(_refusal())

    with pytest.raises(Refused):
        _command.run(
            account_id=shop.account.id, actor=VENDOR, now=APRIL, name="t", result=bool, body=body
        )
    shop.add_seats(1)
    numbers = [int(invoice.number.split("-")[-1]) for invoice in shop.invoices]
    assert numbers[1] == numbers[0] + 1


def _refusal() -> Asked:
    from curule.core.refusals import refuse

    return refuse(RefusalCode.NOTHING_TO_CHANGE)


@pytest.mark.invariant("I23")
def test_live_accounts_share_a_series_by_kind_and_year_and_clocks_have_their_own() -> None:
    first, second = (Shop.open("zoom", is_live=True, **CREDITED) for _n in range(2))
    for shop in (first, second):
        shop.subscribe(2)
    first.set_seats(1)
    numbers = [first.invoices[0].number, second.invoices[0].number]
    assert [number.rsplit("-", 1)[0] for number in numbers] == ["INV-2026"] * 2
    assert int(numbers[1][-6:]) == int(numbers[0][-6:]) + 1
    assert first.notes[0].number.startswith("CN-2026-")
    clocked = Shop.open("zoom")
    clocked.subscribe(1)
    assert clocked.clock_id is not None
    clock = models.TestClock.objects.get(id=clocked.clock_id)
    assert clocked.invoices[0].number == f"TEST-{clock.name}-INV-000001"


def test_the_year_of_a_number_is_the_customers() -> None:
    shop = Shop.open("zoom", is_live=True, now=day(2027, 1, 1))
    shop.subscribe(1)
    assert shop.invoices[0].number.startswith("INV-2027-")


def test_the_ledger_is_checked_at_the_commit() -> None:
    shop = Shop.open("zoom")
    shop.subscribe(1)
    with transaction.atomic():
        shop.check()
