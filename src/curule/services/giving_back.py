"""What a change gives back: credit notes, less on the next invoice, refunds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from curule.core.changes import Change
from curule.core.lines import Line, subtotal
from curule.core.policy import DecreaseMoney
from curule.data.models import CreditNote, Invoice, Subscription
from curule.selectors.catalog import PlanTerms
from curule.selectors.money import creditable_on
from curule.services import refunds
from curule.services._command import Command
from curule.services.invoices import credit_notes, pending_lines
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
        for paper, lines in _with_room(invoice, planned.lines):
            note = credit_notes.issue_credit_note(
                command, paper, lines, terms, reason=reason, to=to
            )
            if note is None:
                continue
            notes.append(note)
            if note.to_refund_minor:
                refunds.start(command, note)
    recover(command, subscription)
    return tuple(notes)


def _with_room(
    invoice: Invoice, lines: tuple[Line, ...]
) -> Iterator[tuple[Invoice, tuple[Line, ...]]]:
    """Spread what is given back over the invoices of a subscription on which there is room (I21).

    A charge that older ones paid for hangs on one of their invoices; where that one has no room
    for all of its credit, the rest is credited on the others.
    """
    left = subtotal(lines)
    room = min(creditable_on(invoice), left)
    if room == left:
        yield invoice, lines
        return
    if room:
        yield invoice, credit_notes.within(lines, room)
    left -= room
    others = Invoice.objects.filter(
        account_id=invoice.account_id,
        subscription_id=invoice.subscription_id,
        currency=invoice.currency,
        tax_behavior=invoice.tax_behavior,
        status__in=["paid", "open"],
    ).exclude(id=invoice.id)
    for other in others.order_by("-id"):
        part = min(creditable_on(other), left)
        if part > 0:
            line = replace(
                lines[-1],
                amount=part,
                quantity=1,
                unit_amount=None,
                charge=None,
                discount=0,
                coupon="",
            )
            yield other, (line,)
            left -= part
        if not left:
            return
