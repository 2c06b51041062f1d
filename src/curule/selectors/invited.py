"""Invitations and those who left, page by page, with what became of each mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Final
from uuid import UUID

from curule.core.invitations import InvitationStatus
from curule.data.statements import fetch
from curule.selectors.catalog import SoldSeatType
from curule.selectors.rosters import PAGE, Bought

REMEMBERED: Final = timedelta(days=30)
"""How long an invitation that came to nothing stays on the list."""


@unique
class MailState(StrEnum):
    """What became of the last mail of an invitation."""

    QUEUED = "queued"
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """An invitation as its inviter sees it; `failure` is what the mail server said."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    sold: SoldSeatType
    status: InvitationStatus
    mail: MailState | None
    failure: str
    invited_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    invited_by: str
    sent_count: int

    @property
    def name(self) -> str:
        """What the person is called, else the address."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.status is InvitationStatus.OPEN

    @property
    def has_bounced(self) -> bool:
        """Whether its mail did not arrive, so that somebody has to hand over the link."""
        return self.is_open and self.mail is MailState.FAILED

    def days_left(self, now: datetime) -> int:
        """Return how many days it can still be accepted, the last one counted."""
        return max(-(-(self.expires_at - now) // timedelta(days=1)), 0)


_INVITED: Final = f"""
SELECT invitation.id, invitation.email, invitation.first_name, invitation.last_name,
    invitation.seat_type_id, invitation.status, letter.status, letter.failure,
    invitation.invited_at, invitation.expires_at, invitation.closed_at,
    COALESCE(inviter.email, ''), invitation.sent_count
FROM curule_invitation AS invitation
LEFT JOIN LATERAL (
    SELECT status, failure FROM curule_outbox_message AS mail
    WHERE mail.account_id = invitation.account_id AND mail.invitation_id = invitation.id
    ORDER BY mail.id DESC LIMIT 1
) AS letter ON true
LEFT JOIN curule_person AS inviter ON inviter.id = invitation.invited_by
WHERE invitation.account_id = %(account)s AND invitation.subscription_id = %(subscription)s
AND (invitation.status = 'open' OR invitation.status <> 'accepted'
    AND invitation.closed_at >= %(since)s)
AND (%(only)s::uuid IS NULL OR invitation.id = %(only)s::uuid)
AND (%(after)s::uuid IS NULL OR invitation.id < %(after)s::uuid)
AND strpos(invitation.email || ' ' || lower(invitation.first_name || ' ' || invitation.last_name),
    %(words)s::text) > 0
ORDER BY invitation.id DESC
LIMIT {PAGE + 1}
"""  # noqa: S608 - nothing but a number of our own is put in


def page_invited(
    account_id: UUID,
    bought: Bought,
    now: datetime,
    *,
    words: str = "",
    after: UUID | None = None,
) -> tuple[tuple[Invited, ...], bool]:
    """Return a page of invitations, the newest first, and whether more follow."""
    found = _read(account_id, bought, now, words=words, after=after)
    return found[:PAGE], len(found) > PAGE


def find_invited(
    account_id: UUID, bought: Bought, now: datetime, invitation_id: UUID
) -> Invited | None:
    """Return one invitation of a subscription, or None."""
    found = _read(account_id, bought, now, only=invitation_id)
    return found[0] if found else None


def _read(
    account_id: UUID,
    bought: Bought,
    now: datetime,
    *,
    words: str = "",
    after: UUID | None = None,
    only: UUID | None = None,
) -> tuple[Invited, ...]:
    rows = fetch(
        _INVITED,
        {
            "account": account_id,
            "subscription": bought.id,
            "since": now - REMEMBERED,
            "only": only,
            "after": after,
            "words": words.strip().lower(),
        },
    )
    types = {sold.id: sold for sold in bought.terms.seat_types}
    return tuple(
        Invited(
            id=row[0],
            email=row[1],
            first_name=row[2],
            last_name=row[3],
            sold=types[row[4]],
            status=_status(row[5], row[9], now),
            mail=MailState(row[6]) if row[6] else None,
            failure=row[7] or "",
            invited_at=row[8],
            expires_at=row[9],
            closed_at=row[10],
            invited_by=row[11],
            sent_count=row[12],
        )
        for row in rows
    )


def _status(written: str, expires_at: datetime, now: datetime) -> InvitationStatus:
    """Judge by time: one whose end has passed has expired, written down or not."""
    is_over = written == InvitationStatus.OPEN and expires_at <= now
    return InvitationStatus.EXPIRED if is_over else InvitationStatus(written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody's time on a seat that is over."""

    assignment_id: UUID
    person_id: UUID | None
    email: str
    name: str
    sold: SoldSeatType
    started_at: datetime
    ended_at: datetime
    end_reason: str
    ended_by: str
    is_free: bool


_LEFT: Final = f"""
SELECT past.id, past.person_id, past.email, person.first_name, person.last_name,
    past.seat_type_id, past.started_at, past.ended_at, past.end_reason,
    COALESCE(ender.email, ''), seat.assignment_id IS NULL
FROM curule_assignment AS past
JOIN curule_seat AS seat ON seat.account_id = past.account_id AND seat.id = past.seat_id
LEFT JOIN curule_person AS person ON person.id = past.person_id
LEFT JOIN curule_person AS ender ON ender.id = past.ended_by
WHERE past.account_id = %(account)s AND past.subscription_id = %(subscription)s
AND past.ended_at IS NOT NULL AND past.state = 'active'
AND (%(after)s::uuid IS NULL OR (past.ended_at, past.id) < (
    SELECT last.ended_at, last.id FROM curule_assignment AS last
    WHERE last.account_id = %(account)s AND last.id = %(after)s::uuid
))
ORDER BY past.ended_at DESC, past.id DESC
LIMIT {PAGE + 1}
"""  # noqa: S608 - nothing but a number of our own is put in


def page_left(
    account_id: UUID, bought: Bought, *, after: UUID | None = None
) -> tuple[tuple[Left, ...], bool]:
    """Return a page of those who left, the last first, and whether more follow."""
    rows = fetch(_LEFT, {"account": account_id, "subscription": bought.id, "after": after})
    types = {sold.id: sold for sold in bought.terms.seat_types}
    found = tuple(
        Left(
            assignment_id=row[0],
            person_id=row[1],
            email=row[2],
            name=f"{row[3] or ''} {row[4] or ''}".strip() or row[2],
            sold=types[row[5]],
            started_at=row[6],
            ended_at=row[7],
            end_reason=row[8],
            ended_by=row[9],
            is_free=row[10],
        )
        for row in rows
    )
    return found[:PAGE], len(found) > PAGE
