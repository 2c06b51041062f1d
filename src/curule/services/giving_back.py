"""What a change gives back: credit notes, less on the next invoice, refunds."""

from __future__ import annotations

from curule.core.changes import Change
from curule.core.policy import DecreaseMoney
from curule.data.models import CreditNote, Invoice, Subscription
from curule.selectors.catalog import PlanTerms
from curule.services import credit_notes, pending_lines, refunds
from curule.services._command import Command
from curule.services.recovering import recover


def give_back(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    change: Change,
    *,
    reason: str,
    money: DecreaseMoney,
) -> tuple[CreditNote, ...]:
    """Credit what a change gives back; what was not billed yet lowers the next invoice.

    The core has left out what `money` = none forfeits. Returns the credit notes.
    """
    refunds_money = money is DecreaseMoney.REFUND_TO_METHOD
    to = DecreaseMoney.REFUND_TO_METHOD if refunds_money else DecreaseMoney.ACCOUNT_CREDIT
    notes: list[CreditNote] = []
    for planned in credit_notes.plan_notes(command, change):
        if planned.invoice is None:
            lines = credit_notes.turned(planned.lines)
            pending_lines.keep_lines(command, subscription, terms, lines)
            continue
        invoice = Invoice.objects.select_for_update().get(
            account_id=command.account_id, id=planned.invoice.id
        )
        note = credit_notes.issue_credit_note(
            command, invoice, planned.lines, terms, reason=reason, to=to
        )
        if note is None:
            continue
        notes.append(note)
        if note.to_refund_minor:
            refunds.start(command, note)
    recover(command, subscription)
    return tuple(notes)
