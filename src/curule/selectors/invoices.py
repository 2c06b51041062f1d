"""The invoices of one account, as those who pay them read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractYear

from curule.core.invoice_states import InvoiceState, invoice_state
from curule.core.localtime import time_zone
from curule.core.messages import Message
from curule.core.payment_states import CONFIRMING, IN_FLIGHT
from curule.core.policy import NamedNoun, SeatNoun
from curule.core.tax import PriceTax
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.money import open_amount, prices_of
from curule.selectors.taxes import kept_note

PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """An invoice in a list; amounts in minor units, `credited` by any credit note."""

    id: UUID
    number: str
    state: InvoiceState
    kind: str
    issued_at: datetime
    due_at: datetime
    currency: str
    total: int
    paid: int
    credited: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTotal:
    """What was invoiced, paid and credited in one year and currency, in minor units."""

    year: int
    currency: str
    number: int
    total: int
    paid: int
    credited: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLineRow:
    """A line: `quantity` × `unit_amount` × `numerator`/`denominator`, rounded once.

    The amount is what the `discount` by the code `coupon` has left of that. Where tax is in it,
    `included_tax` is how much.
    """

    kind: str
    noun: SeatNoun
    seat_type: str
    quantity: int
    unit_amount: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    numerator: int
    denominator: int
    amount: int
    discount: int = 0
    coupon: str = ""
    included_tax: int = 0

    @property
    def is_part(self) -> bool:
        """Whether the line charges only a part of a period."""
        return self.numerator != self.denominator


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePayment:
    """Money on the invoice, or an attempt at it; `failure` is the gateway's word for it."""

    id: UUID
    at: datetime
    method: str
    gateway: str
    status: str
    amount: int
    reference: str
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceCreditNote:
    """A document that took back a part, and where the part went."""

    id: UUID
    number: str
    reason: str
    issued_at: datetime
    total: int
    to_open: int
    to_credit: int
    to_refund: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDetail:
    """An invoice whole.

    `by_credit` is what account credit paid of it, `tax_note` what it must say of its tax; `ordered`
    what the order was that it belongs to, as its quote is called, or empty.
    """

    row: InvoiceRow
    subscription_id: UUID | None
    product: str
    plan: str
    noun: SeatNoun
    raised_by: str
    ordered: str
    is_granted: bool
    prices: PriceTax
    subtotal: int
    tax: int
    tax_rate: Decimal | None
    tax_note: Message | None
    lines: tuple[InvoiceLineRow, ...]
    payments: tuple[InvoicePayment, ...]
    credit_notes: tuple[InvoiceCreditNote, ...]
    by_credit: int
    next_attempt_at: datetime | None

    @property
    def in_flight(self) -> bool:
        """Whether an attempt has no answer yet."""
        return any(payment.status in IN_FLIGHT for payment in self.payments)

    @property
    def confirming(self) -> UUID | None:
        """The payment that waits for the customer at their bank, if one does."""
        waiting = (payment.id for payment in self.payments if payment.status == CONFIRMING)
        return next(waiting, None)


def list_rows(
    account_id: UUID,
    now: datetime,
    *,
    zone: str,
    year: int | None = None,
    state: str = "",
    after: int = 0,
    limit: int | None = PAGE,
) -> tuple[InvoiceRow, ...]:
    """Return the invoices of an account, the newest first, from the `after`-th one on."""
    found = _filtered(account_id, now, zone=zone, year=year, state=state)
    end = None if limit is None else after + limit
    return tuple(_row(row, now) for row in found.order_by("-issued_at", "-id")[after:end])


def count_rows(
    account_id: UUID, now: datetime, *, zone: str, year: int | None = None, state: str = ""
) -> int:
    """Return how many invoices there are under the same filters."""
    return _filtered(account_id, now, zone=zone, year=year, state=state).count()


def numbered(
    account_id: UUID, now: datetime, *, zone: str, year: int | None = None, state: str = ""
) -> QuerySet[models.Invoice]:
    """Return the invoices under the same filters that are papers."""
    return _filtered(account_id, now, zone=zone, year=year, state=state).filter(
        number__isnull=False
    )


def open_rows(account_id: UUID, now: datetime, *, limit: int = 20) -> tuple[InvoiceRow, ...]:
    """Return the invoices still to be paid, what is due first at the top."""
    found = _annotated(account_id).filter(status="open").order_by("due_at", "id")[:limit]
    return tuple(_row(row, now) for row in found)


def year_totals(account_id: UUID, zone: str) -> tuple[YearTotal, ...]:
    """Return the sums per year of issue and currency, the newest year first."""
    is_open = F("total_minor") - F("paid_minor") - F("credited_minor")
    rows = (
        _annotated(account_id)
        .values(year=ExtractYear("issued_at", tzinfo=time_zone(zone)), of_currency=F("currency"))
        .annotate(
            number=Count("id"),
            total=Sum("total_minor"),
            paid=Sum("paid_minor"),
            credited=Sum("credited_all"),
            open=Coalesce(Sum(is_open, filter=Q(status="open")), 0),
        )
        .order_by("-year", "of_currency")
    )
    return tuple(
        YearTotal(
            year=row["year"],
            currency=row["of_currency"],
            number=row["number"],
            total=row["total"],
            paid=row["paid"],
            credited=row["credited"],
            open=row["open"],
        )
        for row in rows
    )


def find_invoice(account_id: UUID, invoice_id: UUID, now: datetime) -> InvoiceDetail | None:
    """Return an invoice with all that belongs to it; None for another account's, as for none."""
    row = _annotated(account_id).filter(id=invoice_id).first()
    if row is None:
        return None
    terms = _terms_of(row)
    payments = _payments(row)
    by_money = sum(payment.applied_minor for payment in payments if payment.status == "succeeded")
    return InvoiceDetail(
        row=_row(row, now),
        subscription_id=row.subscription_id,
        product=terms.product_name if terms else "",
        plan=terms.plan_name if terms else "",
        noun=terms.policy.words.seat_noun if terms else NamedNoun.SEAT,
        raised_by=_email(row.raised_by),
        ordered=_ordered(row),
        is_granted=row.is_granted,
        prices=prices_of(row),
        subtotal=row.subtotal_minor,
        tax=row.tax_minor,
        tax_rate=row.tax_rate,
        tax_note=kept_note(row.tax_note),
        lines=_lines(row, terms),
        payments=tuple(
            InvoicePayment(
                at=payment.settled_at or payment.created_at,
                method=payment.method_name,
                gateway=payment.gateway,
                status=payment.status,
                amount=payment.amount_minor,
                reference=payment.reference,
                failure=payment.failure,
                id=payment.id,
            )
            for payment in payments
        ),
        credit_notes=credit_notes_of(row.account_id, row.id),
        by_credit=max(row.paid_minor - by_money, 0),
        next_attempt_at=row.next_attempt_at if row.status == "open" else None,
    )


def _annotated(account_id: UUID) -> QuerySet[models.Invoice]:
    credited = (
        models.CreditNote.objects.filter(
            account_id=OuterRef("account_id"), invoice_id=OuterRef("id")
        )
        .order_by()
        .values("invoice_id")
        .annotate(sum=Sum("total_minor"))
        .values("sum")
    )
    return models.Invoice.objects.filter(account_id=account_id).annotate(
        credited_all=Coalesce(Subquery(credited), 0)
    )


def _filtered(
    account_id: UUID, now: datetime, *, zone: str, year: int | None, state: str
) -> QuerySet[models.Invoice]:
    found = _annotated(account_id)
    if year is not None:
        found = found.annotate(year=ExtractYear("issued_at", tzinfo=time_zone(zone)))
        found = found.filter(year=year)
    condition = _conditions(now).get(state)
    return found if condition is None else found.filter(condition)


def _conditions(now: datetime) -> Mapping[str, Q]:
    """Return what a state asks of the rows: the same as `invoice_state` says of one."""
    overdue = Q(status="open", is_granted=True, due_at__lte=now)
    is_open = Q(status="open") & ~overdue
    whole = Q(credited_all__gte=F("total_minor"))
    return {
        "unpaid": Q(status="open"),
        InvoiceState.OVERDUE: overdue,
        InvoiceState.PART_PAID: is_open & Q(paid_minor__gt=0),
        InvoiceState.OPEN: is_open & Q(paid_minor=0),
        InvoiceState.PAID: Q(status="paid") & ~whole,
        InvoiceState.CREDITED: Q(status="void", is_granted=True) | Q(status="paid") & whole,
        InvoiceState.CANCELED: Q(status="void", is_granted=False),
        InvoiceState.UNCOLLECTIBLE: Q(status="uncollectible"),
    }


def _row(row: models.Invoice, now: datetime) -> InvoiceRow:
    credited: int = row.credited_all  # type: ignore[attr-defined]
    return InvoiceRow(
        id=row.id,
        number=row.number or "",
        state=invoice_state(
            status=row.status,
            total=row.total_minor,
            paid=row.paid_minor,
            credited=credited,
            due_at=row.due_at,
            is_granted=row.is_granted,
            now=now,
        ),
        kind=row.kind,
        issued_at=row.issued_at,
        due_at=row.due_at,
        currency=row.currency,
        total=row.total_minor,
        paid=row.paid_minor,
        credited=credited,
        open=open_amount(row) if row.status == "open" else 0,
    )


def _terms_of(row: models.Invoice) -> PlanTerms | None:
    if row.subscription_id is None:
        return None
    version_id = (
        models.Subscription.objects.filter(account_id=row.account_id, id=row.subscription_id)
        .values_list("plan_version_id", flat=True)
        .first()
    )
    return None if version_id is None else get_plan_terms(version_id)


def _ordered(row: models.Invoice) -> str:
    of_order = models.Order.objects.filter(account_id=row.account_id, invoice_id=row.id)
    quotes = models.Quote.objects.filter(
        account_id=row.account_id, id__in=of_order.values("quote_id")
    )
    return quotes.values_list("kind", flat=True).first() or ""


def _email(person_id: UUID | None) -> str:
    if person_id is None:
        return ""
    found = models.Person.objects.filter(id=person_id).values_list("email", flat=True).first()
    return found or ""


def _lines(row: models.Invoice, terms: PlanTerms | None) -> tuple[InvoiceLineRow, ...]:
    stored = models.InvoiceLine.objects.filter(account_id=row.account_id, invoice_id=row.id)
    return line_rows(stored.order_by("position"), terms)


def line_rows(
    stored: Iterable[models.InvoiceLine | models.CreditNoteLine], terms: PlanTerms | None
) -> tuple[InvoiceLineRow, ...]:
    """Return stored lines with what their seats are called by the plan or by their own type."""
    listed = list(stored)
    types = models.SeatType.objects.in_bulk(
        [row.seat_type_id for row in listed if row.seat_type_id]
    )
    usual = terms.policy.words.seat_noun if terms else NamedNoun.SEAT
    own = {sold.id: sold.terms.noun for sold in terms.seat_types} if terms else {}
    return tuple(
        InvoiceLineRow(
            kind=row.kind,
            noun=(own.get(row.seat_type_id) if row.seat_type_id else None) or usual,
            seat_type=types[row.seat_type_id].name if row.seat_type_id else "",
            quantity=row.quantity,
            unit_amount=row.unit_amount_minor,
            starts_at=row.period_starts_at,
            ends_at=row.period_ends_at,
            numerator=row.numerator,
            denominator=row.denominator,
            amount=row.amount_minor,
            discount=row.discount_minor,
            coupon=row.coupon_code,
            included_tax=row.included_tax_minor,
        )
        for row in listed
    )


def _payments(row: models.Invoice) -> list[models.Payment]:
    found = models.Payment.objects.filter(account_id=row.account_id, invoice_id=row.id)
    return list(found.order_by("id"))


def credit_notes_of(account_id: UUID, invoice_id: UUID) -> tuple[InvoiceCreditNote, ...]:
    """Return the documents that took back a part of an invoice, the oldest first."""
    found = models.CreditNote.objects.filter(account_id=account_id, invoice_id=invoice_id)
    return tuple(
        InvoiceCreditNote(
            id=note.id,
            number=note.number or "",
            reason=note.reason,
            issued_at=note.issued_at,
            total=note.total_minor,
            to_open=note.to_open_minor,
            to_credit=note.to_credit_minor,
            to_refund=note.to_refund_minor,
        )
        for note in found.order_by("id")
    )
