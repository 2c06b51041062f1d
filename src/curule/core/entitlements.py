"""May this person use it, until when, and if not, why not and what would help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from curule.core.lifecycle import GraceAt, Status
from curule.core.seats import Hold


@unique
class Reason(StrEnum):
    """Why a person may not use a product."""

    NO_SEAT = "no_seat"
    INVITATION_OPEN = "invitation_open"
    WAITING_FOR_PAYMENT = "waiting_for_payment"
    TERM_ENDED = "term_ended"
    UNPAID = "unpaid"
    NOT_STARTED = "not_started"


HELP: Mapping[Reason, tuple[str, ...]] = {
    Reason.NO_SEAT: ("ask_for_seat",),
    Reason.INVITATION_OPEN: ("accept_invitation", "resend"),
    Reason.WAITING_FOR_PAYMENT: ("pay",),
    Reason.TERM_ENDED: ("renew",),
    Reason.UNPAID: ("pay",),
    Reason.NOT_STARTED: ("wait_until",),
}
"""What would help, by reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSeat:
    """One seat of a person as it stands: its interval, how it is held, what its plan allows.

    `hold_expires_at` is when an invitation that keeps it lapses, `lent_until` when a seat does that
    is only borrowed.
    """

    hold: Hold
    seat_type: str
    starts_at: datetime
    ends_at: datetime | None
    subscription: Status
    term_ends_at: datetime | None
    renews: bool
    grace: GraceAt | None = None
    hold_expires_at: datetime | None = None
    lent_until: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """When access ends as things stand, or None while the seat renews by itself.

        With the seat, with what it is lent for, with a term that is not renewed, or with the grace
        of an unpaid invoice.
        """
        grace_ends_at = self.grace.access_ends_at if self.grace else None
        return _earliest(self.ends_with_term, self.lent_until, grace_ends_at)

    @property
    def changes_at(self) -> datetime | None:
        """When time alone may end what the seat gives: it ends, or grace begins or goes on."""
        return _earliest(self.until, self.grace.next_at if self.grace else None)

    @property
    def ends_with_term(self) -> datetime | None:
        """When the seat ends whatever is paid, or None while it renews by itself."""
        return _earliest(self.ends_at, None if self.renews else self.term_ends_at)


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((instant for instant in instants if instant is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Allowed or not, until when, by which seat type; if not, why and what would help."""

    allowed: bool
    until: datetime | None = None
    seat_types: tuple[str, ...] = ()
    reason: Reason | None = None
    options: tuple[str, ...] = ()


def access(seats: Iterable[HeldSeat], now: datetime) -> Access:
    """Answer from all seats of one person for one product; of several the later end counts.

    Ends are judged by time, whether or not the worker has written them down.
    """
    return access_each((seat, now) for seat in seats)


def access_each(seats: Iterable[tuple[HeldSeat, datetime]]) -> Access:
    """Answer as `access` does from seats that are each judged at a time of their own.

    So they are where their accounts hang on different test clocks.
    """
    judged = [(seat, refusal_of(seat, at)) for seat, at in seats]
    allowed = [seat for seat, reason in judged if reason is None]
    if allowed:
        types = tuple(dict.fromkeys(seat.seat_type for seat in allowed))
        return Access(allowed=True, until=_latest(seat.until for seat in allowed), seat_types=types)
    reasons = [reason for _seat, reason in judged if reason is not None]
    reason = min(reasons, key=_ORDER.index, default=Reason.NO_SEAT)
    return Access(allowed=False, reason=reason, options=HELP[reason])


def holds_until(seats: Iterable[tuple[HeldSeat, datetime]]) -> datetime | None:
    """Return when time alone first takes away some of what the seats give, or None for never."""
    return _earliest(*(seat.changes_at for seat, at in seats if refusal_of(seat, at) is None))


def _latest(ends: Iterable[datetime | None]) -> datetime | None:
    """Return the last of several ends; None, which is no end at all, is later than any."""
    listed = list(ends)
    known = [end for end in listed if end is not None]
    return max(known) if len(known) == len(listed) else None


_ORDER = (
    Reason.UNPAID,
    Reason.NOT_STARTED,
    Reason.INVITATION_OPEN,
    Reason.WAITING_FOR_PAYMENT,
    Reason.TERM_ENDED,
    Reason.NO_SEAT,
)
"""Of several reasons the one that says most about what would help."""


def refusal_of(seat: HeldSeat, now: datetime) -> Reason | None:
    """Return why this one seat gives no access at `now`, or None if it does."""
    if seat.subscription is Status.INCOMPLETE:
        return Reason.WAITING_FOR_PAYMENT
    over = seat.ends_with_term
    if seat.subscription is Status.ENDED or (over is not None and now >= over):
        return Reason.TERM_ENDED
    if seat.lent_until is not None and now >= seat.lent_until:
        return Reason.NO_SEAT
    if seat.hold is Hold.HELD:
        lapsed = seat.hold_expires_at is not None and now >= seat.hold_expires_at
        return Reason.NO_SEAT if lapsed else Reason.INVITATION_OPEN
    if now < seat.starts_at:
        return Reason.NOT_STARTED
    if seat.grace is not None and not seat.grace.access:
        return Reason.TERM_ENDED if seat.grace.status is Status.ENDED else Reason.UNPAID
    return None
