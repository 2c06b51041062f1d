"""Payments: intent committed, gateway called outside any transaction, answer recorded.

An answer that was lost is a state (`unknown`); the janitor asks the gateway under the same key, and
nothing is ever charged twice (TH15, I19).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from curule.core import ledger
from curule.core.events import EventType
from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.renewal import next_attempt, next_question
from curule.core.roles import Role
from curule.data.models import Invoice, Payment, PaymentMethod
from curule.gateways.payments.base import (
    ChargeAnswer,
    Declined,
    FindAnswer,
    NotFound,
    PaidLater,
    Succeeded,
    Unknown,
)
from curule.gateways.payments.registry import gateway
from curule.selectors.money import open_amount
from curule.services import billing, grants
from curule.services._command import Command, Done, run

BANK_TRANSFER = "bank_transfer"
SYSTEM = Actor.system("payments")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentResult:
    """What became of a payment; `failure` is the gateway's word for it."""

    payment_id: UUID | None
    invoice_id: UUID | None
    status: str
    amount: int
    failure: str = ""


def add_method(
    *,
    actor: Actor,
    account_id: UUID,
    name: str,
    token: str,
    gateway_name: str = "sandbox",
    save: bool = True,
    default: bool = True,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Add a way to pay; only a saved one can be the default (A11)."""

    def body(command: Command) -> UUID:
        command.lock_account()
        _require_may_pay(command)
        if save and default:
            PaymentMethod.objects.filter(account_id=account_id, is_default=True).update(
                is_default=False
            )
        method = PaymentMethod.objects.create(
            account_id=account_id,
            name=name,
            gateway=gateway_name,
            token=token,
            is_saved=save,
            is_default=save and default,
            added_by=command.person_id,
            added_at=now,
        )
        command.record(EventType.PAYMENT_METHOD_ADDED, subject_id=method.id, name=name)
        return method.id

    request = {"name": name, "token": token, "save": save, "default": default}
    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="payments.add_method",
        result=UUID,
        body=body,
        key=key,
        request=request,
    )


def _require_may_pay(command: Command) -> None:
    """Whoever holds a role of the account may pay what it owes, or what they ordered themselves."""
    if command.actor.roles:
        return
    command.require(Action.PAY_INVOICES)


def find_method(account_id: UUID, name: str) -> PaymentMethod | None:
    """Return the newest method of that name, or None."""
    return (
        PaymentMethod.objects.filter(account_id=account_id, name=name, removed_at=None)
        .order_by("-id")
        .first()
    )


def default_method(account_id: UUID, preferred_id: UUID | None = None) -> PaymentMethod | None:
    """Return the preferred method while it is saved, else the default one (A10)."""
    usable = PaymentMethod.objects.filter(account_id=account_id, removed_at=None, is_saved=True)
    preferred = usable.filter(id=preferred_id).first() if preferred_id else None
    return preferred or usable.filter(is_default=True).first()


def start(command: Command, invoice: Invoice, method: PaymentMethod) -> Payment:
    """Write down the intent to collect what is open on an invoice, with the key of this attempt."""
    attempt = Payment.objects.filter(account_id=command.account_id, invoice_id=invoice.id).count()
    return Payment.objects.create(
        account_id=command.account_id,
        invoice_id=invoice.id,
        method_id=method.id,
        gateway=method.gateway,
        method_name=method.name,
        key=f"{invoice.id}:{attempt + 1}",
        currency=invoice.currency,
        amount_minor=open_amount(invoice),
        created_at=command.now,
        ask_again_at=next_question(command.now, 0),
    )


def collect(*, account_id: UUID, payment_id: UUID, now: datetime) -> PaymentResult:
    """Call the gateway for a payment that was started, and record its answer."""
    payment = Payment.objects.get(account_id=account_id, id=payment_id)
    if payment.status != "pending":
        return result_of(payment)
    assert payment.method_id is not None
    method = PaymentMethod.objects.get(account_id=account_id, id=payment.method_id)
    answer = gateway(payment.gateway).charge(
        key=payment.key,
        amount=Money(payment.amount_minor, payment.currency),
        method_token=method.token,
        reference=_reference(payment),
    )
    return record_answer(account_id=account_id, payment_id=payment_id, answer=answer, now=now)


def _reference(payment: Payment) -> str:
    return invoice_of(payment).number or str(payment.id)


def invoice_of(payment: Payment) -> Invoice:
    """Return the invoice that a payment was made for."""
    assert payment.invoice_id is not None
    return Invoice.objects.get(account_id=payment.account_id, id=payment.invoice_id)


def record_answer(
    *, account_id: UUID, payment_id: UUID, answer: ChargeAnswer | FindAnswer, now: datetime
) -> PaymentResult:
    """Record what a gateway answered; a payment that is settled already is left as it is."""

    def body(command: Command) -> PaymentResult:
        command.lock_account()
        payment = Payment.objects.select_for_update().get(account_id=account_id, id=payment_id)
        if payment.status in {"pending", "unknown"}:
            _record(command, payment, answer)
        return result_of(payment)

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="payments.record_answer",
        result=PaymentResult,
        body=body,
    ).value


def _record(command: Command, payment: Payment, answer: ChargeAnswer | FindAnswer) -> None:
    match answer:
        case Succeeded(reference=reference):
            payment.reference = reference
            _succeeded(command, payment)
        case Declined(code=code):
            payment.failure = code
            _failed(command, payment)
        case NotFound():
            payment.failure = "not_found"
            _failed(command, payment)
        case Unknown() | PaidLater():
            payment.status = "unknown"
            payment.ask_again_at = next_question(payment.created_at, payment.asked)
            payment.save(update_fields=["status", "ask_again_at"])
            command.record(EventType.PAYMENT_UNKNOWN, subject_id=payment.id)


def _succeeded(command: Command, payment: Payment) -> None:
    payment.status = "succeeded"
    payment.settled_at = command.now
    payment.ask_again_at = None
    invoice = invoice_of(payment)
    payment.applied_minor = min(payment.amount_minor, open_amount(invoice))
    payment.save()
    receive(command, payment, invoice)


def receive(command: Command, payment: Payment, invoice: Invoice) -> None:
    """Post money that arrived: on the invoice first; what is over becomes account credit."""
    over = payment.amount_minor - payment.applied_minor
    billing.post(
        command,
        ledger.payment_received(
            gateway=payment.gateway, amount=payment.amount_minor, on_invoice=payment.applied_minor
        ),
        currency=payment.currency,
        source_id=payment.id,
    )
    if over:
        billing.add_credit(
            command, payment.currency, over, source="overpayment", source_id=payment.id
        )
    command.record(
        EventType.PAYMENT_SUCCEEDED,
        subject_id=payment.id,
        subscription_id=invoice.subscription_id,
        amount=payment.amount_minor,
        currency=payment.currency,
    )
    if payment.applied_minor:
        billing.apply_to_invoice(command, invoice, paid=payment.applied_minor)
    if invoice.status == "paid":
        grants.on_invoice_paid(command, invoice)


def _failed(command: Command, payment: Payment) -> None:
    payment.status = "failed"
    payment.settled_at = command.now
    payment.ask_again_at = None
    payment.save()
    invoice = invoice_of(payment)
    attempts = invoice.attempts + 1
    retry_at = next_attempt(invoice.issued_at, attempts) if invoice.is_granted else None
    Invoice.objects.filter(account_id=command.account_id, id=invoice.id).update(
        attempts=attempts, next_attempt_at=retry_at
    )
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
            amount=Money(payment.amount_minor, payment.currency),
            method=payment.method_name,
            retry_at=retry_at,
        )


def result_of(payment: Payment) -> PaymentResult:
    """Return a payment as a command's result."""
    return PaymentResult(
        payment_id=payment.id,
        invoice_id=payment.invoice_id,
        status=payment.status,
        amount=payment.amount_minor,
        failure=payment.failure,
    )


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

    The same invoice is tried again under a new attempt key. Refuses `nothing_to_pay`,
    `payment_pending` while an attempt has no answer yet, `payment_method_required`; a declined
    method is a result, not a refusal.
    """

    def body(command: Command) -> PaymentResult:
        command.lock_account()
        _require_may_pay(command)
        invoice = _oldest_open(account_id, invoice_id)
        billing.use_credit(command, invoice)
        if invoice.status == "paid":
            grants.on_invoice_paid(command, invoice)
            return PaymentResult(
                payment_id=None, invoice_id=invoice.id, status="succeeded", amount=0
            )
        return result_of(start(command, invoice, _method_for(command, invoice, method_id)))

    done = run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="payments.pay",
        result=PaymentResult,
        body=body,
        key=key,
        request={"invoice": invoice_id, "method": method_id},
    )
    if done.value.payment_id is None or done.value.status != "pending":
        return done
    result = collect(account_id=account_id, payment_id=done.value.payment_id, now=now)
    return Done(result, replayed=done.replayed)


def nth_open_invoice(account_id: UUID, number: int | None) -> UUID | None:
    """Return the n-th oldest open invoice, counting from 1. Refuses `nothing_to_pay`."""
    if number is None:
        return None
    invoices = Invoice.objects.filter(account_id=account_id, status="open")
    ids = list(invoices.order_by("issued_at", "id").values_list("id", flat=True))
    if number > len(ids):
        raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
    return ids[number - 1]


def _oldest_open(account_id: UUID, invoice_id: UUID | None) -> Invoice:
    invoices = Invoice.objects.select_for_update().filter(account_id=account_id, status="open")
    if invoice_id is not None:
        invoices = invoices.filter(id=invoice_id)
    invoice = invoices.order_by("issued_at", "id").first()
    if invoice is None:
        raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
    in_flight = Payment.objects.filter(
        account_id=account_id, invoice_id=invoice.id, status__in=["pending", "unknown"]
    ).first()
    if in_flight:
        amount = Money(in_flight.amount_minor, in_flight.currency)
        raise Refused(refuse(RefusalCode.PAYMENT_PENDING, amount=amount))
    return invoice


def _method_for(command: Command, invoice: Invoice, method_id: UUID | None) -> PaymentMethod:
    if method_id is not None:
        method = PaymentMethod.objects.filter(account_id=command.account_id, id=method_id).first()
    else:
        method = default_method(command.account_id, grants.method_of(invoice))
    if method is None:
        raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
    return method


def record_transfer(
    *,
    actor: Actor,
    account_id: UUID,
    amount: int | None = None,
    reference: str = "",
    invoice_id: UUID | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[PaymentResult]:
    """Record money that came by bank transfer, by the vendor (R3): on the oldest open invoice.

    A part payment stays on the invoice, an overpayment becomes account credit.
    """

    def body(command: Command) -> PaymentResult:
        command.lock_account()
        command.require(Action.RECORD_PAYMENT)
        invoice = _oldest_open(account_id, invoice_id)
        received = open_amount(invoice) if amount is None else amount
        if received <= 0:
            raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=received))
        payment = Payment.objects.create(
            account_id=account_id,
            invoice_id=invoice.id,
            gateway=BANK_TRANSFER,
            method_name=BANK_TRANSFER,
            key=f"{BANK_TRANSFER}:{invoice.id}:{_count(account_id, invoice) + 1}",
            status="succeeded",
            currency=invoice.currency,
            amount_minor=received,
            applied_minor=min(received, open_amount(invoice)),
            reference=reference,
            created_at=now,
            settled_at=now,
        )
        receive(command, payment, invoice)
        return result_of(payment)

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="payments.record_transfer",
        result=PaymentResult,
        body=body,
        key=key,
        request={"amount": amount, "reference": reference, "invoice": invoice_id},
    )


def _count(account_id: UUID, invoice: Invoice) -> int:
    return Payment.objects.filter(account_id=account_id, invoice_id=invoice.id).count()


def ask_gateway(*, account_id: UUID, payment_id: UUID, now: datetime) -> PaymentResult:
    """Ask the gateway what became of a payment without an answer (the janitor).

    The same key is asked about; one that the gateway has never seen is sent again under it while
    it is young, and given up as failed after that.
    """
    payment = Payment.objects.get(account_id=account_id, id=payment_id)
    if payment.status not in {"pending", "unknown"}:
        return result_of(payment)
    answer = gateway(payment.gateway).find_charge(key=payment.key)
    if isinstance(answer, Unknown):
        _ask_later(payment, now)
        payment.refresh_from_db()
        return result_of(payment)
    return record_answer(account_id=account_id, payment_id=payment_id, answer=answer, now=now)


def _ask_later(payment: Payment, now: datetime) -> None:
    asked = payment.asked + 1
    again = next_question(payment.created_at, asked) or now + timedelta(days=1)
    Payment.objects.filter(account_id=payment.account_id, id=payment.id).update(
        status="unknown", asked=F("asked") + 1, ask_again_at=max(again, now + timedelta(minutes=1))
    )


def attempt(*, account_id: UUID, invoice_id: UUID, now: datetime) -> PaymentResult | None:
    """Try to collect an open invoice by the saved method, when it is due for an attempt."""

    def body(command: Command) -> PaymentResult:
        command.lock_account()
        invoice = Invoice.objects.select_for_update().get(account_id=account_id, id=invoice_id)
        waiting = invoice.status == "open" and invoice.next_attempt_at is not None
        if not waiting or (invoice.next_attempt_at and invoice.next_attempt_at > now):
            return _nothing(invoice)
        Invoice.objects.filter(account_id=account_id, id=invoice_id).update(next_attempt_at=None)
        method = default_method(account_id, grants.method_of(invoice))
        in_flight = Payment.objects.filter(
            account_id=account_id, invoice_id=invoice_id, status__in=["pending", "unknown"]
        ).exists()
        if method is None or in_flight:
            return _nothing(invoice)
        return result_of(start(command, invoice, method))

    started = run(
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
    """Collect payments that were started and never called, as after a crash; return how many."""
    stale = Payment.objects.filter(
        status="pending", created_at__lte=now - timedelta(minutes=1)
    ).values_list("account_id", "id")
    for account_id, payment_id in list(stale):
        ask_gateway(account_id=account_id, payment_id=payment_id, now=now)
    return len(stale)
