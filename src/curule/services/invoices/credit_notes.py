"""Credit notes: what is given back, on the invoices it was charged by (billing in reverse).

A note first lowers what is open on its invoice; of what was paid it goes where the policy says. Its
tax mirrors the invoice's, so that the taxes of all its notes add up exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Sum

from curule.core import ledger
from curule.core.books import Charge as Books
from curule.core.changes import Change, CreditedCharge
from curule.core.events import EventType
from curule.core.invoicing import (
    Distribution,
    Totals,
    credit_totals,
    credits_by_invoice,
    distribute,
    most_within,
)
from curule.core.lines import Line, LineKind, subtotal
from curule.core.money import Money
from curule.core.policy import DecreaseMoney
from curule.core.tax import PriceTax, taxes_in
from curule.data.models import Charge, CreditNote, CreditNoteLine, Invoice, InvoiceLine, Payment
from curule.selectors.catalog import PlanTerms
from curule.selectors.documents import line_value
from curule.selectors.money import credited_on, open_amount, prices_of
from curule.selectors.standings import charge_values
from curule.selectors.taxes import expected_rate
from curule.services._command import Command
from curule.services._mailing import payers
from curule.services.invoices import billing, giving_up, revenue
from curule.services.invoices._line_columns import line_columns


@dataclass(frozen=True, slots=True)
class PlannedNote:
    """What of a negative change is given back on one invoice, amounts positive.

    Without an invoice it was not billed yet: then it lowers the next one. `prices` is whether tax
    is in the amounts.
    """

    invoice: Invoice | None
    lines: tuple[Line, ...]
    prices: PriceTax

    @property
    def amount(self) -> int:
        """What its lines add up to, in prices as the invoice has them."""
        return subtotal(self.lines)


def plan_notes(command: Command, change: Change) -> tuple[PlannedNote, ...]:
    """Split a change that gives back more than it charges over the invoices it gives back from."""
    if change.subtotal >= 0:
        return ()
    ids = [UUID(moved.charge) for moved in change.credited]
    rows = Charge.objects.filter(account_id=command.account_id, id__in=ids).order_by("id")
    books = {charge.key: charge for charge in charge_values(rows)}
    shares = credits_by_invoice(change, tuple(books.values()))
    invoices = {
        str(row.id): row
        for row in Invoice.objects.filter(
            account_id=command.account_id, id__in=[s.invoice for s in shares if s.invoice]
        )
    }
    return tuple(
        PlannedNote(
            invoices[share.invoice] if share.invoice else None,
            _same_lines(change)
            if len(shares) == 1
            else _lines_of(change, books, share.invoice, share.amount),
            change.tax_behavior,
        )
        for share in shares
    )


def turned(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines with their sign turned: what is charged is given back, and the reverse."""
    return tuple(_undiscounted(line, -line.amount, -line.quantity) for line in lines)


def _undiscounted(line: Line, amount: int, quantity: int) -> Line:
    """Return a line of another amount, which is net: what came off is no part of it any more."""
    unit_amount = None if line.discount else line.unit_amount
    return replace(
        line, amount=amount, quantity=quantity, unit_amount=unit_amount, discount=0, coupon=""
    )


def _same_lines(change: Change) -> tuple[Line, ...]:
    """Return the lines of a change with their sign turned.

    A line names the charge it gives back only where it gives back what stands in its books.
    """
    given = {moved.charge: moved.amount for moved in change.credited}
    return tuple(
        line if given.get(line.charge or "") == line.amount else replace(line, charge=None)
        for line in turned(change.lines)
    )


def _lines_of(
    change: Change, books: dict[str, Books], invoice: str | None, amount: int
) -> tuple[Line, ...]:
    """Return what is given back of one invoice's charges, less what is set off against it."""
    first = change.lines[0]
    shown = {line.charge: line for line in change.lines if line.charge}
    back = [
        replace(
            shown.get(moved.charge, first),
            kind=LineKind.UNUSED,
            seat_type=books[moved.charge].seat_type,
            quantity=moved.quantity,
            unit_amount=None,
            amount=moved.amount,
            charge=moved.charge,
        )
        for moved in change.credited
        if moved.amount and books[moved.charge].invoice == invoice
    ]
    set_off = subtotal(back) - amount
    if not set_off:
        return tuple(back)
    charged = next((line for line in change.lines if line.amount > 0), first)
    return (
        *back,
        replace(_undiscounted(charged, -set_off, -1), unit_amount=None, charge=None),
    )


def totals_of(note: PlannedNote, command: Command) -> Totals:
    """Return what a planned note comes to with its tax."""
    if note.invoice is None:
        return credit_totals(
            note.amount,
            credited_before=0,
            rate=expected_rate(command.account, command.now),
            prices=note.prices,
        )
    return credit_totals(
        note.amount,
        credited_before=credited_on(note.invoice),
        rate=note.invoice.tax_rate,
        prices=prices_of(note.invoice),
    )


# --- issuing --------------------------------------------------------------------------------------


def issue_credit_note(
    command: Command,
    invoice: Invoice,
    lines: Sequence[Line],
    terms: PlanTerms,
    *,
    reason: str,
    to: DecreaseMoney = DecreaseMoney.ACCOUNT_CREDIT,
    comment: str = "",
) -> CreditNote | None:
    """Issue a credit note on an invoice; the lines add up to what is given back.

    A `comment` is kept in the log beside the reason.

    With `to` none what was paid is not given back: then only what is open is lowered. None where
    nothing is left to give.
    """
    given_up = invoice.status == "uncollectible"
    before = credited_on(invoice)
    if to is DecreaseMoney.NONE:
        lines = within(lines, openly_creditable(invoice))
    if subtotal(lines) <= 0:
        return None
    rate, prices = invoice.tax_rate, prices_of(invoice)
    sums = credit_totals(subtotal(lines), credited_before=before, rate=rate, prices=prices)
    goes = distribute(
        sums.total,
        open_amount=open_amount(invoice),
        paid_by_method=_paid_by_method(invoice),
        money=to,
    )
    if given_up:
        giving_up.take_back(command, invoice)
    note = _write(command, invoice, sums, goes, reason=reason)
    taxes = taxes_in([line.amount for line in lines], rate, prices, before=before)
    CreditNoteLine.objects.bulk_create(
        CreditNoteLine(
            credit_note_id=note.id,
            charge_id=UUID(line.charge) if line.charge else None,
            included_tax_minor=included,
            **line_columns(command, terms, place, line),
        )
        for place, (line, included) in enumerate(zip(lines, taxes, strict=True), start=1)
    )
    _carry_out(command, note, invoice, comment)
    if given_up and open_amount(invoice):
        giving_up.give_up(command, invoice, reason=reason)
    _tell(command, note)
    return note


def openly_creditable(invoice: Invoice) -> int:
    """Return the credit that lowers an invoice by no more than is open, in prices as it has."""
    is_open = open_amount(invoice)
    if not is_open:
        return 0
    return most_within(
        is_open,
        credited_before=credited_on(invoice),
        rate=invoice.tax_rate,
        prices=prices_of(invoice),
    )


def within(lines: Sequence[Line], most: int) -> tuple[Line, ...]:
    """Return lines of a credit that add up to `most` or less: the first ones, the last one cut."""
    kept: list[Line] = []
    for line in lines:
        amount = min(line.amount, most)
        if amount == line.amount:
            kept.append(line)
        elif amount > 0:
            kept.append(replace(_undiscounted(line, amount, line.quantity), unit_amount=None))
        most -= amount
    return tuple(kept)


def given_back(lines: Iterable[Line]) -> tuple[CreditedCharge, ...]:
    """Return how lines of a credit note move the books of the charges they name."""
    return tuple(
        CreditedCharge(charge=line.charge, quantity=line.quantity, amount=line.amount)
        for line in lines
        if line.charge is not None
    )


def _paid_by_method(invoice: Invoice) -> int:
    """Return what came by a method for an invoice and has not gone back."""
    sums = Payment.objects.filter(
        account_id=invoice.account_id, invoice_id=invoice.id, status="succeeded"
    ).aggregate(applied=Sum("applied_minor"), refunded=Sum("refunded_minor"))
    return max((sums["applied"] or 0) - (sums["refunded"] or 0), 0)


def _write(
    command: Command, invoice: Invoice, sums: Totals, goes: Distribution, *, reason: str
) -> CreditNote:
    note = CreditNote(
        account_id=command.account_id,
        subscription_id=invoice.subscription_id,
        invoice_id=invoice.id,
        reason=reason,
        currency=invoice.currency,
        subtotal_minor=sums.subtotal,
        tax_rate=invoice.tax_rate,
        tax_minor=sums.tax,
        total_minor=sums.total,
        to_open_minor=goes.to_open,
        to_credit_minor=goes.to_credit,
        to_refund_minor=goes.to_refund,
        issued_at=command.dated_at,
    )
    note.save(force_insert=True)
    return note


def _carry_out(command: Command, note: CreditNote, invoice: Invoice, comment: str) -> None:
    command.to_number.append(note)
    billing.post(
        command,
        ledger.credit_note_issued(
            subtotal=note.subtotal_minor,
            tax=note.tax_minor,
            to_open=note.to_open_minor,
            to_credit=note.to_credit_minor,
            to_refund=note.to_refund_minor,
            recognized=revenue.recognized_of(command, note),
        ),
        currency=note.currency,
        source_id=note.id,
    )
    if note.to_open_minor:
        billing.apply_to_invoice(command, invoice, credited=note.to_open_minor)
    if note.to_credit_minor:
        billing.add_credit(
            command, note.currency, note.to_credit_minor, source="credit_note", source_id=note.id
        )
    command.record(
        EventType.CREDIT_NOTE_ISSUED,
        subject_id=note.id,
        subscription_id=note.subscription_id,
        total=note.total_minor,
        currency=note.currency,
        reason=note.reason,
        **({"comment": comment} if comment else {}),
    )


def _tell(command: Command, note: CreditNote) -> None:
    """Mail a credit note to who gets the invoices, with where the money goes."""
    goes = {"transfer": note.to_credit_minor, "refund": note.to_refund_minor}
    words = {name: Money(amount, note.currency) for name, amount in goes.items() if amount}
    for person in payers(command):
        command.mail(
            "credit_note",
            person.email,
            subscription_id=note.subscription_id,
            invitation_id=None,
            credit_note_id=str(note.id),
            invoice_id=str(note.invoice_id),
            amount=Money(note.total_minor, note.currency),
            **words,
        )


def credit_whole_invoice(
    command: Command, invoice: Invoice, terms: PlanTerms, *, reason: str
) -> CreditNote | None:
    """Take back an invoice whole: what is open is voided, what was paid becomes account credit."""
    rows = InvoiceLine.objects.filter(account_id=command.account_id, invoice_id=invoice.id)
    lines = [line_value(row) for row in rows.order_by("position")]
    return issue_credit_note(command, invoice, lines, terms, reason=reason)
