"""May this person use the product, until when, and if not, why not and what would help.

The answer is one SELECT over the open assignments of a person. Only who may not is looked for in
what is over, to be told why. Ends are judged by time, by the core, whether or not anybody has
written them down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

from curule.core.addresses import canonical_or_empty
from curule.core.entitlements import (
    Access,
    HeldSeat,
    Reason,
    access_each,
    holds_until,
    refusal_of,
)
from curule.core.lifecycle import GraceAt, Status, grace_at
from curule.core.seats import Hold
from curule.data.models import Person, Subscription
from curule.data.statements import fetch
from curule.selectors.catalog import get_plan_terms, get_seat_type_name
from curule.selectors.grace import GRACE_FROM
from curule.selectors.standings import IN_GRACE

_Timed: TypeAlias = tuple[HeldSeat, datetime]
_Whom: TypeAlias = UUID | str
"""A person by id, or by canonical address."""

_SEATS: Final = """
SELECT holder.email, holder.state, holder.seat_type_id, holder.ended_at,
    seat.starts_at, seat.ends_at,
    bought.status,
    CASE bought.status WHEN 'trialing' THEN bought.trial_ends_at ELSE bought.term_ends_at END,
    bought.time_zone, bought.plan_version_id,
    bought.auto_renew OR EXISTS (
        SELECT FROM curule_next_term AS ordered
        WHERE ordered.account_id = bought.account_id AND ordered.subscription_id = bought.id
        AND ordered.status = 'open'
    ),
    invited.expires_at, holder.lapses_at,
    (
        SELECT min({grace_from}) FROM curule_invoice AS unpaid
        WHERE unpaid.account_id = bought.account_id AND unpaid.subscription_id = bought.id
        AND {unpaid}
    ),
    timed.now,
    holder.id, bought.id, customer.id
FROM {holder} AS holder
JOIN curule_account AS customer ON customer.id = holder.account_id
LEFT JOIN curule_test_clock AS clock ON clock.id = customer.clock_id
CROSS JOIN LATERAL (SELECT {now} AS now) AS timed
JOIN curule_subscription AS bought
    ON bought.account_id = holder.account_id AND bought.id = holder.subscription_id
    AND bought.product_id = %(product)s
JOIN curule_seat AS seat
    ON seat.account_id = holder.account_id AND seat.id = holder.seat_id
LEFT JOIN curule_invitation AS invited
    ON invited.account_id = holder.account_id AND invited.id = holder.invitation_id
    AND holder.state = 'held'
WHERE {condition} AND (%(live)s::bool IS NULL OR %(live)s = (clock.id IS NULL))
"""
# Asked about test data, an account has the time of its clock (selectors.clocks says the same).
_TIME: Final = """CASE
    WHEN %(live)s::bool IS NOT FALSE THEN %(now)s::timestamptz
    WHEN clock.follows_from IS NULL THEN clock.now
    ELSE GREATEST(clock.now, %(now)s)
END"""
# Of the assignments that are over only the last one counts, and only if time ended it: who was
# unassigned simply has no seat.
_LAST: Final = """(
    SELECT DISTINCT ON (past.email) past.* FROM curule_assignment AS past
    JOIN curule_subscription AS of_past
        ON of_past.account_id = past.account_id AND of_past.id = past.subscription_id
    WHERE past.{whose} AND past.ended_at IS NOT NULL AND of_past.product_id = %(product)s
    ORDER BY past.email, past.ended_at DESC, past.id DESC
)"""
_BY_TIME: Final = "holder.end_reason IN ('seat_ended', 'term_ended')"


def _statements(whose: str) -> tuple[str, str]:
    """Return what finds the seats that people have, and the last ones they had."""
    return (
        _SEATS.format(
            holder="curule_assignment",
            condition=f"holder.{whose} AND holder.ended_at IS NULL",
            unpaid=IN_GRACE,
            grace_from=GRACE_FROM,
            now=_TIME,
        ),
        _SEATS.format(
            holder=_LAST.format(whose=whose),
            condition=_BY_TIME,
            unpaid=IN_GRACE,
            grace_from=GRACE_FROM,
            now=_TIME,
        ),
    )


_NOW: Final = -4
_READ_FROM: Final = slice(-3, None)
"""Where a row says what time it is there, and what it was read from."""

_OF_ADDRESSES: Final = _statements("email = ANY (%(emails)s)")
_OF_PERSON: Final = _statements("person_id = %(person)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer and how long it holds: until time or a change of one of its rows ends it.

    `rows` are the assignments, subscriptions and accounts that it was read from; what takes access
    away is told of one of them (`selectors.hearing`). `holds_until` is when time alone may take
    something away from an answer that allows, None where it never does.
    """

    access: Access
    rows: frozenset[UUID]
    holds_until: datetime | None


def entitlement(
    *,
    product_id: UUID,
    email: str | None = None,
    person_id: UUID | None = None,
    is_live: bool | None = None,
    now: datetime,
) -> Access:
    """Answer for one person, by address or by id; an address that is none has no seat.

    `is_live` asks about real customers alone, or about test data alone, where each account has the
    time of its own clock; without it all seats count at `now`.
    """
    return answered(
        product_id=product_id, email=email, person_id=person_id, is_live=is_live, now=now
    ).access


def answered(
    *,
    product_id: UUID,
    email: str | None = None,
    person_id: UUID | None = None,
    is_live: bool | None = None,
    now: datetime,
) -> Answered:
    """Answer as `entitlement` does, and say how long the answer holds."""
    whom: _Whom = person_id or canonical_or_empty(email or "")
    if not whom:
        return Answered(access=access_each(()), rows=frozenset(), holds_until=None)
    asked = {"product": product_id, "live": is_live, "now": now}
    rows = _present(whom, asked)
    seats = [_timed(row) for row in rows]
    access = access_each(seats)
    if not access.allowed:
        access = _why_not([*seats, *map(_timed, _past(whom, asked))], whom, asked)
    return Answered(
        access=access,
        rows=frozenset(row_id for row in rows for row_id in row[_READ_FROM]),
        holds_until=holds_until(seats),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Granting:
    """The seat by which somebody has access: of several the one that gives it for longest.

    `now` is the time of its account; `left` is how long access lasts from then, None where it
    renews by itself.
    """

    access: Access
    account_id: UUID
    assignment_id: UUID
    now: datetime
    left: timedelta | None


def granting(
    *,
    product_id: UUID,
    email: str | None = None,
    person_id: UUID | None = None,
    is_live: bool,
    now: datetime,
) -> Granting | Access:
    """Return the seat that lets somebody in, or the answer of `entitlement` where none does."""
    whom: _Whom = person_id or canonical_or_empty(email or "")
    asked = {"product": product_id, "live": is_live, "now": now}
    judged = [(_timed(row), row) for row in _present(whom, asked)] if whom else []
    answer = access_each(timed for timed, _row in judged)
    if not answer.allowed:
        return entitlement(
            product_id=product_id, email=email, person_id=person_id, is_live=is_live, now=now
        )
    there, row = next(
        (there, row)
        for (seat, there), row in judged
        if refusal_of(seat, there) is None and seat.until == answer.until
    )
    assignment_id, _subscription_id, account_id = row[_READ_FROM]
    return Granting(
        access=answer,
        account_id=account_id,
        assignment_id=assignment_id,
        now=there,
        left=None if answer.until is None else answer.until - there,
    )


def entitlements(
    *, product_id: UUID, emails: Sequence[str], is_live: bool | None = None, now: datetime
) -> dict[str, Access]:
    """Answer for many addresses at once; the keys are the addresses as they were given."""
    known = {given: canonical_or_empty(given) for given in emails}
    wanted = sorted({email for email in known.values() if email})
    asked = {"product": product_id, "live": is_live, "now": now}
    held = _by_address(_OF_ADDRESSES[0], wanted, asked)
    answers = {email: access_each(seats) for email, seats in held.items()}
    refused = [email for email, answer in answers.items() if not answer.allowed]
    for email, over in _by_address(_OF_ADDRESSES[1], refused, asked).items():
        answers[email] = _why_not([*held[email], *over], email, asked)
    nothing = access_each(())
    return {given: answers.get(email, nothing) for given, email in known.items()}


def _present(whom: _Whom, asked: Mapping[str, Any]) -> list[Any]:
    """Return the rows of the seats that somebody has."""
    return fetch(*_of(whom, 0, asked))


def _past(whom: _Whom, asked: Mapping[str, Any]) -> list[Any]:
    """Return the rows of the last seats that somebody had."""
    return fetch(*_of(whom, 1, asked))


def _of(whom: _Whom, which: int, asked: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    if isinstance(whom, UUID):
        return _OF_PERSON[which], {**asked, "person": whom}
    return _OF_ADDRESSES[which], {**asked, "emails": [whom]}


def _by_address(
    statement: str, emails: Sequence[str], asked: Mapping[str, Any]
) -> dict[str, list[_Timed]]:
    """Return what the statement finds for each of the addresses."""
    found: dict[str, list[_Timed]] = {email: [] for email in emails}
    if emails:
        for row in fetch(statement, {**asked, "emails": list(emails)}):
            found[row[0]].append(_timed(row))
    return found


def _timed(row: Sequence[Any]) -> _Timed:
    return _held_seat(row[:_NOW], row[_NOW]), row[_NOW]


def _held_seat(row: Sequence[Any], now: datetime) -> HeldSeat:
    _email, state, seat_type_id, ended_at, starts_at, ends_at = row[:6]
    status, term_ends_at, zone, version_id, renews, hold_expires_at, lapses_at, due_at = row[6:]
    terms = get_plan_terms(version_id)
    grace: GraceAt | None = None
    if due_at is not None:
        grace = grace_at(due_at, terms.policy.unpaid.grace, now, zone)
    ends = [end for end in (ends_at, ended_at) if end is not None]
    return HeldSeat(
        hold=Hold(state),
        seat_type=get_seat_type_name(seat_type_id),
        starts_at=starts_at,
        ends_at=min(ends, default=None),
        subscription=Status(status),
        term_ends_at=term_ends_at,
        renews=renews,
        grace=grace,
        hold_expires_at=hold_expires_at,
        lent_until=lapses_at,
    )


def _why_not(seats: Sequence[_Timed], whose: _Whom, asked: Mapping[str, Any]) -> Access:
    """Answer from all seats; who has none may have bought one that is not paid yet."""
    answer = access_each(seats)
    if answer.reason is not Reason.NO_SEAT:
        return answer
    ordered = ((seat, asked["now"]) for seat in _ordered_seats(whose, asked))
    return access_each((*seats, *ordered))


def _ordered_seats(whose: _Whom, asked: Mapping[str, Any]) -> list[HeldSeat]:
    """Return the seat that a buyer gets as soon as the first order is paid."""
    people = Person.objects.all()
    of_whom = people.filter(id=whose) if isinstance(whose, UUID) else people.filter(email=whose)
    buyer = of_whom.values_list("id", flat=True).first()
    if buyer is None:
        return []
    ordered = Subscription.objects.filter(
        product_id=asked["product"], ordered_by=buyer, status="incomplete"
    )
    if asked["live"] is not None:
        ordered = ordered.filter(account__clock__isnull=asked["live"])
    seats: list[HeldSeat] = []
    for row in ordered:
        terms = get_plan_terms(row.plan_version_id)
        if terms.policy.assignment.buyer_takes_seat:
            seats.append(
                HeldSeat(
                    hold=Hold.ACTIVE,
                    seat_type=terms.seat_types[0].terms.name,
                    starts_at=row.created_at,
                    ends_at=None,
                    subscription=Status.INCOMPLETE,
                    term_ends_at=None,
                    renews=True,
                )
            )
    return seats
