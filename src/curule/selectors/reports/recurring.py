"""Recurring revenue by month: what customers pay a month, and what moved it.

What a customer pays a month on a day is what the lines that cover the day cost for a whole period,
brought to a month by the interval of their price: quantity by price, so that the rounding of a part
of a period moves nothing. What finance corrects on an invoice is no movement. A month is measured
from the end of the one before to its own end, or to today; an account on a clock that has not come
so far stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from curule.core.months import Month
from curule.core.recurring import Movements
from curule.data.statements import fetch
from curule.selectors.recognition import PARTS
from curule.selectors.reports.reach import CHOSEN, MONTHS, OF_CHOSEN, Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurringRow:
    """A month of one currency; `customers` is how many pay something at its end."""

    month: Month
    currency: str
    movements: Movements
    customers: int


_A_MONTH: Final = """
priced AS (
    SELECT p.account_id, p.currency, p.starts_on, p.ends_on, p.counts_from,
        COALESCE(p.whole, p.net::numeric * p.denominator / p.numerator) * CASE i.unit
            WHEN 'month' THEN 1.0 / i.count
            WHEN 'year' THEN 1.0 / (12 * i.count)
            WHEN 'week' THEN 365.0 / (12 * 7 * i.count)
            ELSE 365.0 / (12 * i.count)
        END AS a_month
    FROM parts p
    JOIN curule_subscription s ON s.account_id = p.account_id AND s.id = p.subscription_id
    LEFT JOIN LATERAL (
        SELECT r.interval_unit, r.interval_count FROM curule_charge c
        JOIN curule_price r ON r.id = c.price_id
        WHERE c.account_id = p.account_id AND c.subscription_id = p.subscription_id
        AND c.period_starts_at <= p.starts_at AND c.period_ends_at > p.starts_at
        ORDER BY c.invoice_id IS DISTINCT FROM p.document_id, c.id LIMIT 1
    ) r ON true
    CROSS JOIN LATERAL (
        SELECT COALESCE(r.interval_unit, s.interval_unit) AS unit,
            COALESCE(r.interval_count, s.interval_count) AS count
    ) i
    WHERE p.numerator > 0 AND p.starts_on IS NOT NULL AND NOT p.is_correction
)
"""
_MOVEMENTS: Final = f"""
WITH {CHOSEN}, {MONTHS}, {PARTS.replace("{account}", OF_CHOSEN)}, {_A_MONTH}, ever AS (
    SELECT account_id, currency, MIN(GREATEST(starts_on, counts_from)) AS since
    FROM priced WHERE a_month > 0 GROUP BY account_id, currency
), ends AS (
    SELECT m.first, v.account_id, v.currency, v.since < m.first AS paid_before,
        LEAST(m.first - 1, c.today) AS opens_on, LEAST(m.after - 1, c.today) AS closes_on
    FROM ever v JOIN chosen c ON c.id = v.account_id CROSS JOIN months m
), standing AS (
    SELECT e.first, e.account_id, e.currency, e.paid_before,
        ROUND(COALESCE(SUM(p.a_month) FILTER (WHERE p.counts_from <= e.opens_on
            AND e.opens_on >= p.starts_on AND e.opens_on < p.ends_on), 0))::bigint AS opening,
        ROUND(COALESCE(SUM(p.a_month) FILTER (WHERE p.counts_from <= e.closes_on
            AND e.closes_on >= p.starts_on AND e.closes_on < p.ends_on), 0))::bigint AS closing
    FROM ends e LEFT JOIN priced p ON p.account_id = e.account_id AND p.currency = e.currency
        AND p.starts_on <= e.closes_on AND p.ends_on > e.opens_on
    GROUP BY e.first, e.account_id, e.currency, e.paid_before
)
SELECT first, currency, SUM(opening)::bigint,
    COALESCE(SUM(closing) FILTER (WHERE opening = 0 AND NOT paid_before), 0)::bigint,
    COALESCE(SUM(closing - opening)
        FILTER (WHERE opening <> 0 AND closing <> 0 AND closing > opening), 0)::bigint,
    COALESCE(SUM(closing - opening)
        FILTER (WHERE opening <> 0 AND closing <> 0 AND closing < opening), 0)::bigint,
    COALESCE(SUM(-opening) FILTER (WHERE opening <> 0 AND closing = 0), 0)::bigint,
    COALESCE(SUM(closing) FILTER (WHERE opening = 0 AND paid_before), 0)::bigint,
    COUNT(*) FILTER (WHERE closing <> 0)
FROM standing GROUP BY first, currency ORDER BY currency, first
"""  # noqa: S608 - nothing but expressions of our own are put in


def recurring(reach: Reach) -> tuple[RecurringRow, ...]:
    """Return each month's recurring revenue with what moved it."""
    return tuple(
        RecurringRow(
            month=Month(first),
            currency=currency,
            movements=Movements(*(int(amount) for amount in amounts)),
            customers=int(customers),
        )
        for first, currency, *amounts, customers in fetch(_MOVEMENTS, reach.values())
    )


_CUSTOMERS: Final = f"""
WITH {CHOSEN}, {PARTS.replace("{account}", OF_CHOSEN)}, {_A_MONTH}
SELECT p.currency, p.account_id, ROUND(SUM(p.a_month))::bigint
FROM priced p JOIN chosen c ON c.id = p.account_id
WHERE p.counts_from <= %(until)s::date - 1 AND p.starts_on <= %(until)s::date - 1
AND p.ends_on > %(until)s::date - 1
GROUP BY p.currency, p.account_id ORDER BY p.currency, p.account_id
"""  # noqa: S608 - the same


def by_customer(reach: Reach) -> dict[tuple[str, str], int]:
    """Return what each customer pays a month on the last day, by currency and account."""
    rows = fetch(_CUSTOMERS, reach.values())
    return {(currency, str(account_id)): int(amount) for currency, account_id, amount in rows}
