"""Money counts on the day on which the bank booked it; what it gives begins with the recording."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from curule.core.localtime import local_date
from curule.core.months import Month
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.selectors.reports.cash import cash
from curule.selectors.reports.reach import Reach
from curule.selectors.reports.receivables import receivables
from curule.selectors.reports.statement import Statement, statement
from curule.services.payments import bank_statements, reversing, statement_files
from curule.services.payments.bank_statements import Part
from tests.support.factories import VENDOR
from tests.support.shop import ZONE, Asked, Shop, day

APRIL, MAY = Month.parse("2026-04"), Month.parse("2026-05")
BY_INVOICE: Asked = {"card": None, "payment__method": "invoice"}
LINE = """Buchungstag;Auftraggeber;Verwendungszweck;Betrag;Währung
{booked};Acme;{number};{amount};EUR
"""


@pytest.fixture
def shop() -> Shop:
    """Three seats at 30.00 from 1 April on, nothing paid yet; it is the evening of 30 April."""
    made = Shop.open("zoom", unit_amount=3000, is_live=True, **BY_INVOICE)
    made.subscribe(3)
    made.now = day(2026, 4, 30, 20)
    return made


def reach(month: Month) -> Reach:
    return Reach(since=month.first, until=month.after, now=day(2026, 6, 1))


def came(month: Month) -> list[tuple[int, int]]:
    return [(row.received, row.sent_back) for row in cash(reach(month))]


def open_at_the_end(month: Month) -> int:
    return sum(row.open for row in receivables(reach(month)))


def told(shop: Shop) -> Statement:
    return statement(
        shop.account.id, currency="EUR", since=date(2026, 4, 1), until=date(2026, 7, 1)
    )


def bring(shop: Shop, booked: str, amount: str, now: datetime) -> models.BankEntry:
    """Import a statement of one line."""
    raw = LINE.format(booked=booked, number=shop.invoices[0].number, amount=amount)
    found = statement_files.import_file(actor=VENDOR, raw=raw.encode(), now=now)
    return models.BankEntry.objects.get(statement_id=found.statement_ids[0])


def test_a_line_of_april_recorded_in_may_is_money_of_april(shop: Shop) -> None:
    now = day(2026, 5, 4)
    entry = bring(shop, "29.04.2026", "90,00", now)
    invoice = models.Invoice.objects.earliest("issued_at")
    part = Part(account_id=shop.account.id, amount=9000, invoice_id=invoice.id)

    bank_statements.assign(actor=VENDOR, entry_id=entry.id, parts=[part], now=now)

    payment = models.Payment.objects.get()
    assert (payment.paid_on, payment.created_at) == (date(2026, 4, 29), now)
    assert (came(APRIL), came(MAY)) == ([(9000, 0)], [])
    assert open_at_the_end(APRIL) == 0
    (paid,) = [row for row in told(shop).rows if row.kind == "payment"]
    assert (paid.on, paid.recorded_on, paid.at) == (date(2026, 4, 29), date(2026, 5, 4), now)
    assert paid.owed_after == 0
    shop.check()


def test_without_a_day_it_is_the_day_of_recording(shop: Shop) -> None:
    shop.transfer(9000)

    (paid,) = [row for row in told(shop).rows if row.kind == "payment"]
    assert paid.on == paid.recorded_on == date(2026, 4, 30)
    assert models.Payment.objects.get().paid_on is None


def test_what_came_before_its_invoice_was_credit_until_then(shop: Shop) -> None:
    shop.transfer(9000, paid_on=date(2026, 3, 28))

    rows = [(row.on.isoformat(), row.kind, row.owed, row.credit) for row in told(shop).rows]
    assert rows == [
        ("2026-04-01", "invoice_issued", 9000, 0),
        ("2026-04-01", "credit_used", -9000, -9000),
    ]
    assert told(shop).opening_credit == 9000
    assert all(row.owed_after >= 0 and row.credit_after >= 0 for row in told(shop).rows)
    assert came(Month.parse("2026-03")) == [(9000, 0)]
    assert (shop.owed, shop.credit) == (0, 0)
    shop.check()


@pytest.mark.invariant("I12")
def test_after_another_payment_was_taken_back_nothing_was_ever_less_than_nothing(
    shop: Shop,
) -> None:
    wrong = shop.transfer(9000, paid_on=date(2026, 4, 2)).value.payment_id
    assert wrong is not None
    reversing.reverse_transfer(
        actor=VENDOR,
        account_id=shop.account.id,
        payment_id=wrong,
        reason="another customer's",
        now=shop.now,
    )

    shop.transfer(9000, paid_on=date(2026, 4, 3))

    assert all(row.owed_after >= 0 for row in told(shop).rows)
    assert (came(APRIL), shop.owed) == ([(18000, 9000)], 0)
    shop.check()


def test_a_returned_transfer_counts_on_the_day_on_which_it_went_out(shop: Shop) -> None:
    paid = shop.transfer(9000, paid_on=date(2026, 4, 10)).value.payment_id
    assert paid is not None
    now = day(2026, 5, 4)
    entry = bring(shop, "20.04.2026", "-90,00", now)

    bank_statements.reverse_by_line(
        actor=VENDOR,
        entry_id=entry.id,
        account_id=shop.account.id,
        payment_id=paid,
        reason="no funds",
        now=now,
    )

    assert (came(APRIL), came(MAY)) == ([(9000, 9000)], [])
    assert open_at_the_end(APRIL) == 9000
    shop.check()


def test_what_the_payment_gives_begins_with_the_recording() -> None:
    shop = Shop.open(
        "zoom", unit_amount=3000, **BY_INVOICE, term__starts="on_payment",
        increase__effective="on_payment",
    )  # fmt: skip
    shop.subscribe(3)
    assert shop.seats == 0
    shop.to(day(2026, 4, 9))

    shop.transfer(9000, paid_on=date(2026, 4, 3))

    started = shop.subscription.term_starts_at
    assert started is not None
    assert local_date(started, ZONE) == date(2026, 4, 9)
    assert shop.seats == 3
    shop.check()


@pytest.mark.parametrize("on", [date(2026, 5, 1), date(1999, 12, 31)])
def test_a_day_that_has_not_come_or_never_was_is_refused(shop: Shop, on: date) -> None:
    with pytest.raises(Refused) as refused:
        shop.transfer(9000, paid_on=on)

    assert refused.value.refusal.code is RefusalCode.DATE_INVALID
    assert shop.owed == 9000
