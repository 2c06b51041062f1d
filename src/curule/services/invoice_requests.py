"""What customers say or ask about an invoice or their credit, and what finance answers (P27, P28).

Nothing of it moves money: a transfer that somebody says is under way is recorded when it comes, a
credit note is issued by finance, and each answers what was asked. While the customer waits for an
answer, reminders and grace wait too, once for each kind and invoice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from curule.core.events import EventType
from curule.core.invoice_requests import (
    RequestKind,
    RequestStatus,
    grace_put_off,
    is_day_of_transfer,
)
from curule.core.lifecycle import Status
from curule.core.localtime import local_date
from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.renewal import next_attempt
from curule.data.models import Invoice, InvoiceRequest
from curule.selectors.invoice_requests import refundable
from curule.selectors.money import open_amount
from curule.services import _input
from curule.services._closing_requests import close_request
from curule.services._command import Command, Done, run
from curule.services._mailing import payers
from curule.services.catching_up import run_up_to_date
from curule.services.payments.payments import require_may_pay
from curule.services.recovering import recover

LONGEST_REASON: Final = 500
LONGEST_REFERENCE: Final = 60

_TOLD: Final[Mapping[RequestKind, EventType]] = MappingProxyType(
    {
        RequestKind.PAID: EventType.INVOICE_SAID_PAID,
        RequestKind.DISPUTE: EventType.INVOICE_DISPUTED,
        RequestKind.REFUND: EventType.INVOICE_REFUND_ASKED,
    }
)
_ANSWERED_BY: Final[Mapping[RequestKind, Action]] = MappingProxyType(
    {
        RequestKind.PAID: Action.RECORD_PAYMENT,
        RequestKind.DISPUTE: Action.ISSUE_CREDIT,
        RequestKind.REFUND: Action.REFUND,
        RequestKind.CREDIT: Action.REFUND,
    }
)
"""Who may say no: whoever could do what is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a customer says: of a transfer its day, else why; no `amount` is all that there is."""

    kind: RequestKind
    amount: int | None = None
    paid_on: date | None = None
    reference: str = ""
    reason: str = ""


def ask(
    *,
    actor: Actor,
    account_id: UUID,
    invoice_id: UUID,
    said: Said,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Keep what a customer says about an invoice; return its id.

    The same kind again, while the first has no answer, is the first. Refuses `role_not_allowed`,
    `not_found`, `nothing_to_pay` where nothing is open, `nothing_to_refund` where nothing was paid
    by money, `amount_invalid`, `above_what_is_left`, `date_invalid`, and `field_invalid` without a
    reason.
    """
    reference = _input.line(said.reference, "reference", longest=LONGEST_REFERENCE)
    reason = _input.line(said.reason, "reason", longest=LONGEST_REASON)

    def body(command: Command) -> UUID:
        command.lock_account()
        invoice = (
            Invoice.objects.select_for_update()
            .filter(account_id=account_id, id=invoice_id, number__isnull=False)
            .first()
        )
        if invoice is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="invoice"))
        require_may_pay(command, invoice)
        earlier = InvoiceRequest.objects.filter(
            account_id=account_id, invoice_id=invoice_id, kind=said.kind
        )
        waiting = earlier.filter(status=RequestStatus.OPEN).first()
        if waiting is not None:
            return waiting.id
        _refuse_odd(command, said, reason)
        row = InvoiceRequest.objects.create(
            account_id=account_id,
            invoice_id=invoice_id,
            kind=said.kind,
            currency=invoice.currency,
            amount_minor=_amount(invoice, said),
            paid_on=said.paid_on if said.kind is RequestKind.PAID else None,
            reference=reference,
            reason=reason,
            asked_at=command.now,
            asked_by=actor.name,
        )
        if not earlier.exclude(id=row.id).exists():
            _pause(command, invoice, said.kind)
        command.record(
            _TOLD[said.kind],
            subject_id=invoice.id,
            subscription_id=invoice.subscription_id,
            amount=row.amount_minor,
            currency=row.currency,
        )
        return row.id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="invoice_requests.ask",
        result=UUID,
        body=body,
        key=key,
        request={
            "invoice": invoice_id,
            "kind": said.kind,
            "amount": said.amount,
            "paid_on": said.paid_on,
            "reference": reference,
            "reason": reason,
        },
    )


def decline(
    *,
    actor: Actor,
    account_id: UUID,
    request_id: UUID,
    reason: str,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Say no with a sentence, which whoever gets the invoices is mailed; return the request's id.

    The invoice stays as it is. Refuses `role_not_allowed`, `field_invalid` without a sentence,
    `not_found`, and `request_not_open` for what was answered. The same goes for credit that is
    asked for.
    """
    answer = _input.line(reason, "reason", longest=LONGEST_REASON)

    def body(command: Command) -> UUID:
        command.lock_account()
        row = (
            InvoiceRequest.objects.select_for_update()
            .filter(account_id=account_id, id=request_id)
            .first()
        )
        if row is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="invoice_request"))
        command.require(_ANSWERED_BY[RequestKind(row.kind)])
        if not answer:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
        invoice = _lock_invoice(row)
        _refuse_answered(row, invoice)
        close_request(command, row, RequestStatus.DECLINED, answer)
        _collect_what_was_disputed(command, row, invoice)
        _mail_answer(command, row, invoice)
        return row.id

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="invoice_requests.decline",
        result=UUID,
        body=body,
        key=key,
        request={"request": request_id, "reason": answer},
    )


def cancel(
    *, actor: Actor, account_id: UUID, request_id: UUID, now: datetime, key: str | None = None
) -> Done[UUID]:
    """Take back what was said, by who may say it; what is taken back already stays so.

    What reminders and grace were put off by stays: it is put off once for each kind and invoice.
    What is in dispute no more is charged again. Refuses `role_not_allowed`, `not_found`, and
    `request_not_open` for what was answered.
    """

    def body(command: Command) -> UUID:
        command.lock_account()
        row = (
            InvoiceRequest.objects.select_for_update()
            .filter(account_id=account_id, id=request_id)
            .first()
        )
        if row is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="invoice_request"))
        invoice = _lock_invoice(row)
        if invoice is None:
            command.require(Action.PAY_INVOICES)
        else:
            require_may_pay(command, invoice)
        if row.status == RequestStatus.CANCELED:
            return row.id
        _refuse_answered(row, invoice)
        close_request(command, row, RequestStatus.CANCELED)
        _collect_what_was_disputed(command, row, invoice)
        return row.id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="invoice_requests.cancel",
        result=UUID,
        body=body,
        key=key,
        request={"request": request_id},
    )


def grant_by_credit(command: Command, invoice_id: UUID) -> None:
    """Answer what is asked about an invoice by the credit note that is issued on it, and mailed."""
    rows = InvoiceRequest.objects.select_for_update().filter(
        account_id=command.account_id,
        invoice_id=invoice_id,
        status=RequestStatus.OPEN,
        kind__in=[RequestKind.DISPUTE, RequestKind.REFUND],
    )
    for row in rows.order_by("id"):
        close_request(command, row, RequestStatus.GRANTED)


def _lock_invoice(row: InvoiceRequest) -> Invoice | None:
    """Return the invoice that it is about; who asks for credit names none."""
    if row.invoice_id is None:
        return None
    return Invoice.objects.select_for_update().get(account_id=row.account_id, id=row.invoice_id)


def _refuse_answered(row: InvoiceRequest, invoice: Invoice | None) -> None:
    is_paid = invoice is not None and invoice.status != "open"
    has_come = row.kind == RequestKind.PAID and is_paid
    if row.status != RequestStatus.OPEN or has_come:
        raise Refused(refuse(RefusalCode.REQUEST_NOT_OPEN, options=()))


def _mail_answer(command: Command, row: InvoiceRequest, invoice: Invoice | None) -> None:
    for person in payers(command):
        if invoice is None:
            asked = Money(row.amount_minor, row.currency)
            command.mail("credit_answered", person.email, amount=asked, reason=row.answer)
            continue
        command.mail(
            "invoice_answered",
            person.email,
            subscription_id=invoice.subscription_id,
            invoice_id=str(invoice.id),
            reason=row.answer,
        )


def _refuse_odd(command: Command, said: Said, reason: str) -> None:
    if said.kind is not RequestKind.PAID:
        if not reason:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
        return
    today = local_date(command.now, command.account.time_zone)
    if said.paid_on is None or not is_day_of_transfer(said.paid_on, today):
        raise Refused(refuse(RefusalCode.DATE_INVALID, given=str(said.paid_on or "")))


def _amount(invoice: Invoice, said: Said) -> int:
    """Return the amount it is about, within what there is; a transfer may be any."""
    if said.kind is RequestKind.REFUND:
        most = refundable(invoice.account_id, invoice.id)
        if not most:
            raise Refused(refuse(RefusalCode.NOTHING_TO_REFUND))
    else:
        most = open_amount(invoice) if invoice.status == "open" else 0
        if not most:
            raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
    amount = most if said.amount is None else said.amount
    if amount <= 0:
        raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=amount))
    if said.kind is not RequestKind.PAID and amount > most:
        left = Money(most, invoice.currency)
        raise Refused(refuse(RefusalCode.ABOVE_WHAT_IS_LEFT, amount=left))
    return amount


def _pause(command: Command, invoice: Invoice, kind: RequestKind) -> None:
    """Let reminders and grace wait, and stop collecting what is in dispute by itself."""
    if not invoice.is_granted or invoice.subscription_id is None:
        return
    subscription = command.lock_subscription(invoice.subscription_id)
    until = grace_put_off(
        kind,
        due_at=invoice.due_at,
        status=Status(subscription.status),
        now=command.now,
        zone=subscription.time_zone,
    )
    if until is not None and (invoice.grace_from_at is None or until > invoice.grace_from_at):
        invoice.grace_from_at = until
    if kind is RequestKind.DISPUTE and invoice.attempts:
        invoice.next_attempt_at = None
    invoice.save(update_fields=["grace_from_at", "next_attempt_at"])
    recover(command, subscription)


def _collect_what_was_disputed(
    command: Command, row: InvoiceRequest, invoice: Invoice | None
) -> None:
    """Go on with the attempts that a dispute has stopped, on the days that are left of them."""
    if row.kind != RequestKind.DISPUTE or invoice is None or invoice.status != "open":
        return
    if invoice.attempts and invoice.next_attempt_at is None and invoice.is_granted:
        invoice.next_attempt_at = next_attempt(invoice.issued_at, command.now)
        invoice.save(update_fields=["next_attempt_at"])
