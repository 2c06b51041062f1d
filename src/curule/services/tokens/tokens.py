"""Giving offline tokens out: the answer of an entitlement, signed, for one device (TH30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from curule.core.entitlements import HELP, Reason
from curule.core.permissions import Actor
from curule.core.refusals import Refusal, RefusalCode, Refused, WayOut, refuse
from curule.core.tokens import device_digest, lifetime
from curule.data.models import Assignment
from curule.selectors.entitlements import Granting, granting
from curule.services._command import Command, run
from curule.services.tokens import devices

LONGEST_DEVICE: Final = 200
LONGEST_NAME: Final = 80
SHORTEST: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a token is to say; `by` is the seat that gives access."""

    by: Granting
    device_id: UUID
    digest: bytes
    issued_at: datetime
    lives: timedelta


def grant(
    *,
    actor: Actor,
    product_id: UUID,
    product_key: str,
    email: str | None,
    person_id: UUID | None,
    device: str,
    device_name: str,
    lives: timedelta | None,
    is_live: bool,
    now: datetime,
) -> Granted:
    """Decide what a token may say about somebody on a device, and take the device's place.

    It is the answer of the entitlement, and ends with it at the latest; `now` is the real time,
    which rules tokens on test clocks too. Refuses `no_access`, `device_limit`, and `field_invalid`
    for a device that is named by nothing or by too much and for a life shorter than a minute.
    """
    _check(device, device_name, lives)
    found = granting(
        product_id=product_id, email=email, person_id=person_id, is_live=is_live, now=now
    )
    if not isinstance(found, Granting):
        raise Refused(_no_access(found.reason or Reason.NO_SEAT))
    usual = timedelta(days=settings.CURULE_TOKEN_DAYS)
    lasting = lifetime(usual, asked=lives, left=found.left)
    digest = device_digest(product_key, device)

    def body(command: Command) -> UUID:
        return devices.take_place(
            command,
            _held(command, found),
            digest=digest,
            name=device_name,
            limit=settings.CURULE_TOKEN_DEVICES,
            until=now + lasting,
            now=now,
        )

    taken = run(
        account_id=found.account_id,
        actor=actor,
        now=found.now,
        name="tokens.grant",
        result=UUID,
        body=body,
    )
    return Granted(by=found, device_id=taken.value, digest=digest, issued_at=now, lives=lasting)


def _check(device: str, device_name: str, lives: timedelta | None) -> None:
    if not 0 < len(device.strip()) <= LONGEST_DEVICE:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="device"))
    if len(device_name) > LONGEST_NAME:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="device_name"))
    if lives is not None and lives < SHORTEST:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="expires_in"))


def _held(command: Command, found: Granting) -> Assignment:
    """Lock the assignment: nobody leaves the seat, and nobody else adds a device, until the end."""
    row = (
        Assignment.objects.select_for_update(no_key=True)
        .filter(account_id=command.account_id, id=found.assignment_id, ended_at=None)
        .first()
    )
    if row is None:
        raise Refused(_no_access(Reason.NO_SEAT))
    return row


def _no_access(reason: Reason) -> Refusal:
    ways = tuple(WayOut(each) for each in HELP[reason] if each in set(WayOut))
    return refuse(RefusalCode.NO_ACCESS, options=ways, why=reason)
