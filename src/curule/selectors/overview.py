"""What an account's first page tells: what is next, what is to do, how seats were used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, F, Q

from curule.core.discounts import Discount, following_discount
from curule.core.lifecycle import Status
from curule.core.money import Money
from curule.core.policy import SeatNoun
from curule.core.standing import Pool, net_period_price
from curule.core.tax import taxed
from curule.data import models
from curule.data.statements import fetch
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.counting import Taken, taken_in_each
from curule.selectors.coupons import running_redemptions
from curule.selectors.price_changes import announced_in_each
from curule.selectors.standings import (
    counts_of,
    interval_of,
    scheduled_in_each,
    seats_in_force,
)
from curule.selectors.taxes import expected_rate

SOON: Final = timedelta(days=60)
"""What ends within this time is to be looked at."""

_EXPIRING: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextInvoice:
    """What the next invoice of a subscription will ask for, gross, as things stand."""

    at: datetime
    amount: Money


def new_prices(account_id: UUID) -> dict[UUID, datetime]:
    """Return from which renewal on each subscription has the price that was announced to it."""
    ahead = announced_in_each(account_id)
    ends = models.Subscription.objects.filter(
        account_id=account_id, id__in=list(ahead), auto_renew=True
    ).values_list("id", "term_ends_at")
    found: dict[UUID, datetime] = {}
    for subscription_id, ends_at in ends:
        row = ahead[subscription_id]
        found[subscription_id] = row.renews_at
        if ends_at is not None and ends_at >= row.not_before:
            found[subscription_id] = ends_at
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Seats that end soon and do not renew by themselves; `number` of them are in use."""

    subscription_id: UUID
    plan: str
    noun: SeatNoun
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


def next_invoices(account_id: UUID, now: datetime) -> dict[UUID, NextInvoice]:
    """Return the next invoice of each subscription of an account to which one comes by itself."""
    running = models.Subscription.objects.filter(account_id=account_id).exclude(
        status__in=["ended", "incomplete"]
    )
    listed = list(running)
    taken = taken_in_each(account_id, [row.id for row in listed], now)
    scheduled = scheduled_in_each(account_id)
    rate = expected_rate(models.Account.objects.get(id=account_id), now)
    coupons = running_redemptions(account_id)
    announced = announced_in_each(account_id)
    found: dict[UUID, NextInvoice] = {}
    for row in listed:
        at, is_last = _next_boundary(row)
        if at is None or (is_last and not row.auto_renew):
            continue
        change = announced.get(row.id) if is_last else None
        version_id = row.plan_version_id
        if change is not None and at >= change.not_before:
            version_id = change.plan_version_id
        price = _price_of_a_period(
            row,
            get_plan_terms(version_id),
            taken.get(row.id, {}),
            scheduled.get(row.id, {}) if is_last else {},
            following_discount(coupons.get(row.id)),
        )
        if price:
            prices = get_plan_terms(row.plan_version_id).tax_behavior(row.currency)
            amount = Money(taxed(price, rate, prices).gross, row.currency)
            found[row.id] = NextInvoice(at=at, amount=amount)
    return found


def _next_boundary(row: models.Subscription) -> tuple[datetime | None, bool]:
    """Return when the next period begins, and whether the term is over then."""
    at = row.trial_ends_at if row.status == Status.TRIALING else row.period_ends_at
    return at, row.term_ends_at is not None and at is not None and at >= row.term_ends_at


def _price_of_a_period(
    row: models.Subscription,
    then: PlanTerms,
    taken: Mapping[UUID, Taken],
    totals: Mapping[UUID, int],
    discount: Discount,
) -> int:
    """Return what the seats cost for one full period by the terms of then.

    `totals` stand in place of what is there.
    """
    terms, interval = get_plan_terms(row.plan_version_id), interval_of(row)
    counts = counts_of(terms, taken)
    pools: list[Pool] = []
    for sold in terms.seat_types:
        number = totals.get(sold.id, counts[sold.terms.name].total)
        price = then.price_of(sold.terms.name, row.currency, interval)
        sold_at = None if price is None else price.price
        pools.append(Pool(terms=sold.terms, price=sold_at, seats=number))
    return net_period_price(pools, {}, discount)


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
    in_force = taken_in_each(account_id, list(subscriptions), now)
    counted: dict[tuple[UUID, datetime], int] = {}
    ends = seats.order_by().values_list("subscription_id", "ends_at").annotate(Count("id"))
    for subscription_id, ends_at, number in ends:
        assert ends_at is not None
        counted[subscription_id, ends_at] = number
    for row in subscriptions.values():
        term_ends_at = row.term_ends_at
        stays = row.auto_renew or row.id in ordered
        if term_ends_at is not None and now < term_ends_at <= now + SOON and not stays:
            of_types = in_force.get(row.id, {}).values()
            counted[row.id, term_ends_at] = sum(taken.total for taken in of_types)
    terms = {
        key: get_plan_terms(subscriptions[key].plan_version_id)
        for key, _at in counted
        if key in subscriptions
    }
    return tuple(
        Ending(
            subscription_id=subscription_id,
            plan=terms[subscription_id].plan_name,
            noun=terms[subscription_id].policy.words.seat_noun,
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
        JOIN curule_seat_type AS sold ON sold.id = seat.seat_type_id AND NOT sold.is_unlimited
        WHERE seat.account_id = %(account)s AND seat.starts_at <= at.instant
        AND (seat.ends_at IS NULL OR seat.ends_at > at.instant)
    ),
    (
        SELECT count(*) FROM curule_assignment AS holder
        JOIN curule_seat_type AS sold ON sold.id = holder.seat_type_id AND NOT sold.is_unlimited
        WHERE holder.account_id = %(account)s AND holder.activated_at <= at.instant
        AND (holder.ended_at IS NULL OR holder.ended_at > at.instant)
    )
FROM unnest(%(instants)s::timestamptz[]) AS at (instant) ORDER BY at.instant
"""


def seat_use(account_id: UUID, instants: Sequence[datetime]) -> tuple[SeatUse, ...]:
    """Return how many seats there were and were used at each instant, the oldest first.

    Those of a type without a limit are nobody's to buy, and are not counted.
    """
    rows = fetch(_USE, {"account": account_id, "instants": list(instants)})
    return tuple(SeatUse(at=at, bought=bought, used=used) for at, bought, used in rows)
