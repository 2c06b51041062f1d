"""What every change of a movement of the bank needs: its lock, its decision, who may decide."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data import models


def locked(entry_id: UUID) -> models.BankEntry:
    """Return a movement under its lock. Refuses `not_found`."""
    found = models.BankEntry.objects.select_for_update().filter(id=entry_id).first()
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="entry"))
    return found


def decide_as(entry: models.BankEntry, status: str, actor: Actor, now: datetime) -> None:
    """Write down what a movement is, and who says so."""
    entry.status = status
    entry.decided_at, entry.decided_by = now, who(actor)
    entry.save(update_fields=["status", "comment", "decided_at", "decided_by"])


def require_finance(actor: Actor) -> None:
    """Refuse everybody but the finance of the vendor's staff and the system."""
    refused = may(actor, Action.RECORD_PAYMENT)
    if refused is not None:
        raise Refused(refused)


def who(actor: Actor) -> UUID | None:
    """Return the person who acts, or None for a key and the system."""
    return UUID(actor.person_id) if actor.person_id else None
