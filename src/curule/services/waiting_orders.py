"""Orders that wait for their payment: a newer one takes their place, or they are canceled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.payment_states import IN_FLIGHT
from curule.core.permissions import Actor
from curule.core.policy import IncreaseCharge
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.data.models import Invoice, Order, Payment, Person, Quote, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.selectors.orders import order_reference
from curule.services._command import Command, run
from curule.services._mailing import buyers
from curule.services.changes import coupons, grants, quoting
from curule.services.invoices import credit_notes

SYSTEM = Actor.system("worker")

REPLACED = "order_replaced"
"""Why an order is canceled whose place a newer one takes."""

_MAILS = {"order_canceled": "order_canceled", REPLACED: "order_replaced"}
"""The mail that tells of it, by the reason; of other reasons none does."""


def make_room(command: Command, subscription: Subscription) -> Order | None:
    """Let a new order take the place of one that was never paid; return that one.

    Orders of seats with a term of their own stand beside each other. Refuses `payment_pending`
    while an attempt to pay the old one has no answer.
    """
    waiting = quoting.replaced_order(subscription)
    if waiting is None:
        return None
    if waiting.invoice_id is not None:
        refuse_in_flight(command, waiting.invoice_id)
    cancel_order(command, subscription, waiting, reason=REPLACED)
    return waiting


def refuse_in_flight(command: Command, invoice_id: UUID) -> None:
    """Refuse `payment_pending` while an attempt to pay an invoice has no answer."""
    in_flight = Payment.objects.filter(
        account_id=command.account_id,
        invoice_id=invoice_id,
        status__in=IN_FLIGHT,
    ).first()
    if in_flight:
        amount = Money(in_flight.amount_minor, in_flight.currency)
        ways_out = (WayOut.TRY_AGAIN,)
        raise Refused(refuse(RefusalCode.PAYMENT_PENDING, options=ways_out, amount=amount))


def cancel_order(
    command: Command, subscription: Subscription, order: Order, *, reason: str = "order_canceled"
) -> None:
    """Cancel an order that waits for its payment; a credit note voids its invoice.

    What was paid on it becomes account credit, and a coupon counts no more. A first purchase ends
    with it. By default it was not paid in time.
    """
    if order.invoice_id is not None:
        invoice = Invoice.objects.select_for_update().get(
            account_id=command.account_id, id=order.invoice_id
        )
        terms = get_plan_terms(subscription.plan_version_id)
        credit_notes.credit_whole_invoice(command, invoice, terms, reason=reason)
        if reason in _MAILS:
            _tell(command, subscription, order, _MAILS[reason])
    coupons.release(command, order)
    grants.close_order(command, order, "canceled", reason=reason)
    if subscription.status == Status.INCOMPLETE and not _waits(subscription):
        _end_unbegun(command, subscription)


def _waits(subscription: Subscription) -> bool:
    return quoting.awaiting_order(subscription) is not None


def _end_unbegun(command: Command, subscription: Subscription) -> None:
    """End a subscription that was never paid; it can still be ordered anew."""
    subscription.status = Status.ENDED
    subscription.ended_at = command.now
    subscription.end_reason = "not_paid"
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.SUBSCRIPTION_ENDED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        reason="not_paid",
    )


def _tell(command: Command, subscription: Subscription, order: Order, template: str) -> None:
    placed_by = Person.objects.filter(id=order.placed_by).first() if order.placed_by else None
    terms = get_plan_terms(subscription.plan_version_id)
    for person in (placed_by,) if placed_by else buyers(command, terms):
        command.mail(
            template,
            person.email,
            subscription_id=subscription.id,
            order=order_reference(order.id),
            invoice_id=str(order.invoice_id),
        )


def cancel_with_subscription(command: Command, subscription: Subscription) -> None:
    """Cancel what waits to be added to a subscription that ends; a new term may still be paid."""
    policy = get_plan_terms(subscription.plan_version_id).policy
    if policy.increase.charge is IncreaseCharge.OWN_TERM:
        return
    waiting = quoting.awaiting_order(subscription)
    if waiting is None:
        return
    kind = Quote.objects.values_list("kind", flat=True).get(
        account_id=command.account_id, id=waiting.quote_id
    )
    if kind in {"seats", "plan"}:
        cancel_order(command, subscription, waiting)


def cancel_unpaid(*, account_id: UUID, order_id: UUID, now: datetime) -> None:
    """Cancel an order whose invoice was not paid in time, once."""

    def body(command: Command) -> bool:
        command.lock_account()
        order = Order.objects.get(account_id=account_id, id=order_id)
        subscription = command.lock_subscription(order.subscription_id)
        order.refresh_from_db()
        if order.status != "awaiting_payment":
            return False
        cancel_order(command, subscription, order)
        return True

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="orders.cancel_unpaid",
        result=bool,
        body=body,
    )
