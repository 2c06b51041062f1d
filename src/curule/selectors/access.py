"""What one person may use, in every account: seat by seat, until when, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min, Q

from curule.core.entitlements import HeldSeat, Reason, refusal_of
from curule.core.lifecycle import Status, grace_at
from curule.core.policy import SeatNoun
from curule.core.seats import Hold
from curule.data import models
from curule.selectors.catalog import get_plan_terms, get_seat_type_name
from curule.selectors.grace import grace_from
from curule.selectors.standings import in_grace

_ENDED_BY_TIME = ("seat_ended", "term_ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSeat:
    """A seat of a person; `reason` says why it gives no access, None if it does.

    `until` is when access ends as things stand, None while it renews by itself.
    """

    account_id: UUID
    company: str
    zone: str
    product: str
    plan: str
    seat_type: str
    noun: SeatNoun
    reason: Reason | None
    until: datetime | None
    invited_until: datetime | None


def list_own_seats(person_id: UUID, real_now: datetime) -> tuple[OwnSeat, ...]:
    """Return the seats of a person by company and product, those that ended lately among them.

    Each is judged at the time of its account, which a test clock may hold.
    """
    rows = _assignments(person_id)
    found = _Found.of(rows)
    seats = [_own_seat(row, found, real_now) for row in rows]
    has = {_place(seat) for seat in seats if seat.reason is not Reason.TERM_ENDED}
    kept: dict[tuple[UUID, str, str], OwnSeat] = {}
    for seat in seats:
        if seat.reason is Reason.TERM_ENDED and _place(seat) in has:
            continue
        kept.setdefault(_place(seat), seat)
    return tuple(sorted(kept.values(), key=lambda seat: (seat.company, seat.product)))


def _place(seat: OwnSeat) -> tuple[UUID, str, str]:
    return seat.account_id, seat.product, seat.seat_type


def _assignments(person_id: UUID) -> Sequence[models.Assignment]:
    """Return what the person holds, what is kept for the address, and what time has ended."""
    address = models.Person.objects.filter(id=person_id, verified_at__isnull=False).values("email")
    rows = models.Assignment.objects.filter(
        Q(person_id=person_id) | Q(email__in=address),
        Q(ended_at=None) | Q(end_reason__in=_ENDED_BY_TIME),
    )
    return list(rows.order_by("-started_at", "-id")[:500])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The rows that the assignments refer to."""

    accounts: dict[UUID, models.Account]
    subscriptions: dict[UUID, models.Subscription]
    seats: dict[UUID, models.Seat]
    invitations: dict[UUID, models.Invitation]
    unpaid: dict[UUID, datetime]
    ordered: frozenset[UUID]

    @classmethod
    def of(cls, rows: Sequence[models.Assignment]) -> _Found:
        accounts = {row.account_id for row in rows}
        bought = {row.subscription_id for row in rows}
        subscriptions = models.Subscription.objects.filter(account_id__in=accounts).in_bulk(bought)
        unpaid = in_grace().filter(account_id__in=accounts, subscription_id__in=bought)
        ordered = models.NextTerm.objects.filter(
            account_id__in=accounts, subscription_id__in=bought, status="open"
        )
        return cls(
            accounts=models.Account.objects.select_related("clock").in_bulk(accounts),
            subscriptions=subscriptions,
            seats=models.Seat.objects.filter(account_id__in=accounts).in_bulk(
                [row.seat_id for row in rows]
            ),
            invitations=models.Invitation.objects.filter(account_id__in=accounts).in_bulk(
                [row.invitation_id for row in rows if row.invitation_id]
            ),
            unpaid={
                key: due_at
                for key, due_at in unpaid.values_list("subscription_id").annotate(
                    begins=Min(grace_from())
                )
                if key is not None
            },
            ordered=frozenset(ordered.values_list("subscription_id", flat=True)),
        )


def _own_seat(row: models.Assignment, found: _Found, real_now: datetime) -> OwnSeat:
    account = found.accounts[row.account_id]
    now = account.clock.now if account.clock else real_now
    subscription = found.subscriptions[row.subscription_id]
    terms = get_plan_terms(subscription.plan_version_id)
    held = _held(row, found, subscription, now)
    name = get_seat_type_name(row.seat_type_id)
    sold = terms.seat_type(name)
    invitation = found.invitations.get(row.invitation_id) if row.invitation_id else None
    return OwnSeat(
        account_id=account.id,
        company=account.name,
        zone=account.time_zone,
        product=terms.product_name,
        plan=terms.plan_name,
        seat_type=name,
        noun=(sold.terms.noun if sold else None) or terms.policy.words.seat_noun,
        reason=refusal_of(held, now),
        until=held.until,
        invited_until=invitation.expires_at if invitation and row.state == Hold.HELD else None,
    )


def _held(
    row: models.Assignment, found: _Found, subscription: models.Subscription, now: datetime
) -> HeldSeat:
    terms = get_plan_terms(subscription.plan_version_id)
    seat = found.seats[row.seat_id]
    due_at = found.unpaid.get(subscription.id)
    grace = None
    if due_at is not None and due_at <= now:
        grace = grace_at(due_at, terms.policy.unpaid.grace, now, subscription.time_zone)
    invitation = found.invitations.get(row.invitation_id) if row.invitation_id else None
    ends = [end for end in (seat.ends_at, row.ended_at) if end is not None]
    return HeldSeat(
        hold=Hold(row.state),
        seat_type=get_seat_type_name(row.seat_type_id),
        starts_at=seat.starts_at,
        ends_at=min(ends, default=None),
        subscription=Status(subscription.status),
        term_ends_at=subscription.term_ends_at,
        renews=subscription.auto_renew or subscription.id in found.ordered,
        grace=grace,
        hold_expires_at=invitation.expires_at if invitation else None,
        lent_until=row.lapses_at,
    )
