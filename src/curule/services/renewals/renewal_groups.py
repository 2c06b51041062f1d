"""What comes to very many subscriptions, counted by the database: alike ones are one decision.

One statement groups those beside which nothing waits by all that decides what they come to, and its
rows are read as they come: however many are due, no more than one group is looked at at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from curule.services.renewals.due_renewals import (
    ALONE,
    LIVING,
    Customer,
    DueRenewal,
    Expected,
    Sought,
    as_anchor,
    as_interval,
    as_seats,
    list_expected,
)

_AT_ONCE: Final = 2_000
_ALIKE: Final = f"""
SELECT due.plan_version_id, due.currency, due.interval_unit, due.interval_count, due.anchor_on,
    due.anchor_day, due.anchor_time, due.anchor_fold, due.time_zone, due.period_ends_at,
    due.term_ends_at, due.auto_renew, account.country, account.is_business, account.tax_id,
    account.tax_id_answer, account.tax_rate, taken.seats, count(*)
FROM curule_subscription AS due JOIN curule_account AS account ON account.id = due.account_id
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(counted.seat_type_id, counted.number) AS seats FROM (
        SELECT seat.seat_type_id, count(*) AS number FROM curule_seat AS seat
        WHERE seat.account_id = due.account_id AND seat.subscription_id = due.id
        AND seat.starts_at <= due.period_ends_at
        AND (seat.ends_at IS NULL OR seat.ends_at > due.period_ends_at)
        GROUP BY seat.seat_type_id
    ) AS counted
) AS taken
WHERE due.status = 'active' AND due.period_ends_at <= %(until)s AND account.clock_id IS NULL
AND account.closed_at IS NULL AND account.time_zone = due.time_zone AND due.anchor_on IS NOT NULL
{ALONE}
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18
"""  # noqa: S608 - the statement is ours
_ALL: Final = """
SELECT due.plan_version_id, due.currency,
    CASE WHEN due.status = 'trialing' THEN due.trial_ends_at ELSE due.period_ends_at END
        <= %(now)s AS is_due, count(*)
FROM curule_subscription AS due
JOIN curule_account AS account ON account.id = due.account_id AND account.clock_id IS NULL
WHERE due.status = ANY (%(living)s)
AND CASE WHEN due.status = 'trialing' THEN due.trial_ends_at ELSE due.period_ends_at END
    <= %(until)s
GROUP BY 1, 2, 3
"""
_NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Alike:
    """So many subscriptions that come to the same, and one that stands for them."""

    due: DueRenewal
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many of a plan's version and a currency come up to some instant."""

    version_id: UUID
    currency: str
    is_due: bool
    number: int


def each_alike(sought: Sought) -> Iterator[Alike]:
    """Yield what comes of those beside which nothing waits, one group after the other."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_ALIKE, {"until": sought.until})
        while rows := cursor.fetchmany(_AT_ONCE):
            for row in rows:
                yield _alike(row)


def count_all(sought: Sought) -> list[Counted]:
    """Return how many come in all, by version, currency and whether their time has come."""
    asked: dict[str, Any] = {
        "until": sought.until,
        "now": sought.now,
        "living": [each.value for each in LIVING],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALL, asked)
        return [
            Counted(version_id=version_id, currency=currency, is_due=is_due, number=number)
            for version_id, currency, is_due, number in cursor.fetchall()
        ]


def list_others(sought: Sought, *, most: int) -> list[Expected]:
    """Return the first of those that have to be looked at one by one."""
    return list_expected(sought, after=None, most=most, others=True)


def _alike(row: tuple[Any, ...]) -> Alike:
    version_id, currency, unit, count, on, day, at, fold, zone, *rest = row
    boundary, term_ends_at, auto_renew, *of_customer, seats, number = rest
    country, is_business, tax_id, answer, tax_rate = of_customer
    due = DueRenewal(
        id=_NOBODY,
        account_id=_NOBODY,
        version_id=version_id,
        currency=currency,
        interval=as_interval(unit, count),
        anchor=as_anchor(on, day, at, zone, fold),
        boundary=boundary,
        term_ends_at=term_ends_at,
        auto_renew=auto_renew,
        ordered_by=None,
        customer=Customer(
            name="",
            country=country,
            is_business=is_business,
            street="",
            postcode="",
            city="",
            order_number="",
            tax_id=tax_id,
            registration_number="",
            tax_id_answer=answer,
            tax_rate=tax_rate,
            time_zone=zone,
            language="en",
        ),
        seats=as_seats(seats),
        payers=(),
        gateway=None,
        posted=0,
        covered_until=None,
        has_open_books=True,
    )
    return Alike(due, number)
