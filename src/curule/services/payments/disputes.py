"""Disputes: a customer's bank wants a payment back, and decides whether it gets it.

While a dispute is open the payment stands. One that is lost takes the whole payment back, or waits
for somebody who books what it took.
"""

from __future__ import annotations

from datetime import datetime

from curule.core.events import EventType
from curule.core.permissions import Actor
from curule.data.models import Dispute, Payment
from curule.gateways.payments.base import DisputeNews
from curule.services._command import Command, run
from curule.services.payments.booking_disputes import book_whole

SYSTEM = Actor.system("payments")


def record(*, payment: Payment, news: DisputeNews, now: datetime) -> None:
    """Write down how a dispute stands; one that was closed is never opened again (TH17)."""

    def body(command: Command) -> bool:
        command.lock_account()
        dispute, is_new = Dispute.objects.select_for_update().get_or_create(
            account_id=payment.account_id,
            gateway=payment.gateway,
            reference=news.reference,
            defaults={
                "payment_id": payment.id,
                "currency": news.amount.currency,
                "amount_minor": news.amount.amount_minor,
                "reason": news.reason,
                "status": news.status,
                "answer_by": news.answer_by,
                "opened_at": command.now,
            },
        )
        if is_new:
            command.record(
                EventType.PAYMENT_DISPUTED,
                subject_id=payment.id,
                amount=news.amount.amount_minor,
                currency=news.amount.currency,
                reason=news.reason,
            )
        if dispute.closed_at is not None:
            return False
        dispute.status, dispute.answer_by = news.status, news.answer_by
        if news.is_closed:
            dispute.closed_at, dispute.is_lost = command.now, news.is_lost
            dispute.save()
            reversed_now = news.is_lost and _take_back(command, dispute)
            command.record(
                EventType.PAYMENT_DISPUTE_CLOSED,
                subject_id=payment.id,
                outcome="lost" if news.is_lost else "won",
                reversed=reversed_now,
            )
        else:
            dispute.save()
        return True

    run(
        account_id=payment.account_id,
        actor=SYSTEM,
        now=now,
        name="disputes.record",
        result=bool,
        body=body,
    )


def _take_back(command: Command, dispute: Dispute) -> bool:
    """Take the payment back where all of it was lost; what is lost of a part, somebody decides."""
    payment = Payment.objects.select_for_update().get(
        account_id=dispute.account_id, id=dispute.payment_id
    )
    return book_whole(command, dispute, payment)
