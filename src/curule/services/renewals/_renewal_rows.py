"""The rows of a chunk of renewals, written table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection

from curule.core import ledger
from curule.core.events import EventType
from curule.core.invoicing import DocumentKind, document_number, series_key
from curule.core.lines import Line, NewCharge
from curule.core.localtime import local_date
from curule.core.money import Money
from curule.core.permissions import ActorKind
from curule.data import models
from curule.data.copying import copy_rows
from curule.data.ids import new_id
from curule.selectors.taxes import as_kept
from curule.services._telling import deliver
from curule.services.invoices.announcing import RenewedTerm, invoice_mail
from curule.services.invoices.revenue_books import next_closing
from curule.services.numbering import take_blocks
from curule.services.renewals.due_renewals import DueRenewal
from curule.services.renewals.renewal_decisions import Decision, Invoiced

_MOVE: Final = """
UPDATE curule_subscription AS subscription SET period_starts_at = moved.period_starts_at,
    period_ends_at = moved.period_ends_at, term_ends_at = moved.term_ends_at,
    term_starts_at = COALESCE(moved.term_starts_at, subscription.term_starts_at),
    remind_at = CASE WHEN moved.term_starts_at IS NULL THEN subscription.remind_at
        ELSE moved.remind_at END,
    version = subscription.version + 1
FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
    %s::timestamptz[], %s::timestamptz[]) AS moved (account_id, id, period_starts_at,
    period_ends_at, term_ends_at, term_starts_at, remind_at)
WHERE subscription.account_id = moved.account_id AND subscription.id = moved.id
"""
_CLOSE: Final = """
UPDATE curule_charge AS charge SET closed_at = ended.at
FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) AS ended (account_id, subscription_id, at)
WHERE charge.account_id = ended.account_id AND charge.subscription_id = ended.subscription_id
AND charge.closed_at IS NULL AND charge.period_ends_at <= ended.at
"""
_OPEN_BOOKS: Final = """
INSERT INTO curule_revenue_schedule AS books (id, account_id, time_zone, next_at)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[])
ON CONFLICT (account_id) DO UPDATE SET time_zone = EXCLUDED.time_zone, next_at = EXCLUDED.next_at
WHERE books.next_at IS NULL
"""

_COLUMNS: Final[dict[type[Any], tuple[str, ...]]] = {
    models.InvoiceLine: (
        *("id", "account_id", "invoice_id", "position", "kind", "seat_type_id", "quantity"),
        *("unit_amount_minor", "period_starts_at", "period_ends_at", "numerator"),
        *("denominator", "amount_minor", "included_tax_minor"),
    ),
    models.Charge: (
        *("id", "account_id", "subscription_id", "pool_id", "seat_type_id", "price_id"),
        *("invoice_id", "charged_quantity", "quantity", "base_quantity", "period_starts_at"),
        *("period_ends_at", "starts_at", "numerator", "denominator", "amount_minor"),
    ),
    models.LedgerTransaction: (
        *("id", "account_id", "number", "kind", "currency", "source_id", "occurred_at"),
        "booked_on",
    ),
    models.LedgerEntry: (
        *("id", "account_id", "transaction_id", "ledger_account", "currency", "amount_minor"),
    ),
    models.Event: (
        *("id", "account_id", "type", "occurred_at", "actor_kind", "subscription_id"),
        *("subject_id", "payload"),
    ),
    models.OutboxMessage: (
        *("id", "account_id", "template", "recipient", "language", "context"),
        *("subscription_id", "created_at"),
    ),
    models.Period: ("id", "account_id", "subscription_id", "pool_id", "starts_at", "ends_at"),
    models.Invoice: (
        *("number", "id", "account_id", "subscription_id", "kind", "currency", "subtotal_minor"),
        *("tax_behavior", "tax_rate", "tax_treatment", "tax_country", "tax_category", "tax_note"),
        *(
            "tax_minor",
            "total_minor",
            "as_issued",
            "period_starts_at",
            "period_ends_at",
            "issued_at",
        ),
        *("due_at", "raised_by", "is_granted", "next_attempt_at"),
    ),
}
"""The tables in the order in which they are written: invoices last, with their numbers."""

Row = tuple[object, ...]


@dataclass(slots=True)
class Rows:
    """What a chunk writes, by table; nothing is written before `write`."""

    _of: dict[type[Any], list[Row]] = field(
        default_factory=lambda: {model: [] for model in _COLUMNS}
    )
    _moved: list[Row] = field(default_factory=list)
    _ended: list[Row] = field(default_factory=list)
    _books: list[Row] = field(default_factory=list)
    _series: list[str] = field(default_factory=list)

    def add(self, decision: Decision) -> None:
        """Add what one renewal writes."""
        due, renewed = decision.due, decision.renewed
        whole = renewed.following.whole
        term = (renewed.term_ends_at, renewed.term_starts_at, renewed.remind_at)
        self._moved.append((due.account_id, due.id, whole.starts_at, whole.ends_at, *term))
        self._ended.append((due.account_id, due.id, due.boundary))
        invoice_id = None
        if decision.invoice is not None:
            invoice_id = self._add_invoice(decision, decision.invoice)
        for charge in renewed.priced.charges:
            self._of[models.Charge].append(_charge(decision, charge, invoice_id))
        self._add_period(decision)
        self._add_event(
            due,
            EventType.SUBSCRIPTION_RENEWED,
            due.id,
            renews_at=renewed.term_ends_at,
            period_starts_at=renewed.sold.starts_at,
        )

    def write(self) -> None:
        """Write everything; the numbers come last, so that others wait for them least."""
        _execute(_MOVE, self._moved)
        _execute(_CLOSE, self._ended)
        if self._books:
            _execute(_OPEN_BOOKS, self._books)
        for model, columns in _COLUMNS.items():
            rows = self._numbered() if model is models.Invoice else self._of[model]
            if rows:
                copy_rows(model, columns, rows)
        self._tell()

    def _tell(self) -> None:
        """Write who is told of the events."""
        told: list[tuple[Any, ...]] = self._of[models.Event]
        if told:
            deliver(account_ids={row[1] for row in told}, event_ids=[row[0] for row in told])

    def _numbered(self) -> list[Row]:
        """Return the invoices with their numbers, a block of each series in their order."""
        places = take_blocks(Counter(self._series))
        numbered: list[Row] = []
        for series, row in zip(self._series, self._of[models.Invoice], strict=True):
            numbered.append((document_number(series, places[series]), *row))
            places[series] += 1
        return numbered

    # --- the tables of one renewal ----------------------------------------------------------------

    def _add_invoice(self, decision: Decision, invoice: Invoiced) -> UUID:
        due, sums, invoice_id = decision.due, invoice.sums, new_id()
        self._of[models.Invoice].append(_invoice(decision, invoice, invoice_id))
        year = local_date(due.boundary, due.customer.time_zone).year
        self._series.append(series_key(DocumentKind.INVOICE, year))
        lines = enumerate(
            zip(decision.renewed.priced.lines, invoice.taxes_in, strict=True), start=1
        )
        self._of[models.InvoiceLine].extend(
            (*_line(decision, line, place, invoice_id), included)
            for place, (line, included) in lines
        )
        self._post(due, invoice_id, ledger.invoice_issued(subtotal=sums.subtotal, tax=sums.tax))
        if not due.has_open_books:
            zone = due.customer.time_zone
            self._books.append((new_id(), due.account_id, zone, next_closing(due.boundary, zone)))
        self._add_event(
            due,
            EventType.INVOICE_ISSUED,
            invoice_id,
            total=sums.total,
            currency=due.currency,
            kind="renewal",
        )
        self._add_mails(decision, invoice, invoice_id)
        return invoice_id

    def _post(self, due: DueRenewal, source_id: UUID, posting: ledger.Posting) -> None:
        of = (new_id(), due.account_id)
        counts = (due.boundary, local_date(due.boundary, due.customer.time_zone))
        self._of[models.LedgerTransaction].append(
            (*of, due.posted + 1, posting.kind.value, due.currency, source_id, *counts)
        )
        self._of[models.LedgerEntry].extend(
            (new_id(), due.account_id, of[0], entry.account, due.currency, entry.amount)
            for entry in posting.entries
        )

    def _add_mails(self, decision: Decision, invoice: Invoiced, invoice_id: UUID) -> None:
        due, term = decision.due, None
        if not invoice.by_transfer:
            term = RenewedTerm(decision.renewed.term_ends_at, decision.seats)
        total = Money(invoice.sums.total, due.currency)
        template, words = invoice_mail(invoice_id, total, invoice.due_at, term)
        context = msgspec.json.encode(words, enc_hook=str).decode()
        of = (due.id, due.boundary)
        self._of[models.OutboxMessage].extend(
            (new_id(), due.account_id, template, payer.email, payer.language, context, *of)
            for payer in due.payers
        )

    def _add_period(self, decision: Decision) -> None:
        due, sold = decision.due, decision.renewed.sold
        begins_at = max(sold.starts_at, due.covered_until or sold.starts_at)
        if begins_at < sold.ends_at:
            row = (new_id(), due.account_id, due.id, due.id, begins_at, sold.ends_at)
            self._of[models.Period].append(row)

    def _add_event(
        self, due: DueRenewal, event: EventType, subject_id: UUID, **payload: object
    ) -> None:
        told = (event.value, due.boundary, ActorKind.SYSTEM.value, due.id, subject_id)
        text = msgspec.json.encode(payload).decode()
        self._of[models.Event].append((new_id(), due.account_id, *told, text))


def _invoice(decision: Decision, invoice: Invoiced, invoice_id: UUID) -> Row:
    """Return an invoice without its number."""
    due, tax, sums, sold = decision.due, invoice.tax, invoice.sums, decision.renewed.sold
    return (
        invoice_id,
        due.account_id,
        due.id,
        "renewal",
        due.currency,
        sums.subtotal,
        invoice.prices.value,
        tax.rate,
        tax.treatment,
        tax.country or "",
        tax.category or "",
        as_kept(tax.note),
        sums.tax,
        sums.total,
        msgspec.json.encode(invoice.said).decode(),
        sold.starts_at,
        sold.ends_at,
        due.boundary,
        invoice.due_at,
        due.ordered_by,
        True,
        None if invoice.by_transfer else due.boundary,
    )


def _line(decision: Decision, line: Line, place: int, invoice_id: UUID) -> Row:
    """Return a line without the tax that is in it."""
    return (
        new_id(),
        decision.due.account_id,
        invoice_id,
        place,
        line.kind.value,
        None if line.seat_type is None else decision.terms.id_of(line.seat_type),
        line.quantity,
        line.unit_amount,
        line.covers.starts_at,
        line.covers.ends_at,
        line.part.numerator,
        line.part.denominator,
        line.amount,
    )


def _charge(decision: Decision, charge: NewCharge, invoice_id: UUID | None) -> Row:
    due, terms = decision.due, decision.terms
    sold = terms.price_of(charge.price, due.currency, due.interval)
    assert sold is not None
    return (
        new_id(),
        due.account_id,
        due.id,
        due.id,
        None if charge.seat_type is None else terms.id_of(charge.seat_type),
        sold.id,
        invoice_id,
        charge.quantity,
        charge.quantity,
        charge.base_quantity,
        charge.period.starts_at,
        charge.period.ends_at,
        charge.covers.starts_at,
        charge.part.numerator,
        charge.part.denominator,
        charge.amount,
    )


def _execute(statement: str, rows: Sequence[Row]) -> None:
    """Run a statement over rows that are bound column by column."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
