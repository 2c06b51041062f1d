"""Payments: intent committed, gateway called outside any transaction, answer recorded.

An answer that was lost is a state (`unknown`); the janitor asks the gateway under the same key, and
nothing is ever charged twice (TH15, I19).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from curule.core.events import EventType
from curule.core.money import Money
from curule.core.payment_states import CONFIRMING, IN_FLIGHT
from curule.core.permissions import Action, Actor
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.core.renewal import next_attempt, next_question
from curule.core.roles import Role
from curule.data.models import Invoice, Order, Payment, PaymentMethod, Subscription
from curule.gateways.payments.base import (
    AtCustomer,
    ChargeAnswer,
    ChargesPresent,
    Declined,
    FindAnswer,
    KeyReused,
    NotFound,
    PaidLater,
    Succeeded,
    Unknown,
)
from curule.gateways.payments.registry import UnknownGateway, gateway
from curule.selectors.catalog import get_plan_terms
from curule.selectors.money import open_amount
from curule.services import attempts
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services._refusing import is_allowed
from curule.services.catching_up import run_up_to_date
from curule.services.invoices import billing
from curule.services.payment_methods import default_method
from curule.services.receiving import on_invoice_paid, receive
from curule.services.waiting_orders import refuse_in_flight

SYSTEM = Actor.system("payments")
_log = logging.getLogger(__name__)

SENT_AGAIN_FOR = timedelta(hours=1)
"""So long a charge that the gateway has never seen is sent again, under its own key."""

ANSWERED_WITHIN = timedelta(hours=1)
"""So often an invoice is looked at again while an attempt at it has no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentResult:
    """What became of a payment; `failure` is the gateway's word for it."""

    payment_id: UUID | None
    invoice_id: UUID | None
    status: str
    amount: int
    currency: str = ""
    method: str = ""
    failure: str = ""


def result_of(payment: Payment) -> PaymentResult:
    """Return a payment as a command's result."""
    return PaymentResult(
        payment_id=payment.id,
        invoice_id=payment.invoice_id,
        status=payment.status,
        amount=payment.amount_minor,
        currency=payment.currency,
        method=payment.method_name,
        failure=payment.failure,
    )


def declined(account_id: UUID, payment_id: UUID) -> Refusal:
    """Return what a declined payment says; it is a result, not a refusal of the command."""
    payment = Payment.objects.get(account_id=account_id, id=payment_id)
    return refuse(
        RefusalCode.PAYMENT_DECLINED,
        amount=Money(payment.amount_minor, payment.currency),
        method=payment.method_name,
    )


# --- by the customer ------------------------------------------------------------------------------


def pay(
    *,
    actor: Actor,
    account_id: UUID,
    invoice_id: UUID | None = None,
    method_id: UUID | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[PaymentResult]:
    """Pay an open invoice, by default the oldest: account credit first, then the method.

    Where nothing can be charged, credit alone pays as far as it goes. The same invoice is tried
    again under a new attempt key. Refuses `role_not_allowed`, `nothing_to_pay`, `payment_pending`
    while an attempt has no answer yet, `amount_not_carried`, and `payment_method_required` where
    there is neither a method nor credit; a declined method is a result, not a refusal.
    """

    def body(command: Command) -> PaymentResult:
        command.lock_account()
        invoice = _oldest_open(command, invoice_id)
        if invoice is None:
            raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
        if invoice.subscription_id is not None:
            lock_up_to_date(command, invoice.subscription_id)
        require_may_pay(command, invoice)
        refuse_in_flight(command, invoice.id)
        method = _method_for(command, invoice, method_id)
        used = billing.use_credit(command, invoice)
        if invoice.status == "paid":
            on_invoice_paid(command, invoice)
            return _by_credit(invoice, used)
        if method is not None and gateway(method.gateway).collects:
            attempts.refuse_uncarried(invoice, method)
            return result_of(attempts.start(command, invoice, method))
        if not used:
            raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
        return _by_credit(invoice, used)

    done = run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="payments.pay",
        result=PaymentResult,
        body=body,
        key=key,
        request={"invoice": invoice_id, "method": method_id},
    )
    if done.value.payment_id is None:
        return done
    result = collect(account_id=account_id, payment_id=done.value.payment_id, now=now)
    return Done(result, replayed=done.replayed)


def _by_credit(invoice: Invoice, used: int) -> PaymentResult:
    return PaymentResult(
        payment_id=None,
        invoice_id=invoice.id,
        status="succeeded",
        amount=used,
        currency=invoice.currency,
    )


def require_may_pay(command: Command, invoice: Invoice) -> None:
    """Refuse who neither pays the account's invoices nor may order what this one is for."""
    ordered = Order.objects.filter(account_id=command.account_id, invoice_id=invoice.id).exists()
    if ordered and invoice.subscription_id is not None:
        version_id = Subscription.objects.values_list("plan_version_id", flat=True).get(
            account_id=command.account_id, id=invoice.subscription_id
        )
        if is_allowed(command, Action.PAY_OWN_ORDER, get_plan_terms(version_id).policy):
            return
    command.require(Action.PAY_INVOICES)


def nth_open_invoice(account_id: UUID, number: int | None) -> UUID | None:
    """Return the n-th oldest open invoice, counting from 1. Refuses `nothing_to_pay`."""
    if number is None:
        return None
    invoices = Invoice.objects.filter(account_id=account_id, status="open")
    ids = list(invoices.order_by("issued_at", "id").values_list("id", flat=True))
    if not 1 <= number <= len(ids):
        raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
    return ids[number - 1]


def _oldest_open(command: Command, invoice_id: UUID | None) -> Invoice | None:
    invoices = Invoice.objects.select_for_update().filter(
        account_id=command.account_id, status="open"
    )
    if invoice_id is not None:
        invoices = invoices.filter(id=invoice_id)
    return invoices.order_by("issued_at", "id").first()


def _method_for(command: Command, invoice: Invoice, method_id: UUID | None) -> PaymentMethod | None:
    """Return the method that is asked for, or the usual one of the subscription (A10)."""
    if method_id is None:
        return _usual_method(invoice)
    method = PaymentMethod.objects.filter(
        account_id=command.account_id, id=method_id, removed_at=None
    ).first()
    if method is None:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
    return method


def _usual_method(invoice: Invoice) -> PaymentMethod | None:
    first_used = Subscription.objects.filter(
        account_id=invoice.account_id, id__in=[invoice.subscription_id]
    ).values_list("method_id", flat=True)
    return default_method(invoice.account_id, first_used.first())


# --- the gateway and its answer -------------------------------------------------------------------


def collect(*, account_id: UUID, payment_id: UUID, now: datetime) -> PaymentResult:
    """Call the gateway for a payment that was started, and record its answer.

    A payment that has its answer, or waits for it, is left as it is.
    """
    payment = Payment.objects.get(account_id=account_id, id=payment_id)
    if payment.status != "pending":
        return result_of(payment)
    return record_answer(
        account_id=account_id, payment_id=payment_id, answer=_charge(payment), now=now
    )


def charge_details(payment: Payment) -> tuple[str, str]:
    """Return what a gateway needs to charge: the method's token, and what the customer reads."""
    assert payment.invoice_id is not None
    number = Invoice.objects.values_list("number", flat=True).get(
        account_id=payment.account_id, id=payment.invoice_id
    )
    return token_of(payment), number or str(payment.id)


def token_of(payment: Payment) -> str:
    """Return what the gateway calls the method that a payment is charged to."""
    assert payment.method_id is not None
    method = PaymentMethod.objects.get(account_id=payment.account_id, id=payment.method_id)
    return method.token


def _charge(payment: Payment) -> ChargeAnswer:
    token, reference = charge_details(payment)
    return gateway(payment.gateway).charge(
        key=payment.key,
        amount=Money(payment.amount_minor, payment.currency),
        method_token=token,
        reference=reference,
    )


def record_answer(
    *, account_id: UUID, payment_id: UUID, answer: ChargeAnswer | FindAnswer, now: datetime
) -> PaymentResult:
    """Record what a gateway answered; a payment that is settled already is left as it is."""

    def body(command: Command) -> PaymentResult:
        command.lock_account()
        payment = Payment.objects.select_for_update().get(account_id=account_id, id=payment_id)
        if payment.status in IN_FLIGHT:
            _record(command, payment, answer)
        return result_of(payment)

    return run_up_to_date(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="payments.record_answer",
        result=PaymentResult,
        body=body,
    ).value


def _record(command: Command, payment: Payment, answer: ChargeAnswer | FindAnswer) -> None:
    assert payment.invoice_id is not None
    invoice = Invoice.objects.select_for_update().get(
        account_id=payment.account_id, id=payment.invoice_id
    )
    match answer:
        case Succeeded(reference=reference):
            payment.status = "succeeded"
            payment.reference = reference
            payment.settled_at = command.now
            payment.ask_again_at = None
            payment.applied_minor = min(payment.amount_minor, open_amount(invoice))
            payment.save()
            receive(command, payment, invoice)
        case Declined(code=code):
            _failed(command, payment, invoice, code)
        case NotFound():
            _failed(command, payment, invoice, "not_found")
        case PaidLater():
            _failed(command, payment, invoice, "paid_later")
        case Unknown() | AtCustomer():
            _unknown(command, payment)


def _unknown(command: Command, payment: Payment) -> None:
    """Keep a payment whose answer is lost until the janitor knows; ever less often it asks."""
    is_news = payment.status == "pending"
    was_due = payment.ask_again_at is None or payment.ask_again_at <= command.now
    asked = payment.asked + 1 if was_due and not is_news else payment.asked
    again = next_question(payment.created_at, asked) or command.now + timedelta(days=1)
    if is_news:
        payment.status = "unknown"
    payment.asked = asked
    payment.ask_again_at = max(again, command.now + timedelta(minutes=1))
    payment.save(update_fields=["status", "asked", "ask_again_at"])
    if is_news:
        command.record(EventType.PAYMENT_UNKNOWN, subject_id=payment.id)


def _failed(command: Command, payment: Payment, invoice: Invoice, failure: str) -> None:
    """Write down a declined attempt; a renewal is tried again after some days.

    An order that waits keeps no account credit: it is used anew when the order is paid.
    """
    payment.status = "failed"
    payment.failure = failure
    payment.settled_at = command.now
    payment.ask_again_at = None
    payment.save()
    if not invoice.is_granted:
        billing.return_credit(command, invoice)
    command.before_end(billing.settle_unpaid)
    retry_at = _plan_retry(invoice, command.now)
    command.record(
        EventType.PAYMENT_FAILED,
        subject_id=payment.id,
        subscription_id=invoice.subscription_id,
        failure=payment.failure,
    )
    for person in command.people_with(Role.BILLING_CONTACT, Role.OWNER):
        command.mail(
            "payment_failed",
            person.email,
            subscription_id=invoice.subscription_id,
            invitation_id=None,
            invoice_id=str(invoice.id),
            amount=Money(payment.amount_minor, payment.currency),
            method=payment.method_name,
            **({} if retry_at is None else {"retry_at": retry_at}),
        )


def _plan_retry(invoice: Invoice, now: datetime) -> datetime | None:
    """Plan the next attempt at what was granted, on the days after the invoice was issued."""
    is_tried_again = invoice.is_granted and invoice.status == "open"
    retry_at = next_attempt(invoice.issued_at, now) if is_tried_again else None
    Invoice.objects.filter(account_id=invoice.account_id, id=invoice.id).update(
        attempts=invoice.attempts + 1, next_attempt_at=retry_at
    )
    return retry_at


# --- by the clock ---------------------------------------------------------------------------------


def ask_gateway(*, account_id: UUID, payment_id: UUID, now: datetime) -> PaymentResult:
    """Ask the gateway what became of a payment without an answer (the janitor).

    The same key is asked about; a charge that the gateway has never seen is sent again under it
    while it is young and its amount is still open, and given up as failed after that. One that a
    customer left unconfirmed is given up at the gateway first, so that it cannot succeed later.
    """
    payment = Payment.objects.get(account_id=account_id, id=payment_id)
    if payment.status not in IN_FLIGHT:
        return result_of(payment)
    door, token = gateway(payment.gateway), token_of(payment)
    answer: ChargeAnswer | FindAnswer = door.find_charge(key=payment.key, method_token=token)
    is_young = now < payment.created_at + SENT_AGAIN_FOR
    if isinstance(answer, AtCustomer) and not is_young and isinstance(door, ChargesPresent):
        answer = door.cancel_charge(key=payment.key, method_token=token)
    elif isinstance(answer, NotFound) and is_young and payment.status == CONFIRMING:
        answer = Unknown("not there yet")  # sent while the customer was there, or not at all
    elif isinstance(answer, NotFound) and is_young and _is_still_owed(payment):
        answer = _charge(payment)
    return record_answer(account_id=account_id, payment_id=payment_id, answer=answer, now=now)


def _is_still_owed(payment: Payment) -> bool:
    """Tell whether nobody has paid in another way meanwhile, such as by transfer."""
    assert payment.invoice_id is not None
    invoice = Invoice.objects.get(account_id=payment.account_id, id=payment.invoice_id)
    return open_amount(invoice) >= payment.amount_minor


def attempt(*, account_id: UUID, invoice_id: UUID, now: datetime) -> PaymentResult | None:
    """Try to collect an open invoice by the saved method, when it is due for an attempt.

    Without a method that collects it is tried again on the next day there would be an attempt.
    """

    def body(command: Command) -> PaymentResult:
        command.lock_account()
        invoice = Invoice.objects.select_for_update().get(account_id=account_id, id=invoice_id)
        due_at = invoice.next_attempt_at
        if invoice.status != "open" or due_at is None or due_at > now:
            return _nothing(invoice)
        # Until there is an answer, it is one that is being collected.
        invoice.next_attempt_at = now + ANSWERED_WITHIN
        invoice.save(update_fields=["next_attempt_at"])
        in_flight = Payment.objects.filter(
            account_id=account_id, invoice_id=invoice_id, status__in=IN_FLIGHT
        )
        if in_flight.exists():
            return _nothing(invoice)
        # Credit may have come since it was issued: it pays before a card does.
        if billing.use_credit(command, invoice) and invoice.status == "paid":
            on_invoice_paid(command, invoice)
            return _nothing(invoice)
        method = _usual_method(invoice)
        if method is None or not gateway(method.gateway).collects:
            _plan_retry(invoice, now)
            return _nothing(invoice)
        return result_of(attempts.start(command, invoice, method))

    started = run_up_to_date(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="payments.attempt",
        result=PaymentResult,
        body=body,
    ).value
    if started.payment_id is None:
        return None
    return collect(account_id=account_id, payment_id=started.payment_id, now=now)


def _nothing(invoice: Invoice) -> PaymentResult:
    return PaymentResult(payment_id=None, invoice_id=invoice.id, status="none", amount=0)


def collect_pending(*, now: datetime) -> int:
    """Resume payments that were started and never called, as after a crash; return how many.

    Accounts on a test clock have a time of their own: their janitor comes with it. A payment whose
    gateway is there no more, or takes its key for another's, waits; the log says so each time.
    """
    stale = list(
        Payment.objects.filter(
            account__clock_id=None, status="pending", created_at__lte=now - timedelta(minutes=1)
        ).values_list("account_id", "id")
    )
    for account_id, payment_id in stale:
        try:
            ask_gateway(account_id=account_id, payment_id=payment_id, now=now)
        except (UnknownGateway, KeyReused):
            _log.exception("a payment waits", extra={"payment": str(payment_id)})
    return len(stale)
