"""Invoices, payments, orders and quotes across accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet

from curule.core.money import Money
from curule.data import models
from curule.selectors.catalog import get_plan_terms
from curule.selectors.console.disputes import disputes_to_book, open_disputes
from curule.selectors.console.home import expires_soon, failed_lately
from curule.selectors.console.paging import Page, of_one, page_of
from curule.selectors.console.time_there import time_there
from curule.selectors.money import open_amount

INVOICE_STATES = ("open", "overdue", "paid", "void", "uncollectible")
PAYMENT_STATES = (
    "succeeded",
    "failed",
    "unknown",
    "confirming",
    "pending",
    "reversed",
    "disputed",
    "dispute_lost",
)
ORDER_STATES = ("awaiting_payment", "completed", "canceled")
QUOTE_STATES = ("requested", "open", "expiring", "accepted", "declined", "expired", "superseded")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """An invoice in a list; `age` is how long it has been due, negative before that."""

    id: UUID
    account_id: UUID
    account: str
    time_zone: str
    subscription_id: UUID | None
    number: str
    kind: str
    state: str
    total: Money
    open: Money
    issued_at: datetime
    due_at: datetime
    age: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """A payment in a list: what came, how much of it is on its invoice, what went wrong."""

    id: UUID
    account_id: UUID
    account: str
    time_zone: str
    invoice_id: UUID | None
    invoice: str
    method: str
    state: str
    amount: Money
    applied: Money
    taken_back: Money
    paid_on: date | None
    reference: str
    failure: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An order in a list, with its invoice if it has one."""

    id: UUID
    account_id: UUID
    account: str
    subscription_id: UUID
    plan: str
    kind: str
    state: str
    due_now: Money
    invoice_id: UUID | None
    invoice: str
    placed_at: datetime
    placed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """A quote in a list; of one that is only asked for no price is known."""

    id: UUID
    account_id: UUID
    account: str
    subscription_id: UUID | None
    plan: str
    state: str
    is_offer: bool
    seats: tuple[tuple[str, int], ...]
    due_now: Money | None
    created_at: datetime
    expires_at: datetime | None


def list_invoice_lines(
    now: datetime,
    *,
    account_id: UUID | None = None,
    subscription_id: UUID | None = None,
    state: str = "",
    search: str = "",
    number: int = 1,
) -> Page[InvoiceLine]:
    """Return a page of invoices, the newest first; what is open, the oldest due first."""
    found = _invoices(now).order_by("-issued_at", "-id")
    found = of_one(found, account_id=account_id, subscription_id=subscription_id)
    if search:
        found = found.filter(number__icontains=search.strip())
    if state == "overdue":
        found = found.filter(status="open", due_at__lte=F("there")).order_by("due_at", "id")
    elif state == "open":
        found = found.filter(status="open").order_by("due_at", "id")
    elif state in INVOICE_STATES:
        found = found.filter(status=state)
    return page_of(found, number, lambda listed: [invoice_line(row) for row in listed])


def find_invoice_line(account_id: UUID, invoice_id: UUID, now: datetime) -> InvoiceLine | None:
    """Return one invoice, or None."""
    row = _invoices(now).filter(account_id=account_id, id=invoice_id).first()
    return None if row is None else invoice_line(row)


def open_invoices(now: datetime) -> QuerySet[models.Invoice]:
    """Return the query of all open invoices, the oldest due first."""
    return _invoices(now).filter(status="open").order_by("due_at", "id")


def _invoices(now: datetime) -> QuerySet[models.Invoice]:
    there = time_there(now)
    age = ExpressionWrapper(there - F("due_at"), output_field=DurationField())
    return models.Invoice.objects.select_related("account").annotate(there=there, age=age)


def invoice_line(row: models.Invoice) -> InvoiceLine:
    """Return an annotated invoice as a row."""
    age: timedelta = row.age  # type: ignore[attr-defined]
    late = row.status == "open" and age >= timedelta()
    return InvoiceLine(
        id=row.id,
        account_id=row.account_id,
        account=row.account.name,
        time_zone=row.account.time_zone,
        subscription_id=row.subscription_id,
        number=row.number or "",
        kind=row.kind,
        state="overdue" if late else row.status,
        total=Money(row.total_minor, row.currency),
        open=Money(open_amount(row) if row.status == "open" else 0, row.currency),
        issued_at=row.issued_at,
        due_at=row.due_at,
        age=age,
    )


def list_payment_lines(
    now: datetime,
    *,
    account_id: UUID | None = None,
    state: str = "",
    number: int = 1,
) -> Page[PaymentLine]:
    """Return a page of payments, the newest first; of failed ones those of the last month."""
    found = models.Payment.objects.select_related("account").order_by("-created_at", "-id")
    found = of_one(found, account_id=account_id)
    if state == "disputed":
        found = found.filter(id__in=open_disputes().values("payment_id"))
    elif state == "dispute_lost":
        found = found.filter(id__in=disputes_to_book().values("payment_id"))
    elif state in PAYMENT_STATES:
        found = found.filter(status=state)
    if state == "failed":
        found = found.alias(there=time_there(now)).filter(failed_lately())
    return page_of(found, number, _payment_lines)


def find_payment_line(account_id: UUID, payment_id: UUID) -> PaymentLine | None:
    """Return one payment, or None."""
    found = models.Payment.objects.select_related("account")
    rows = _payment_lines(list(found.filter(account_id=account_id, id=payment_id)))
    return rows[0] if rows else None


def find_transfers(
    amount: Money, among: Collection[UUID] | None = None, *, most: int = 10
) -> tuple[PaymentLine, ...]:
    """Return the bank transfers of an amount that stand, all or `among` some, the newest first."""
    found = models.Payment.objects.select_related("account").filter(
        gateway="bank_transfer",
        status="succeeded",
        amount_minor=amount.amount_minor,
        currency=amount.currency,
    )
    if among is not None:
        found = found.filter(id__in=among)
    return tuple(_payment_lines(list(found.order_by("-created_at", "-id")[:most])))


def is_recorded(statement: str) -> bool:
    """Return whether a transfer with this very line of a bank statement is kept already."""
    return models.Payment.objects.filter(gateway="bank_transfer", reference=statement).exists()


def list_payments_of(account_id: UUID, invoice_id: UUID) -> tuple[PaymentLine, ...]:
    """Return the payments on an invoice, the oldest first."""
    found = models.Payment.objects.select_related("account").order_by("created_at", "id")
    return tuple(_payment_lines(list(found.filter(account_id=account_id, invoice_id=invoice_id))))


def _payment_lines(listed: list[models.Payment]) -> list[PaymentLine]:
    numbers = _numbers(row.invoice_id for row in listed)
    return [
        PaymentLine(
            id=row.id,
            account_id=row.account_id,
            account=row.account.name,
            time_zone=row.account.time_zone,
            invoice_id=row.invoice_id,
            invoice=numbers.get(row.invoice_id, "") if row.invoice_id else "",
            method=row.method_name or row.gateway,
            state=row.status,
            amount=Money(row.amount_minor, row.currency),
            applied=Money(row.applied_minor, row.currency),
            taken_back=Money(row.taken_back_minor, row.currency),
            paid_on=row.paid_on,
            reference=row.reference,
            failure=row.failure,
            at=row.settled_at or row.created_at,
        )
        for row in listed
    ]


def _numbers(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    known = {each for each in ids if each}
    rows = models.Invoice.objects.filter(id__in=known).values_list("id", "number")
    return {key: number or "" for key, number in rows}


def list_order_lines(
    *,
    account_id: UUID | None = None,
    subscription_id: UUID | None = None,
    state: str = "",
    number: int = 1,
) -> Page[OrderLine]:
    """Return a page of orders, the newest first."""
    found = models.Order.objects.select_related("account").order_by("-placed_at", "-id")
    found = of_one(found, account_id=account_id, subscription_id=subscription_id)
    if state in ORDER_STATES:
        found = found.filter(status=state)
    return page_of(found, number, _order_lines)


def _order_lines(listed: list[models.Order]) -> list[OrderLine]:
    quotes = models.Quote.objects.in_bulk([row.quote_id for row in listed])
    plans = _plans({row.subscription_id for row in listed})
    numbers = _numbers(row.invoice_id for row in listed)
    people = models.Person.objects.in_bulk([row.placed_by for row in listed if row.placed_by])
    return [
        OrderLine(
            id=row.id,
            account_id=row.account_id,
            account=row.account.name,
            subscription_id=row.subscription_id,
            plan=plans[row.subscription_id],
            kind=quotes[row.quote_id].kind,
            state=row.status,
            due_now=Money(quotes[row.quote_id].due_now_minor, quotes[row.quote_id].currency),
            invoice_id=row.invoice_id,
            invoice=numbers.get(row.invoice_id, "") if row.invoice_id else "",
            placed_at=row.placed_at,
            placed_by=people[row.placed_by].email if row.placed_by in people else "",
        )
        for row in listed
    ]


def list_quote_lines(
    now: datetime,
    *,
    account_id: UUID | None = None,
    subscription_id: UUID | None = None,
    state: str = "",
    number: int = 1,
) -> Page[QuoteLine]:
    """Return a page of what customers asked for and what was offered them, the newest first."""
    found = models.Quote.objects.select_related("account").order_by("-created_at", "-id")
    found = found.filter(is_offer=True) | found.filter(status="requested")
    found = of_one(found, account_id=account_id, subscription_id=subscription_id)
    if state == "expiring":
        found = found.alias(there=time_there(now)).filter(expires_soon())
    elif state in QUOTE_STATES:
        found = found.filter(status=state)
    return page_of(found, number, _quote_lines)


def _quote_lines(listed: list[models.Quote]) -> list[QuoteLine]:
    plans = _plans({row.subscription_id for row in listed if row.subscription_id})
    return [
        QuoteLine(
            id=row.id,
            account_id=row.account_id,
            account=row.account.name,
            subscription_id=row.subscription_id,
            plan=plans.get(row.subscription_id, "") if row.subscription_id else "",
            state=row.status,
            is_offer=row.is_offer,
            seats=tuple(sorted(_asked(row).items())),
            due_now=Money(row.due_now_minor, row.currency) if row.status != "requested" else None,
            created_at=row.created_at,
            expires_at=row.expires_at,
        )
        for row in listed
    ]


def _asked(row: models.Quote) -> dict[str, int]:
    asked = row.terms.get("totals") or row.terms.get("seats") or {}
    return {str(name): int(number) for name, number in asked.items()}


def _plans(subscription_ids: Collection[UUID]) -> dict[UUID, str]:
    rows = models.Subscription.objects.filter(id__in=subscription_ids)
    names = {}
    for subscription_id, version_id in rows.values_list("id", "plan_version_id"):
        terms = get_plan_terms(version_id)
        names[subscription_id] = f"{terms.product_name} · {terms.plan_name}"
    return names
