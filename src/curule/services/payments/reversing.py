"""A payment that was taken back: its invoice is open again, and the customer owes it as before.

What was issued with it stays in use, and what was paid too much leaves the account credit again;
so does what credit notes on the invoice made of it.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from curule.core import ledger
from curule.core.disputes import Unpaid
from curule.core.events import EventType
from curule.core.money import Money
from curule.core.names import LONGEST_REASON
from curule.core.permissions import Action, Actor
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.core.reversals import PaymentMade, Reversal, reversal_of
from curule.data.models import Invoice, Payment
from curule.selectors.money import credit_of, given_as_credit, open_amount
from curule.services import _input
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services._mailing import payers
from curule.services.catching_up import run_up_to_date
from curule.services.invoices import billing
from curule.services.payments._invoices import lock_invoice_of
from curule.services.payments.booking_disputes import book_return
from curule.services.payments.transfers import BANK_TRANSFER
from curule.services.recovering import recover


def reverse_transfer(
    *,
    actor: Actor,
    account_id: UUID,
    payment_id: UUID,
    reason: str,
    unpaid: str | None = None,
    returned_on: date | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Take a bank transfer back, by the vendor's finance: it was returned, or recorded wrongly.

    Returns the payment. `returned_on` is the day on which the bank booked that it went out again:
    the books go by it, or by that of the payment where it was later. A transfer of which a part was
    refunded, whose credit is spent, or whose invoice was given up is not undone as if it had never
    come; with `unpaid` (`owed` or `written_off`: what becomes of its invoice) it is booked as money
    that is gone, and what nobody owes is a loss. Refuses `role_not_allowed`, `field_invalid`
    without a reason, `not_found`, `payment_not_reversible` (a card's payment is refunded instead,
    or its bank takes it back) and `credit_spent`, and with `unpaid` what a dispute's booking does.
    """
    why = _input.line(reason, "reason", longest=LONGEST_REASON)
    if unpaid and unpaid not in set(Unpaid):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="unpaid"))

    def body(command: Command) -> UUID:
        command.lock_account()
        command.require(Action.RECORD_PAYMENT)
        if not why:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
        payment = (
            Payment.objects.select_for_update().filter(account_id=account_id, id=payment_id).first()
        )
        if payment is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="payment"))
        if payment.gateway != BANK_TRANSFER:
            raise Refused(refuse(RefusalCode.PAYMENT_NOT_REVERSIBLE))
        invoice = lock_invoice_of(payment)
        subscription = invoice.subscription_id if invoice else None
        locked = lock_up_to_date(command, subscription) if subscription else None
        planned = _plan(command, payment, invoice)
        day = returned_on and max(returned_on, payment.paid_on or returned_on)
        if not isinstance(planned, Refusal):
            _carry_out(command, payment, invoice, planned, booked_on=day)
        elif unpaid:
            booked = book_return(command, payment, invoice, Unpaid(unpaid), note=why, booked_on=day)
            if booked.gives_up and locked is not None:
                recover(command, locked)
        else:
            raise Refused(planned)
        _tell(command, payment, invoice, why)
        return payment.id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="reversing.reverse_transfer",
        result=UUID,
        body=body,
        key=key,
        request={"payment": payment_id, "reason": why} | ({"unpaid": unpaid} if unpaid else {}),
    )


def _plan(command: Command, payment: Payment, invoice: Invoice | None) -> Reversal | Refusal:
    return reversal_of(
        PaymentMade(
            amount=Money(payment.amount_minor, payment.currency),
            applied=payment.applied_minor,
            refunded=payment.refunded_minor,
            status=payment.status,
            invoice_status=invoice.status if invoice else None,
            credit=credit_of(command.account_id, payment.currency),
            given_as_credit=given_as_credit(invoice) if invoice else 0,
            is_granted=invoice is None or invoice.is_granted,
        )
    )


def _carry_out(
    command: Command,
    payment: Payment,
    invoice: Invoice | None,
    planned: Reversal,
    *,
    booked_on: date | None,
) -> None:
    Payment.objects.filter(account_id=command.account_id, id=payment.id).update(status="reversed")
    if invoice is not None and planned.reopened:
        invoice.paid_minor -= planned.reopened
        invoice.status, invoice.closed_at, invoice.next_attempt_at = "open", None, None
        Invoice.objects.filter(account_id=command.account_id, id=invoice.id).update(
            paid_minor=invoice.paid_minor, status="open", closed_at=None, next_attempt_at=None
        )
    if planned.from_credit:
        billing.add_credit(
            command,
            payment.currency,
            -planned.from_credit,
            source="overpayment",
            source_id=payment.id,
        )
    billing.post(
        command,
        ledger.payment_reversed(
            gateway=payment.gateway, amount=planned.reopened, from_credit=planned.from_credit
        ),
        currency=payment.currency,
        source_id=payment.id,
        booked_on=booked_on,
    )
    if invoice is not None and planned.paid_by_credit:
        billing.use_credit(command, invoice, at_most=planned.paid_by_credit)


def _tell(command: Command, payment: Payment, invoice: Invoice | None, why: str) -> None:
    """Write down that a payment was taken back, and mail what is owed again."""
    subscription_id = invoice.subscription_id if invoice else None
    command.record(
        EventType.PAYMENT_REVERSED,
        subject_id=payment.id,
        subscription_id=subscription_id,
        amount=payment.amount_minor,
        currency=payment.currency,
        reason=why,
    )
    if invoice is None or invoice.status == "uncollectible":
        return
    for person in payers(command):
        command.mail(
            "payment_reversed",
            person.email,
            subscription_id=subscription_id,
            invoice_id=str(invoice.id),
            invitation_id=None,
            amount=Money(payment.amount_minor, payment.currency),
            open=Money(open_amount(invoice), invoice.currency),
        )
