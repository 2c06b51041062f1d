"""Orders that wait for their payment: a newer one takes their place, or they are canceled.

They are canceled when nobody has paid them in time, and before that by whoever withdraws them.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.payment_states import IN_FLIGHT
from curule.core.permissions import Actor, ActorKind
from curule.core.policy import IncreaseCharge
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.data.models import CreditNote, Invoice, Order, Payment, Person, Quote, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.selectors.orders import order_reference
from curule.services._command import Command, run
from curule.services._mailing import buyers
from curule.services.changes import coupons, grants, quoting
from curule.services.invoices import credit_notes

SYSTEM = Actor.system("worker")

REPLACED = "order_replaced"
"""Why an order is canceled whose place a newer one takes."""

WITHDRAWN = "order_withdrawn"
"""Why an order is canceled that the customer wants no more."""

TAKEN_BACK = "order_taken_back"
"""Why an order is canceled that the vendor takes back."""

_MAILS = {"order_canceled", REPLACED, WITHDRAWN, TAKEN_BACK}
"""The reasons of which a mail of the same name tells; of others none does."""


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
    command: Command,
    subscription: Subscription,
    order: Order,
    *,
    reason: str = "order_canceled",
    comment: str = "",
) -> None:
    """Cancel an order that waits for its payment; a credit note voids its invoice.

    What was paid on it becomes account credit, and a coupon counts no more. A first purchase ends
    with it. By default it was not paid in time; a `comment` says more, and its mail repeats it.
    """
    if order.invoice_id is not None:
        invoice = Invoice.objects.select_for_update().get(
            account_id=command.account_id, id=order.invoice_id
        )
        terms = get_plan_terms(subscription.plan_version_id)
        note = credit_notes.credit_whole_invoice(command, invoice, terms, reason=reason)
        if reason in _MAILS:
            _tell(command, subscription, order, note, reason=reason, comment=comment)
    coupons.release(command, order)
    grants.close_order(command, order, "canceled", reason=reason, comment=comment)
    if subscription.status == Status.INCOMPLETE and not _waits(subscription):
        withdrawn = reason in {WITHDRAWN, TAKEN_BACK}
        _end_unbegun(command, subscription, reason="canceled" if withdrawn else "not_paid")


def withdraw_order(
    command: Command, subscription: Subscription, order: Order, *, comment: str = ""
) -> None:
    """Cancel an order that waits as withdrawn: by the customer, or by the vendor if no person acts.

    Whether an attempt to pay it is under way, the caller has asked (`refuse_in_flight`).
    """
    by_customer = command.actor.kind is ActorKind.PERSON
    reason = WITHDRAWN if by_customer else TAKEN_BACK
    cancel_order(command, subscription, order, reason=reason, comment=comment)


def _waits(subscription: Subscription) -> bool:
    return quoting.awaiting_order(subscription) is not None


def _end_unbegun(command: Command, subscription: Subscription, *, reason: str) -> None:
    """End a subscription that was never paid; it can still be ordered anew."""
    subscription.status = Status.ENDED
    subscription.ended_at = command.now
    subscription.end_reason = reason
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.SUBSCRIPTION_ENDED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        reason=reason,
    )


def _tell(
    command: Command,
    subscription: Subscription,
    order: Order,
    note: CreditNote | None,
    *,
    reason: str,
    comment: str,
) -> None:
    has_credit = note is not None and note.to_credit_minor > 0
    credited = Money(note.to_credit_minor, note.currency) if note and has_credit else None
    placed_by = Person.objects.filter(id=order.placed_by).first() if order.placed_by else None
    terms = get_plan_terms(subscription.plan_version_id)
    for person in (placed_by,) if placed_by else buyers(command, terms):
        command.mail(
            reason,
            person.email,
            subscription_id=subscription.id,
            order=order_reference(order.id),
            invoice_id=str(order.invoice_id),
            by=command.actor.name if reason == WITHDRAWN else None,
            reason=comment or None,
            transfer=credited,
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
