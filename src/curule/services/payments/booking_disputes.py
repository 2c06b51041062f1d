"""A dispute that was lost, in the books: by itself where all of a payment goes, else by somebody.

Somebody says how much the bank took, and whether what is missing on the invoice is owed again or
given up. Nothing of it is taken from a customer's credit that is not there.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from curule.core import ledger
from curule.core.disputes import Booking, Disputed, Unpaid, booking_of, most_of
from curule.core.events import EventType
from curule.core.money import Money
from curule.core.names import LONGEST_REASON
from curule.core.permissions import Action, Actor
from curule.core.refund_states import IN_FLIGHT
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.data.models import Dispute, Invoice, Payment, Refund
from curule.selectors.money import credit_of, given_as_credit, open_amount
from curule.services import _input, refunds
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services.catching_up import run_up_to_date
from curule.services.invoices import billing
from curule.services.invoices.giving_up import give_up
from curule.services.payments._invoices import lock_invoice_of
from curule.services.payments.transfers import LARGEST_AMOUNT
from curule.services.recovering import recover
from curule.services.waiting_orders import refuse_in_flight

RETURNED = "returned"
"""What a transfer's dispute says that was never open: its bank had decided already."""


def book(
    *,
    actor: Actor,
    account_id: UUID,
    dispute_id: UUID,
    taken: int,
    currency: str,
    unpaid: str,
    note: str,
    fee: int = 0,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Book what a lost dispute took, by the vendor's finance, once; return the dispute.

    `taken` is what the bank took of the payment, `fee` what the gateway keeps for it, both in minor
    units of the payment's currency; `unpaid` is `owed` or `written_off`, what becomes of the
    invoice. Refuses `role_not_allowed`, `field_invalid`, `amount_invalid`, `currency_mismatch`,
    `dispute_not_to_book`, `above_what_is_left`, `nothing_to_pay` where an invoice that granted
    nothing yet would be given up (such an order cancels itself), and `payment_pending` while an
    attempt to pay such an invoice has no answer.
    """
    why = _input.line(note, "note", longest=LONGEST_REASON)
    if unpaid not in set(Unpaid):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="unpaid"))
    for given in (taken, fee):
        if not 0 <= given <= LARGEST_AMOUNT:
            raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=str(given)))

    def body(command: Command) -> UUID:
        command.lock_account()
        command.require(Action.RECORD_PAYMENT)
        if not why:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="note"))
        dispute, payment = _rows(command, dispute_id)
        if currency != dispute.currency:
            expected = dispute.currency
            raise Refused(refuse(RefusalCode.CURRENCY_MISMATCH, expected=expected, got=currency))
        invoice = lock_invoice_of(payment)
        subscription = invoice.subscription_id if invoice else None
        locked = lock_up_to_date(command, subscription) if subscription else None
        planned = booking_of(_disputed(command, payment, invoice), taken, Unpaid(unpaid))
        if isinstance(planned, Refusal):
            raise Refused(planned)
        if planned.gives_up:
            _refuse_giving_up(command, invoice)
        _carry_out(command, dispute, payment, invoice, planned, fee=fee, note=why)
        if planned.gives_up and locked is not None:
            recover(command, locked)
        return dispute.id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="booking_disputes.book",
        result=UUID,
        body=body,
        key=key,
        request={
            "dispute": dispute_id,
            "taken": taken,
            "currency": currency,
            "fee": fee,
            "unpaid": unpaid,
            "note": why,
        },
    )


def book_whole(command: Command, dispute: Dispute, payment: Payment) -> bool:
    """Book a dispute that took a whole payment, inside a command that holds the account's lock.

    False where somebody has to decide: a part of it was refunded or has become credit that is used,
    or its invoice was closed otherwise. A saved method is not charged again by itself for it:
    whoever took the money back does not want that.
    """
    whole = payment.amount_minor
    if payment.refunded_minor or (dispute.amount_minor, dispute.currency) != (
        whole,
        payment.currency,
    ):
        return False
    invoice = lock_invoice_of(payment)
    if invoice is None:
        return False
    planned = booking_of(_disputed(command, payment, invoice), whole, Unpaid.OWED)
    if isinstance(planned, Refusal) or planned.lost or planned.gives_up:
        return False
    _carry_out(command, dispute, payment, invoice, planned, fee=0, note="")
    return True


def book_return(
    command: Command,
    payment: Payment,
    invoice: Invoice | None,
    unpaid: Unpaid,
    *,
    note: str,
    booked_on: date | None,
) -> Booking:
    """Book a transfer that its bank took back as a dispute that was lost, inside a command.

    All that came in goes out again: what is no longer there, since a part was refunded, is a cost
    of the vendor's, as a fee is. `booked_on` is the day on which the bank booked it. Refuses
    `payment_not_reversible` for a payment that did not come in or was taken back already,
    `payment_pending` while a refund of it has no answer, and what `book` refuses.
    """
    standing = _disputed(command, payment, invoice)
    most = min(most_of(standing), payment.amount_minor)
    if payment.status != "succeeded" or payment.taken_back_minor:
        raise Refused(refuse(RefusalCode.PAYMENT_NOT_REVERSIBLE))
    if _refunds_of(payment).filter(status__in=IN_FLIGHT).exists():
        raise Refused(refuse(RefusalCode.PAYMENT_PENDING))
    planned = booking_of(standing, most, unpaid)
    if isinstance(planned, Refusal):
        raise Refused(refuse(RefusalCode.PAYMENT_NOT_REVERSIBLE))
    if planned.gives_up:
        _refuse_giving_up(command, invoice)
    returned = Dispute.objects.create(
        account_id=command.account_id,
        payment_id=payment.id,
        gateway=payment.gateway,
        reference=str(payment.id),
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        status=RETURNED,
        opened_at=command.now,
        closed_at=command.now,
        is_lost=True,
    )
    beyond = payment.amount_minor - most
    _carry_out(
        command,
        returned,
        payment,
        invoice,
        planned,
        fee=beyond,
        note=note,
        booked_on=booked_on,
    )
    return planned


def _rows(command: Command, dispute_id: UUID) -> tuple[Dispute, Payment]:
    """Return a dispute that waits to be booked, and its payment, both locked."""
    here = Dispute.objects.select_for_update().filter(account_id=command.account_id, id=dispute_id)
    dispute = here.first()
    if dispute is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="dispute"))
    if not dispute.is_lost or dispute.booked_at is not None:
        raise Refused(refuse(RefusalCode.DISPUTE_NOT_TO_BOOK))
    payment = Payment.objects.select_for_update().get(
        account_id=command.account_id, id=dispute.payment_id
    )
    return dispute, payment


def _refuse_giving_up(command: Command, invoice: Invoice | None) -> None:
    """Refuse to give up what nothing was granted for yet, or what is being paid just now."""
    assert invoice is not None
    if invoice.status == "open" and not invoice.is_granted:
        raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
    refuse_in_flight(command, invoice.id)
    command.require(Action.WRITE_OFF)


def _disputed(command: Command, payment: Payment, invoice: Invoice | None) -> Disputed:
    return Disputed(
        amount=Money(payment.amount_minor, payment.currency),
        applied=payment.applied_minor,
        refunded=payment.refunded_minor,
        refunded_of_credit=_refunded_of_credit(payment),
        waiting=tuple(refund.amount_minor for refund in _waiting(payment)),
        taken_back=payment.taken_back_minor,
        status=payment.status,
        invoice_status=invoice.status if invoice else None,
        credit=credit_of(command.account_id, payment.currency),
        given_as_credit=given_as_credit(invoice) if invoice else 0,
        is_granted=invoice is None or invoice.is_granted,
    )


def _refunded_of_credit(payment: Payment) -> int:
    """Return what of a payment's refunds gave account credit back, and nothing of its invoice."""
    found = _refunds_of(payment).filter(credit_note_id=None)
    return found.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def _waiting(payment: Payment) -> list[Refund]:
    """Return the refunds that the gateway declined to send and nobody has paid, oldest first."""
    return list(_refunds_of(payment).select_for_update().filter(status="failed").order_by("id"))


def _refunds_of(payment: Payment) -> QuerySet[Refund]:
    return Refund.objects.filter(account_id=payment.account_id, payment_id=payment.id)


def _carry_out(
    command: Command,
    dispute: Dispute,
    payment: Payment,
    invoice: Invoice | None,
    planned: Booking,
    *,
    fee: int,
    note: str,
    booked_on: date | None = None,
) -> None:
    for refund in _waiting(payment)[: planned.refunds]:
        refunds.sent_by_dispute(command, refund, gateway_name=payment.gateway)
    _lower(payment, planned)
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
            gateway=payment.gateway,
            amount=planned.reopened,
            from_credit=planned.from_credit,
            lost=planned.lost,
        ),
        currency=payment.currency,
        source_id=payment.id,
        booked_on=booked_on,
    )
    billing.post(
        command,
        ledger.gateway_fee(gateway=payment.gateway, amount=fee),
        currency=payment.currency,
        source_id=dispute.id,
        booked_on=booked_on,
    )
    if invoice is not None and planned.reopened:
        _reopen(command, invoice, planned, note=note)
    _write_down(command, dispute, planned, fee=fee, note=note)


def _lower(payment: Payment, planned: Booking) -> None:
    """Take from a payment what was taken back; one of which nothing stays is reversed."""
    payment.applied_minor -= planned.reopened
    payment.taken_back_minor += planned.of_payment
    payment.lost_minor += planned.lost
    if payment.taken_back_minor == payment.amount_minor:
        payment.status = "reversed"
    payment.save(update_fields=["applied_minor", "taken_back_minor", "lost_minor", "status"])


def _reopen(command: Command, invoice: Invoice, planned: Booking, *, note: str) -> None:
    """Let what was taken back be open on its invoice; use credit that came of it, or give it up."""
    was_given_up = invoice.status == "uncollectible"
    invoice.paid_minor -= planned.reopened
    if not was_given_up:
        invoice.status, invoice.closed_at, invoice.next_attempt_at = "open", None, None
    invoice.save(update_fields=["paid_minor", "status", "closed_at", "next_attempt_at"])
    if was_given_up:
        billing.post(
            command,
            ledger.written_off(amount=planned.reopened),
            currency=invoice.currency,
            source_id=invoice.id,
        )
        return
    if planned.paid_by_credit:
        billing.use_credit(command, invoice, at_most=planned.paid_by_credit)
    if planned.gives_up and open_amount(invoice):
        give_up(command, invoice, reason=note)


def _write_down(
    command: Command, dispute: Dispute, planned: Booking, *, fee: int, note: str
) -> None:
    dispute.booked_at, dispute.note = command.now, note
    dispute.booked_by = command.actor.name[:254] if note else ""
    dispute.taken_minor = planned.for_refunds + planned.of_payment
    dispute.for_refunds_minor = planned.for_refunds
    dispute.from_credit_minor = planned.from_credit
    dispute.reopened_minor = planned.reopened
    dispute.lost_minor = planned.lost
    dispute.fee_minor, dispute.gave_up = fee, planned.gives_up
    dispute.save()
    command.record(
        EventType.PAYMENT_DISPUTE_BOOKED,
        subject_id=dispute.payment_id,
        amount=dispute.taken_minor,
        currency=dispute.currency,
        fee=fee,
        reason=note,
    )
