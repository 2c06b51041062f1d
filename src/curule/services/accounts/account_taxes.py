"""By which tax an account is charged: by the rules, or at a plain rate that the vendor gave it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from curule.core.events import EventType
from curule.core.names import LONGEST_REASON
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Account
from curule.services import _input
from curule.services._command import Command, Done, run
from curule.services.accounts.accounts import plain_rate


def set_tax(
    *,
    actor: Actor,
    account_id: UUID,
    rate: Decimal | str | None,
    reason: str,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Tax an account by the rules (None) or at a plain rate in per cent, from now on.

    False if nothing changes. Issued invoices stay. Refuses `role_not_allowed`, and `field_invalid`
    for what is no rate and for no reason.
    """

    def body(command: Command) -> bool:
        command.require(Action.SET_TAX)
        command.lock_account()
        wanted, before = plain_rate(rate), command.account.tax_rate
        why = _input.line(reason, "reason", longest=LONGEST_REASON)
        if not why:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
        if wanted == before:
            return False
        Account.objects.filter(id=command.account_id).update(tax_rate=wanted)
        command.record(
            EventType.ACCOUNT_TAX_SET, before=_told(before), after=_told(wanted), reason=why
        )
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="account_taxes.set_tax",
        result=bool,
        body=body,
        key=key,
        request={"rate": None if rate is None else str(rate), "reason": reason},
    )


def _told(rate: Decimal | None) -> str:
    """Return a rate as the history keeps it; nothing for the rules."""
    return "" if rate is None else f"{rate.normalize():f} %"
