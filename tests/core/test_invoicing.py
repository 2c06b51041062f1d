"""Totals of documents, the way of a credit, numbers, due dates."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.books import Charge
from curule.core.changes import Change, CreditedCharge
from curule.core.invoicing import (
    Distribution,
    DocumentKind,
    InvoiceCredit,
    Totals,
    credit_totals,
    credits_by_invoice,
    distribute,
    document_number,
    due_at,
    most_within,
    order_lapses_at,
    series_key,
    totals,
)
from curule.core.ledger import credit_note_issued, invoice_issued
from curule.core.policy import DecreaseMoney
from curule.core.presets import PRESETS
from curule.core.tax import PriceTax, Rate, net_of, tax_on, taxed
from tests.core.subscriptions import PARIS, amounts, customer_of, offer_of, paris, policy_of

rates = st.one_of(
    st.none(),
    st.decimals(0, 30, places=1).map(abs),
    st.sampled_from([Decimal("5.5"), Decimal(20), Decimal(22)]),
)
sums = st.integers(0, 10**7)
written = st.sampled_from(PriceTax)


# --- totals


def test_tax_is_rounded_once_on_the_sum() -> None:
    customer = customer_of(offer_of(policy_of("autodesk")), {"seat": 3}, paris(2026, 4, 1))
    lines = customer.changes[0].lines * 3
    on_top, in_it = PriceTax.EXCLUSIVE, PriceTax.INCLUSIVE
    assert totals(lines, Decimal("5.5"), on_top) == Totals(27000, 1485)
    assert totals(lines, Decimal("5.5"), in_it) == Totals(25592, 1408)
    assert totals(lines, None, on_top) == totals(lines, None, in_it) == Totals(27000, 0)
    assert totals((), Decimal(20), in_it) == Totals(0, 0)


@given(credits_=st.lists(sums, max_size=8), rate=rates, prices=written)
def test_the_taxes_of_all_credits_add_up_to_that_of_their_sum(
    credits_: list[int], rate: Rate, prices: PriceTax
) -> None:
    before, taxes, totals_ = 0, 0, 0
    for amount in credits_:
        note = credit_totals(amount, credited_before=before, rate=rate, prices=prices)
        assert amount == (note.total if prices is PriceTax.INCLUSIVE else note.subtotal)
        taxes, totals_ = taxes + note.tax, totals_ + note.total
        before += amount
    assert (taxes, totals_) == (
        taxed(before, rate, prices).tax,
        taxed(before, rate, prices).gross,
    )
    undone = credit_totals(-before, credited_before=before, rate=rate, prices=prices)
    assert (undone.tax, undone.total) == (-taxes, -totals_)


@given(open_amount=sums, before=sums, rate=rates, prices=written)
def test_the_largest_credit_that_fits_what_is_open(
    open_amount: int, before: int, rate: Rate, prices: PriceTax
) -> None:
    def total(amount: int) -> int:
        return credit_totals(amount, credited_before=before, rate=rate, prices=prices).total

    most = most_within(open_amount, credited_before=before, rate=rate, prices=prices)
    assert total(most) <= open_amount < total(most + 1)
    assert most >= 0


@given(gross=sums, rate=rates)
def test_a_credit_given_as_a_sum_is_split_as_closely_as_can_be(gross: int, rate: Rate) -> None:
    net = net_of(gross, rate)
    assert abs(net + tax_on(net, rate) - gross) <= 1


# --- where a credit goes


@given(total=sums, open_amount=sums, paid=sums, money=st.sampled_from(DecreaseMoney))
def test_a_credit_lowers_what_is_open_first_and_loses_nothing(
    total: int, open_amount: int, paid: int, money: DecreaseMoney
) -> None:
    way = distribute(total, open_amount=open_amount, paid_by_method=paid, money=money)
    assert way.to_open == min(total, open_amount)
    assert way.to_open + way.to_credit + way.to_refund == total
    assert 0 <= way.to_refund <= paid
    assert way.to_credit >= 0
    if money is not DecreaseMoney.REFUND_TO_METHOD:
        assert way.to_refund == 0
    elif way.to_credit:
        assert way.to_refund == paid


@given(total=sums, open_amount=sums, paid=sums, rate=rates)
def test_a_distributed_credit_balances_in_the_ledger(
    total: int, open_amount: int, paid: int, rate: Rate
) -> None:
    net = net_of(total, rate)
    note = credit_totals(net, credited_before=0, rate=rate, prices=PriceTax.EXCLUSIVE)
    way = distribute(
        note.total,
        open_amount=open_amount,
        paid_by_method=paid,
        money=DecreaseMoney.REFUND_TO_METHOD,
    )
    posting = credit_note_issued(
        subtotal=note.subtotal,
        tax=note.tax,
        to_open=way.to_open,
        to_credit=way.to_credit,
        to_refund=way.to_refund,
        recognized=note.subtotal // 3,
    )
    assert sum(entry.amount for entry in posting.entries) == 0
    issued = invoice_issued(subtotal=note.subtotal, tax=note.tax)
    assert sum(entry.amount for entry in issued.entries) == 0


def test_without_a_refund_the_rest_is_account_credit() -> None:
    assert distribute(
        700, open_amount=500, paid_by_method=900, money=DecreaseMoney.ACCOUNT_CREDIT
    ) == Distribution(to_open=500, to_credit=200)


# --- by invoice


def _charges(*facts: tuple[str | None, int, int]) -> tuple[Charge, ...]:
    """Charges as (invoice, amount, open there)."""
    customer = customer_of(offer_of(policy_of("autodesk")), {"seat": 1}, paris(2026, 4, 1))
    (any_charge,) = customer.books.values()
    return tuple(
        replace(any_charge, key=f"c{i}", invoice=invoice, amount=amount, invoice_open=left)
        for i, (invoice, amount, left) in enumerate(facts)
    )


def _credited(*given: int) -> tuple[CreditedCharge, ...]:
    return tuple(
        CreditedCharge(charge=f"c{i}", quantity=1, amount=amount) for i, amount in enumerate(given)
    )


def _change(lines_total: int, *given: int) -> Change:
    """A change whose lines add up to `lines_total`."""
    customer = customer_of(offer_of(policy_of("autodesk")), {"seat": 1}, paris(2026, 4, 1))
    line = replace(customer.changes[0].lines[0], amount=lines_total)
    return Change(lines=(line,) if lines_total else (), credited=_credited(*given))


def test_a_negative_change_is_credited_invoice_by_invoice() -> None:
    charges = _charges(("i1", 900, 0), ("i2", 900, 0), ("i1", 900, 0))
    assert credits_by_invoice(_change(-600, 300, 200, 100), charges) == (
        InvoiceCredit("i1", 400),
        InvoiceCredit("i2", 200),
    )


def test_what_is_charged_anew_is_set_off_against_what_was_paid() -> None:
    charges = _charges(("i1", 900, 0), ("i2", 900, 150), (None, 900, 0))
    change = _change(-250, 300, 200, 0)
    assert credits_by_invoice(change, charges) == (
        InvoiceCredit("i1", 100),
        InvoiceCredit("i2", 150),
    )


def test_a_change_that_costs_something_credits_no_invoice() -> None:
    assert credits_by_invoice(_change(100, 300), _charges(("i1", 900, 900))) == ()
    assert credits_by_invoice(_change(0), ()) == ()


@given(
    facts=st.lists(
        st.tuples(st.sampled_from(["i1", "i2", "i3", None]), st.integers(0, 999)),
        min_size=1,
        max_size=6,
    ),
    is_open=st.fixed_dictionaries(
        {name: st.integers(0, 2000) for name in ("i1", "i2", "i3", None)}
    ),
    cost=st.integers(0, 3000),
)
def test_the_parts_of_a_negative_change_add_up(
    facts: list[tuple[str | None, int]], is_open: dict[str | None, int], cost: int
) -> None:
    given_back = sum(amount for _, amount in facts)
    charges = _charges(*((name, 999, is_open[name]) for name, _ in facts))
    change = _change(cost - given_back, *(amount for _, amount in facts))
    parts = credits_by_invoice(change, charges)
    assert sum(part.amount for part in parts) == max(given_back - cost, 0)
    for part in parts:
        of_it = sum(amount for name, amount in facts if name == part.invoice)
        assert 0 < part.amount <= of_it
    lowered = sum(min(part.amount, is_open[part.invoice]) for part in parts)
    by_name = {name: sum(amount for other, amount in facts if other == name) for name, _ in facts}
    could = sum(min(amount, is_open[name]) for name, amount in by_name.items())
    assert lowered == min(could, max(given_back - cost, 0))


def test_seats_of_two_invoices_come_back_on_both() -> None:
    policy = policy_of(
        "autodesk", {"decrease.effective": "now", "decrease.money": "account_credit"}
    )
    customer = customer_of(offer_of(policy), {"seat": 5}, paris(2026, 4, 1))
    customer.order(paris(2026, 4, 11), {"seat": 8})
    change = customer.order(paris(2026, 4, 16), {"seat": 3})
    charges = [replace(c, invoice=f"i{c.key}") for c in customer.books.values()]
    assert amounts(change) == [-4200, -2800]
    assert credits_by_invoice(change, charges) == (
        InvoiceCredit("ic1", 4200),
        InvoiceCredit("ic0", 2800),
    )


# --- numbers and dates


@pytest.mark.invariant("I23")
@given(
    year=st.integers(2020, 2099),
    kind=st.sampled_from(DocumentKind),
    places=st.lists(st.integers(1, 10**7), min_size=2, max_size=2, unique=True),
    clock=st.sampled_from([None, "spring"]),
)
def test_a_number_is_of_one_series_and_one_place(
    year: int, kind: DocumentKind, places: list[int], clock: str | None
) -> None:
    series = series_key(kind, year, clock=clock)
    first, second = (document_number(series, place) for place in places)
    assert first != second
    assert first.startswith(series)
    assert int(first.rsplit("-", 1)[1]) == places[0]
    other = next(k for k in DocumentKind if k is not kind)
    assert series_key(other, year, clock=clock) != series
    assert (clock is not None) is series.startswith("TEST-")
    assert (series_key(kind, year + 1, clock=clock) == series) is (clock is not None)


@pytest.mark.parametrize(
    ("preset", "pays_later", "due"),
    [
        ("autodesk", False, paris(2026, 3, 20, 9)),
        ("autodesk", True, paris(2026, 4, 3, 9)),
        ("licence_portal", False, paris(2026, 4, 3, 9)),
    ],
)
def test_an_invoice_is_due_at_once_or_after_the_term_of_payment(
    preset: str, due: datetime, *, pays_later: bool
) -> None:
    payment = PRESETS[preset].payment
    issued_at = paris(2026, 3, 20, 9)
    assert due_at(payment, issued_at, PARIS, pays_later=pays_later) == due


def test_an_order_lapses_thirty_days_after_its_invoice_was_due() -> None:
    assert order_lapses_at(paris(2026, 3, 20, 9), PARIS) == paris(2026, 4, 19, 9)
