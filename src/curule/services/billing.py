"""Invoices, credit notes, account credit and the ledger, written together so that they agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from curule.core import ledger
from curule.core.changes import CreditedCharge
from curule.core.events import EventType
from curule.core.ledger import Posting
from curule.core.lines import Line, NewCharge
from curule.core.policy import DecreaseMoney, PaymentMethodRule, SeatPolicy
from curule.core.tax import tax_of_credit, tax_on
from curule.data.models import (
    Charge,
    CreditEntry,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    LedgerEntry,
    LedgerTransaction,
    PendingLine,
    Subscription,
)
from curule.selectors.catalog import PlanTerms
from curule.selectors.documents import line_value
from curule.selectors.money import credit_of, open_amount
from curule.services._command import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What an invoice is made of, before it has rows.

    `due_at` is when it is to be paid; `granted` whether what it is for was given already: only such
    an invoice can become unpaid. `starts_at`, `ends_at` are the period it covers as a whole.
    """

    kind: str
    lines: tuple[Line, ...]
    due_at: datetime
    granted: bool
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    raised_by: UUID | None = None


def due_date(policy: SeatPolicy, now: datetime, *, pays_later: bool) -> datetime:
    """Return when an invoice issued now is due: at once by a saved method, else in `due_days`."""
    if policy.payment.method is PaymentMethodRule.INVOICE or pays_later:
        return now + timedelta(days=policy.payment.due_days)
    return now


def issue_invoice(
    command: Command, subscription: Subscription, terms: PlanTerms, bill: Bill
) -> Invoice | None:
    """Issue an invoice with its lines and post it; its number is given when the command ends.

    None where the lines add up to nothing: no invoice of 0 is issued. The books of its charges are
    opened when what it is for is granted (`open_charges`).
    """
    subtotal = sum(line.amount for line in bill.lines)
    if subtotal <= 0:
        return None
    rate = command.account.tax_rate
    tax = tax_on(subtotal, rate)
    invoice = Invoice(
        account_id=command.account_id,
        subscription_id=subscription.id,
        kind=bill.kind,
        currency=subscription.currency,
        subtotal_minor=subtotal,
        tax_rate=rate,
        tax_minor=tax,
        total_minor=subtotal + tax,
        issued_at=command.now,
        due_at=bill.due_at,
        period_starts_at=bill.starts_at,
        period_ends_at=bill.ends_at,
        is_granted=bill.granted,
        raised_by=bill.raised_by or subscription.ordered_by,
    )
    invoice.save(force_insert=True)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(invoice_id=invoice.id, **_line_columns(command, terms, place, line))
        for place, line in enumerate(bill.lines, start=1)
    )
    command.to_number.append(invoice)
    post(
        command,
        ledger.invoice_issued(subtotal=subtotal, tax=tax),
        currency=invoice.currency,
        source_id=invoice.id,
    )
    command.record(
        EventType.INVOICE_ISSUED,
        subject_id=invoice.id,
        subscription_id=subscription.id,
        total=invoice.total_minor,
        currency=invoice.currency,
        kind=bill.kind,
    )
    return invoice


def _line_columns(command: Command, terms: PlanTerms, place: int, line: Line) -> dict[str, object]:
    return {
        "account_id": command.account_id,
        "position": place,
        "kind": line.kind.value,
        "seat_type_id": None if line.seat_type is None else terms.id_of(line.seat_type),
        "quantity": line.quantity,
        "unit_amount_minor": line.unit_amount,
        "period_starts_at": line.covers.starts_at,
        "period_ends_at": line.covers.ends_at,
        "numerator": line.part.numerator,
        "denominator": line.part.denominator,
        "amount_minor": line.amount,
    }


def open_charges(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    charges: Iterable[NewCharge],
    *,
    invoice_id: UUID | None,
    pool_id: UUID | None = None,
) -> list[Charge]:
    """Open the books of charged lines."""
    rows = [
        Charge(
            account_id=command.account_id,
            subscription_id=subscription.id,
            pool_id=pool_id or subscription.id,
            seat_type_id=None if new.seat_type is None else terms.id_of(new.seat_type),
            price_id=_price_id(subscription, terms, new.price),
            invoice_id=invoice_id,
            charged_quantity=new.quantity,
            quantity=new.quantity,
            base_quantity=new.base_quantity,
            period_starts_at=new.period.starts_at,
            period_ends_at=new.period.ends_at,
            starts_at=new.covers.starts_at,
            numerator=new.part.numerator,
            denominator=new.part.denominator,
            amount_minor=new.amount,
        )
        for new in charges
    ]
    return Charge.objects.bulk_create(rows)


def _price_id(subscription: Subscription, terms: PlanTerms, name: str) -> UUID:
    return next(
        sold.id
        for sold in terms.prices
        if sold.seat_type == name
        and sold.price.currency == subscription.currency
        and sold.price.interval.unit.value == subscription.interval_unit
        and sold.price.interval.count == subscription.interval_count
    )


def move_charges(command: Command, credited: Iterable[CreditedCharge]) -> None:
    """Write down what was given back on charges; one that has no seats left is closed."""
    for moved in credited:
        rows = Charge.objects.filter(account_id=command.account_id, id=UUID(moved.charge))
        rows.update(
            quantity=F("quantity") - moved.quantity,
            credited_minor=F("credited_minor") + moved.amount,
        )
        rows.filter(quantity=0, closed_at=None).update(closed_at=command.now)


def close_used_charges(command: Command, subscription_id: UUID, boundary: datetime) -> None:
    """Close the books of the periods that have ended: they are used up."""
    Charge.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription_id,
        closed_at=None,
        period_ends_at__lte=boundary,
    ).update(closed_at=boundary)


def close_unused_charges(command: Command, subscription: Subscription, *, before: datetime) -> None:
    """Close what is left of the books of a period that a restart has ended."""
    Charge.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        closed_at=None,
        period_starts_at__lt=before,
    ).update(closed_at=command.now)


def keep_for_next_invoice(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    lines: Sequence[Line],
    charges: Sequence[Charge],
) -> None:
    """Keep lines, with the charges they opened, for the next invoice (increase.bill)."""
    waiting = PendingLine.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id
    ).count()
    opened: dict[tuple[object, int], UUID] = {
        (charge.seat_type_id, charge.charged_quantity): charge.id for charge in charges
    }
    for place, line in enumerate(lines, start=waiting + 1):
        columns = _line_columns(command, terms, place, line)
        PendingLine.objects.create(
            subscription_id=subscription.id,
            charge_id=opened.get((columns["seat_type_id"], line.quantity)),
            created_at=command.now,
            **columns,
        )


def take_pending_lines(
    command: Command, subscription: Subscription, terms: PlanTerms
) -> tuple[list[PendingLine], tuple[Line, ...]]:
    """Return the lines that wait for the next invoice of a subscription."""
    rows = list(
        PendingLine.objects.filter(
            account_id=command.account_id, subscription_id=subscription.id, invoice_id=None
        ).order_by("id")
    )
    return rows, tuple(line_value(row, terms) for row in rows)


def bill_pending_lines(command: Command, rows: Sequence[PendingLine], invoice_id: UUID) -> None:
    """Write down on which invoice waiting lines, and the charges they opened, were billed."""
    PendingLine.objects.filter(
        account_id=command.account_id, id__in=[row.id for row in rows]
    ).update(invoice_id=invoice_id)
    Charge.objects.filter(
        account_id=command.account_id, id__in=[row.charge_id for row in rows if row.charge_id]
    ).update(invoice_id=invoice_id)


def use_credit(command: Command, invoice: Invoice) -> int:
    """Pay what account credit covers of an invoice; return the amount."""
    amount = min(credit_of(command.account_id, invoice.currency), open_amount(invoice))
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


def apply_to_invoice(
    command: Command, invoice: Invoice, *, paid: int = 0, credited: int = 0
) -> None:
    """Lower what is open on an invoice by money or by a credit note; closed at nothing open."""
    invoice.paid_minor += paid
    invoice.credited_minor += credited
    if open_amount(invoice) == 0:
        invoice.status = "paid" if invoice.paid_minor else "void"
        invoice.closed_at = command.now
        invoice.next_attempt_at = None
    Invoice.objects.filter(account_id=command.account_id, id=invoice.id).update(
        paid_minor=invoice.paid_minor,
        credited_minor=invoice.credited_minor,
        status=invoice.status,
        closed_at=invoice.closed_at,
        next_attempt_at=invoice.next_attempt_at,
    )
    if invoice.status == "paid":
        command.record(
            EventType.INVOICE_PAID,
            subject_id=invoice.id,
            subscription_id=invoice.subscription_id,
        )
    elif invoice.status == "void":
        command.record(
            EventType.INVOICE_VOIDED,
            subject_id=invoice.id,
            subscription_id=invoice.subscription_id,
        )


def add_credit(
    command: Command, currency: str, amount: int, *, source: str, source_id: UUID
) -> None:
    """Move account credit by `amount`; the database refuses a balance below nothing (I20)."""
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


def issue_credit_note(
    command: Command,
    invoice: Invoice,
    lines: Sequence[Line],
    terms: PlanTerms | None,
    *,
    reason: str,
    to: DecreaseMoney = DecreaseMoney.ACCOUNT_CREDIT,
) -> CreditNote | None:
    """Issue a credit note on an invoice; the lines' amounts are positive.

    It first lowers what is open on the invoice; of what was paid it goes where `to` says. Its tax
    mirrors the invoice's, so that the taxes of all its credit notes add up exactly.
    """
    subtotal = sum(line.amount for line in lines)
    before = _credited_net(invoice)
    tax = tax_of_credit(credited_before=before, credited_now=subtotal, rate=invoice.tax_rate)
    total = subtotal + tax
    to_open = min(total, open_amount(invoice))
    rest = total - to_open if to is not DecreaseMoney.NONE else 0
    if to_open + rest <= 0:
        return None
    if to is DecreaseMoney.NONE and to_open < total:
        lines, subtotal, tax = _cut(lines, to_open, invoice)
        total = to_open
    note = CreditNote(
        account_id=command.account_id,
        subscription_id=invoice.subscription_id,
        invoice_id=invoice.id,
        reason=reason,
        currency=invoice.currency,
        subtotal_minor=subtotal,
        tax_rate=invoice.tax_rate,
        tax_minor=tax,
        total_minor=total,
        to_open_minor=to_open,
        to_credit_minor=rest if to is DecreaseMoney.ACCOUNT_CREDIT else 0,
        to_refund_minor=rest if to is DecreaseMoney.REFUND_TO_METHOD else 0,
        issued_at=command.now,
    )
    note.save(force_insert=True)
    _write_note_lines(command, note, lines, terms)
    _carry_out_note(command, note, invoice)
    return note


def _credited_net(invoice: Invoice) -> int:
    notes = CreditNote.objects.filter(account_id=invoice.account_id, invoice_id=invoice.id)
    return sum(note.subtotal_minor for note in notes)


def _cut(lines: Sequence[Line], gross: int, invoice: Invoice) -> tuple[Sequence[Line], int, int]:
    """Cut credit lines down to a gross amount: what was paid is not given back."""
    share = gross * invoice.subtotal_minor // invoice.total_minor
    first = replace(lines[0], amount=share, unit_amount=None)
    return (first,), share, gross - share


def _write_note_lines(
    command: Command, note: CreditNote, lines: Sequence[Line], terms: PlanTerms | None
) -> None:
    for place, line in enumerate(lines, start=1):
        columns = (
            _line_columns(command, terms, place, line)
            if terms is not None
            else _plain_columns(command, place, line)
        )
        CreditNoteLine.objects.create(
            credit_note_id=note.id,
            charge_id=UUID(line.charge) if line.charge else None,
            **columns,
        )


def _plain_columns(command: Command, place: int, line: Line) -> dict[str, object]:
    return {
        "account_id": command.account_id,
        "position": place,
        "kind": line.kind.value,
        "quantity": line.quantity,
        "amount_minor": line.amount,
        "period_starts_at": line.covers.starts_at,
        "period_ends_at": line.covers.ends_at,
        "numerator": line.part.numerator,
        "denominator": line.part.denominator,
    }


def _carry_out_note(command: Command, note: CreditNote, invoice: Invoice | None) -> None:
    command.to_number.append(note)
    post(
        command,
        ledger.credit_note_issued(
            subtotal=note.subtotal_minor,
            tax=note.tax_minor,
            to_open=note.to_open_minor,
            to_credit=note.to_credit_minor,
            to_refund=note.to_refund_minor,
        ),
        currency=note.currency,
        source_id=note.id,
    )
    if invoice is not None and note.to_open_minor:
        apply_to_invoice(command, invoice, credited=note.to_open_minor)
    if note.to_credit_minor:
        add_credit(
            command, note.currency, note.to_credit_minor, source="credit_note", source_id=note.id
        )
    command.record(
        EventType.CREDIT_NOTE_ISSUED,
        subject_id=note.id,
        subscription_id=note.subscription_id,
        total=note.total_minor,
        currency=note.currency,
        reason=note.reason,
    )


def credit_whole_invoice(
    command: Command, invoice: Invoice, terms: PlanTerms, *, reason: str
) -> CreditNote | None:
    """Take back an invoice whole: what is open is voided, what was paid becomes credit."""
    lines = [
        line_value(row, terms)
        for row in InvoiceLine.objects.filter(
            account_id=command.account_id, invoice_id=invoice.id
        ).order_by("position")
    ]
    return issue_credit_note(command, invoice, lines, terms, reason=reason)


def post(command: Command, posting: Posting, *, currency: str, source_id: UUID) -> None:
    """Post one event to the ledger; the database checks at commit that it sums to zero (I12)."""
    if not posting.entries:
        return
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
        occurred_at=command.now,
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
