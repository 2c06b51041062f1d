"""What an account's first page tells: what is next, what is to do, how seats were used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, F, Q

from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.tax import tax_on
from curule.data import models
from curule.data.statements import fetch
from curule.selectors.catalog import get_plan_terms
from curule.selectors.standings import seats_in_force, standing_of

SOON: Final = timedelta(days=60)
"""What ends within this time is to be looked at."""

_EXPIRING: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextInvoice:
    """What the next invoice of a subscription will ask for, gross, as things stand."""

    at: datetime
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Seats that end soon and do not renew by themselves; `number` of them are in use."""

    subscription_id: UUID
    plan: str
    ends_at: datetime
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much waits for somebody: invitations by what ails them, and requests for seats."""

    bounced: int
    expiring: int
    expired: int
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatUse:
    """Seats bought and used at one instant."""

    at: datetime
    bought: int
    used: int


def next_invoice(account_id: UUID, subscription_id: UUID, now: datetime) -> NextInvoice | None:
    """Return the next invoice of a subscription, or None where none comes by itself."""
    row = models.Subscription.objects.get(account_id=account_id, id=subscription_id)
    at = row.trial_ends_at if row.status == Status.TRIALING else row.period_ends_at
    is_last = row.term_ends_at is not None and at is not None and at >= row.term_ends_at
    if at is None or row.status in {Status.ENDED, Status.INCOMPLETE}:
        return None
    if is_last and not row.auto_renew:
        return None
    standing = standing_of(row, now)
    net = 0
    for pool in standing.pools:
        number = pool.next_total if is_last else pool.seats
        net += pool.full_price(number) + pool.base_fee(number)
    rate = models.Account.objects.values_list("tax_rate", flat=True).get(id=account_id)
    return NextInvoice(at=at, amount=Money(net + tax_on(net, rate), row.currency)) if net else None


def endings(account_id: UUID, now: datetime) -> tuple[Ending, ...]:
    """Return what ends soon: batches with a term of their own, terms that nobody renews."""
    running = models.Subscription.objects.filter(account_id=account_id).exclude(
        status__in=["ended", "incomplete"]
    )
    subscriptions = {row.id: row for row in running}
    ordered = set(
        models.NextTerm.objects.filter(account_id=account_id, status="open").values_list(
            "subscription_id", flat=True
        )
    )
    # Seats of the subscription's own pool end by a reduction that somebody asked for.
    of_batches = ~Q(pool_id=F("subscription_id"))
    seats = models.Seat.objects.filter(
        seats_in_force(now), of_batches, account_id=account_id, ends_at__lte=now + SOON
    )
    counted: dict[tuple[UUID, datetime], int] = {}
    ends = seats.order_by().values_list("subscription_id", "ends_at").annotate(Count("id"))
    for subscription_id, ends_at, number in ends:
        assert ends_at is not None
        counted[subscription_id, ends_at] = number
    for row in subscriptions.values():
        term_ends_at = row.term_ends_at
        stays = row.auto_renew or row.id in ordered
        if term_ends_at is not None and now < term_ends_at <= now + SOON and not stays:
            in_force = models.Seat.objects.filter(
                seats_in_force(now), account_id=account_id, subscription_id=row.id
            )
            counted[row.id, term_ends_at] = in_force.count()
    return tuple(
        Ending(
            subscription_id=subscription_id,
            plan=get_plan_terms(subscriptions[subscription_id].plan_version_id).plan_name,
            ends_at=ends_at,
            number=number,
        )
        for (subscription_id, ends_at), number in sorted(counted.items(), key=lambda i: i[0][1])
        if subscription_id in subscriptions
    )


_WAITING: Final = """
SELECT
    count(*) FILTER (WHERE invited.status = 'open' AND invited.expires_at > %(now)s AND EXISTS (
        SELECT FROM curule_outbox_message AS mail
        WHERE mail.account_id = invited.account_id AND mail.invitation_id = invited.id
        AND mail.status = 'failed'
    )),
    count(*) FILTER (
        WHERE invited.status = 'open' AND invited.expires_at > %(now)s
        AND invited.expires_at <= %(soon)s
    ),
    count(*) FILTER (
        WHERE invited.status IN ('open', 'expired') AND invited.expires_at <= %(now)s
        AND invited.expires_at > %(lately)s
    ),
    (
        SELECT count(*) FROM curule_seat_request AS asked
        WHERE asked.account_id = %(account)s AND asked.status = 'open'
    )
FROM curule_invitation AS invited
WHERE invited.account_id = %(account)s AND invited.status IN ('open', 'expired')
"""


def waiting(account_id: UUID, now: datetime) -> Waiting:
    """Count what waits for somebody to act; invitations that expired in the last 14 days."""
    [(bounced, expiring, expired, requests)] = fetch(
        _WAITING,
        {
            "account": account_id,
            "now": now,
            "soon": now + _EXPIRING,
            "lately": now - timedelta(days=14),
        },
    )
    return Waiting(bounced=bounced, expiring=expiring, expired=expired, requests=requests)


_USE: Final = """
SELECT at.instant,
    (
        SELECT count(*) FROM curule_seat AS seat
        WHERE seat.account_id = %(account)s AND seat.starts_at <= at.instant
        AND (seat.ends_at IS NULL OR seat.ends_at > at.instant)
    ),
    (
        SELECT count(*) FROM curule_assignment AS holder
        WHERE holder.account_id = %(account)s AND holder.activated_at <= at.instant
        AND (holder.ended_at IS NULL OR holder.ended_at > at.instant)
    )
FROM unnest(%(instants)s::timestamptz[]) AS at (instant) ORDER BY at.instant
"""


def seat_use(account_id: UUID, instants: Sequence[datetime]) -> tuple[SeatUse, ...]:
    """Return how many seats there were and were used at each instant, the oldest first."""
    rows = fetch(_USE, {"account": account_id, "instants": list(instants)})
    return tuple(SeatUse(at=at, bought=bought, used=used) for at, bought, used in rows)
