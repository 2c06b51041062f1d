"""Revenue by month, product and plan, counted by the day; and what is still deferred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from curule.core.money import Money
from curule.core.months import Month
from curule.data.statements import fetch
from curule.selectors.recognition import PARTS, earned
from curule.selectors.reports.reach import CHOSEN, MONTHS, OF_CHOSEN, Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueRow:
    """What a plan earned in a month, credit notes set off; negative where more came back."""

    month: Month
    currency: str
    product: str
    plan: str
    amount: int


_REVENUE: Final = f"""
WITH {CHOSEN}, {MONTHS}, {PARTS.replace("{account}", OF_CHOSEN)}, by_plan AS (
    SELECT m.first, p.currency, COALESCE(t.plan_version_id, s.plan_version_id) AS version_id,
        SUM({earned("LEAST(m.after, c.today)")} - {earned("LEAST(m.first, c.today)")}) AS amount
    FROM parts p
    JOIN chosen c ON c.id = p.account_id
    JOIN months m ON (p.starts_on IS NULL OR p.starts_on < m.after)
        AND GREATEST(p.ends_on, p.counts_from + 1) > m.first
    LEFT JOIN curule_seat_type t ON t.id = p.seat_type_id
    LEFT JOIN curule_subscription s ON s.account_id = p.account_id AND s.id = p.subscription_id
    GROUP BY m.first, p.currency, version_id
)
SELECT b.first, b.currency, COALESCE(o.name, ''), COALESCE(n.name, ''), SUM(b.amount)::bigint
FROM by_plan b
LEFT JOIN curule_plan_version v ON v.id = b.version_id
LEFT JOIN curule_plan n ON n.id = v.plan_id
LEFT JOIN curule_product o ON o.id = n.product_id
GROUP BY b.first, b.currency, o.name, n.name, n.id HAVING SUM(b.amount) <> 0
ORDER BY b.currency, b.first, o.name, n.name
"""  # noqa: S608 - nothing but expressions of our own are put in


def revenue(reach: Reach) -> tuple[RevenueRow, ...]:
    """Return what was earned in each month, by plan; the month that runs up to this morning."""
    return tuple(
        RevenueRow(
            month=Month(first), currency=currency, product=product, plan=plan, amount=int(amount)
        )
        for first, currency, product, plan, amount in fetch(_REVENUE, reach.values())
    )


_DEFERRED: Final = f"""
WITH {CHOSEN}, {PARTS.replace("{account}", OF_CHOSEN)}, waiting AS (
    SELECT t.currency, t.subtotal_minor AS net FROM curule_invoice t
    JOIN chosen c ON c.id = t.account_id
    WHERE {OF_CHOSEN} AND NOT t.is_granted AND t.status <> 'draft'
    AND (t.issued_at AT TIME ZONE c.zone)::date < %(until)s::date
    UNION ALL
    SELECT t.currency, -t.subtotal_minor FROM curule_credit_note t
    JOIN chosen c ON c.id = t.account_id
    JOIN curule_invoice i ON i.account_id = t.account_id AND i.id = t.invoice_id
    WHERE {OF_CHOSEN} AND NOT i.is_granted
    AND (t.issued_at AT TIME ZONE c.zone)::date < %(until)s::date
    UNION ALL
    SELECT p.currency, p.net - {earned("LEAST(%(until)s::date, c.today)")} FROM parts p
    JOIN chosen c ON c.id = p.account_id WHERE p.issued_on < %(until)s::date
)
SELECT currency, SUM(net)::bigint FROM waiting GROUP BY currency ORDER BY currency
"""  # noqa: S608 - the same


def deferred_at_the_end(reach: Reach) -> tuple[Money, ...]:
    """Return what had been charged and was not earned by the morning after the last day."""
    rows = fetch(_DEFERRED, reach.values())
    return tuple(Money(int(amount), currency) for currency, amount in rows)
