"""A charge that the customer confirms at their bank, on a page of the gateway.

A saved method is charged while nobody is there. Where the bank wants its customer to confirm that
(`authentication_required`), the attempt has failed, and the customer starts another one from the
invoice: it is `confirming` until they come back or an hour has passed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.money import Money
from curule.core.payment_states import AUTHENTICATION_REQUIRED, CONFIRMING
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.data.models import Invoice, Payment, PaymentMethod
from curule.gateways.payments.base import AtCustomer, ChargesPresent
from curule.gateways.payments.registry import gateway
from curule.selectors.money import open_amount
from curule.services import attempts
from curule.services._command import Command, run
from curule.services._lateness import lock_up_to_date
from curule.services.catching_up import run_up_to_date
from curule.services.payments.payments import (
    PaymentResult,
    ask_gateway,
    charge_details,
    record_answer,
    require_may_pay,
    result_of,
    token_of,
)
from curule.services.waiting_orders import refuse_in_flight


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirming:
    """A payment that was begun; `url` is where the customer confirms it, "" where nowhere."""

    payment: PaymentResult
    url: str


def begin(
    *,
    actor: Actor,
    account_id: UUID,
    invoice_id: UUID,
    return_to: Callable[[UUID], str],
    now: datetime,
) -> Confirming:
    """Charge the method that was to be confirmed, and send the customer to confirm it.

    `return_to` makes the address to come back to of the payment's id. An attempt that is under way
    goes on. Refuses `role_not_allowed`, `nothing_to_pay`, `payment_pending` and, where no method
    can be charged so, `payment_method_required`.
    """

    def body(command: Command) -> PaymentResult:
        command.lock_account()
        invoice = (
            Invoice.objects.select_for_update()
            .filter(account_id=account_id, id=invoice_id, status="open")
            .first()
        )
        if invoice is None or open_amount(invoice) == 0:
            raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
        if invoice.subscription_id is not None:
            lock_up_to_date(command, invoice.subscription_id)
        require_may_pay(command, invoice)
        under_way = Payment.objects.filter(
            account_id=account_id, invoice_id=invoice_id, status=CONFIRMING
        ).first()
        if under_way is not None:
            return result_of(under_way)
        refuse_in_flight(command, invoice_id)
        method = _unconfirmed(account_id, invoice_id)
        if method is None or not isinstance(gateway(method.gateway), ChargesPresent):
            raise Refused(refuse(RefusalCode.PAYMENT_METHOD_REQUIRED))
        return result_of(attempts.start(command, invoice, method, status=CONFIRMING))

    started = run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="confirming.begin",
        result=PaymentResult,
        body=body,
    ).value
    assert started.payment_id is not None
    return _send(account_id, started.payment_id, return_to, now)


def _unconfirmed(account_id: UUID, invoice_id: UUID) -> PaymentMethod | None:
    last = (
        Payment.objects.filter(account_id=account_id, invoice_id=invoice_id)
        .order_by("-created_at", "-id")
        .first()
    )
    if last is None or last.status != "failed" or last.failure != AUTHENTICATION_REQUIRED:
        return None
    return PaymentMethod.objects.filter(
        account_id=account_id, id__in=[last.method_id], removed_at=None
    ).first()


def _send(
    account_id: UUID, payment_id: UUID, return_to: Callable[[UUID], str], now: datetime
) -> Confirming:
    """Call the gateway, outside any transaction; the same key gives the same page."""
    payment = Payment.objects.get(account_id=account_id, id=payment_id)
    door = gateway(payment.gateway)
    assert isinstance(door, ChargesPresent)
    token, reference = charge_details(payment)
    answer = door.charge_present(
        key=payment.key,
        amount=Money(payment.amount_minor, payment.currency),
        method_token=token,
        reference=reference,
        return_url=return_to(payment_id),
    )
    if isinstance(answer, AtCustomer):
        return Confirming(payment=result_of(payment), url=answer.url)
    recorded = record_answer(account_id=account_id, payment_id=payment_id, answer=answer, now=now)
    return Confirming(payment=recorded, url="")


def come_back(*, account_id: UUID, payment_id: UUID, now: datetime) -> PaymentResult:
    """Find out what the customer did, when they are back. Refuses `not_found`."""
    if not Payment.objects.filter(account_id=account_id, id=payment_id).exists():
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="payment"))
    return ask_gateway(account_id=account_id, payment_id=payment_id, now=now)


def give_up(*, actor: Actor, account_id: UUID, payment_id: UUID, now: datetime) -> PaymentResult:
    """Stop waiting for the customer, so that the invoice can be paid in another way.

    It is given up at the gateway first: what was confirmed at the last moment has succeeded.
    Refuses `role_not_allowed`, `not_found`, and `payment_pending` where there is no answer.
    """

    def body(command: Command) -> bool:
        payment = Payment.objects.filter(account_id=account_id, id=payment_id).first()
        if payment is None or payment.invoice_id is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="payment"))
        require_may_pay(command, Invoice.objects.get(account_id=account_id, id=payment.invoice_id))
        return payment.status == CONFIRMING

    waits = run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="confirming.give_up",
        result=bool,
        body=body,
    ).value
    payment = Payment.objects.get(account_id=account_id, id=payment_id)
    door = gateway(payment.gateway)
    if not waits or not isinstance(door, ChargesPresent):
        return result_of(payment)
    answer = door.cancel_charge(key=payment.key, method_token=token_of(payment))
    result = record_answer(account_id=account_id, payment_id=payment_id, answer=answer, now=now)
    if result.status == CONFIRMING:
        amount = Money(payment.amount_minor, payment.currency)
        raise Refused(
            refuse(RefusalCode.PAYMENT_PENDING, options=(WayOut.TRY_AGAIN,), amount=amount)
        )
    return result
