"""Who hears that an endpoint was disabled: the vendor's staff who can see to it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from curule.core.permissions import Actor, StaffRole
from curule.services._command import Command, run
from curule.services._staff import addresses_of

_TOLD = (StaffRole.DEVELOPER, StaffRole.ADMIN)


def tell_staff(*, account_id: UUID, url: str, now: datetime) -> None:
    """Mail to developers, else to admins, else to the vendor's contact, that nothing is told there.

    The mail belongs to the account whose event could not be told last. It names the host alone: an
    address may have a secret in it.
    """
    host = urlsplit(url).hostname or ""

    def body(command: Command) -> bool:
        for address in addresses_of(*_TOLD):
            command.mail("webhook_disabled", address, host=host)
        return True

    run(
        account_id=account_id,
        actor=Actor.system("worker"),
        now=now,
        name="alarms.tell_staff",
        result=bool,
        body=body,
    )
