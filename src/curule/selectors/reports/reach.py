"""Whose books a report reads, and of which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from curule.data import models
from curule.data.statements import fetch
from curule.selectors.console.time_there import TIME_THERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The days from `since` up to but without `until`, of live accounts or of those on clocks.

    Without a `currency` every currency is read, each for itself; without a `plan_id` every plan.
    A report looks at what it has: money by currency, seats and people by plan. With an `account_id`
    that account alone is read.
    """

    since: date
    until: date
    now: datetime
    currency: str | None = None
    plan_id: UUID | None = None
    account_id: UUID | None = None
    on_clocks: bool = False

    def values(self) -> dict[str, object]:
        """Return what the statements of the reports are given."""
        return {
            "since": self.since,
            "until": self.until,
            "now": self.now,
            "currency": self.currency,
            "plan": self.plan_id,
            "account": self.account_id,
            "on_clocks": self.on_clocks,
        }


CHOSEN: Final = f"""
chosen AS MATERIALIZED (
    SELECT a.id, a.name, a.time_zone AS zone, t.there,
        (t.there AT TIME ZONE a.time_zone)::date AS today
    FROM curule_account a LEFT JOIN curule_test_clock clock ON clock.id = a.clock_id
    CROSS JOIN LATERAL (SELECT {TIME_THERE} AS there) t
    WHERE (a.clock_id IS NOT NULL) = %(on_clocks)s::boolean
    AND (%(account)s::uuid IS NULL OR a.id = %(account)s::uuid)
)
"""  # noqa: S608 - an expression of our own is put in
"""The accounts that are read, with the time and the day that it is there."""

OF_CHOSEN: Final = (
    "t.account_id IN (SELECT id FROM chosen)"
    " AND (%(currency)s::text IS NULL OR t.currency = %(currency)s::text)"
)
OF_PLAN: Final = "(%(plan)s::uuid IS NULL OR v.plan_id = %(plan)s::uuid)"
"""The condition on a version of a plan."""

MONTHS: Final = """
months AS (
    SELECT each::date AS first, (each + interval '1 month')::date AS after
    FROM generate_series(%(since)s::date, %(until)s::date - 1, interval '1 month') each
)
"""

_CURRENCIES: Final = """
SELECT DISTINCT t.currency FROM curule_ledger_transaction t
JOIN curule_account a ON a.id = t.account_id
WHERE (a.clock_id IS NOT NULL) = %(on_clocks)s::boolean ORDER BY t.currency
"""


def currencies(*, on_clocks: bool) -> tuple[str, ...]:
    """Return the currencies that something was ever posted in."""
    return tuple(currency for (currency,) in fetch(_CURRENCIES, {"on_clocks": on_clocks}))


def has_live_accounts() -> bool:
    """Return whether any account lives in real time; else there is nothing but test clocks."""
    return models.Account.objects.filter(clock=None).exists()
