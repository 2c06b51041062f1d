"""From a quote to an order: its invoice, the credit it uses, what it grants or collects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from curule.core.changes import Billed, Change, Usable
from curule.core.events import EventType
from curule.core.money import Money
from curule.core.policy import (
    DecreaseMoney,
    IncreaseCharge,
    PaymentMethodRule,
)
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import (
    Invoice,
    Order,
    Payment,
    PaymentMethod,
    Quote,
    Subscription,
)
from curule.gateways.payments.registry import gateway
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.money import open_amount
from curule.services import billing, grants, payments, plan_moves, quoting, refunds
from curule.services._command import Command

Pays = Literal["now", "later"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderResult:
    """What an order brought about so far.

    `payment_id` is the attempt that was started for it; `granted` whether what was ordered exists.
    """

    order_id: UUID | None
    subscription_id: UUID
    quote_id: UUID
    invoice_id: UUID | None = None
    payment_id: UUID | None = None
    payment_status: str = ""
    granted: bool = False


def refuse_old_quote(command: Command, quote: Quote, subscription: Subscription) -> None:
    """Refuse a quote that has expired, was answered, or was made for another state of things."""
    if quote.status == "expired" or (quote.expires_at and command.now >= quote.expires_at):
        raise Refused(refuse(RefusalCode.QUOTE_EXPIRED, expired_at=quote.expires_at))
    if quote.status != "open":
        raise Refused(refuse(RefusalCode.QUOTE_NOT_OPEN))
    if quote.subscription_version != subscription.version:
        raise Refused(refuse(RefusalCode.QUOTE_STALE))


def make_room(command: Command, subscription: Subscription) -> None:
    """Let a new order take the place of one that was never paid.

    Refuses `payment_pending` while an attempt to pay the old one has no answer.
    """
    waiting = quoting.awaiting_order(subscription)
    terms = get_plan_terms(subscription.plan_version_id)
    by_invoice = terms.policy.payment.method is PaymentMethodRule.INVOICE
    if waiting is None or subscription.status == "incomplete":
        return
    if by_invoice and terms.policy.increase.charge is IncreaseCharge.OWN_TERM:
        return
    in_flight = Payment.objects.filter(
        account_id=command.account_id,
        invoice_id=waiting.invoice_id,
        status__in=["pending", "unknown"],
    ).first()
    if in_flight:
        amount = Money(in_flight.amount_minor, in_flight.currency)
        raise Refused(refuse(RefusalCode.PAYMENT_PENDING, amount=amount))
    cancel_waiting(command, waiting)


def cancel_waiting(command: Command, order: Order) -> None:
    """Cancel an order that was not paid; a credit note of the same amount voids its invoice."""
    if order.invoice_id is not None:
        subscription = Subscription.objects.get(
            account_id=command.account_id, id=order.subscription_id
        )
        invoice = Invoice.objects.get(account_id=command.account_id, id=order.invoice_id)
        terms = get_plan_terms(subscription.plan_version_id)
        billing.credit_whole_invoice(command, invoice, terms, reason="order_canceled")
    grants.close_order(command, order, "canceled")


def place(
    command: Command,
    subscription: Subscription,
    quote: Quote,
    *,
    method_id: UUID | None,
    pays: Pays | None,
) -> OrderResult:
    """Turn a quote into an order, inside a command that holds the locks."""
    change = quoting.change_of(quote)
    terms = get_plan_terms(subscription.plan_version_id)
    nothing = OrderResult(order_id=None, subscription_id=subscription.id, quote_id=quote.id)
    if not change.has_effect and quote.kind == "seats":
        close_quote(command, quote, "accepted")
        return nothing
    quoting.refuse_without_tax_id(command, change, terms)
    if quote.kind == "plan" and change.usable is Usable.AT_RENEWAL:
        close_quote(command, quote, "accepted")
        plan_moves.schedule_plan_change(command, subscription, quote)
        return nothing
    if not change.lines and not change.moves and quote.kind == "seats":
        close_quote(command, quote, "accepted")
        grants.apply_seats(
            command,
            grants.Granted(
                subscription=subscription, terms=terms, change=change, asked=quote.terms
            ),
        )
        return OrderResult(
            order_id=None, subscription_id=subscription.id, quote_id=quote.id, granted=True
        )
    close_quote(command, quote, "accepted")
    order = Order.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        quote_id=quote.id,
        status="awaiting_payment",
        placed_at=command.now,
        placed_by=command.person_id,
    )
    command.record(EventType.ORDER_PLACED, subject_id=order.id, subscription_id=subscription.id)
    method = _method(command, subscription, terms, method_id)
    placed = Placed(
        order=order,
        quote=quote,
        subscription=subscription,
        terms=terms,
        change=change,
        method=method,
        later=pays_later(terms, pays, method),
    )
    return _settle(command, placed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An order that was just placed; `later` is whether it is paid after it, not with it."""

    order: Order
    quote: Quote
    subscription: Subscription
    terms: PlanTerms
    change: Change
    method: PaymentMethod | None
    later: bool

    @property
    def waits_for_payment(self) -> bool:
        """Whether nothing of it exists before its invoice is paid in full."""
        return self.change.usable is Usable.ON_PAYMENT


def close_quote(command: Command, quote: Quote, status: str) -> None:
    """Close a quote; one that was answered is never answered again."""
    Quote.objects.filter(account_id=command.account_id, id=quote.id).update(
        status=status, closed_at=command.now
    )


def pays_later(terms: PlanTerms, pays: Pays | None, method: PaymentMethod | None) -> bool:
    """Whether the invoice of an order is paid after it, rather than with it."""
    if pays is not None:
        return pays == "later"
    if terms.policy.payment.method is PaymentMethodRule.INVOICE:
        return True
    return method is not None and not gateway(method.gateway).collects


def _method(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    method_id: UUID | None,
) -> PaymentMethod | None:
    """Return the method that will be charged; another one must be saved first where asked (A11)."""
    if method_id is None:
        return payments.default_method(command.account_id, subscription.method_id)
    method = PaymentMethod.objects.filter(
        account_id=command.account_id, id=method_id, removed_at=None
    ).first()
    if method is None:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
    if terms.policy.payment.other_method_saved_first and not method.is_saved:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_NOT_SAVED, method=method.name))
    return method


def _settle(command: Command, placed: Placed) -> OrderResult:
    """Issue the order's invoice or credit note, use credit, and grant or collect."""
    invoice = _invoice(command, placed)
    if invoice is None:
        _credit_negative(command, placed.terms, placed.change)
        return _grant(command, placed, None)
    placed.order.invoice_id = invoice.id
    placed.order.save(update_fields=["invoice_id"])
    _remember_method(placed.subscription, placed.method)
    billing.use_credit(command, invoice)
    _confirm(command, placed)
    if open_amount(invoice) == 0:
        return _grant(command, placed, invoice)
    if placed.later:
        waits = placed.waits_for_payment
        return _result(placed.order) if waits else _grant(command, placed, invoice)
    if placed.method is None:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
    return _result(placed.order, payment=payments.start(command, invoice, placed.method))


def _grant(command: Command, placed: Placed, invoice: Invoice | None) -> OrderResult:
    grants.grant(command, placed.order, placed.quote, placed.subscription, invoice)
    return _result(placed.order, granted=True)


def _invoice(command: Command, placed: Placed) -> Invoice | None:
    change = placed.change
    if change.subtotal <= 0 or change.billed is Billed.NEXT_INVOICE:
        return None
    policy = placed.terms.policy
    bill = billing.Bill(
        kind=placed.quote.kind,
        lines=change.lines,
        due_at=billing.due_date(policy, command.now, pays_later=placed.later),
        granted=False,
        starts_at=min(line.covers.starts_at for line in change.lines),
        ends_at=max(line.covers.ends_at for line in change.lines),
        raised_by=command.person_id,
    )
    return billing.issue_invoice(command, placed.subscription, placed.terms, bill)


def _remember_method(subscription: Subscription, method: PaymentMethod | None) -> None:
    if subscription.method_id is None and method is not None and method.is_saved:
        subscription.method_id = method.id
        subscription.save(update_fields=["method_id"])


def _credit_negative(command: Command, terms: PlanTerms, change: Change) -> None:
    """Issue a change whose total is negative as credit notes with the same lines, sign turned."""
    if change.subtotal >= 0:
        return
    goes_back = terms.policy.decrease.money is DecreaseMoney.REFUND_TO_METHOD
    to = DecreaseMoney.REFUND_TO_METHOD if goes_back else DecreaseMoney.ACCOUNT_CREDIT
    for invoice_id, lines in quoting.credit_by_invoice(command, change.lines).items():
        assert invoice_id is not None
        invoice = Invoice.objects.select_for_update().get(
            account_id=command.account_id, id=invoice_id
        )
        note = billing.issue_credit_note(command, invoice, lines, terms, reason="change", to=to)
        if note is not None and note.to_refund_minor:
            refunds.start(command, note)


def _confirm(command: Command, placed: Placed) -> None:
    """Mail the confirmation of an order to who placed it (G16)."""
    if command.person_id:
        address = command.actor.name
    else:
        buyers = command.people_with(*sorted(placed.terms.policy.who.change_roles))
        if not buyers:
            return
        address = buyers[0].email
    quote = placed.quote
    command.mail(
        "order_placed",
        address,
        subscription_id=placed.subscription.id,
        plan=placed.terms.plan_name,
        total=Money(quote.total_minor, quote.currency),
        due_now=Money(quote.due_now_minor, quote.currency),
    )


def _result(order: Order, *, payment: Payment | None = None, granted: bool = False) -> OrderResult:
    return OrderResult(
        order_id=order.id,
        subscription_id=order.subscription_id,
        quote_id=order.quote_id,
        invoice_id=order.invoice_id,
        payment_id=payment.id if payment else None,
        payment_status=payment.status if payment else "",
        granted=granted,
    )
