"""Who asks for a seat, who waits for one, and what one more would cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core.discounts import following_discount
from curule.core.money import Money
from curule.core.quantities import Wanted
from curule.core.quotes import quote_seats
from curule.core.refusals import Refusal
from curule.core.standing import Pool, Standing, net_period_price
from curule.core.tax import taxed
from curule.data import models
from curule.data.statements import fetch
from curule.selectors.catalog import SoldSeatType
from curule.selectors.rosters import Bought
from curule.selectors.standings import standing_of
from curule.selectors.taxes import expected_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An open request for a seat."""

    id: UUID
    person_id: UUID
    email: str
    name: str
    sold: SoldSeatType
    reason: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody on the waiting list, with their place on it."""

    id: UUID
    email: str
    name: str
    sold: SoldSeatType
    added_at: datetime
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What seats more would cost: now, and with each renewal, both with tax."""

    now: Money
    at_renewal: Money


_ASKED: Final = """
SELECT request.id, request.person_id, person.email, person.first_name, person.last_name,
    request.seat_type_id, request.reason, request.asked_at
FROM curule_seat_request AS request
JOIN curule_person AS person ON person.id = request.person_id
WHERE request.account_id = %(account)s AND request.subscription_id = %(subscription)s
AND request.status = 'open'
ORDER BY request.asked_at, request.id
LIMIT 200
"""
_WAITING: Final = """
SELECT entry.id, entry.email, entry.first_name, entry.last_name, entry.seat_type_id,
    entry.added_at, rank() OVER (PARTITION BY entry.seat_type_id ORDER BY entry.added_at, entry.id)
FROM curule_waitlist_entry AS entry
WHERE entry.account_id = %(account)s AND entry.subscription_id = %(subscription)s
AND entry.left_at IS NULL
ORDER BY entry.added_at, entry.id
LIMIT 200
"""


def list_asked(account_id: UUID, bought: Bought) -> tuple[Asked, ...]:
    """Return the open requests of a subscription, the oldest first."""
    types = {sold.id: sold for sold in bought.terms.seat_types}
    rows = fetch(_ASKED, {"account": account_id, "subscription": bought.id})
    return tuple(
        Asked(
            id=request_id,
            person_id=person_id,
            email=email,
            name=f"{first} {last}".strip() or email,
            sold=types[type_id],
            reason=reason,
            asked_at=asked_at,
        )
        for request_id, person_id, email, first, last, type_id, reason, asked_at in rows
    )


def list_waiting(account_id: UUID, bought: Bought) -> tuple[Waiting, ...]:
    """Return the waiting list of a subscription, the oldest first."""
    types = {sold.id: sold for sold in bought.terms.seat_types}
    rows = fetch(_WAITING, {"account": account_id, "subscription": bought.id})
    return tuple(
        Waiting(
            id=entry_id,
            email=email,
            name=f"{first} {last}".strip() or email,
            sold=types[type_id],
            added_at=added_at,
            place=place,
        )
        for entry_id, email, first, last, type_id, added_at, place in rows
    )


def has_asked(account_id: UUID, subscription_id: UUID, person_id: UUID) -> bool:
    """Tell whether a person waits for an answer to a request."""
    return models.SeatRequest.objects.filter(
        account_id=account_id, subscription_id=subscription_id, person_id=person_id, status="open"
    ).exists()


def cost_of_more(
    account_id: UUID, bought: Bought, sold: SoldSeatType, seats: int, now: datetime
) -> Cost | Refusal | None:
    """Return what so many seats more would cost, or the rule by which they cannot be bought.

    None where there is nothing to buy: no end of the seats, or a period that is over. It is a price
    to decide by, not an offer that is kept.
    """
    if sold.terms.unlimited:
        return None
    subscription = models.Subscription.objects.select_related("account").get(
        account_id=account_id, id=bought.id
    )
    standing = standing_of(subscription, now, bought.terms)
    if standing.period.ends_at <= now:
        return None
    change = quote_seats(standing, {sold.terms.name: Wanted(difference=seats)}, now=now)
    if isinstance(change, Refusal):
        return change
    rate = expected_rate(subscription.account, now)
    pool = standing.pool(sold.terms.name)
    after = 0 if pool is None else _more_a_period(standing, pool, pool.seats + seats)
    return Cost(
        now=Money(taxed(change.subtotal, rate, change.tax_behavior).gross, subscription.currency),
        at_renewal=Money(taxed(after, rate, change.tax_behavior).gross, subscription.currency),
    )


def _more_a_period(standing: Standing, pool: Pool, seats: int) -> int:
    """Return how much more a whole period costs with so many seats of a type."""
    off = following_discount(standing.redemption)
    now = {each.name: each.seats for each in standing.pools}
    then = now | {pool.name: seats}
    pools = standing.pools_renewed()
    return net_period_price(pools, then, off) - net_period_price(pools, now, off)
