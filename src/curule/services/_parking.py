"""Parking: what meets a safety bound is refused, and nothing more is charged until its release.

The refusal undoes the command; that the account is parked is written in a transaction of its own,
by whoever runs the command. So is the mail to the vendor's staff.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from curule.core.bounds import Crossing
from curule.core.events import EventType
from curule.core.permissions import StaffRole
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Parking
from curule.services._acts import Command
from curule.services._staff import addresses_of

_TOLD = (StaffRole.FINANCE, StaffRole.ADMIN)


@dataclass(frozen=True, slots=True)
class Trip:
    """A bound that an account met, and the subscription that was about to cross it."""

    account_id: UUID
    subscription_id: UUID | None
    crossing: Crossing


class Tripped(Refused):
    """Refuses `account_parked` for what would have crossed a bound: from here on it is parked."""

    def __init__(self, trip: Trip) -> None:
        super().__init__(refuse(RefusalCode.ACCOUNT_PARKED))
        self.trip = trip


def trip(command: Command, subscription_id: UUID | None, crossing: Crossing) -> Tripped:
    """Return what to raise, and note it: where the command goes on without this, it parks too."""
    met = Trip(command.account_id, subscription_id, crossing)
    command.tripped.append(met)
    return Tripped(met)


def is_parked(account_id: UUID) -> bool:
    """Whether an account waits for its release."""
    return Parking.objects.filter(account_id=account_id, released_at=None).exists()


def refuse_parked(command: Command) -> None:
    """Refuse `account_parked` where nothing may be charged."""
    if is_parked(command.account_id):
        raise Refused(refuse(RefusalCode.ACCOUNT_PARKED))


def park(command: Command, met: Trip) -> None:
    """Park the account of a command, and tell the vendor's staff; once, however often it trips."""
    command.lock_account()
    if is_parked(command.account_id):
        return
    crossing = met.crossing
    row = Parking.objects.create(
        account_id=command.account_id,
        bound=crossing.bound.value,
        subscription_id=met.subscription_id,
        found=crossing.found,
        most=crossing.most,
        currency=crossing.currency,
        parked_at=command.now,
    )
    found: dict[str, Any] = {"bound": row.bound, "found": row.found, "most": row.most}
    if row.currency:
        found["currency"] = row.currency
    command.record(EventType.ACCOUNT_PARKED, subscription_id=row.subscription_id, **found)
    for address in addresses_of(*_TOLD):
        command.mail(
            "account_parked",
            address,
            subscription_id=row.subscription_id,
            **_said(crossing),
        )


def _said(crossing: Crossing) -> dict[str, Any]:
    """Return what the mail says of a crossing: the line of its bound, with both numbers."""
    if crossing.money is None:
        return {crossing.bound.value: str(crossing.found), "most": str(crossing.most)}
    found, most = crossing.money
    return {"amount": found, "cap": most}
