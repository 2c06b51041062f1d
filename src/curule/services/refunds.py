"""Money that goes back by the method it came by."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from curule.core import ledger
from curule.core.events import EventType
from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.refund_states import IN_FLIGHT, RefundStep, Told, refund_step
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import CreditNote, Payment, Refund
from curule.gateways.payments.base import (
    ChargeRef,
    Declined,
    FindAnswer,
    NotFound,
    RefundAnswer,
    Succeeded,
)
from curule.gateways.payments.registry import gateway
from curule.services._command import Command, Done, run
from curule.services._mailing import payers
from curule.services.invoices import billing

BANK_TRANSFER = "bank_transfer"
SYSTEM = Actor.system("payments")

ASKED_EVERY = timedelta(hours=1)
"""So often a gateway is asked what became of a refund that it has not decided."""


def start(command: Command, note: CreditNote) -> list[Refund]:
    """Write down the intent to send back what a credit note says, to the payments it came by.

    What no payment on the invoice can take back (account credit had paid it) becomes credit again.
    """
    left = note.to_refund_minor
    refunds: list[Refund] = []
    paid = (
        Payment.objects.select_for_update()
        .filter(account_id=command.account_id, invoice_id=note.invoice_id, status="succeeded")
        .order_by("-id")
    )
    for payment in paid:
        amount = min(left, payment.applied_minor - payment.refunded_minor)
        if amount <= 0:
            continue
        payment.refunded_minor += amount
        payment.save(update_fields=["refunded_minor"])
        left -= amount
        refunds.append(
            Refund.objects.create(
                account_id=command.account_id,
                payment_id=payment.id,
                credit_note_id=note.id,
                key=f"{note.id}:{payment.id}",
                currency=note.currency,
                amount_minor=amount,
                created_at=command.now,
                ask_again_at=command.now,
            )
        )
    if left:
        _keep_as_credit(command, note, left)
    return refunds


def _keep_as_credit(command: Command, note: CreditNote, amount: int) -> None:
    billing.add_credit(command, note.currency, amount, source="credit_note", source_id=note.id)
    billing.post(
        command,
        ledger.refund_kept(amount=amount),
        currency=note.currency,
        source_id=note.id,
    )


def start_from_credit(command: Command, payment: Payment, amount: int, *, key: str) -> Refund:
    """Write down the intent to send back account credit, to the payment that it came by."""
    payment.refunded_minor += amount
    payment.save(update_fields=["refunded_minor"])
    refund = Refund.objects.create(
        account_id=command.account_id,
        payment_id=payment.id,
        key=key,
        currency=payment.currency,
        amount_minor=amount,
        created_at=command.now,
        ask_again_at=command.now,
    )
    billing.add_credit(command, payment.currency, -amount, source="refund", source_id=refund.id)
    billing.post(
        command,
        ledger.credit_refunded(amount=amount),
        currency=payment.currency,
        source_id=refund.id,
    )
    return refund


def take_over(command: Command, refund: Refund, payment: Payment, *, reference: str) -> None:
    """Write down that the payment's gateway has sent a refund, by whosever hand."""
    refund.reference, refund.failure = reference, ""
    _sent(command, refund, gateway_name=payment.gateway)


def send(*, account_id: UUID, refund_id: UUID, now: datetime) -> str:
    """Ask the gateway to send a refund, outside any transaction, and record its answer.

    While the answer is unknown the gateway is asked what became of it, and only one that it has
    never seen is sent again, under the same key. Returns the refund's status.
    """
    row = Refund.objects.get(account_id=account_id, id=refund_id)
    if row.status not in IN_FLIGHT:
        return row.status
    payment = Payment.objects.get(account_id=account_id, id=row.payment_id)
    answer = _ask(row, payment)

    def body(command: Command) -> str:
        command.lock_account()
        refund = Refund.objects.select_for_update().get(account_id=account_id, id=refund_id)
        if refund.status in IN_FLIGHT:
            _record(command, refund, payment, answer)
        return refund.status

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="refunds.send",
        result=str,
        body=body,
    ).value


def hear(*, account_id: UUID, refund_id: UUID, answer: RefundAnswer, now: datetime) -> RefundStep:
    """Record how a refund stands at its gateway, which tells it by itself; return what followed.

    One that was sent and came back is owed to the customer again, and waits to be paid out at the
    bank. Told again, or late, nothing changes.
    """

    def body(command: Command) -> RefundStep:
        command.lock_account()
        refund = Refund.objects.select_for_update().get(account_id=account_id, id=refund_id)
        payment = Payment.objects.get(account_id=account_id, id=refund.payment_id)
        return _record(command, refund, payment, answer)

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="refunds.hear",
        result=RefundStep,
        body=body,
    ).value


def _record(command: Command, refund: Refund, payment: Payment, answer: FindAnswer) -> RefundStep:
    step = refund_step(status=refund.status, sent_by=refund.sent_by, told=_told(answer))
    match step:
        case RefundStep.SENT:
            assert isinstance(answer, Succeeded)
            refund.reference, refund.failure = answer.reference, ""
            _sent(command, refund, gateway_name=payment.gateway)
        case RefundStep.DECLINED | RefundStep.CAME_BACK:
            refund.failure = answer.code if isinstance(answer, Declined) else "not_found"
            _failed(command, refund, payment, came_back=step is RefundStep.CAME_BACK)
        case RefundStep.WAIT:
            refund.status = "unknown"
            refund.ask_again_at = command.now + ASKED_EVERY
            refund.save(update_fields=["status", "ask_again_at"])
        case RefundStep.NOTHING | RefundStep.CONTRADICTS:
            pass
        case _:
            assert_never(step)
    return step


def _told(answer: FindAnswer) -> Told:
    match answer:
        case Succeeded():
            return Told.SENT
        case Declined() | NotFound():
            return Told.FAILED
        case _:
            return Told.WAITS


def _failed(command: Command, refund: Refund, payment: Payment, *, came_back: bool) -> None:
    """Write down that a gateway did not bring the money back: the vendor pays it out at the bank.

    What came by bank transfer goes back that way as ever, which is no failure to tell of.
    """
    refund.status, refund.settled_at, refund.ask_again_at = "failed", None, None
    if payment.gateway == BANK_TRANSFER:
        refund.failure = ""
    refund.save(update_fields=["status", "settled_at", "ask_again_at", "failure"])
    if came_back:
        billing.post(
            command,
            ledger.refund_failed(gateway=payment.gateway, amount=refund.amount_minor),
            currency=refund.currency,
            source_id=refund.id,
        )
    if refund.failure:
        command.record(
            EventType.REFUND_FAILED,
            subject_id=refund.id,
            amount=refund.amount_minor,
            currency=refund.currency,
            failure=refund.failure,
            was_sent=came_back,
        )


def mark_paid(
    *,
    actor: Actor,
    account_id: UUID,
    refund_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[Money]:
    """Write down that the vendor has paid a refund out at the bank; return its amount.

    What came by bank transfer is paid by hand, and what a gateway did not bring back. Refuses
    `role_not_allowed`, and `not_found` where no such refund waits: it was marked before, or its
    gateway still sends it.
    """

    def body(command: Command) -> Money:
        command.lock_account()
        command.require(Action.REFUND)
        refund = (
            Refund.objects.select_for_update()
            .filter(account_id=account_id, id=refund_id, status="failed")
            .first()
        )
        if refund is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="refund"))
        refund.sent_by = BANK_TRANSFER
        _sent(command, refund, gateway_name=BANK_TRANSFER)
        return Money(refund.amount_minor, refund.currency)

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="refunds.mark_paid",
        result=Money,
        body=body,
        key=key,
        request={"refund": refund_id},
    )


def _ask(row: Refund, payment: Payment) -> FindAnswer:
    door = gateway(payment.gateway)
    charge = ChargeRef(key=payment.key, reference=payment.reference)
    if row.status == "unknown":
        found = door.find_refund(key=row.key, charge=charge)
        if not isinstance(found, NotFound):
            return found
    amount = Money(row.amount_minor, row.currency)
    return door.refund(key=row.key, charge=charge, amount=amount)


def sent_by_dispute(command: Command, refund: Refund, *, gateway_name: str) -> None:
    """Write down that a refund went with what the customer's bank took by itself."""
    refund.sent_by = gateway_name
    _post_sent(command, refund, gateway_name=gateway_name)


def _sent(command: Command, refund: Refund, *, gateway_name: str) -> None:
    _post_sent(command, refund, gateway_name=gateway_name)
    for person in payers(command):
        command.mail(
            "refund_sent", person.email, amount=Money(refund.amount_minor, refund.currency)
        )


def _post_sent(command: Command, refund: Refund, *, gateway_name: str) -> None:
    refund.status = "succeeded"
    refund.settled_at = command.now
    refund.ask_again_at = None
    refund.save(
        update_fields=["status", "settled_at", "ask_again_at", "sent_by", "reference", "failure"]
    )
    billing.post(
        command,
        ledger.refund_sent(gateway=gateway_name, amount=refund.amount_minor),
        currency=refund.currency,
        source_id=refund.id,
    )
    command.record(
        EventType.REFUND_SENT,
        subject_id=refund.id,
        amount=refund.amount_minor,
        currency=refund.currency,
    )
