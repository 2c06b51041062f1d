"""Invitations: how long they are valid, what sending them again does, and who may accept one.

A link carries a token for one generation of its invitation and one purpose. Whether it was opened,
forged or forwarded is for the doors to say; here are the rules that follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique

from curule.core.lifecycle import days_later
from curule.core.policy import AssignmentPolicy
from curule.core.refusals import Refusal, RefusalCode, WayOut, refuse


@unique
class InvitationStatus(StrEnum):
    """The stored status of an invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELED = "canceled"
    EXPIRED = "expired"


@unique
class LinkPurpose(StrEnum):
    """How a link reached the person who opens it."""

    MAIL = "mail"
    COPIED = "copied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One address invited to a seat; `accepted_by` is the person who took it.

    Addresses are in their one canonical form, so that equal means the same mailbox.
    """

    email: str
    status: InvitationStatus
    expires_at: datetime
    generation: int = 1
    accepted_by: str | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether it can be accepted at `now`, by the right person."""
        return self.status_at(now) is InvitationStatus.OPEN

    def status_at(self, now: datetime) -> InvitationStatus:
        """Return the status at `now`: an end that has passed counts, written down or not."""
        lapsed = self.status is InvitationStatus.OPEN and now >= self.expires_at
        return InvitationStatus.EXPIRED if lapsed else self.status


@dataclass(frozen=True, slots=True)
class Reader:
    """Who wants to accept: a person and the address that is theirs."""

    person: str
    email: str


@dataclass(frozen=True, slots=True)
class Resent:
    """What an invitation that is sent again has from then on."""

    expires_at: datetime
    generation: int


def expiry(policy: AssignmentPolicy, sent_at: datetime, zone: str) -> datetime:
    """Return when an invitation sent at `sent_at` lapses: calendar days later, the same local time.

    >>> from datetime import UTC
    >>> from curule.core.presets import PRESETS
    >>> sent_at = datetime(2026, 10, 1, 7, tzinfo=UTC)
    >>> expiry(PRESETS["zoom"].assignment, sent_at, "Europe/Paris").isoformat()
    '2026-10-31T08:00:00+00:00'
    """
    return days_later(sent_at, policy.invitation_days, zone)


def resend(
    invitation: Invitation, policy: AssignmentPolicy, *, now: datetime, zone: str
) -> Resent | Refusal:
    """Return what sending an open invitation again changes, or refuse it.

    With `resend_resets` its days start anew; with `old_link_dies` every link sent before is void.
    """
    refused = refuse_unless_open(invitation, now)
    if refused:
        return refused
    return Resent(
        expires_at=expiry(policy, now, zone) if policy.resend_resets else invitation.expires_at,
        generation=invitation.generation + 1 if policy.old_link_dies else invitation.generation,
    )


def refuse_unless_open(invitation: Invitation, now: datetime) -> Refusal | None:
    """Refuse to send or cancel an invitation that is over: who gives seats invites again."""
    over = _refuse_over(invitation, now)
    return over and replace(over, options=(WayOut.INVITE_AGAIN.value,))


def refuse_answer(invitation: Invitation, now: datetime) -> Refusal | None:
    """Refuse to accept or decline an invitation that is over: the invited asks for a new one."""
    over = _refuse_over(invitation, now)
    return over and replace(over, options=(WayOut.ASK_FOR_NEW_INVITATION.value,))


def _refuse_over(invitation: Invitation, now: datetime) -> Refusal | None:
    match invitation.status_at(now):
        case InvitationStatus.OPEN:
            return None
        case InvitationStatus.EXPIRED:
            return refuse(RefusalCode.INVITATION_EXPIRED, expired_at=invitation.expires_at)
        case InvitationStatus.CANCELED:
            return refuse(RefusalCode.INVITATION_CANCELED)
        case _:
            return refuse(RefusalCode.INVITATION_NOT_OPEN)


def refuse_link(invitation: Invitation, *, generation: int, now: datetime) -> Refusal | None:
    """Refuse a genuine link that a newer one replaced, or whose invitation is over.

    The link of an accepted invitation opens: what its reader may do there is `refuse_acceptance`'s
    to say.
    """
    if invitation.status is InvitationStatus.ACCEPTED:
        return None
    over = refuse_answer(invitation, now)
    if over is None and generation < invitation.generation:
        return refuse(RefusalCode.INVITATION_SUPERSEDED)
    return over


def accepts_again(invitation: Invitation, reader: Reader) -> bool:
    """Whether the person who accepted it does so once more, which has no effect."""
    accepted = invitation.status is InvitationStatus.ACCEPTED
    return accepted and invitation.accepted_by == reader.person


def refuse_acceptance(invitation: Invitation, reader: Reader, now: datetime) -> Refusal | None:
    """Refuse anybody but the invited address, and an invitation that is over (I7, I8).

    Accepting again by the same person is no refusal (`accepts_again`).
    """
    if accepts_again(invitation, reader):
        return None
    if reader.email != invitation.email:
        return refuse(RefusalCode.WRONG_PERSON, email=invitation.email)
    return refuse_answer(invitation, now)


def must_prove_address(purpose: LinkPurpose, *, signed_in_with_it: bool) -> bool:
    """Whether the reader of a link has still to show that the invited address is theirs.

    A link that came by mail proves it: its reader owns the mailbox. One that was copied and handed
    over proves nothing; there the address is confirmed by a code sent to it, unless the person is
    signed in with that verified address.
    """
    return purpose is LinkPurpose.COPIED and not signed_in_with_it
