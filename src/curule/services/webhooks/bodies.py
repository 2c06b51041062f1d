"""What a webhook says: the body and the headers of Standard Webhooks 1.0."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from standardwebhooks import Webhook

from curule.core.public_ids import public_text
from curule.core.webhooks import LONGEST_BODY, without_what_is_too_long
from curule.selectors.told_events import ToldEvent

_ROOM_FOR_THE_REST: Final = 2_000
_COMMA_AND_COLON: Final = 2


def told(event: ToldEvent) -> dict[str, Any]:
    """Return an event as the API and webhooks write it."""
    subscription = event.subscription_id
    return {
        "object": "event",
        "id": public_text("evt", event.id.int),
        "type": event.type,
        "created_at": event.at,
        "livemode": event.is_live,
        "account": public_text("acc", event.account_id.int),
        "subscription": public_text("sub", subscription.int) if subscription else None,
        "subject": event.subject,
        "actor": event.actor,
        "details": dict(event.details),
        "previous_attributes": dict(event.previous),
    }


def body_of(event: ToldEvent) -> bytes:
    """Return the body of an event's messages: the same at every try, and below 20 kB.

    Details that make it too long are left out, the longest first; `truncated` says so.
    """
    data = told(event)
    written = _written(event, data)
    if len(written) < LONGEST_BODY:
        return written
    room = LONGEST_BODY - _ROOM_FOR_THE_REST
    for part in ("details", "previous_attributes"):
        sizes = {
            name: len(msgspec.json.encode(name))
            + len(msgspec.json.encode(value))
            + _COMMA_AND_COLON
            for name, value in data[part].items()
        }
        data[part], _cut = without_what_is_too_long(data[part], sizes=sizes, room=room)
        room -= sum(sizes[name] for name in data[part])
    return _written(event, {**data, "truncated": True})


def _written(event: ToldEvent, data: dict[str, Any]) -> bytes:
    return msgspec.json.encode({"type": event.type, "timestamp": event.at, "data": data})


def headers_of(
    message_id: str, body: bytes, *, secrets: Sequence[str], at: datetime
) -> dict[str, str]:
    """Return the headers of one try, signed with each secret: of two one is being replaced."""
    signatures = [
        Webhook(secret).sign(msg_id=message_id, timestamp=at, data=body.decode())
        for secret in secrets
    ]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Curule-Webhooks/1.0",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
