"""An invoice as a PDF to an address that its reader names: a bookkeeper's, an auditor's (P26)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from curule.core.events import EventType
from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Invoice, OutboxMessage
from curule.selectors.parties import seller_name
from curule.services import _input
from curule.services._command import Command, Done, run

MOST_A_DAY: Final = 20
"""So many copies of one account leave in a day: they go to whomever somebody names (TH9)."""

_TEMPLATE: Final = "invoice_copy"
_DAY: Final = timedelta(days=1)


def send_copy(
    *,
    actor: Actor,
    account_id: UUID,
    invoice_id: UUID,
    to: str,
    now: datetime,
    key: str | None = None,
) -> Done[str]:
    """Mail an invoice with its PDF to one address, in the account's language; return the address.

    Refuses `role_not_allowed`, `address_invalid`, `not_found` for one that was never issued or has
    no paper because nobody has said who sells, and `rate_limited` above `MOST_A_DAY`.
    """
    address = _input.address(to)

    def body(command: Command) -> str:
        command.lock_account()
        command.require(Action.PAY_INVOICES)
        invoice = Invoice.objects.filter(
            account_id=account_id, id=invoice_id, number__isnull=False
        ).first()
        if invoice is None or not seller_name():
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="invoice"))
        _refuse_many(account_id, now)
        command.mail(
            _TEMPLATE,
            address,
            subscription_id=invoice.subscription_id,
            invoice_id=str(invoice.id),
            total=Money(invoice.total_minor, invoice.currency),
            due_at=invoice.due_at,
            person=actor.name,
        )
        command.record(
            EventType.INVOICE_MAILED,
            subject_id=invoice.id,
            subscription_id=invoice.subscription_id,
            email=address,
        )
        return address

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="copies.send_copy",
        result=str,
        body=body,
        key=key,
        request={"invoice": invoice_id, "to": address},
    )


def _refuse_many(account_id: UUID, now: datetime) -> None:
    copies = OutboxMessage.objects.filter(
        account_id=account_id, template=_TEMPLATE, created_at__gt=now - _DAY
    )
    newest = list(copies.order_by("-created_at").values_list("created_at", flat=True)[:MOST_A_DAY])
    if len(newest) == MOST_A_DAY:
        raise Refused(refuse(RefusalCode.RATE_LIMITED, retry_at=newest[-1] + _DAY))
