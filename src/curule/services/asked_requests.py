"""What programs ask for, written down for their vendor to read, and forgotten when it is old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from curule.data.ids import first_id
from curule.data.models import ApiRequest
from curule.data.statements import fetch

_FORGET = """
DELETE FROM curule_api_request
WHERE id IN (SELECT id FROM curule_api_request WHERE id < %(first)s ORDER BY id LIMIT %(most)s)
RETURNING id
"""
_AT_ONCE = 5_000
"""So many rows go in one statement: none of them is locked for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, without a word of what was sent and answered: what was asked, what came of it."""

    id: UUID
    key_id: UUID
    is_live: bool
    method: str
    route: str
    status: int
    milliseconds: int
    code: str
    at: datetime
    address: str = ""
    sent: object = None
    field: str = ""
    ways_out: tuple[str, ...] = ()


def note(asked: Asked) -> None:
    """Write down a request that was answered."""
    ApiRequest.objects.create(
        id=asked.id,
        api_key_id=asked.key_id,
        is_live=asked.is_live,
        method=asked.method,
        route=asked.route,
        status=asked.status,
        milliseconds=asked.milliseconds,
        code=asked.code,
        at=asked.at,
        address=asked.address,
        sent=asked.sent,
        field=asked.field,
        ways_out=list(asked.ways_out),
    )


def forget_old(*, now: datetime) -> int:
    """Delete the requests that are older than `CURULE_REQUEST_LOG_DAYS`; return how many."""
    first = first_id(now - timedelta(days=settings.CURULE_REQUEST_LOG_DAYS))
    forgotten = 0
    while True:
        gone = len(fetch(_FORGET, {"first": first, "most": _AT_ONCE}))
        forgotten += gone
        if gone < _AT_ONCE:
            return forgotten
