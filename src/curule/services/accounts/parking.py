"""What the vendor does about safety bounds: let an account go on, and agree a most (I26)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.events import EventType
from curule.core.names import LONGEST_REASON
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import InvoiceCap, Parking
from curule.services import _input
from curule.services._command import Command, Done, run

LARGEST_CAP = 10**15


def release(
    *, actor: Actor, account_id: UUID, reason: str, now: datetime, key: str | None = None
) -> Done[bool]:
    """Let an account that is parked be charged again, by the vendor, who says why.

    False if it is not parked. What was due meanwhile is carried out by the next sweep; what was
    invoiced before counts towards no bound any more, but a cap that was met is met again unless it
    is raised. Refuses `role_not_allowed`, and `field_invalid` for no reason.
    """

    def body(command: Command) -> bool:
        command.require(Action.RELEASE_ACCOUNTS)
        command.lock_account()
        why = _input.line(reason, "reason", longest=LONGEST_REASON)
        if not why:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="reason"))
        row = Parking.objects.filter(account_id=command.account_id, released_at=None).first()
        if row is None:
            return False
        row.released_at = max(command.now, row.parked_at)
        row.released_by, row.released_because = command.actor.name[:254], why
        row.save(update_fields=["released_at", "released_by", "released_because"])
        command.record(
            EventType.ACCOUNT_RELEASED,
            subscription_id=row.subscription_id,
            bound=row.bound,
            reason=why,
        )
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="parking.release",
        result=bool,
        body=body,
        key=key,
        request={"reason": reason},
    )


def set_cap(
    *,
    actor: Actor,
    account_id: UUID,
    currency: str,
    most: int | None,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Agree how much one invoice of an account may come to at most, gross; None lifts it.

    A larger one is not issued and parks the account. False if nothing changes. Refuses
    `role_not_allowed`, `amount_invalid`, and `field_invalid` for what is no currency.
    """

    def body(command: Command) -> bool:
        command.require(Action.RELEASE_ACCOUNTS)
        command.lock_account()
        _input.currency(currency)
        if most is not None and not 0 < most <= LARGEST_CAP:
            raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=str(most)))
        caps = InvoiceCap.objects.filter(account_id=command.account_id, currency=currency)
        before = caps.values_list("most_minor", flat=True).first()
        if before == most:
            return False
        if most is None:
            caps.delete()
        else:
            InvoiceCap.objects.update_or_create(
                account_id=command.account_id,
                currency=currency,
                defaults={"most_minor": most, "set_at": command.now, "set_by": command.person_id},
            )
        command.record(
            EventType.ACCOUNT_CAP_SET, currency=currency, before=_told(before), after=_told(most)
        )
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="parking.set_cap",
        result=bool,
        body=body,
        key=key,
        request={"currency": currency, "most": most},
    )


def _told(most: int | None) -> str:
    """Return a most as the history keeps it, in minor units; nothing for none."""
    return "" if most is None else str(most)
