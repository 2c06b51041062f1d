"""From a quote to an order: its invoice, the credit it uses, what it grants or collects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from curule.core.changes import Billed, Usable
from curule.core.events import EventType
from curule.core.invoicing import due_at
from curule.core.policy import PaymentMethodRule
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Invoice, Order, Payment, PaymentMethod, Quote, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.money import open_amount
from curule.services import attempts, payment_methods
from curule.services._command import Command
from curule.services.changes import coupons, grants, plan_moves, quoting
from curule.services.giving_back import give_back
from curule.services.invoices import billing
from curule.services.invoices.bounds import refuse_restlessness
from curule.services.orders._confirmations import Placed, confirm

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


def place(
    command: Command,
    subscription: Subscription,
    quote: Quote,
    *,
    method_id: UUID | None,
    pays: Pays | None,
) -> OrderResult:
    """Turn a quote into an order, inside a command that holds the locks.

    What costs nothing and needs no order is carried out as it stands. Refuses `tax_id_required`,
    `payment_method_required`, `payment_method_not_saved`, `account_parked`, a coupon that
    others used up meanwhile, and `amount_not_carried`.
    """
    change = quoting.change_of(quote)
    terms = get_plan_terms(subscription.plan_version_id)
    quoting.refuse_without_tax_id(command, change)
    refuse_restlessness(command, subscription)
    close_quote(command, quote, "accepted")
    if not change.has_effect and quote.kind == "seats":
        return _without_order(subscription, quote, granted=False)
    if quote.kind == "plan" and change.usable is Usable.AT_RENEWAL:
        plan_moves.schedule_plan_change(command, subscription, quote)
        return _without_order(subscription, quote, granted=False)
    if quote.kind == "seats" and not (change.lines or change.moves):
        granted = grants.Granted(subscription=subscription, terms=terms, change=change, quote=quote)
        grants.apply_seats(command, granted)
        return _without_order(subscription, quote, granted=True)
    method = payment_methods.method_for(command, subscription, terms, method_id)
    order = _write_order(command, subscription, quote)
    if quote.terms.get("coupon"):
        coupons.redeem(command, subscription, order, quote.terms["coupon"])
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


def _without_order(subscription: Subscription, quote: Quote, *, granted: bool) -> OrderResult:
    return OrderResult(
        order_id=None, subscription_id=subscription.id, quote_id=quote.id, granted=granted
    )


def _write_order(command: Command, subscription: Subscription, quote: Quote) -> Order:
    order = Order.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        quote_id=quote.id,
        status="awaiting_payment",
        placed_at=command.now,
        placed_by=command.person_id,
    )
    command.record(EventType.ORDER_PLACED, subject_id=order.id, subscription_id=subscription.id)
    return order


def close_quote(command: Command, quote: Quote, status: str) -> None:
    """Close a quote; one that was answered is never answered again."""
    Quote.objects.filter(account_id=command.account_id, id=quote.id).update(
        status=status, closed_at=command.now
    )


def pays_later(terms: PlanTerms, pays: Pays | None, method: PaymentMethod | None) -> bool:
    """Whether the invoice of an order is paid after it, rather than with it."""
    if not payment_methods.collects(method):
        return True
    if pays is not None:
        return pays == "later"
    return terms.policy.payment.method is PaymentMethodRule.INVOICE


# --- money ----------------------------------------------------------------------------------------


def _settle(command: Command, placed: Placed) -> OrderResult:
    """Issue the order's invoice or credit notes, use credit, and grant or collect."""
    invoice = _invoice(command, placed)
    if invoice is None:
        notes = give_back(
            command,
            placed.subscription,
            placed.terms,
            placed.change,
            reason="change",
            money=placed.terms.policy.decrease.money,
        )
        confirm(command, placed, None, notes)
        return _grant(command, placed, None)
    confirm(command, placed, invoice, ())
    placed.order.invoice_id = invoice.id
    placed.order.save(update_fields=["invoice_id"])
    _remember_method(placed.subscription, placed.method)
    billing.use_credit(command, invoice)
    if open_amount(invoice) == 0:
        return _grant(command, placed, invoice)
    if placed.later:
        waits = placed.waits_for_payment
        return _result(placed.order) if waits else _grant(command, placed, invoice)
    if placed.method is None:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
    attempts.refuse_uncarried(invoice, placed.method)
    return _result(placed.order, payment=attempts.start(command, invoice, placed.method))


def _grant(command: Command, placed: Placed, invoice: Invoice | None) -> OrderResult:
    grants.grant(command, placed.order, placed.quote, placed.subscription, invoice)
    return _result(placed.order, granted=True)


def _invoice(command: Command, placed: Placed) -> Invoice | None:
    """Issue what is due now; what waits for the next invoice, or gives back, has none."""
    change = placed.change
    if change.subtotal <= 0 or change.billed is Billed.NEXT_INVOICE:
        return None
    bill = billing.Bill(
        # A term ordered by hand is a purchase: of renewals there is one per period start (I17).
        kind="purchase" if placed.quote.kind == "renewal" else placed.quote.kind,
        lines=change.lines,
        prices=change.tax_behavior,
        due_at=due_at(
            placed.terms.policy.payment,
            command.now,
            command.account.time_zone,
            pays_later=placed.later,
        ),
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
