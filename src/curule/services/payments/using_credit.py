"""Account credit that a customer uses on what they owe, without waiting for the next payment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.payment_states import IN_FLIGHT
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Invoice, Payment
from curule.selectors.money import credit_of
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services.catching_up import run_up_to_date
from curule.services.invoices import billing
from curule.services.payments.payments import require_may_pay
from curule.services.receiving import on_invoice_paid


def use_credit(
    *, actor: Actor, account_id: UUID, currency: str, now: datetime, key: str | None = None
) -> Done[int]:
    """Use credit on the open invoices of a currency, the oldest first; return how much.

    An invoice is left out while an attempt to pay it has no answer. Refuses `nothing_to_pay` where
    no credit is there or nothing is open for it, and `role_not_allowed`.
    """

    def body(command: Command) -> int:
        command.lock_account()
        waits = Payment.objects.filter(
            account_id=account_id, status__in=IN_FLIGHT, invoice_id__isnull=False
        )
        invoices = (
            Invoice.objects.select_for_update()
            .filter(account_id=account_id, currency=currency, status="open")
            .exclude(id__in=waits.values("invoice_id"))
        )
        used = 0
        for invoice in invoices.order_by("issued_at", "id"):
            if not credit_of(account_id, currency):
                break
            used += _use(command, invoice)
        if not used:
            raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
        return used

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="using_credit.use_credit",
        result=int,
        body=body,
        key=key,
        request={"currency": currency},
    )


def _use(command: Command, invoice: Invoice) -> int:
    if invoice.subscription_id is not None:
        lock_up_to_date(command, invoice.subscription_id)
    require_may_pay(command, invoice)
    used = billing.use_credit(command, invoice)
    if invoice.status == "paid":
        on_invoice_paid(command, invoice)
    return used
