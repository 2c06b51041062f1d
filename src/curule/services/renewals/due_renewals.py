"""Which renewals are plain, and all that decides them: locked by one statement, read by another.

Plain is a renewal beside which nothing else waits for its account: no change that was asked for,
no money that is owed or in credit, nothing that falls due before it. Everything else is carried out
one by one, in the order of time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection

from curule.core.anchors import Anchor
from curule.core.intervals import Interval, IntervalUnit
from curule.core.lifecycle import Status
from curule.core.payment_states import IN_FLIGHT
from curule.core.roles import Role
from curule.data.models import Subscription
from curule.data.rules import CLOSED_THROUGH
from curule.selectors.console.time_there import TIME_THERE
from curule.selectors.standings import IN_GRACE


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run is in the order of what is due."""

    due_at: datetime
    subscription_id: UUID


@dataclass(frozen=True, slots=True)
class Picked:
    """A subscription that is due and locked, and its account's id."""

    subscription_id: UUID
    account_id: UUID
    due_at: datetime


_PICK: Final = """
SELECT due.id, due.account_id, due.period_ends_at
FROM curule_subscription AS due JOIN curule_account AS account ON account.id = due.account_id
WHERE due.status = 'active' AND due.period_ends_at <= %(now)s AND account.clock_id IS NULL
AND (%(after_id)s::uuid IS NULL OR (due.period_ends_at, due.id) > (%(after)s, %(after_id)s::uuid))
AND (%(only)s::uuid[] IS NULL OR due.id = ANY (%(only)s::uuid[]))
ORDER BY due.period_ends_at, due.id LIMIT %(most)s
FOR NO KEY UPDATE OF account SKIP LOCKED
FOR UPDATE OF due SKIP LOCKED
"""


def pick(
    now: datetime, *, after: Place | None, most: int, only: Sequence[UUID] | None = None
) -> list[Picked]:
    """Lock subscriptions of accounts that live in real time, the longest due first.

    What somebody else holds is passed over: nobody is waited for, and nobody waits in a circle.
    """
    asked = {
        "now": now,
        "after": after.due_at if after else None,
        "after_id": after.subscription_id if after else None,
        "most": most,
        "only": None if only is None else list(only),
    }
    return [Picked(*row) for row in _fetched(_PICK, asked)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which boundaries are sought: up to an instant, of live accounts or of those on clocks.

    `now` is the real time. A clock goes as far ahead of its own time as `until` lies after `now`.
    """

    until: datetime
    now: datetime
    on_clocks: bool = False
    plan_id: UUID | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A subscription whose next boundary comes up to some instant; nothing is locked.

    `active` is whether it is neither on trial nor in grace, `there` what time it is in its account.
    """

    picked: Picked
    active: bool
    version_id: UUID
    currency: str
    account: str
    zone: str
    clock_id: UUID | None
    there: datetime

    @property
    def place(self) -> Place:
        """Where it stands in the order."""
        return Place(self.picked.due_at, self.picked.subscription_id)


_EXPECT: Final = f"""
SELECT due.id, due.account_id, due.at, due.status = 'active', due.plan_version_id, due.currency,
    account.name, due.time_zone, account.clock_id, place.there
FROM (
    SELECT *, CASE WHEN status = 'trialing' THEN trial_ends_at ELSE period_ends_at END AS at
    FROM curule_subscription WHERE status = ANY (%(living)s)
) AS due JOIN curule_account AS account ON account.id = due.account_id
LEFT JOIN curule_test_clock AS clock ON clock.id = account.clock_id
CROSS JOIN LATERAL (SELECT {TIME_THERE} AS there) AS place
WHERE (account.clock_id IS NOT NULL) = %(on_clocks)s
AND due.at <= CASE WHEN account.clock_id IS NULL THEN %(until)s
    ELSE place.there + (%(until)s::timestamptz - %(now)s::timestamptz) END
AND (%(currency)s::text IS NULL OR due.currency = %(currency)s::text)
AND (%(plan)s::uuid IS NULL OR EXISTS (
    SELECT FROM curule_plan_version AS version
    WHERE version.id = due.plan_version_id AND version.plan_id = %(plan)s::uuid
))
AND (%(after_id)s::uuid IS NULL OR (due.at, due.id) > (%(after)s, %(after_id)s::uuid))
{{others}}
ORDER BY due.at, due.id LIMIT %(most)s
"""  # noqa: S608 - an expression of our own is put in


def find_place(subscription_id: UUID) -> Place | None:
    """Return where a subscription stands in the order of what comes, or None for none."""
    row = Subscription.objects.filter(id=subscription_id).first()
    at = None
    if row is not None:
        at = row.trial_ends_at if row.status == Status.TRIALING else row.period_ends_at
    return None if at is None else Place(at, subscription_id)


def list_expected(
    sought: Sought, *, after: Place | None, most: int, others: bool = False
) -> list[Expected]:
    """Return the subscriptions whose next boundary is sought, the first first.

    With `others` only those beside which something waits, which are looked at one by one.
    """
    asked = {
        "until": sought.until,
        "now": sought.now,
        "on_clocks": sought.on_clocks,
        "plan": sought.plan_id,
        "currency": sought.currency,
        "after": after.due_at if after else None,
        "after_id": after.subscription_id if after else None,
        "most": most,
        "living": [status.value for status in LIVING],
    }
    return [
        Expected(
            picked=Picked(*row[:3]),
            active=row[3],
            version_id=row[4],
            currency=row[5],
            account=row[6],
            zone=row[7],
            clock_id=row[8],
            there=row[9],
        )
        for row in _fetched(_EXPECT.replace("{others}", _OTHERS if others else ""), asked)
    ]


_COUNT: Final = """
SELECT count(*) FROM curule_subscription AS due
JOIN curule_account AS account ON account.id = due.account_id AND account.clock_id IS NULL
WHERE due.status = ANY (%(living)s)
AND CASE WHEN due.status = 'trialing' THEN due.trial_ends_at ELSE due.period_ends_at END
    <= %(until)s
"""


def count_expected(until: datetime) -> int:
    """Count them all."""
    values = {"until": until, "living": [status.value for status in LIVING]}
    [(number,)] = _fetched(_COUNT, values)
    return int(number)


@dataclass(frozen=True, slots=True)
class Customer:
    """An account as a tax decision and a document know it."""

    name: str
    country: str
    is_business: bool
    street: str
    postcode: str
    city: str
    order_number: str
    tax_id: str
    registration_number: str
    tax_id_answer: str
    tax_rate: Decimal | None
    time_zone: str
    language: str


@dataclass(frozen=True, slots=True)
class Payer:
    """Who gets the invoice, and in which language."""

    email: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRenewal:
    """A plain renewal: the subscription, its account, and what stands around them.

    `seats` are in force at the boundary, by seat type. `gateway` is that of the method that would
    be charged, None where there is none. `posted` is the number of the newest posting, and
    `covered_until` the end of the last period that was written down.
    """

    id: UUID
    account_id: UUID
    version_id: UUID
    currency: str
    interval: Interval
    anchor: Anchor
    boundary: datetime
    term_ends_at: datetime
    auto_renew: bool
    ordered_by: UUID | None
    customer: Customer
    seats: Mapping[UUID, int]
    payers: tuple[Payer, ...]
    gateway: str | None
    posted: int
    covered_until: datetime | None
    has_open_books: bool

    def mailed_to(self) -> str:
        """Return the first address that the invoice is mailed to; empty for none."""
        return self.payers[0].email if self.payers else ""


_READ: Final = """
SELECT due.id, due.account_id, due.plan_version_id, due.currency, due.interval_unit,
    due.interval_count, due.anchor_on, due.anchor_day, due.anchor_time, due.anchor_fold,
    due.time_zone, due.period_ends_at, due.term_ends_at, due.auto_renew, due.ordered_by,
    account.name, account.country, account.is_business, account.street, account.postcode,
    account.city, account.order_number, account.tax_id, account.registration_number,
    account.tax_id_answer, account.tax_rate, account.time_zone, account.language,
    (
        SELECT jsonb_object_agg(counted.seat_type_id, counted.number) FROM (
            SELECT seat.seat_type_id, count(*) AS number FROM curule_seat AS seat
            WHERE seat.account_id = due.account_id AND seat.subscription_id = due.id
            AND seat.starts_at <= due.period_ends_at
            AND (seat.ends_at IS NULL OR seat.ends_at > due.period_ends_at)
            GROUP BY seat.seat_type_id
        ) AS counted
    ),
    (
        SELECT jsonb_agg(
            jsonb_build_array(held.role, person.email, person.language) ORDER BY held.id
        )
        FROM curule_role_grant AS held JOIN curule_person AS person ON person.id = held.person_id
        WHERE held.account_id = due.account_id AND held.revoked_at IS NULL
        AND held.role = ANY (%(payers)s)
    ),
    (
        SELECT method.gateway FROM curule_payment_method AS method
        WHERE method.account_id = due.account_id AND method.removed_at IS NULL AND method.is_saved
        AND (method.id = due.method_id OR method.is_default)
        ORDER BY method.id = due.method_id DESC NULLS LAST LIMIT 1
    ),
    (
        SELECT max(number) FROM curule_ledger_transaction AS posted
        WHERE posted.account_id = due.account_id
    ),
    (
        SELECT max(ends_at) FROM curule_period AS period
        WHERE period.account_id = due.account_id AND period.pool_id = due.id
    ),
    EXISTS (
        SELECT FROM curule_revenue_schedule AS books
        WHERE books.account_id = due.account_id AND books.next_at IS NOT NULL
    )
FROM unnest(%(ids)s::uuid[], %(accounts)s::uuid[]) AS picked (id, account_id)
JOIN curule_subscription AS due ON due.account_id = picked.account_id AND due.id = picked.id
JOIN curule_account AS account ON account.id = due.account_id
WHERE account.closed_at IS NULL AND account.time_zone = due.time_zone AND due.anchor_on IS NOT NULL
"""

_CHANGES_IT: Final = (
    ("scheduled_reduction", "x.status = 'open'"),
    ("scheduled_plan_change", "x.status = 'open'"),
    ("price_change", "x.status = 'open' AND x.not_before <= at AND due.term_ends_at <= at"),
    ("next_term", "x.status = 'open'"),
    ("pending_line", "x.invoice_id IS NULL"),
    ("coupon_redemption", "x.released_at IS NULL AND x.ended_at IS NULL"),
)
"""Rows of the subscription by which it comes to something else than its plan says."""

_BESIDE_IT: Final = (
    *_CHANGES_IT,
    ("waitlist_entry", "x.left_at IS NULL"),
    ("invoice", "x.kind = 'renewal' AND x.issued_at > at - interval '1 day'"),
)
"""Rows of the subscription that make a renewal its own, whenever it falls due."""

_BOUND: Final = (
    ("parking", "x.released_at IS NULL"),
    ("invoice_cap", "x.currency = due.currency"),
)
"""What of the account may keep a renewal from being charged."""

_BEFORE_IT: Final = (
    *_BOUND,
    ("domain", "x.removed_at IS NULL"),
    ("account_closing", "x.withdrawn_at IS NULL AND x.closed_at IS NULL"),
    ("payment", "x.status = ANY (%(in_flight)s)"),
    ("refund", "x.status IN ('pending', 'unknown')"),
    ("invitation", "x.status = 'open' AND x.expires_at <= at"),
    ("quote", "x.status = 'open' AND LEAST(x.expires_at, x.remind_at) <= at"),
    ("seat", "x.assignment_id IS NOT NULL AND x.ends_at <= at"),
    ("waitlist_entry", "x.left_at IS NULL AND x.look_again_at <= at"),
    ("scheduled_reduction", "x.status = 'open' AND LEAST(x.effective_at, x.remind_at) <= at"),
    ("scheduled_plan_change", "x.status = 'open' AND x.effective_at <= at"),
    ("subscription", "x.status = ANY (%(living)s) AND x.id <> due.id AND x.trial_ends_at <= at"),
    ("subscription", "x.status = ANY (%(living)s) AND x.id <> due.id AND x.remind_at <= at"),
    ("subscription", "x.status = ANY (%(living)s) AND (x.period_ends_at, x.id) < (at, due.id)"),
    ("subscription", "x.status <> 'ended' AND x.plan_version_id = ANY (%(reclaimed)s)"),
    ("invoice", "x.status = 'open' AND LEAST(x.due_at, x.next_attempt_at) < at"),
    ("revenue_schedule", "x.next_at < at"),
)
"""What of the account comes before the renewal, or is looked at while it is carried out."""


def _none(table: str, condition: str, *, of_subscription: bool = False) -> str:
    """Return the condition that a table has no such row of the account, or of the subscription."""
    condition = re.sub(r"\bat\b", "due.period_ends_at", condition)
    if of_subscription:
        condition += " AND x.subscription_id = due.id"
    of = f"curule_{table} AS x WHERE x.account_id = due.account_id"
    return f"AND NOT EXISTS (SELECT FROM {of} AND {condition})"


_DUE_ON: Final = "(due.period_ends_at AT TIME ZONE account.time_zone)::date"
_PLAIN: Final = "\n".join(
    [
        "AND (due.remind_at IS NULL OR due.remind_at >= due.period_ends_at)",
        f"AND {_DUE_ON} > COALESCE({CLOSED_THROUGH}, '-infinity')",
        *(_none(*each, of_subscription=True) for each in _BESIDE_IT),
        *(_none(*each) for each in _BEFORE_IT),
        """
AND NOT EXISTS (
    SELECT FROM curule_settlement AS x WHERE x.status = 'pending'
    AND due.account_id IN (x.joined_account_id, x.own_account_id)
) AND COALESCE((
    SELECT x.balance_after_minor FROM curule_credit_entry AS x
    WHERE x.account_id = due.account_id AND x.currency = due.currency
    ORDER BY x.number DESC LIMIT 1
), 0) = 0 AND (
    SELECT count(*) FROM curule_invoice AS x WHERE x.account_id = due.account_id
    AND x.issued_at > due.period_ends_at - interval '1 day'
) < %(few)s
ORDER BY due.period_ends_at, due.id
""",
    ]
)
ALONE: Final = "\n".join(
    [
        *(_none(*each, of_subscription=True) for each in _CHANGES_IT),
        *(_none(*each) for each in _BOUND),
        _none("account_closing", "x.withdrawn_at IS NULL AND x.closed_at IS NULL"),
        _none("invoice", f"x.due_at < at AND {IN_GRACE}", of_subscription=True),
    ]
)
"""What of it decides what a renewal comes to, and not when it is carried out."""
_OTHERS: Final = f"""AND NOT (
    due.status = 'active' AND account.closed_at IS NULL AND account.time_zone = due.time_zone
    AND due.anchor_on IS NOT NULL {ALONE}
)"""

LIVING: Final = (Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED, Status.TRIALING)
_RECLAIMED: Final = """
SELECT id FROM curule_plan_version WHERE policy #>> '{people,reclaim}' = 'suggest'
"""


def read_plain(picked: Sequence[Picked]) -> list[DueRenewal]:
    """Return the plain ones of what was locked, with all that decides them."""
    asked = {
        "ids": [each.subscription_id for each in picked],
        "accounts": [each.account_id for each in picked],
        "payers": [Role.BILLING_CONTACT.value, Role.OWNER.value],
        "in_flight": list(IN_FLIGHT),
        "few": min(settings.CURULE_BOUNDS.invoices_a_minute, settings.CURULE_BOUNDS.invoices_a_day),
        "living": [status.value for status in LIVING],
        "reclaimed": [version for (version,) in _fetched(_RECLAIMED, {})],
    }
    return [_renewal(row) for row in _fetched(_READ + _PLAIN, asked)]


def read_alone(picked: Sequence[Picked]) -> list[DueRenewal]:
    """Return those beside which nothing waits that changes what they come to."""
    asked = {
        "ids": [each.subscription_id for each in picked],
        "accounts": [each.account_id for each in picked],
        "payers": [Role.BILLING_CONTACT.value, Role.OWNER.value],
    }
    return [_renewal(row) for row in _fetched(_READ + ALONE, asked)]


def _fetched(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement whose plan fits these values: a thousand rows are looked up otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _renewal(row: tuple[Any, ...]) -> DueRenewal:
    (of, subscription, customer, around) = row[:2], row[2:15], row[15:28], row[28:]
    version_id, currency, unit, count, on, day, at, fold, zone, *dates = subscription
    boundary, term_ends_at, auto_renew, ordered_by = dates
    seats, holders, gateway, posted, covered_until, has_open_books = around
    return DueRenewal(
        id=of[0],
        account_id=of[1],
        version_id=version_id,
        currency=currency,
        interval=as_interval(unit, count),
        anchor=as_anchor(on, day, at, zone, fold),
        boundary=boundary,
        term_ends_at=term_ends_at,
        auto_renew=auto_renew,
        ordered_by=ordered_by,
        customer=Customer(*customer),
        seats=as_seats(seats),
        payers=_payers(json.loads(holders or "[]")),
        gateway=gateway,
        posted=posted or 0,
        covered_until=covered_until,
        has_open_books=has_open_books,
    )


def as_interval(unit: str, count: int) -> Interval:
    """Return an interval that is kept in two columns."""
    return Interval(IntervalUnit(unit), count)


def as_seats(kept: str | None) -> dict[UUID, int]:
    """Return seats by type as a statement counts them, in JSON."""
    return {UUID(key): number for key, number in json.loads(kept or "{}").items()}


def as_anchor(on: date, day: int, at: time, zone: str, fold: int) -> Anchor:
    """Return an anchor that is kept in columns."""
    return Anchor(on=on, day=day, at=at, zone=zone, fold=fold)


def _payers(holders: Sequence[tuple[str, str, str]]) -> tuple[Payer, ...]:
    """Return the billing contacts, or the owners where there is none, each once."""
    for role in (Role.BILLING_CONTACT, Role.OWNER):
        found = [Payer(email, language) for held, email, language in holders if held == role.value]
        if found:
            return tuple(dict.fromkeys(found))
    return ()
