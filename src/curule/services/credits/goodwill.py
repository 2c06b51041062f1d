"""Credit by the vendor's goodwill, tied to no line."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core import ledger
from curule.core.events import EventType
from curule.core.money import UnknownCurrency, exponent
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.services._command import Command, Done, run
from curule.services.invoices import billing
from curule.services.payments.transfers import LARGEST_AMOUNT


def issue_credit(
    *,
    actor: Actor,
    account_id: UUID,
    amount: int,
    currency: str,
    reason: str = "",
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """Give an account credit, by the vendor.

    Refuses `role_not_allowed`, `amount_invalid`, and `field_invalid` for a currency that is none.
    """
    _refuse_unknown(currency)

    def body(command: Command) -> int:
        command.lock_account()
        command.require(Action.ISSUE_CREDIT)
        if not 0 < amount <= LARGEST_AMOUNT:
            raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=amount))
        source_id = command.account_id
        billing.add_credit(command, currency, amount, source="goodwill", source_id=source_id)
        billing.post(
            command, ledger.goodwill(amount=amount), currency=currency, source_id=source_id
        )
        command.record(EventType.CREDIT_GRANTED, amount=amount, currency=currency, reason=reason)
        return amount

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="goodwill.issue_credit",
        result=int,
        body=body,
        key=key,
        request={"amount": amount, "currency": currency, "reason": reason},
    )


def _refuse_unknown(currency: str) -> None:
    try:
        exponent(currency)
    except UnknownCurrency:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="currency")) from None
