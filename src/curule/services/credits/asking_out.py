"""A customer asks that account credit be paid out; the vendor's finance pays it or says no (P28).

Nothing moves by it: the credit stays usable, and what is left of it is what can be paid out. Once
it is paid out or spent, nobody waits any longer.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.invoice_requests import RequestKind, RequestStatus
from curule.core.permissions import Action, Actor
from curule.data.models import InvoiceRequest
from curule.services import _input
from curule.services._command import Command, Done
from curule.services.catching_up import run_up_to_date
from curule.services.credits.paying_out import within_what_may_go
from curule.services.invoice_requests import LONGEST_REASON


def ask(
    *,
    actor: Actor,
    account_id: UUID,
    currency: str,
    amount: int | None = None,
    reason: str = "",
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Ask that credit in a currency be paid out, by default all that may be; return its id.

    Asked again while the first has no answer, it is the first. `amount` is in minor units. Refuses
    `role_not_allowed`, `amount_invalid`, `field_invalid` for too long a reason or a currency that
    is none, and `above_what_is_left` for more than can be paid out: goodwill, and what a
    member brought, cannot.
    """
    why = _input.line(reason, "reason", longest=LONGEST_REASON)

    def body(command: Command) -> UUID:
        command.lock_account()
        command.require(Action.PAY_INVOICES)
        waiting = InvoiceRequest.objects.filter(
            account_id=account_id,
            kind=RequestKind.CREDIT,
            currency=currency,
            status=RequestStatus.OPEN,
        ).first()
        if waiting is not None:
            return waiting.id
        wanted = within_what_may_go(account_id, amount, currency)
        row = InvoiceRequest.objects.create(
            account_id=account_id,
            kind=RequestKind.CREDIT,
            currency=currency,
            amount_minor=wanted.amount_minor,
            reason=why,
            asked_at=command.now,
            asked_by=actor.name,
        )
        command.record(
            EventType.CREDIT_PAYOUT_ASKED,
            subject_id=row.id,
            amount=row.amount_minor,
            currency=row.currency,
            reason=why,
        )
        return row.id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="asking_out.ask",
        result=UUID,
        body=body,
        key=key,
        request={"amount": amount, "currency": currency, "reason": why},
    )
