"""Who hears that an invitation did not get through: whoever invited, with the ways out.

Told is only of mails that carry an invitation, and never to the address that failed: so no notice
can bring about another.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from curule.core.permissions import Actor
from curule.data.models import Invitation, OutboxMessage
from curule.services._command import Command, run
from curule.services.seating.invitation_mails import called, inviters
from curule.wording.mails import INVITING

_log = logging.getLogger(__name__)


def tell_bounced(message: OutboxMessage, *, now: datetime) -> None:
    """Mail to whoever invited that this mail was given up; nothing if it carries no invitation.

    What became of the mail is recorded whether or not this notice can be written.
    """
    invitation_id = message.invitation_id
    account_id = message.account_id
    if message.template not in INVITING or invitation_id is None or account_id is None:
        return
    try:
        run(
            account_id=account_id,
            actor=Actor.system("worker"),
            now=now,
            name="bounces.tell_bounced",
            result=bool,
            body=lambda command: _tell(command, message.recipient, invitation_id),
        )
    except Exception as error:  # noqa: BLE001 - a notice must not keep a mail from being recorded
        _log.error("mail %s: no notice that it failed: %s", message.id, type(error).__name__)


def _tell(command: Command, failing: str, invitation_id: UUID) -> bool:
    invitation = Invitation.objects.filter(
        account_id=command.account_id, id=invitation_id, status="open"
    ).first()
    if invitation is None or invitation.expires_at <= command.now:
        return False
    told = [p for p in inviters(command, invitation) if p.email != failing]
    for person in told:
        command.mail(
            "invitation_bounced",
            person.email,
            subscription_id=invitation.subscription_id,
            person=called(invitation),
        )
    return bool(told)
