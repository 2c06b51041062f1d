"""Reports say what the documents and the ledger say, counted again by hand and by the core."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from curule.core.aging import AgeBand
from curule.core.localtime import local_date
from curule.core.months import Month
from curule.core.recurring import Customer, movements
from curule.data import models
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.console.home import invoices_by_age, standing
from curule.selectors.recognition import earned_by
from curule.selectors.reports.cash import cash
from curule.selectors.reports.reach import Reach, currencies
from curule.selectors.reports.receivables import by_age, receivables
from curule.selectors.reports.recurring import by_customer, recurring
from curule.selectors.reports.revenue import deferred_at_the_end, revenue
from curule.selectors.reports.statement import statement
from curule.selectors.reports.taxes import taxes
from curule.services.credits import crediting
from tests.support.factories import VENDOR
from tests.support.shop import YEAR, ZONE, Asked, Shop, day

pytestmark = pytest.mark.django_db

GIVES_BACK: Asked = {"decrease__effective": "now", "decrease__money": "account_credit"}
LONG = day(2027, 1, 1)


@pytest.fixture(autouse=True)
def _own_sandbox(sandbox: SandboxGateway) -> None:
    """Cards answer as each test says."""


def reach(since: str = "2026-04", until: date = date(2026, 9, 1), **more: Asked) -> Reach:
    first = Month.parse(since).first
    return Reach(since=first, until=until, now=more.pop("now", LONG), on_clocks=True, **more)


@pytest.fixture
def shops() -> list[Shop]:
    """Three customers: one grows and shrinks, one pays by the year and late, one leaves."""
    changing = Shop.open("zoom", unit_amount=3100, tax_rate="20", **GIVES_BACK)
    changing.subscribe(4)
    changing.to(day(2026, 5, 11))
    changing.add_seats(3)
    changing.to(day(2026, 6, 21))
    changing.set_seats(5)
    changing.to(day(2026, 8, 15))
    yearly = Shop.open("licence_portal", unit_amount=36_500, interval=YEAR, card=None)
    yearly.subscribe(2)
    yearly.to(day(2026, 4, 21))
    yearly.transfer(80_000)
    yearly.to(day(2026, 8, 15))
    late = Shop.open("zoom", unit_amount=1000, card=None, payment__method="invoice")
    late.subscribe(2)
    late.to(day(2026, 8, 15))
    return [changing, yearly, late]


@pytest.mark.usefixtures("shops")
def test_a_closed_month_is_what_the_ledger_has_posted() -> None:
    rows = revenue(reach(until=date(2026, 8, 1)))
    posted = models.LedgerEntry.objects.filter(ledger_account="revenue").aggregate(
        sum=Sum("amount_minor")
    )["sum"]
    assert sum(row.amount for row in rows) == -posted
    assert {row.currency for row in rows} == {"EUR"}


def test_revenue_is_counted_to_this_morning(shops: list[Shop]) -> None:
    by_hand = sum(earned_by(shop.account.id, today(shop)).get("EUR", 0) for shop in shops)
    assert sum(row.amount for row in revenue(reach())) == by_hand


def today(shop: Shop) -> date:
    return local_date(shop.now, ZONE)


def test_each_plan_has_its_own_revenue(shops: list[Shop]) -> None:
    found = Counter[str]()
    for row in revenue(reach()):
        found[row.plan] += row.amount
    for shop in shops:
        assert found[shop.terms.plan_name] == earned_by(shop.account.id, today(shop)).get("EUR", 0)


@pytest.mark.usefixtures("shops")
def test_what_is_earned_and_what_is_deferred_are_what_was_charged() -> None:
    for month in (4, 5, 6, 7, 8):
        until = Month(date(2026, month, 1)).after
        whole = reach(until=until)
        (deferred,) = deferred_at_the_end(whole)
        charged = sum(row.net for row in taxes(whole))
        assert sum(row.amount for row in revenue(whole)) + deferred.amount_minor == charged


@pytest.mark.usefixtures("shops")
def test_receivables_are_the_ledger_s() -> None:
    rows = receivables(reach())
    open_now = models.LedgerEntry.objects.filter(ledger_account="receivable")
    assert sum(row.open for row in rows) == open_now.aggregate(sum=Sum("amount_minor"))["sum"]
    for row in rows:
        invoice = models.Invoice.objects.get(id=row.invoice_id)
        assert row.open == invoice.total_minor - invoice.paid_minor - invoice.credited_minor
    ages = by_age(rows)
    assert set(ages["EUR"]) == set(AgeBand)
    assert sum(ages["EUR"].values()) == sum(row.open for row in rows)


def test_what_was_open_in_the_past_is_what_was_open_then() -> None:
    shop = Shop.open("zoom", unit_amount=3000, card=None, payment__method="invoice")
    shop.subscribe(2)
    shop.to(day(2026, 4, 21))
    shop.transfer(6000)
    shop.to(day(2026, 4, 25))
    on_20_april = receivables(reach(until=date(2026, 4, 21), now=shop.now))
    assert [row.open for row in on_20_april] == [6000]
    assert not receivables(reach(until=date(2026, 4, 22), now=shop.now))


@pytest.mark.usefixtures("shops")
def test_recurring_revenue_adds_up_and_is_what_customers_pay() -> None:
    rows = recurring(reach())
    for earlier_row, later_row in pairwise(rows):
        assert earlier_row.movements.closing == later_row.movements.opening
    ends = [date(2026, 4, 1), *(row.month.after for row in rows[:-1]), date(2026, 8, 16)]
    standing = [by_customer(reach(until=end)) for end in ends]
    for row, at_both_ends in zip(rows, pairwise(standing), strict=True):
        before, after = at_both_ends
        earlier = set().union(*standing[: ends.index(row.month.first) + 1])
        customers = [
            Customer(before.get(key, 0), after.get(key, 0), key in earlier)
            for key in before.keys() | after.keys()
        ]
        assert row.movements == movements(customers)
        assert row.customers == len([key for key in after if after[key]])


def test_movements_are_those_that_happened() -> None:
    shop = Shop.open("zoom", unit_amount=3000, now=day(2026, 4, 5), **GIVES_BACK)
    shop.subscribe(4)
    shop.to(day(2026, 5, 10))
    shop.add_seats(2)
    shop.to(day(2026, 6, 10))
    shop.set_seats(1)
    shop.to(day(2026, 6, 20))
    found = {str(row.month): row.movements for row in recurring(reach(until=date(2026, 7, 1)))}
    assert (found["2026-04"].opening, found["2026-04"].new) == (0, 12_000)
    assert (found["2026-05"].expansion, found["2026-05"].closing) == (6000, 18_000)
    assert (found["2026-06"].contraction, found["2026-06"].closing) == (-15_000, 3000)


def test_a_year_counts_a_twelfth_a_month() -> None:
    shop = Shop.open("tutkit", unit_amount=12_000, interval=YEAR)
    shop.subscribe(3)
    shop.to(day(2026, 6, 1))
    shop.add_seats(1)
    shop.to(day(2026, 6, 2))
    found = {str(row.month): row.movements for row in recurring(reach(until=date(2026, 7, 1)))}
    assert found["2026-04"].new == 3000
    assert found["2026-06"].expansion == 1000


@pytest.mark.usefixtures("shops")
def test_taxes_are_those_of_the_documents() -> None:
    rows = taxes(reach())
    invoices = models.Invoice.objects.aggregate(net=Sum("subtotal_minor"), tax=Sum("tax_minor"))
    notes = models.CreditNote.objects.aggregate(net=Sum("subtotal_minor"), tax=Sum("tax_minor"))
    assert sum(row.net for row in rows) == invoices["net"] - (notes["net"] or 0)
    assert sum(row.tax for row in rows) == invoices["tax"] - (notes["tax"] or 0)
    assert len({(r.currency, r.country, r.treatment, r.rate) for r in rows}) == len(rows)


@pytest.mark.usefixtures("shops")
def test_cash_is_what_the_gateways_hold() -> None:
    held = Counter[str]()
    for row in cash(reach()):
        held[row.gateway] += row.net
    for gateway in held:
        entries = models.LedgerEntry.objects.filter(ledger_account=f"cash:{gateway}")
        assert held[gateway] == entries.aggregate(sum=Sum("amount_minor"))["sum"]
    assert set(held) == {"sandbox", "bank_transfer"}


def test_a_statement_begins_where_the_one_before_ended(shops: list[Shop]) -> None:
    for shop in shops:
        whole = of(shop, date(2026, 1, 1), date(2027, 1, 1))
        assert (whole.opening_owed, whole.opening_credit) == (0, 0)
        assert (whole.closing_owed, whole.closing_credit) == (shop.owed, shop.credit)
        parts = [of(shop, date(2026, m, 1), date(2026, m + 1, 1)) for m in range(1, 12)]
        for before, after in pairwise(parts):
            assert before.closing_owed == after.opening_owed
            assert before.closing_credit == after.opening_credit
        assert [row for part in parts for row in part.rows] == list(whole.rows)
        assert all(row.document for row in whole.rows)


def of(shop: Shop, since: date, until: date) -> Asked:
    return statement(shop.account.id, currency="EUR", since=since, until=until)


@pytest.mark.usefixtures("shops")
def test_live_accounts_and_test_clocks_are_never_read_together() -> None:
    live = Reach(since=date(2026, 1, 1), until=date(2027, 1, 1), now=LONG)
    for report in (revenue, receivables, recurring, taxes, cash, deferred_at_the_end):
        assert report(live) == ()
    assert currencies(on_clocks=True) == ("EUR",)
    assert currencies(on_clocks=False) == ()


@pytest.mark.usefixtures("shops")
def test_another_currency_is_left_out() -> None:
    for report in (revenue, receivables, recurring, taxes, cash, deferred_at_the_end):
        assert report(reach(currency="USD")) == ()


@pytest.mark.parametrize(
    "report", [revenue, receivables, recurring, taxes, cash, deferred_at_the_end]
)
def test_each_report_is_one_statement(report: Callable[[Reach], object]) -> None:
    numbers: list[int] = []
    for _ in range(2):
        shop = Shop.open("zoom", unit_amount=1000)
        shop.subscribe(1)
        shop.to(day(2026, 6, 3))
        with CaptureQueriesContext(connection) as caught:
            report(reach())
        numbers.append(len(caught))
    assert max(numbers) <= 1


def test_an_order_that_waits_for_its_payment_is_owed_nowhere() -> None:
    shop = Shop.open("licence_portal", unit_amount=3000, card=None)
    shop.subscribe(5)
    shop.to(day(2026, 5, 10))
    assert shop.order_statuses == ["awaiting_payment"]
    assert not receivables(reach(until=date(2026, 5, 11), now=shop.now))
    assert not any(number for _, number, _ in invoices_by_age(shop.now))
    assert standing(shop.now).owed == ()


def test_what_was_granted_later_was_not_owed_before() -> None:
    shop = Shop.open("licence_portal", unit_amount=3000, card=None)
    shop.subscribe(5)
    shop.to(day(2026, 4, 10))
    shop.transfer(15000)
    for until in (date(2026, 4, 10), date(2026, 4, 11)):
        assert not receivables(reach(until=until, now=shop.now))


def test_a_correction_moves_no_recurring_revenue() -> None:
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(5)
    shop.to(day(2026, 4, 10))
    (invoice,), (charge,) = models.Invoice.objects.all(), models.Charge.objects.all()
    crediting.credit_lines(
        actor=VENDOR,
        account_id=shop.account.id,
        invoice_id=invoice.id,
        amounts={charge.id: 1000},
        refunds_money=False,
        reason="outage",
        now=shop.now,
    )
    shop.to(day(2026, 6, 2))
    april, may = recurring(reach(until=date(2026, 6, 1), now=shop.now))
    assert (april.movements.new, april.movements.closing) == (15000, 15000)
    assert (may.movements.expansion, may.movements.contraction) == (0, 0)
    assert may.movements.closing == 15000


def test_the_rounding_of_parts_of_a_period_moves_no_recurring_revenue() -> None:
    shop = Shop.open(
        "zoom",
        unit_amount=3333,
        tax_rate="20",
        decrease__allowed="any_time",
        decrease__effective="now",
        decrease__money="account_credit",
    )
    shop.subscribe(7)
    for on, seats in ((3, 9), (7, 2), (12, 11), (19, 4), (26, 5)):
        shop.to(day(2026, 4, on))
        shop.set_seats(seats)
    shop.to(day(2026, 7, 1))
    months = recurring(reach(until=date(2026, 7, 1), now=shop.now))
    assert [month.movements.closing for month in months] == [5 * 3333] * 3
    assert [month.movements.contraction for month in months] == [0, 0, 0]
