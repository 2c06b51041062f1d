"""Credit notes by the vendor's finance: so much of each charged line of an invoice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from curule.core.changes import CreditedCharge
from curule.core.crediting import LineLeft, TooMuch, credits_of
from curule.core.lines import Line, LineKind
from curule.core.money import Money
from curule.core.names import LONGEST_REASON
from curule.core.periods import BillingPeriod
from curule.core.permissions import Action, Actor
from curule.core.policy import DecreaseMoney
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.ids import new_id
from curule.data.models import Charge, CreditNote, Invoice, OutboxMessage, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.selectors.money import creditable_on
from curule.selectors.standings import charge_values
from curule.services import _input, invoice_requests, refunds
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services.catching_up import run_up_to_date
from curule.services.invoices import credit_notes
from curule.services.invoices.charges import move_charges
from curule.services.recovering import recover
from curule.services.waiting_orders import refuse_in_flight


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """A credit note that was issued, or would be: its tax, and where its money goes."""

    net: Money
    tax: Money
    total: Money
    to_open: Money
    to_credit: Money
    to_refund: Money
    mails: tuple[tuple[str, str], ...] = ()


def credit_lines(
    *,
    actor: Actor,
    account_id: UUID,
    invoice_id: UUID,
    amounts: Mapping[UUID, int],
    refunds_money: bool,
    reason: str,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Issue a credit note: `amounts` say how much of each charge is given back, before tax.

    It first lowers what is open; of what was paid it becomes account credit, or goes back the way
    it came. Returns the credit note. Refuses `role_not_allowed`, `field_invalid` without a reason,
    `not_found`, `amount_invalid` for nothing or less, `above_what_is_left`, and `payment_pending`
    while an attempt to pay the invoice has no answer.
    """
    why = _input.line(reason, "reason", longest=LONGEST_REASON)

    def body(command: Command) -> UUID:
        command.lock_account()
        command.require(Action.REFUND if refunds_money else Action.ISSUE_CREDIT)
        if not why:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
        invoice = _invoice(command, invoice_id)
        refuse_in_flight(command, invoice.id)
        assert invoice.subscription_id is not None
        subscription = lock_up_to_date(command, invoice.subscription_id)
        note = _issue(command, subscription, invoice, amounts, why, refunds_money=refunds_money)
        invoice_requests.grant_by_credit(command, invoice.id)
        recover(command, subscription)
        return note.id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="crediting.credit_lines",
        result=UUID,
        body=body,
        key=key,
        request={
            "invoice": invoice_id,
            "amounts": {str(charge): amount for charge, amount in amounts.items()},
            "refund": refunds_money,
            "reason": why,
        },
    )


def rehearse_credit(
    *,
    actor: Actor,
    account_id: UUID,
    invoice_id: UUID,
    amounts: Mapping[UUID, int],
    refunds_money: bool,
    now: datetime,
) -> Credited:
    """Return what `credit_lines` would issue now; nothing of it stays. Refuses what it refuses."""
    marker = new_id()
    with transaction.atomic():
        note_id = credit_lines(
            actor=actor,
            account_id=account_id,
            invoice_id=invoice_id,
            amounts=amounts,
            refunds_money=refunds_money,
            reason="-",
            now=now,
        ).value
        note = CreditNote.objects.get(account_id=account_id, id=note_id)
        mails = OutboxMessage.objects.filter(account_id=account_id, id__gt=marker)
        found = Credited(
            net=Money(note.subtotal_minor, note.currency),
            tax=Money(note.tax_minor, note.currency),
            total=Money(note.total_minor, note.currency),
            to_open=Money(note.to_open_minor, note.currency),
            to_credit=Money(note.to_credit_minor, note.currency),
            to_refund=Money(note.to_refund_minor, note.currency),
            mails=tuple(mails.order_by("id").values_list("template", "recipient")),
        )
        transaction.set_rollback(True)
    return found


def _invoice(command: Command, invoice_id: UUID) -> Invoice:
    """Return an invoice that can be credited. Refuses `not_found`."""
    invoice = (
        Invoice.objects.select_for_update()
        .filter(
            account_id=command.account_id,
            id=invoice_id,
            status__in=["open", "paid"],
            is_granted=True,
            subscription_id__isnull=False,
        )
        .first()
    )
    if invoice is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="invoice"))
    return invoice


def _issue(
    command: Command,
    subscription: Subscription,
    invoice: Invoice,
    amounts: Mapping[UUID, int],
    why: str,
    *,
    refunds_money: bool,
) -> CreditNote:
    rows = list(
        Charge.objects.select_for_update()
        .filter(account_id=command.account_id, invoice_id=invoice.id)
        .order_by("id")
    )
    starts = {str(row.id): row.starts_at for row in rows}
    books = {charge.key: charge for charge in charge_values(rows)}
    asked = {str(charge_id): amount for charge_id, amount in amounts.items() if amount}
    if not asked or min(asked.values()) < 0 or not asked.keys() <= books.keys():
        raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=sum(asked.values())))
    left = [
        LineLeft(key=key, amount=charge.amount, credited=charge.credited)
        for key, charge in books.items()
    ]
    given = credits_of(asked, left, room=creditable_on(invoice))
    if isinstance(given, TooMuch):
        most = Money(given.largest, invoice.currency)
        raise Refused(refuse(RefusalCode.ABOVE_WHAT_IS_LEFT, amount=most))
    lines = [
        Line(
            kind=LineKind.DIFFERENCE,
            seat_type=books[each.key].seat_type,
            quantity=1,
            unit_amount=None,
            covers=BillingPeriod(starts[each.key], books[each.key].period.ends_at),
            part=books[each.key].part,
            amount=each.amount,
            charge=each.key,
        )
        for each in given
    ]
    terms = get_plan_terms(subscription.plan_version_id)
    to = DecreaseMoney.REFUND_TO_METHOD if refunds_money else DecreaseMoney.ACCOUNT_CREDIT
    note = credit_notes.issue_credit_note(
        command, invoice, lines, terms, reason="correction", to=to, comment=why
    )
    assert note is not None  # something is given back
    move_charges(
        command,
        [CreditedCharge(charge=each.key, quantity=0, amount=each.amount) for each in given],
    )
    if note.to_refund_minor:
        refunds.start(command, note)
    return note
