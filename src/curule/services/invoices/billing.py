"""Invoices, account credit and the ledger, written together so that they agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, Sum

from curule.core import ledger
from curule.core.events import EventType
from curule.core.invoicing import totals
from curule.core.ledger import Posting
from curule.core.lines import Line, subtotal
from curule.core.localtime import local_date
from curule.core.payment_states import IN_FLIGHT
from curule.core.tax import PriceTax, taxes_in
from curule.data.models import (
    CreditEntry,
    Invoice,
    InvoiceLine,
    LedgerEntry,
    LedgerTransaction,
    Payment,
    Subscription,
)
from curule.selectors.catalog import PlanTerms
from curule.selectors.money import credit_of, open_amount
from curule.selectors.standings import unpaid_invoices
from curule.selectors.taxes import as_kept
from curule.services._acts import Command
from curule.services._closing_requests import close_spent
from curule.services._lateness import grace_ran_out
from curule.services.invoices._line_columns import line_columns
from curule.services.invoices.bounds import refuse_flood
from curule.services.invoices.revenue_books import keep_open
from curule.services.invoices.taxes import decided_tax
from curule.services.recovering import recover


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What an invoice is made of, before it has rows.

    `prices` is whether tax is in the amounts of the lines. `due_at` is when it is to be paid;
    `granted` whether what it is for was given already: only such an invoice can become unpaid.
    `starts_at`, `ends_at` are the period it covers as a whole.
    """

    kind: str
    lines: tuple[Line, ...]
    prices: PriceTax
    due_at: datetime
    granted: bool
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    raised_by: UUID | None = None


def issue_invoice(
    command: Command, subscription: Subscription, terms: PlanTerms, bill: Bill
) -> Invoice | None:
    """Issue an invoice with its lines and post it; its number is given when the command ends.

    None where the lines add up to nothing: no invoice of 0 is issued. The books of its charges are
    opened when what it is for is granted (`open_charges`). Refuses `account_parked` where a
    customer would get more invoices than anybody can want, or a larger one than was agreed (I26),
    and `tax_undecided` where a person has to say which tax it bears.
    """
    if subtotal(bill.lines) <= 0:
        return None
    tax = decided_tax(command)
    sums = totals(bill.lines, tax.rate, bill.prices)
    refuse_flood(command, subscription, bill.kind, lines=len(bill.lines), total=sums.total)
    invoice = Invoice(
        account_id=command.account_id,
        subscription_id=subscription.id,
        kind=bill.kind,
        currency=subscription.currency,
        subtotal_minor=sums.subtotal,
        tax_behavior=bill.prices.value,
        tax_rate=tax.rate,
        tax_treatment=tax.treatment,
        tax_country=tax.country or "",
        tax_category=tax.category or "",
        tax_note=as_kept(tax.note),
        tax_minor=sums.tax,
        total_minor=sums.total,
        issued_at=command.dated_at,
        due_at=max(bill.due_at, command.dated_at),
        period_starts_at=bill.starts_at,
        period_ends_at=bill.ends_at,
        is_granted=bill.granted,
        raised_by=bill.raised_by or subscription.ordered_by,
    )
    invoice.save(force_insert=True)
    taxes = taxes_in([line.amount for line in bill.lines], tax.rate, bill.prices)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice_id=invoice.id,
            included_tax_minor=included,
            **line_columns(command, terms, place, line),
        )
        for place, (line, included) in enumerate(zip(bill.lines, taxes, strict=True), start=1)
    )
    command.to_number.append(invoice)
    post(
        command,
        ledger.invoice_issued(subtotal=sums.subtotal, tax=sums.tax),
        currency=invoice.currency,
        source_id=invoice.id,
    )
    keep_open(command)
    command.record(
        EventType.INVOICE_ISSUED,
        subject_id=invoice.id,
        subscription_id=subscription.id,
        total=invoice.total_minor,
        currency=invoice.currency,
        kind=bill.kind,
    )
    return invoice


# --- what is paid and credited on an invoice ------------------------------------------------------


def use_credit(command: Command, invoice: Invoice, *, at_most: int | None = None) -> int:
    """Pay what account credit covers of an invoice, or a part of that; return the amount."""
    amount = min(credit_of(command.account_id, invoice.currency), open_amount(invoice))
    amount = amount if at_most is None else min(amount, at_most)
    if amount <= 0:
        return 0
    add_credit(command, invoice.currency, -amount, source="invoice", source_id=invoice.id)
    post(
        command,
        ledger.credit_used(amount=amount),
        currency=invoice.currency,
        source_id=invoice.id,
    )
    apply_to_invoice(command, invoice, paid=amount)
    return amount


def return_credit(command: Command, invoice: Invoice) -> int:
    """Give back the account credit that was used on an invoice; return the amount.

    For what was ordered and not paid: as long as nothing is granted, nothing has changed.
    """
    entries = CreditEntry.objects.filter(
        account_id=command.account_id,
        currency=invoice.currency,
        source="invoice",
        source_id=invoice.id,
    )
    used = -(entries.aggregate(sum=Sum("amount_minor"))["sum"] or 0)
    if used <= 0:
        return 0
    invoice.paid_minor -= used
    invoice.save(update_fields=["paid_minor"])
    add_credit(command, invoice.currency, used, source="invoice", source_id=invoice.id)
    post(
        command,
        ledger.credit_used(amount=-used),
        currency=invoice.currency,
        source_id=invoice.id,
    )
    return used


def apply_to_invoice(
    command: Command, invoice: Invoice, *, paid: int = 0, credited: int = 0
) -> None:
    """Lower what is open on an invoice by money or by a credit note; closed at nothing open.

    One that nothing was paid on is void then, any other is paid.
    """
    invoice.paid_minor += paid
    invoice.credited_minor += credited
    changed = ["paid_minor", "credited_minor"]
    closes = open_amount(invoice) == 0
    if closes:
        invoice.status = "paid" if invoice.paid_minor else "void"
        invoice.closed_at = command.now
        invoice.next_attempt_at = None
        changed += ["status", "closed_at", "next_attempt_at"]
    invoice.save(update_fields=changed)
    if closes:
        command.record(
            EventType.INVOICE_PAID if invoice.status == "paid" else EventType.INVOICE_VOIDED,
            subject_id=invoice.id,
            subscription_id=invoice.subscription_id,
        )


# --- account credit -------------------------------------------------------------------------------


def add_credit(
    command: Command, currency: str, amount: int, *, source: str, source_id: UUID
) -> None:
    """Move account credit by `amount`; the database refuses a balance below nothing (I20).

    Before the command ends, what came pays what is unpaid, and who asked for what is spent waits no
    longer.
    """
    command.before_end(settle_unpaid if amount > 0 else close_spent)
    newest = (
        CreditEntry.objects.select_for_update()
        .filter(account_id=command.account_id, currency=currency)
        .order_by("-number")
        .first()
    )
    CreditEntry.objects.create(
        account_id=command.account_id,
        currency=currency,
        number=newest.number + 1 if newest else 1,
        amount_minor=amount,
        balance_after_minor=(newest.balance_after_minor if newest else 0) + amount,
        source=source,
        source_id=source_id,
        occurred_at=command.now,
    )


# --- credit beside debt ---------------------------------------------------------------------------


def settle_unpaid(command: Command) -> None:
    """Pay what was granted by the account's credit, due first, and lift what it had caused.

    An order that waits for its payment is left to whoever placed it, and so is what a customer
    disputes, is about to be collected, or has a payment under way. Hold the account's lock.
    """
    under_way = Payment.objects.filter(account_id=command.account_id, status__in=IN_FLIGHT)
    unpaid = (
        unpaid_invoices()
        .filter(Q(grace_from_at=None) | Q(grace_from_at__lte=command.now))
        .filter(account_id=command.account_id)
        .exclude(id__in=under_way.exclude(invoice_id=None).values("invoice_id"))
    )
    for invoice in unpaid.select_for_update().order_by("due_at", "id"):
        if credit_of(command.account_id, invoice.currency):
            _settle(command, invoice)


def _settle(command: Command, invoice: Invoice) -> None:
    if invoice.subscription_id is None:
        use_credit(command, invoice)
        return
    subscription = command.lock_subscription(invoice.subscription_id)
    if grace_ran_out(subscription, command.now):
        return
    if use_credit(command, invoice) and invoice.status == "paid":
        recover(command, subscription)


# --- the ledger -----------------------------------------------------------------------------------


def post(
    command: Command,
    posting: Posting,
    *,
    currency: str,
    source_id: UUID,
    recognized_until: date | None = None,
    occurred_at: datetime | None = None,
    booked_on: date | None = None,
) -> None:
    """Post one event to the ledger; the database checks at commit that it sums to zero (I12).

    It occurs now unless `occurred_at` says otherwise, and counts on that day unless the bank booked
    it on another, `booked_on`; where that is closed, on the first open one. `recognized_until` is
    the day by whose morning the services had been given that it posts.
    """
    if not posting.entries:
        return
    at = occurred_at or command.now
    day = booked_on or local_date(at, command.account.time_zone)
    counts_on = command.open_on(day)
    newest = (
        LedgerTransaction.objects.filter(account_id=command.account_id)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    transaction = LedgerTransaction.objects.create(
        account_id=command.account_id,
        number=(newest or 0) + 1,
        kind=posting.kind.value,
        currency=currency,
        source_id=source_id,
        occurred_at=command.open_at(at),
        booked_on=counts_on,
        late_for=None if counts_on == day else day,
        recognized_until=recognized_until,
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            account_id=command.account_id,
            transaction_id=transaction.id,
            ledger_account=entry.account,
            currency=currency,
            amount_minor=entry.amount,
        )
        for entry in posting.entries
    )
