"""Orders, the ways to pay for them, and the plans that can be bought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.money import open_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order with its invoice, if it has one; `open` is what is still to be paid, with tax."""

    id: UUID
    subscription_id: UUID
    quote_id: UUID
    status: str
    placed_at: datetime
    placed_by: str
    invoice_id: UUID | None
    invoice_number: str
    total: int
    open: int
    currency: str
    due_at: datetime | None
    moves: Mapping[str, int]
    before: Mapping[str, int]
    """The seats that were in force when it was priced, by seat type; empty where not kept."""
    replaces: UUID | None
    """The order whose place it took."""
    paid: int
    """What was paid on its invoice, by credit or otherwise."""
    by_credit: int
    """What account credit paid of that."""
    failure: str
    kind: str
    """Of the quote: `seats`, `plan`, `purchase`, `renewal` …"""
    plans: tuple[UUID, ...]
    """The plan version before and the one after it; only the latter where that was not kept."""

    @property
    def reference(self) -> str:
        """The order's number for letters and calls: the end of the id."""
        return order_reference(self.id)


def order_reference(order_id: UUID) -> str:
    """Return an order's number for letters and calls: the end of its id."""
    return f"O-{order_id.hex[-8:].upper()}"


def find_order(account_id: UUID, order_id: UUID) -> OrderRow | None:
    """Return an order, or None, for another account's as for none."""
    found = _rows(models.Order.objects.filter(account_id=account_id, id=order_id)[:1])
    return found[0] if found else None


def find_order_of_quote(account_id: UUID, quote_id: UUID) -> UUID | None:
    """Return the order that took a quote, or None."""
    orders = models.Order.objects.filter(account_id=account_id, quote_id=quote_id)
    return orders.values_list("id", flat=True).first()


def find_order_of_invoice(account_id: UUID, invoice_id: UUID) -> UUID | None:
    """Return the order that an invoice was issued for, or None."""
    orders = models.Order.objects.filter(account_id=account_id, invoice_id=invoice_id)
    return orders.values_list("id", flat=True).first()


def find_waiting_order(account_id: UUID, invoice_id: UUID) -> UUID | None:
    """Return the order that waits until an invoice is paid, or None."""
    orders = models.Order.objects.filter(
        account_id=account_id, invoice_id=invoice_id, status="awaiting_payment"
    )
    return orders.values_list("id", flat=True).first()


def list_orders(account_id: UUID, subscription_id: UUID, most: int = 20) -> tuple[OrderRow, ...]:
    """Return the newest orders of a subscription, newest first."""
    rows = models.Order.objects.filter(account_id=account_id, subscription_id=subscription_id)
    return _rows(rows.order_by("-placed_at", "-id")[:most])


def list_orders_after(
    account_id: UUID, subscription_id: UUID, quote_id: UUID, most: int = 5
) -> tuple[OrderRow, ...]:
    """Return the newest orders of a subscription that were placed after a quote was made."""
    rows = models.Order.objects.filter(account_id=account_id, subscription_id=subscription_id)
    # Ids are in the order of making; what happens on a test clock may happen in one instant.
    return _rows(rows.filter(id__gt=quote_id).order_by("-id")[:most])


def find_replacing(account_id: UUID, order: OrderRow) -> OrderRow | None:
    """Return the order that took the place of another, or None."""
    later = list_orders_after(account_id, order.subscription_id, order.quote_id, most=50)
    return next((row for row in later if row.replaces == order.id), None)


def _rows(orders: QuerySet[models.Order]) -> tuple[OrderRow, ...]:
    listed = list(orders)
    invoices = models.Invoice.objects.in_bulk([o.invoice_id for o in listed if o.invoice_id])
    quotes = models.Quote.objects.in_bulk([order.quote_id for order in listed])
    people = models.Person.objects.in_bulk([o.placed_by for o in listed if o.placed_by])
    failures = dict(
        models.Payment.objects.filter(invoice_id__in=list(invoices), status="failed")
        .order_by("id")
        .values_list("invoice_id", "failure")
    )
    by_credit = dict(
        models.CreditEntry.objects.filter(source="invoice", source_id__in=list(invoices))
        .values_list("source_id")
        .annotate(Sum("amount_minor"))
    )
    return tuple(
        _row(
            order,
            quotes[order.quote_id],
            invoices.get(order.invoice_id) if order.invoice_id else None,
            placed_by=people[order.placed_by].email if order.placed_by in people else "",
            failure=failures.get(order.invoice_id, "") if order.invoice_id else "",
            by_credit=-by_credit.get(order.invoice_id, 0),
        )
        for order in listed
    )


def _row(
    order: models.Order,
    quote: models.Quote,
    invoice: models.Invoice | None,
    *,
    placed_by: str,
    failure: str,
    by_credit: int,
) -> OrderRow:
    return OrderRow(
        id=order.id,
        subscription_id=order.subscription_id,
        quote_id=order.quote_id,
        status=order.status,
        placed_at=order.placed_at,
        placed_by=placed_by,
        invoice_id=order.invoice_id,
        invoice_number=(invoice.number or "") if invoice else "",
        total=quote.total_minor,
        open=open_amount(invoice) if invoice and invoice.status == "open" else 0,
        currency=quote.currency,
        due_at=invoice.due_at if invoice else None,
        moves={
            move["seat_type"]: move["add"] - move["remove"]
            for move in quote.change.get("moves", ())
        },
        before=quote.terms.get("before") or {},
        replaces=UUID(quote.terms["replaces"]) if quote.terms.get("replaces") else None,
        paid=invoice.paid_minor if invoice else 0,
        by_credit=by_credit,
        failure=failure,
        kind=quote.kind,
        plans=tuple(
            UUID(quote.terms[name])
            for name in ("plan_before", "plan_version")
            if quote.kind == "plan" and quote.terms.get(name)
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNote:
    """A credit note that an order has brought about, and where its amount went, with tax."""

    number: str
    invoice_id: UUID | None
    total: int
    to_open: int
    to_credit: int
    to_refund: int


def list_notes_of(account_id: UUID, order: OrderRow) -> tuple[OrderNote, ...]:
    """Return what an order of fewer seats has given back on invoices, in the order of issue.

    The notes are written with the order, before anything else is ordered.
    """
    following = models.Order.objects.filter(
        account_id=account_id, subscription_id=order.subscription_id, id__gt=order.id
    )
    notes = models.CreditNote.objects.filter(
        account_id=account_id,
        subscription_id=order.subscription_id,
        reason="change",
        issued_at=order.placed_at,
        id__gt=order.id,
    )
    next_id = following.order_by("id").values_list("id", flat=True).first()
    if next_id is not None:
        notes = notes.filter(id__lt=next_id)
    return tuple(
        OrderNote(
            number=note.number or "",
            invoice_id=note.invoice_id,
            total=note.total_minor,
            to_open=note.to_open_minor,
            to_credit=note.to_credit_minor,
            to_refund=note.to_refund_minor,
        )
        for note in notes.order_by("id")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodRow:
    """A way to pay; `is_saved` whether it may be charged again."""

    id: UUID
    name: str
    gateway: str
    is_saved: bool
    is_default: bool


def list_methods(account_id: UUID) -> tuple[MethodRow, ...]:
    """Return an account's ways to pay, the default one first, then the newest."""
    rows = models.PaymentMethod.objects.filter(account_id=account_id, removed_at=None)
    return tuple(
        MethodRow(
            id=row.id,
            name=row.name,
            gateway=row.gateway,
            is_saved=row.is_saved,
            is_default=row.is_default,
        )
        for row in rows.order_by("-is_default", "-id")
    )


def list_plans(product_id: UUID | None = None) -> tuple[PlanTerms, ...]:
    """Return the newest published version of each plan, of one product or of all, by name."""
    rows = models.PlanVersion.objects.filter(published_at__isnull=False)
    if product_id is not None:
        rows = rows.filter(plan__product_id=product_id)
    newest = dict(rows.order_by("number").values_list("plan_id", "id"))
    plans = [get_plan_terms(version_id) for version_id in newest.values()]
    return tuple(sorted(plans, key=lambda plan: (plan.product_name, plan.plan_name)))


def find_plan(version_id: UUID) -> PlanTerms | None:
    """Return a plan version that can be bought: the newest published one of its plan."""
    return next((plan for plan in list_plans() if plan.version_id == version_id), None)
