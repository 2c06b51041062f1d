"""A closed month stays as it was: what comes late counts on the first open day (I41)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from curule.core.csv_cells import csv_lines
from curule.core.money import Money
from curule.core.months import Month
from curule.core.permissions import Actor, StaffRole
from curule.core.refusals import RefusalCode, Refused
from curule.data import models
from curule.gateways.payments.base import DisputeNews
from curule.selectors import closed_months as seen
from curule.selectors.invariants import verify
from curule.selectors.reports.reach import Reach
from curule.selectors.reports.revenue import deferred_at_the_end
from curule.selectors.reports.statement import Statement, statement
from curule.selectors.reports.tables import statement_rows
from curule.services import closed_months
from curule.services.credits import crediting, goodwill, writing_off
from curule.services.invoices import revenue
from curule.services.payments import disputes, reversing
from curule.services.reports import REPORTS
from tests.support.factories import VENDOR
from tests.support.shop import Asked, Shop, day

MARCH, APRIL, MAY = (Month.parse(f"2026-0{number}") for number in (3, 4, 5))
BY_INVOICE: Asked = {"card": None, "payment__method": "invoice"}
MONEY = ("revenue", "receivables", "recurring", "taxes", "cash")


@pytest.fixture
def shop() -> Shop:
    """Three seats at 30.00 a month from 1 April on; it is the evening of 2 May."""
    made = Shop.open("zoom", unit_amount=3000, is_live=True, **BY_INVOICE)
    made.subscribe(3)
    made.to(day(2026, 5, 2, 20))
    return made


def close(month: Month, now: datetime) -> None:
    closed_months.close_month(actor=VENDOR, month=month, now=now)


def refused(month: Month, now: datetime) -> RefusalCode:
    with pytest.raises(Refused) as met:
        close(month, now)
    return met.value.refusal.code


def told(shop: Shop, since: date, until: date) -> Statement:
    return statement(shop.account.id, currency="EUR", since=since, until=until)


def in_bytes(shop: Shop, month: Month) -> str:
    """Return every report about money of a month, and the account's statement, as files."""
    reach = Reach(since=month.first, until=month.after, now=day(2026, 9, 1))
    files = [csv_lines(REPORTS[name].columns, REPORTS[name].rows(reach)) for name in MONEY]
    rows = statement_rows(told(shop, month.first, month.after), word=str)
    written = ["".join(each) for each in files] + [repr(list(rows))]
    return "\n".join([*written, repr(deferred_at_the_end(reach))])


# --- closing and reopening ------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_month_is_closed_once_it_is_over_everywhere() -> None:
    assert refused(APRIL, day(2026, 5, 1, 13)) is RefusalCode.MONTH_NOT_OVER
    close(APRIL, day(2026, 5, 1, 14))

    assert seen.closed_through() == date(2026, 4, 30)
    assert refused(APRIL, day(2026, 5, 2)) is RefusalCode.MONTH_IS_CLOSED
    assert refused(MARCH, day(2026, 5, 2)) is RefusalCode.MONTH_IS_CLOSED
    assert refused(MAY, day(2026, 5, 2)) is RefusalCode.MONTH_NOT_OVER


@pytest.mark.django_db
def test_reopening_asks_for_a_reason_and_stands_in_the_history() -> None:
    close(APRIL, day(2026, 6, 2))
    close(MAY, day(2026, 6, 2))

    for reason, code in (("", RefusalCode.FIELD_INVALID), ("x", RefusalCode.MONTH_IS_OPEN)):
        with pytest.raises(Refused) as met:
            closed_months.reopen_month(
                actor=VENDOR, month=Month.parse("2026-06"), reason=reason, now=day(2026, 6, 3)
            )
        assert met.value.refusal.code is code
    closed_months.reopen_month(
        actor=VENDOR, month=APRIL, reason="a supplier's late bill", now=day(2026, 6, 3)
    )

    assert seen.closed_through() == date(2026, 3, 31)
    events = models.VendorEvent.objects.order_by("id").values_list("type", "payload")
    assert list(events)[1:] == [
        ("month.closed", {"month": "2026-05"}),
        ("month.reopened", {"month": "2026-04", "reason": "a supplier's late bill"}),
    ]
    close(APRIL, day(2026, 6, 4))
    assert seen.closed_through() == date(2026, 4, 30)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.READ_ONLY, StaffRole.DEVELOPER])
def test_only_finance_closes(role: StaffRole) -> None:
    actor = Actor.staff(name="somebody", role=role)

    with pytest.raises(Refused) as met:
        closed_months.close_month(actor=actor, month=APRIL, now=day(2026, 6, 2))

    assert met.value.refusal.code is RefusalCode.ROLE_NOT_ALLOWED


# --- what comes late ------------------------------------------------------------------------------


def _bank(shop: Shop) -> None:
    shop.transfer(9000, paid_on=date(2026, 4, 28))


def _reversed(shop: Shop) -> None:
    paid = shop.transfer(9000, paid_on=date(2026, 4, 10)).value.payment_id
    assert paid is not None
    reversing.reverse_transfer(
        actor=VENDOR,
        account_id=shop.account.id,
        payment_id=paid,
        reason="no funds",
        returned_on=date(2026, 4, 29),
        now=shop.now,
    )


def _credit_note(shop: Shop) -> None:
    _bank(shop)
    invoice = models.Invoice.objects.earliest("issued_at")
    charge = models.Charge.objects.get(invoice_id=invoice.id)
    crediting.credit_lines(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=invoice.id,
        amounts={charge.id: 4000},
        refunds_money=False,
        reason="one seat less",
        now=shop.now,
    )


def _goodwill(shop: Shop) -> None:
    goodwill.issue_credit(
        actor=VENDOR,
        account_id=shop.account.id,
        amount=500,
        currency="EUR",
        reason="sorry",
        now=shop.now,
    )


def _written_off(shop: Shop) -> None:
    invoice = models.Invoice.objects.earliest("issued_at")
    writing_off.write_off(
        actor=VENDOR, account_id=shop.account.id, invoice_id=invoice.id, reason="gone", now=shop.now
    )


def _later(shop: Shop) -> None:
    shop.to(day(2026, 7, 3))


@pytest.mark.invariant("I41")
@pytest.mark.parametrize(
    "happens", [_bank, _reversed, _credit_note, _goodwill, _written_off, _later]
)
def test_the_reports_of_a_closed_month_never_change(shop: Shop, happens: object) -> None:
    close(APRIL, shop.now)
    before = in_bytes(shop, APRIL)

    assert callable(happens)
    happens(shop)

    assert in_bytes(shop, APRIL) == before
    shop.check()
    assert verify() == ()


@pytest.mark.invariant("I41")
@pytest.mark.usefixtures("sandbox")
def test_a_dispute_and_a_refund_leave_a_closed_month_as_it_was() -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(3)
    shop.to(day(2026, 5, 2))
    close(APRIL, shop.now)
    before = in_bytes(shop, APRIL)
    paid, other = models.Payment.objects.order_by("created_at")
    news = DisputeNews(
        reference="dp_1",
        charge_key=paid.key,
        amount=Money(paid.amount_minor, paid.currency),
        reason="fraudulent",
        status="lost",
        is_closed=True,
        is_lost=True,
        answer_by=None,
    )

    disputes.record(payment=paid, news=news, now=shop.now)
    assert other.invoice_id is not None
    charge = models.Charge.objects.get(invoice_id=other.invoice_id)
    crediting.credit_lines(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=other.invoice_id,
        amounts={charge.id: 3000},
        refunds_money=True,
        reason="sorry",
        now=shop.now,
    )
    shop.to(day(2026, 5, 4))

    assert models.Refund.objects.get().status == "succeeded"
    assert in_bytes(shop, APRIL) == before
    assert [each for each in verify() if each.invariant in {"I12", "I41"}] == []


def test_a_late_line_counts_on_the_first_open_day_and_keeps_its_own(shop: Shop) -> None:
    close(APRIL, shop.now)

    _bank(shop)

    payment = models.Payment.objects.get()
    assert payment.paid_on == date(2026, 4, 28)
    (paid,) = [row for row in told(shop, date(2026, 4, 1), MAY.after).rows if row.kind == "payment"]
    assert (paid.on, paid.late_for) == (date(2026, 5, 1), date(2026, 4, 28))
    assert paid.recorded_on == date(2026, 5, 2)
    shop.check()


def test_what_fell_due_in_a_closed_month_is_issued_and_earned_after_it() -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True, **BY_INVOICE)
    shop.subscribe(3)
    close(APRIL, day(2026, 7, 2))
    close(MAY, day(2026, 7, 2))
    before = [in_bytes(shop, month) for month in (APRIL, MAY)]

    shop.to(day(2026, 7, 2, 9))  # the worker had stood since April

    late = models.Invoice.objects.filter(kind="renewal").earliest("period_starts_at")
    assert late.issued_at == datetime.fromisoformat("2026-05-31T22:00:00+00:00")
    assert late.due_at >= late.issued_at
    assert late.period_starts_at is not None
    assert late.period_starts_at < day(2026, 5, 2)
    assert [in_bytes(shop, month) for month in (APRIL, MAY)] == before
    shop.check()
    assert [each for each in verify(now=shop.now) if each.invariant in {"I12", "I41"}] == []


def test_a_test_clock_lives_at_another_time() -> None:
    shop = Shop.open("zoom", unit_amount=3000, **BY_INVOICE)
    close(APRIL, day(2026, 7, 2))

    shop.subscribe(3)

    assert models.Invoice.objects.get().issued_at < day(2026, 4, 30)


# --- what the database holds ----------------------------------------------------------------------


@pytest.mark.invariant("I41")
def test_the_database_takes_nothing_into_a_closed_month(shop: Shop) -> None:
    posting = models.LedgerTransaction.objects.earliest("number")
    note = models.Invoice.objects.earliest("issued_at")
    close(APRIL, shop.now)

    for row in (posting, note):
        row.pk = None
        row._state.adding = True
        with pytest.raises(IntegrityError, match="that month is closed"), transaction.atomic():
            row.save(force_insert=True)


def test_a_zone_that_changes_moves_no_posting(shop: Shop) -> None:
    close(APRIL, shop.now)
    before = told(shop, APRIL.first, APRIL.after)

    models.Account.objects.filter(id=shop.account.id).update(time_zone="Pacific/Honolulu")

    after = told(shop, APRIL.first, APRIL.after)
    assert [replace(row, recorded_on=row.on) for row in after.rows] == [
        replace(row, recorded_on=row.on) for row in before.rows
    ]
    assert [each for each in verify() if each.invariant == "I41"] == []


@pytest.mark.django_db
def test_revenue_that_is_late_is_earned_by_what_it_is_for(shop: Shop) -> None:
    revenue.recognize_due(account_id=shop.account.id, now=shop.now)
    close(APRIL, shop.now)
    close(MAY, day(2026, 6, 1, 14))

    shop.to(day(2026, 6, 2))

    assert [each for each in verify(now=shop.now) if each.invariant in {"I12", "I41"}] == []
