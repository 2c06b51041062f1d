"""The commands of the waiting list: taking somebody off it, and serving it as time passes."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import WaitlistEntry
from curule.selectors.catalog import get_plan_terms
from curule.services import _input
from curule.services._command import Command, Done, run
from curule.services.seating import claims, waitlist
from curule.services.seating.seating import Given

SYSTEM: Final = Actor.system("waitlist")


def withdraw(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    email: str,
    seat_type: str | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Take somebody off the list. Refuses `role_not_allowed` and `not_found`."""
    address = _input.address(email)

    def body(command: Command) -> bool:
        subscription = claims.hold_subscription(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        claims.require_assign(command, terms, own_address=address)
        entry = (
            WaitlistEntry.objects.select_for_update()
            .filter(
                account_id=command.account_id,
                subscription_id=subscription_id,
                seat_type_id=claims.seat_type_of(terms, seat_type).id,
                email=address,
                left_at=None,
            )
            .first()
        )
        if entry is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="waitlist_entry"))
        waitlist.leave(command, entry, "withdrawn")
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="waitlist.withdraw",
        result=bool,
        body=body,
        key=key,
        request={"subscription": subscription_id, "email": address, "seat_type": seat_type},
    )


def invite_from_waitlist(
    *, account_id: UUID, subscription_id: UUID, now: datetime
) -> tuple[Given, ...]:
    """Give the free seats of a subscription to those who wait; called as time passes."""

    def body(command: Command) -> tuple[Given, ...]:
        claims.write_lapses(command, subscription_id)
        WaitlistEntry.objects.filter(
            account_id=account_id,
            subscription_id=subscription_id,
            left_at=None,
            look_again_at__lte=now,
        ).update(look_again_at=None)
        return waitlist.serve(command, subscription_id)

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="waitlist.invite",
        result=tuple[Given, ...],
        body=body,
    ).value
