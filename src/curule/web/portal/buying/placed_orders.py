"""An order that was placed: its number, what works now and after the payment, how to pay (P22)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from curule.core.localtime import local_date
from curule.core.messages import Count
from curule.core.money import Money
from curule.core.permissions import Action
from curule.core.policy import AssignmentMode
from curule.core.refusals import Refused
from curule.selectors.catalog import get_plan_terms
from curule.selectors.contracts import ContractRow, find_contract
from curule.selectors.orders import (
    OrderRow,
    find_order,
    find_replacing,
    list_methods,
    list_notes_of,
)
from curule.services.payments import payments
from curule.services.payments.transfer_data import transfer_data
from curule.web.answers import lead_to, one_time_key
from curule.web.pages import portal
from curule.web.portal.buying.frame import address, contract_page, told_about
from curule.web.portal.buying.older_quotes import order_numbers
from curule.web.portal.money.confirming import confirmation
from curule.web.portal.seat_words import free_counts, noun_of, type_noun
from curule.web.refusals import Told, status_of
from curule.web.viewers import Request, Viewer


@require_safe
@portal
def order_placed(request: HttpRequest, viewer: Viewer, order_id: UUID) -> HttpResponse:
    """Show an order and what to do next."""
    order, contract = open_order(request, viewer, order_id)
    return _shown(request, viewer, order, contract)


@require_POST
@portal
def pay_order(request: HttpRequest, viewer: Viewer, order_id: UUID) -> HttpResponse:
    """Pay the order's invoice with one of the account's methods."""
    order, contract = open_order(request, viewer, order_id)
    methods = {str(method.id): method.id for method in list_methods(viewer.account_id)}
    try:
        payments.pay(
            actor=viewer.actor,
            account_id=viewer.account_id,
            invoice_id=order.invoice_id,
            method_id=methods.get(request.POST.get("pay", "")),
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        told = told_about(request, viewer, contract, refused.refusal)
        status = status_of(refused.refusal)
        return _shown(request, viewer, order, contract, refused=told, status=status)
    return lead_to("order_placed", viewer.account_id, order_id)


def open_order(
    request: HttpRequest, viewer: Viewer, order_id: UUID
) -> tuple[OrderRow, ContractRow]:
    """Return an order of the account with its subscription, whose noun the page speaks from here.

    Raises Http404 for another account's as for none.
    """
    order = find_order(viewer.account_id, order_id)
    if order is None:
        raise Http404
    contract = find_contract(viewer.account_id, order.subscription_id, viewer.now)
    assert contract is not None
    mine = cast("Request", request)
    mine.reader = replace(mine.reader, noun=noun_of(contract.terms))
    return order, contract


def _shown(
    request: HttpRequest,
    viewer: Viewer,
    order: OrderRow,
    contract: ContractRow,
    *,
    refused: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    binds = contract.terms.policy.assignment.mode is AssignmentMode.REGISTERED_PERSON
    people = "licenses" if binds else "add_people"
    context: dict[str, Any] = {
        "order": order,
        "refused": refused,
        "counts": [
            Count(n, type_noun(contract.terms, name)) for name, n in order.moves.items() if n > 0
        ],
        **_brought_about(request, viewer, order, contract),
        "replaced": find_order(viewer.account_id, order.replaces) if order.replaces else None,
        "replaced_by": find_replacing(viewer.account_id, order)
        if order.status == "canceled"
        else None,
        "free": free_counts(
            contract.terms, {name: row.counts.free for name, row in contract.row.seats.items()}
        ),
        "total": Money(order.total, order.currency) if order.total >= 0 else None,
        "open": Money(order.open, order.currency) if order.open else None,
        **_due(viewer, order, contract),
        "invoice": address(viewer, "invoice", order.invoice_id) if order.invoice_id else None,
        "transfer": transfer_data(order.invoice_number),
        "may_withdraw": order.status == "awaiting_payment"
        and contract.refusal_for(viewer.actor, Action.CANCEL_ORDER) is None,
        "methods": [method for method in list_methods(viewer.account_id) if method.is_saved],
        "assign": address(viewer, people) or address(viewer, "members"),
        "binds": binds,
        **(confirmation(viewer, order.invoice_id) if order.open else {}),
        "term_starts_later": contract.term_ordered_for,
        "starts_on": local_date(contract.term_ordered_for, contract.time_zone)
        if contract.term_ordered_for
        else None,
    }
    return contract_page(
        request, viewer, contract, "portal/buying/order.html", context, status=status
    )


def _due(viewer: Viewer, order: OrderRow, contract: ContractRow) -> dict[str, Any]:
    """Return the day on which an order is to be paid, and whether that is today or has passed."""
    if order.due_at is None:
        return {"due_on": None}
    due_on = local_date(order.due_at, contract.time_zone)
    today = local_date(viewer.now, contract.time_zone)
    return {
        "due_on": due_on,
        "is_due_today": bool(order.open) and due_on == today,
        "is_overdue": bool(order.open) and due_on < today,
    }


def _brought_about(
    request: HttpRequest, viewer: Viewer, order: OrderRow, contract: ContractRow
) -> dict[str, Any]:
    """Return from which number to which, what was paid how, and what fewer seats give back."""
    reader = cast("Request", request).reader

    def amount(minor: int) -> Money | None:
        return Money(minor, order.currency) if minor > 0 else None

    notes = list_notes_of(viewer.account_id, order) if order.total < 0 else ()
    on_notes = sum(note.total for note in notes)
    reduces = any(n < 0 for n in order.moves.values())
    stands = order.status != "canceled"
    return {
        "plans": [get_plan_terms(version).plan_name for version in order.plans],
        "moved": order_numbers(reader, order, contract.terms) if order.kind == "seats" else (),
        "only_fewer": reduces and not any(n > 0 for n in order.moves.values()),
        "credit_used": amount(order.by_credit if stands else 0),
        "charged": amount(order.paid - order.by_credit if stands else 0),
        "given_back": amount(-order.total),
        "notes": [
            (note.number, address(viewer, "invoice", note.invoice_id) if note.invoice_id else None)
            for note in notes
        ],
        "to_open": amount(sum(note.to_open for note in notes)),
        "to_credit": amount(sum(note.to_credit for note in notes)),
        "to_refund": amount(sum(note.to_refund for note in notes)),
        "to_next": amount(-order.total - on_notes),
        "balance": address(viewer, "balance"),
    }
