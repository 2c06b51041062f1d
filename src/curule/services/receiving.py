"""Money that has arrived: on its invoice, and what it brings about there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core import ledger
from curule.core.changes import Change
from curule.core.claim_days import paid_on
from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.localtime import local_date
from curule.core.money import Money
from curule.core.permissions import Actor
from curule.core.policy import IncreaseCharge, PaymentMethodRule
from curule.core.refusals import Refused
from curule.data.models import (
    Charge,
    Invoice,
    NextTerm,
    Order,
    Payment,
    Person,
    Quote,
    Subscription,
)
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.claims import claim_moves
from curule.selectors.money import open_amount
from curule.services import waiting_orders
from curule.services._command import Command, run
from curule.services._lateness import lock_for_payment
from curule.services._mailing import buyers, counts, payers, tell_credit_added
from curule.services.changes import grants, quoting
from curule.services.invoices import billing
from curule.services.recovering import recover

NEW_QUOTE_DAYS = 30
"""How long the new quote stands that is offered when a payment came too late."""


def receive(command: Command, payment: Payment, invoice: Invoice | None) -> None:
    """Post money that arrived: on the invoice first; what is over becomes account credit."""
    over = payment.amount_minor - payment.applied_minor
    _post(command, payment, invoice)
    if over:
        billing.add_credit(
            command, payment.currency, over, source="overpayment", source_id=payment.id
        )
    command.record(
        EventType.PAYMENT_SUCCEEDED,
        subject_id=payment.id,
        subscription_id=invoice.subscription_id if invoice else None,
        amount=payment.amount_minor,
        currency=payment.currency,
    )
    if invoice is not None and payment.applied_minor:
        billing.apply_to_invoice(command, invoice, paid=payment.applied_minor)
        if not _is_said_otherwise(command, payment, invoice):
            _tell_received(command, payment, invoice)
        if invoice.status == "paid":
            on_invoice_paid(command, invoice)
    if over:
        tell_credit_added(
            command,
            Money(over, payment.currency),
            paid=Money(payment.amount_minor, payment.currency),
        )


def _post(command: Command, payment: Payment, invoice: Invoice | None) -> None:
    """Post what came on the day of the bank, where that is known.

    What came before its invoice claimed it was the customer's credit until then.
    """
    applied = payment.applied_minor
    came_on = payment.paid_on and command.open_on(payment.paid_on)
    claimed_on = came_on
    if came_on is not None and invoice is not None and applied:
        today = local_date(command.dated_at, command.account.time_zone)
        claimed_on = min(paid_on(claim_moves(invoice), applied, came_on) or today, today)
    is_early = claimed_on != came_on
    billing.post(
        command,
        ledger.payment_received(
            gateway=payment.gateway,
            amount=payment.amount_minor,
            on_invoice=0 if is_early else applied,
        ),
        currency=payment.currency,
        source_id=payment.id,
        booked_on=payment.paid_on,
    )
    if invoice is not None and is_early:
        billing.post(
            command,
            ledger.credit_used(amount=applied),
            currency=payment.currency,
            source_id=invoice.id,
            booked_on=claimed_on,
        )


def _is_said_otherwise(command: Command, payment: Payment, invoice: Invoice) -> bool:
    """Whether another mail tells of the money: an order's confirmation, or what it has issued."""
    order = _waiting_order(command, invoice)
    if order is None:
        return False
    paid_with_it = payment.method_id is not None
    return paid_with_it or (invoice.status == "paid" and _issues_on_payment(command, order))


def _waiting_order(command: Command, invoice: Invoice) -> Order | None:
    return Order.objects.filter(
        account_id=command.account_id, invoice_id=invoice.id, status="awaiting_payment"
    ).first()


def _issues_on_payment(command: Command, order: Order) -> bool:
    """Whether who raised the invoice is told what the recorded payment has issued (R4)."""
    version_id = Subscription.objects.values_list("plan_version_id", flat=True).get(
        account_id=command.account_id, id=order.subscription_id
    )
    rule = get_plan_terms(version_id).policy.payment.method
    return rule is PaymentMethodRule.INVOICE and order.placed_by is not None


def _tell_received(command: Command, payment: Payment, invoice: Invoice) -> None:
    """Mail that money has arrived, and what is still open."""
    still_open = open_amount(invoice)
    words = {"open": Money(still_open, invoice.currency)} if still_open else {}
    for person in payers(command):
        command.mail(
            "payment_received",
            person.email,
            subscription_id=invoice.subscription_id,
            invoice_id=str(invoice.id),
            invitation_id=None,
            amount=Money(payment.amount_minor, payment.currency),
            **words,
        )


def on_invoice_paid(command: Command, invoice: Invoice) -> None:
    """Grant the order that waited for this invoice, and lift what its being unpaid had caused."""
    if invoice.subscription_id is None:
        return
    subscription = lock_for_payment(command, invoice.subscription_id)
    order = _waiting_order(command, invoice)
    if order is None:
        recover(command, subscription)
        return
    quote = Quote.objects.get(account_id=command.account_id, id=order.quote_id)
    if comes_too_late(command, quote, subscription):
        waiting_orders.cancel_order(command, subscription, order, reason="too_late")
        _offer_again(command, quote, subscription)
        return
    grants.grant(command, order, quote, subscription, invoice)
    _tell_raiser(command, order, quote, invoice)


def _tell_raiser(command: Command, order: Order, quote: Quote, invoice: Invoice) -> None:
    """Mail that the payment was recorded and what it gave, to who raised the invoice (R4)."""
    if not _issues_on_payment(command, order):
        return
    assert order.placed_by is not None
    raiser = Person.objects.get(id=order.placed_by)
    subscription = Subscription.objects.get(account_id=command.account_id, id=order.subscription_id)
    terms = get_plan_terms(subscription.plan_version_id)
    change = quoting.change_of(quote)
    if not NextTerm.objects.filter(account_id=command.account_id, order_id=order.id).exists():
        change = grants.moved_to_now(change, subscription, command.now)
    term = change.first_period
    command.mail(
        "licenses_issued",
        raiser.email,
        subscription_id=subscription.id,
        invoice_id=str(invoice.id),
        seats=counts(terms, {move.seat_type: move.add for move in change.moves if move.add}),
        starts_at=term.starts_at if term else command.now,
        ends_at=change.term_ends_at or (term.ends_at if term else subscription.term_ends_at),
    )


# --- too late -------------------------------------------------------------------------------------


def comes_too_late(command: Command, quote: Quote, subscription: Subscription) -> bool:
    """Whether what was priced is over: its period has ended, or what it was to change is gone."""
    change = quoting.change_of(quote)
    terms = get_plan_terms(subscription.plan_version_id)
    own_term = terms.policy.increase.charge is IncreaseCharge.OWN_TERM
    adds_to_running = quote.kind in {"seats", "plan"} and not own_term
    if adds_to_running and subscription.status == Status.ENDED:
        return True
    if adds_to_running and _replaces_what_is_over(command, change):
        return True
    moved = grants.moved_to_now(change, subscription, command.now)
    ends = [charge.period.ends_at for charge in moved.charges]
    if moved.first_period is not None:
        ends.append(moved.first_period.ends_at)
    return bool(ends) and max(ends) <= command.now


def _replaces_what_is_over(command: Command, change: Change) -> bool:
    """Whether charges that were to be given back have been used up by a renewal meanwhile."""
    ids = [moved.charge for moved in change.credited]
    return (
        Charge.objects.filter(account_id=command.account_id, id__in=ids)
        .exclude(closed_at=None)
        .exists()
    )


def _offer_again(command: Command, quote: Quote, subscription: Subscription) -> None:
    """Offer what was ordered at today's price; nothing where it cannot be had any more."""
    if quote.kind != "seats":
        return
    try:
        new = quoting.quote_for_seats(command, subscription, quoting.seats_asked(quote))
    except Refused:
        return
    quoting.let_stand(command, subscription, new, NEW_QUOTE_DAYS)
    tell_offer(command, subscription, get_plan_terms(subscription.plan_version_id), new)


def tell_offer(
    command: Command, subscription: Subscription, terms: PlanTerms, quote: Quote
) -> None:
    """Mail an offer to who decides on numbers."""
    _mail_offer(command, "quote_offered", subscription, terms, quote)


def remind_of_offer(*, account_id: UUID, quote_id: UUID, now: datetime) -> None:
    """Mail, once, that an offer expires tomorrow, to those it was made to.

    One that was answered meanwhile, or whose subscription has ended, is left alone.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        quote = Quote.objects.select_for_update().get(account_id=account_id, id=quote_id)
        if quote.status != "open" or quote.remind_at is None or quote.remind_at > now:
            return False
        assert quote.subscription_id is not None  # an offer is made for a subscription
        quote.remind_at = None
        quote.save(update_fields=["remind_at"])
        subscription = Subscription.objects.get(account_id=account_id, id=quote.subscription_id)
        if subscription.status == Status.ENDED:
            return False
        terms = get_plan_terms(subscription.plan_version_id)
        _mail_offer(command, "quote_expiring", subscription, terms, quote)
        return True

    run(
        account_id=account_id,
        actor=Actor.system("worker"),
        now=now,
        name="receiving.remind_of_offer",
        result=bool,
        body=body,
    )


def _mail_offer(
    command: Command,
    template: str,
    subscription: Subscription,
    terms: PlanTerms,
    quote: Quote,
) -> None:
    for person in buyers(command, terms):
        command.mail(
            template,
            person.email,
            subscription_id=subscription.id,
            seats=_offered(terms, quote),
            due_now=Money(quote.due_now_minor, quote.currency),
            expires_at=quote.expires_at,
            quote_id=str(quote.id),
        )


def tell_acceptance(command: Command, subscription: Subscription, quote: Quote) -> None:
    """Mail that an offer was accepted to who decides on numbers, but not to who accepted it."""
    terms = get_plan_terms(subscription.plan_version_id)
    for person in buyers(command, terms):
        if person.id != command.person_id:
            command.mail(
                "quote_accepted",
                person.email,
                subscription_id=subscription.id,
                seats=_offered(terms, quote),
                due_now=Money(quote.due_now_minor, quote.currency),
                by=command.actor.name,
            )


def _offered(terms: PlanTerms, quote: Quote) -> object:
    change = quoting.change_of(quote)
    totals = {scheduled.seat_type: scheduled.total for scheduled in change.scheduled}
    totals |= {move.seat_type: move.add for move in change.moves if move.add}
    return counts(terms, totals)
