"""Claims that are given up by the vendor's finance, and taken up again when money comes after all.

An invoice that is written off keeps what was due on it; what the customer owes, and what counts as
unpaid, no longer has it. What it was for stays earned: the loss is one of its own in the ledger.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.names import LONGEST_REASON
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Invoice
from curule.services import _input
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services.catching_up import run_up_to_date
from curule.services.invoices.giving_up import give_up
from curule.services.recovering import recover
from curule.services.waiting_orders import refuse_in_flight


def write_off(
    *,
    actor: Actor,
    account_id: UUID,
    invoice_id: UUID,
    reason: str,
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """Give up what is open on an invoice, by the vendor's finance; return the amount.

    Refuses `role_not_allowed`, `field_invalid` without a reason, `nothing_to_pay` where nothing is
    open or nothing was granted for it yet (such an order cancels itself), and `payment_pending`
    while an attempt to pay it has no answer.
    """
    why = _input.line(reason, "reason", longest=LONGEST_REASON)

    def body(command: Command) -> int:
        command.lock_account()
        command.require(Action.WRITE_OFF)
        if not why:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
        invoice = (
            Invoice.objects.select_for_update()
            .filter(account_id=account_id, id=invoice_id, status="open", is_granted=True)
            .first()
        )
        if invoice is None:
            raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
        refuse_in_flight(command, invoice.id)
        amount = give_up(command, invoice, reason=why)
        if invoice.subscription_id is not None:
            recover(command, lock_up_to_date(command, invoice.subscription_id))
        return amount

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="writing_off.write_off",
        result=int,
        body=body,
        key=key,
        request={"invoice": invoice_id, "reason": why},
    )
