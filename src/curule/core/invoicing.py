"""Invoices and credit notes: their totals, where a credit goes, their numbers and due dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from curule.core.books import Charge
from curule.core.changes import Change
from curule.core.lifecycle import days_later
from curule.core.lines import Line, subtotal
from curule.core.policy import DecreaseMoney, PaymentMethodRule, PaymentPolicy
from curule.core.tax import PriceTax, Rate, credited, net_of, taxed

UNPAID_ORDER_DAYS = 30
"""An order that is not paid so many days after its invoice was due is canceled."""


@unique
class DocumentKind(StrEnum):
    """What has a number of its own."""

    INVOICE = "INV"
    CREDIT_NOTE = "CN"


@dataclass(frozen=True, slots=True)
class Totals:
    """What lines add up to, in minor units; those of a credit note are positive.

    The subtotal is net, whether tax is in the amounts of the lines or comes on top.
    """

    subtotal: int
    tax: int

    @property
    def total(self) -> int:
        """Gross."""
        return self.subtotal + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Where a gross credit goes."""

    to_open: int = 0
    to_credit: int = 0
    to_refund: int = 0


@dataclass(frozen=True, slots=True)
class InvoiceCredit:
    """What of a negative change is credited on one invoice, in prices as it has them.

    `invoice` is None where what is given back was not invoiced yet.
    """

    invoice: str | None
    amount: int


def totals(lines: Iterable[Line], rate: Rate, prices: PriceTax) -> Totals:
    """Return what an invoice comes to: tax once, on the sum of its lines or out of it."""
    found = taxed(subtotal(lines), rate, prices)
    return Totals(found.net, found.tax)


def credit_totals(amount: int, *, credited_before: int, rate: Rate, prices: PriceTax) -> Totals:
    """Return what a credit note of lines for `amount` comes to.

    Both amounts are in prices as the invoice has them. The taxes of one invoice's credits
    telescope.
    """
    found = credited(credited_before=credited_before, credited_now=amount, rate=rate, prices=prices)
    return Totals(found.net, found.tax)


def most_within(open_amount: int, *, credited_before: int, rate: Rate, prices: PriceTax) -> int:
    """Return the largest credit of lines that lowers an invoice by no more than is open.

    It is in prices as the invoice has them: with tax in them it is what is open.

    >>> from decimal import Decimal
    >>> [
    ...     most_within(120, credited_before=0, rate=Decimal("20"), prices=prices)
    ...     for prices in PriceTax
    ... ]
    [100, 120]
    """
    if prices is PriceTax.INCLUSIVE:
        return open_amount

    def total(net: int) -> int:
        return credit_totals(net, credited_before=credited_before, rate=rate, prices=prices).total

    net = net_of(open_amount, rate)
    while total(net) > open_amount:
        net -= 1
    while total(net + 1) <= open_amount:
        net += 1
    return net


def distribute(
    total: int, *, open_amount: int, paid_by_method: int, money: DecreaseMoney
) -> Distribution:
    """Say where a gross credit on one invoice goes.

    It first lowers what is open on the invoice. Of what was paid it goes where `money` says; back
    to the method only what the method has paid, the rest is account credit. What `none` forfeits
    has been left out of `total` before.

    >>> distribute(700, open_amount=500, paid_by_method=150, money=DecreaseMoney.REFUND_TO_METHOD)
    Distribution(to_open=500, to_credit=50, to_refund=150)
    """
    to_open = min(total, open_amount)
    paid = total - to_open
    refunds = money is DecreaseMoney.REFUND_TO_METHOD
    to_refund = min(paid, paid_by_method) if refunds else 0
    return Distribution(to_open=to_open, to_credit=paid - to_refund, to_refund=to_refund)


def credits_by_invoice(change: Change, charges: Sequence[Charge]) -> tuple[InvoiceCredit, ...]:
    """Split a negative change over the invoices that it gives back from.

    What it charges anew is set off first against what was paid, so that the credit lowers what is
    open as far as it can. The parts add up to the change, sign turned.
    """
    by_key = {charge.key: charge for charge in charges}
    given: dict[str | None, int] = {}
    is_open: dict[str | None, int] = {}
    for moved in change.credited:
        charge = by_key[moved.charge]
        given[charge.invoice] = given.get(charge.invoice, 0) + moved.amount
        is_open[charge.invoice] = charge.invoice_open
    left = max(-change.subtotal, 0)
    shares = dict.fromkeys(given, 0)
    for limit in (is_open, given):
        for invoice, amount in given.items():
            share = min(amount, limit[invoice]) - shares[invoice]
            share = max(min(share, left), 0)
            shares[invoice] += share
            left -= share
    return tuple(InvoiceCredit(invoice, share) for invoice, share in shares.items() if share)


def series_key(kind: DocumentKind, year: int, *, clock: str | None = None) -> str:
    """Return the series of a document: one per kind and year, on a test clock one per kind.

    >>> series_key(DocumentKind.INVOICE, 2026), series_key(DocumentKind.CREDIT_NOTE, 2026)
    ('INV-2026', 'CN-2026')
    >>> series_key(DocumentKind.INVOICE, 2026, clock="spring")
    'TEST-spring-INV'
    """
    return f"{kind}-{year}" if clock is None else f"TEST-{clock}-{kind}"


def document_number(series: str, place: int) -> str:
    """Return the number of the document at `place` of its series, counted from 1.

    >>> document_number("INV-2026", 91)
    'INV-2026-000091'
    """
    return f"{series}-{place:06d}"


def due_at(
    payment: PaymentPolicy, issued_at: datetime, zone: str, *, pays_later: bool = False
) -> datetime:
    """Return when an invoice is due: at once by a saved method, else after `due_days`."""
    if pays_later or payment.method is PaymentMethodRule.INVOICE:
        return days_later(issued_at, payment.due_days, zone)
    return issued_at


def order_lapses_at(invoice_due_at: datetime, zone: str) -> datetime:
    """Return when an order that was never paid is canceled, and its invoice voided."""
    return days_later(invoice_due_at, UNPAID_ORDER_DAYS, zone)
