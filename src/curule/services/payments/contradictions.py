"""What a gateway did that is not so here: written down once, for the vendor's finance to decide."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.contradictions import ContradictionKind, Remedy
from curule.core.events import EventType
from curule.core.money import Money
from curule.core.permissions import Actor
from curule.data.models import Contradiction, Payment
from curule.services._command import Command, run

SYSTEM = Actor.system("payments")


def record(
    *,
    payment: Payment,
    kind: ContradictionKind,
    reference: str,
    amount: Money,
    refund_id: UUID | None = None,
    found_by: str = "event",
    now: datetime,
) -> bool:
    """Write down what a gateway did about a payment; false where it is written down already."""

    def body(command: Command) -> bool:
        command.lock_account()
        _, is_new = Contradiction.objects.get_or_create(
            account_id=payment.account_id,
            gateway=payment.gateway,
            kind=kind.value,
            reference=reference,
            defaults={
                "payment_id": payment.id,
                "refund_id": refund_id,
                "currency": amount.currency,
                "amount_minor": amount.amount_minor,
                "found_by": found_by,
                "found_at": command.now,
            },
        )
        if is_new:
            command.record(
                EventType.PAYMENT_CONTRADICTED,
                subject_id=payment.id,
                kind=kind.value,
                amount=amount.amount_minor,
                currency=amount.currency,
                reference=reference,
            )
        return is_new

    return run(
        account_id=payment.account_id,
        actor=SYSTEM,
        now=now,
        name="contradictions.record",
        result=bool,
        body=body,
    ).value


def let_go(*, payment: Payment, kind: ContradictionKind, reference: str, now: datetime) -> bool:
    """Close what the gateway has undone by itself; false where nothing of it is open."""

    def body(command: Command) -> bool:
        command.lock_account()
        row = (
            Contradiction.objects.select_for_update()
            .filter(
                account_id=payment.account_id,
                gateway=payment.gateway,
                kind=kind.value,
                reference=reference,
                closed_at=None,
            )
            .first()
        )
        if row is not None:
            close(command, row, Remedy.GONE, reason="")
        return row is not None

    return run(
        account_id=payment.account_id,
        actor=SYSTEM,
        now=now,
        name="contradictions.let_go",
        result=bool,
        body=body,
    ).value


def close(command: Command, row: Contradiction, remedy: Remedy, *, reason: str) -> None:
    """Write down what was done about a contradiction, by whom and why."""
    row.closed_at, row.closed_by = command.now, command.actor.name[:255]
    row.remedy, row.reason = remedy.value, reason
    row.save(update_fields=["closed_at", "closed_by", "remedy", "reason", "refund_id"])
    command.record(
        EventType.PAYMENT_CONTRADICTION_CLOSED,
        subject_id=row.payment_id,
        kind=row.kind,
        remedy=remedy.value,
        reason=reason,
        amount=row.amount_minor,
        currency=row.currency,
        reference=row.reference,
    )
