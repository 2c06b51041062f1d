"""Orders: a quote taken as it stands, or refused because the world has moved.

Placing an order, its invoice and the intent to collect are one transaction; the gateway is called
after it; what was bought is granted when the policy says: at once, or when the money is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from curule.core.changes import Billed, Change, Usable
from curule.core.events import EventType
from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.policy import (
    DecreaseMoney,
    IncreaseCharge,
    OpenReduction,
    PaymentMethodRule,
    RenewalMode,
)
from curule.core.refusals import Refused, RefusalCode, refuse
from curule.core.roles import Role
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
from curule.services import billing, grants, payments, quoting, reductions, refunds
from curule.services._command import Command, Done, run
from curule.services.quoting import SeatsAsked

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


def get_subscription(command: Command, subscription_id: UUID) -> Subscription:
    """Lock and return a subscription. Refuses `not_found`, for another account's as for none."""
    try:
        return grants.lock_subscription(command, subscription_id)
    except Subscription.DoesNotExist:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="subscription")) from None


def subscribe(
    *,
    actor: Actor,
    account_id: UUID,
    plan_version_id: UUID,
    seats: Mapping[str, int],
    currency: str,
    interval: tuple[str, int],
    label: str = "",
    trial_days: int | None = None,
    auto_renew: bool | None = None,
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Buy a new subscription; until its first grant it is `incomplete` (T2)."""

    def body(command: Command) -> OrderResult:
        command.lock_account()
        terms = get_plan_terms(plan_version_id)
        command.require(Action.CHANGE, terms.policy)
        subscription = _new_subscription(command, terms, currency, interval, label, auto_renew)
        co_term = _co_term_end(command, subscription)
        quote = quoting.quote_for_purchase(
            command, subscription, terms, seats, trial_days=trial_days, co_term_ends_at=co_term
        )
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return _ordered(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.subscribe",
        body=body,
        key=key,
        request={"plan": plan_version_id, "seats": dict(seats), "label": label},
    )


def _new_subscription(
    command: Command,
    terms: PlanTerms,
    currency: str,
    interval: tuple[str, int],
    label: str,
    auto_renew: bool | None,
) -> Subscription:
    automatic = terms.policy.renewal.mode is RenewalMode.AUTOMATIC
    if auto_renew and not automatic:
        raise Refused(refuse(RefusalCode.AUTO_RENEW_NOT_OFFERED))
    subscription = Subscription.objects.create(
        account_id=command.account_id,
        product_id=terms.product_id,
        plan_version_id=terms.version_id,
        label=label,
        currency=currency,
        interval_unit=interval[0],
        interval_count=interval[1],
        ordered_by=command.person_id,
        time_zone=command.account.time_zone,
        auto_renew=automatic if auto_renew is None else auto_renew,
        created_at=command.now,
    )
    command.record(
        EventType.SUBSCRIPTION_CREATED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        plan=terms.plan_key,
    )
    return subscription


def _co_term_end(command: Command, subscription: Subscription) -> datetime | None:
    """Return the end of the account's other subscription that a co_term anchor takes."""
    return (
        Subscription.objects.filter(
            account_id=command.account_id,
            interval_unit=subscription.interval_unit,
            interval_count=subscription.interval_count,
            status__in=["active", "past_due", "trialing"],
        )
        .exclude(id=subscription.id)
        .order_by("period_ends_at")
        .values_list("period_ends_at", flat=True)
        .first()
    )


def change_seats(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    totals: Mapping[str, int] | None = None,
    differences: Mapping[str, int] | None = None,
    reduction: OpenReduction | None = None,
    leave: Sequence[str] = (),
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Change the number of seats: quote and order in one (A8, G9, T9)."""
    asked = SeatsAsked(
        totals=totals or {},
        differences=differences or {},
        reduction=reduction,
        leave=tuple(leave),
    )

    def body(command: Command) -> OrderResult:
        command.lock_account()
        subscription = get_subscription(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        command.require(Action.CHANGE, terms.policy)
        reductions.refuse_unknown_leavers(command, subscription, asked.leave)
        make_room(command, subscription)
        quote = quoting.quote_for_seats(command, subscription, asked)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return _ordered(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.change_seats",
        body=body,
        key=key,
        request=asked.terms() | {"subscription": subscription_id, "method": method_id},
    )


def change_plan(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    plan: str,
    seats: Mapping[str, int] | None = None,
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Move to another plan of the same product (T25)."""

    def body(command: Command) -> OrderResult:
        command.lock_account()
        subscription = get_subscription(command, subscription_id)
        command.require(Action.CHANGE, get_plan_terms(subscription.plan_version_id).policy)
        make_room(command, subscription)
        quote = quoting.quote_for_plan(command, subscription, plan, seats)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return _ordered(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.change_plan",
        body=body,
        key=key,
        request={"subscription": subscription_id, "plan": plan, "seats": dict(seats or {})},
    )


def renew(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seats: Mapping[str, int] | None = None,
    leave: Sequence[str] = (),
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Order the next term by hand (R7); it starts when the running one ends.

    Without `seats` the present numbers are ordered again.
    """

    def body(command: Command) -> OrderResult:
        command.lock_account()
        subscription = get_subscription(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        command.require(Action.CHANGE, terms.policy)
        reductions.refuse_unknown_leavers(command, subscription, leave)
        if terms.policy.increase.charge is not IncreaseCharge.OWN_TERM:
            make_room(command, subscription)
        numbers = quoting.present_numbers(subscription, command.now) if seats is None else seats
        quote = quoting.quote_for_renewal(command, subscription, numbers, leave)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return _ordered(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.renew",
        body=body,
        key=key,
        request={"subscription": subscription_id, "seats": seats, "leave": list(leave)},
    )


def accept(
    *,
    actor: Actor,
    account_id: UUID,
    quote_id: UUID,
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Order a stored quote, as it stands.

    Refuses `quote_expired` and `quote_stale`; the world has moved, a new quote is to be asked for.
    """

    def body(command: Command) -> OrderResult:
        command.lock_account()
        quote = Quote.objects.select_for_update().filter(account_id=account_id, id=quote_id).first()
        if quote is None or quote.subscription_id is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="quote"))
        subscription = get_subscription(command, quote.subscription_id)
        policy = get_plan_terms(subscription.plan_version_id).policy
        command.require(Action.ANSWER_QUOTE if quote.is_offer else Action.CHANGE, policy)
        refuse_old_quote(command, quote, subscription)
        make_room(command, subscription)
        return place(command, subscription, quote, method_id=method_id, pays=pays)

    return _ordered(
        account_id=account_id,
        actor=actor,
        now=now,
        name="orders.accept",
        body=body,
        key=key,
        request={"quote": quote_id, "method": method_id},
    )


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
    """Cancel an order that was not paid: its invoice is voided by a credit note of the same amount."""
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
    change = grants.change_of(quote)
    terms = get_plan_terms(subscription.plan_version_id)
    nothing = OrderResult(order_id=None, subscription_id=subscription.id, quote_id=quote.id)
    if not change.has_effect and quote.kind == "seats":
        close_quote(command, quote, "accepted")
        return nothing
    quoting.refuse_without_tax_id(command, change, terms)
    if quote.kind == "plan" and change.usable is Usable.AT_RENEWAL:
        close_quote(command, quote, "accepted")
        grants.schedule_plan_change(command, subscription, quote)
        return nothing
    if not change.lines and not change.moves and quote.kind == "seats":
        close_quote(command, quote, "accepted")
        grants.apply_seats(command, None, subscription, change, None, quote.terms)
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
    method = _method(command, subscription, terms, method_id, quote)
    later = pays_later(terms, pays, method)
    return _settle(command, order, quote, subscription, terms, change, method, later=later)


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
    quote: Quote,
) -> PaymentMethod | None:
    """Return the method that will be charged; another one must be saved first where asked (A11)."""
    if method_id is None:
        return payments.default_method(command.account_id, subscription.method_id)
    method = PaymentMethod.objects.filter(
        account_id=command.account_id, id=method_id, removed_at=None
    ).first()
    if method is None:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
    del quote
    if terms.policy.payment.other_method_saved_first and not method.is_saved:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_NOT_SAVED, method=method.name))
    return method


def _settle(
    command: Command,
    order: Order,
    quote: Quote,
    subscription: Subscription,
    terms: PlanTerms,
    change: Change,
    method: PaymentMethod | None,
    *,
    later: bool,
) -> OrderResult:
    """Issue the order's invoice or credit note, use credit, and grant or collect."""
    invoice = _invoice(command, quote, subscription, terms, change, later=later)
    if invoice is None:
        _credit_negative(command, terms, change)
        grants.grant(command, order, quote, subscription, None)
        return _result(order, granted=True)
    order.invoice_id = invoice.id
    order.save(update_fields=["invoice_id"])
    _remember_method(subscription, method)
    billing.use_credit(command, invoice)
    if open_amount(invoice) == 0:
        grants.grant(command, order, quote, subscription, invoice)
        _confirm(command, order, subscription, terms, quote)
        return _result(order, granted=True)
    if later:
        return _pay_later(command, order, quote, subscription, terms, change, invoice)
    if method is None:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
    payment = payments.start(command, invoice, method)
    _confirm(command, order, subscription, terms, quote)
    return _result(order, payment=payment)


def _invoice(
    command: Command,
    quote: Quote,
    subscription: Subscription,
    terms: PlanTerms,
    change: Change,
    *,
    later: bool,
) -> Invoice | None:
    if change.subtotal <= 0 or change.billed is Billed.NEXT_INVOICE:
        return None
    bill = billing.Bill(
        kind=quote.kind,
        lines=change.lines,
        due_at=billing.due_date(terms.policy, command.now, pays_later=later),
        granted=False,
        starts_at=min(line.covers.starts_at for line in change.lines),
        ends_at=max(line.covers.ends_at for line in change.lines),
        raised_by=command.person_id,
    )
    return billing.issue_invoice(command, subscription, terms, bill)


def _pay_later(
    command: Command,
    order: Order,
    quote: Quote,
    subscription: Subscription,
    terms: PlanTerms,
    change: Change,
    invoice: Invoice,
) -> OrderResult:
    """Grant now what is usable on order; the rest waits until its invoice is paid in full."""
    if change.usable is not Usable.ON_PAYMENT:
        grants.grant(command, order, quote, subscription, invoice)
    _confirm(command, order, subscription, terms, quote)
    return _result(order, granted=change.usable is not Usable.ON_PAYMENT)


def _remember_method(subscription: Subscription, method: PaymentMethod | None) -> None:
    if subscription.method_id is None and method is not None and method.is_saved:
        subscription.method_id = method.id
        subscription.save(update_fields=["method_id"])


def _credit_negative(command: Command, terms: PlanTerms, change: Change) -> None:
    """Issue a change whose total is negative as credit notes with the same lines, sign turned."""
    if change.subtotal >= 0:
        return
    refunds = terms.policy.decrease.money is DecreaseMoney.REFUND_TO_METHOD
    to = DecreaseMoney.REFUND_TO_METHOD if refunds else DecreaseMoney.ACCOUNT_CREDIT
    for invoice_id, lines in quoting.credit_by_invoice(command, change.lines).items():
        assert invoice_id is not None
        invoice = Invoice.objects.select_for_update().get(
            account_id=command.account_id, id=invoice_id
        )
        note = billing.issue_credit_note(command, invoice, lines, terms, reason="change", to=to)
        if note is not None and note.to_refund_minor:
            refunds.start(command, note)


def _confirm(
    command: Command, order: Order, subscription: Subscription, terms: PlanTerms, quote: Quote
) -> None:
    """Mail the confirmation of an order to who placed it (G16)."""
    buyer = command.people_with(*_ordering_roles(command, terms))
    to = [command.actor.name] if command.person_id else [person.email for person in buyer[:1]]
    for address in to:
        command.mail(
            "order_placed",
            address,
            subscription_id=subscription.id,
            order_id=str(order.id),
            quote_id=str(quote.id),
            total=Money(quote.total_minor, quote.currency),
            due_now=Money(quote.due_now_minor, quote.currency),
        )


def _ordering_roles(command: Command, terms: PlanTerms) -> tuple[Role, ...]:
    del command
    return tuple(role for role in Role if role in terms.policy.who.change_roles)


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


def _ordered(
    *,
    account_id: UUID,
    actor: Actor,
    now: datetime,
    name: str,
    body: Callable[[Command], OrderResult],
    key: str | None,
    request: Mapping[str, object],
) -> Done[OrderResult]:
    """Run an ordering command, then collect the payment it started, outside its transaction."""
    done = run(
        account_id=account_id,
        actor=actor,
        now=now,
        name=name,
        result=OrderResult,
        body=body,
        key=key,
        request=request,
    )
    if done.value.payment_id is None:
        return done
    paid = payments.collect(account_id=account_id, payment_id=done.value.payment_id, now=now)
    result = replace(done.value, payment_status=paid.status, granted=paid.status == "succeeded")
    return Done(result, replayed=done.replayed)
