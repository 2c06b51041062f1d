"""Writing down what the vendor does that is no customer's, as it happens."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from curule.core.permissions import Actor
from curule.core.vendor_events import VendorEventType
from curule.data.models import VendorEvent


def note(
    event: VendorEventType, subject_id: UUID, *, actor: Actor, now: datetime, **payload: object
) -> None:
    """Record what happened to a row, who did it and with what."""
    VendorEvent.objects.create(
        type=event.value,
        occurred_at=now,
        actor_kind=actor.kind.value,
        actor_id=UUID(actor.person_id) if actor.person_id else None,
        actor_name=actor.name[:254],
        subject_id=subject_id,
        payload=msgspec.to_builtins(payload),
    )
