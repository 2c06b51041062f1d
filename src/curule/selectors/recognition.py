"""What has been earned of what was charged: the lines of all documents, by day.

A line of an invoice counts once what it is for was granted, a line of a credit note, sign turned,
when the note was issued. Where the service began later than the invoice said, as with a term that
starts with its payment, the books of its charge say when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from curule.data.statements import fetch

# Without the tax that is in it, and without rounding; a line whose price was taken off by a coupon,
# or goes by tiers, has none.
_WHOLE: Final = """CASE WHEN l.unit_amount_minor IS NOT NULL AND l.discount_minor = 0
                AND l.kind IN ('seats', 'base_fee', 'unused')
                THEN SIGN(l.amount_minor) * ABS(l.quantity::numeric * l.unit_amount_minor)
                    / (1 + CASE WHEN l.included_tax_minor <> 0 THEN t.tax_rate / 100 ELSE 0 END)
            END"""
PARTS: Final = """
parts AS (
    SELECT d.account_id, d.currency, d.subscription_id, d.document_id, d.seat_type_id, d.net,
        d.starts_at, d.numerator, d.denominator, d.whole, d.is_correction,
        (d.issued_at AT TIME ZONE d.zone)::date AS issued_on,
        (d.starts_at AT TIME ZONE d.zone)::date AS starts_on,
        GREATEST((d.ends_at AT TIME ZONE d.zone)::date, (d.starts_at AT TIME ZONE d.zone)::date + 1)
            AS ends_on,
        (d.counts_from AT TIME ZONE d.zone)::date AS counts_from,
        (d.granted_at AT TIME ZONE d.zone)::date AS granted_on
    FROM (
        SELECT t.account_id, t.currency, t.subscription_id, t.id AS document_id, l.seat_type_id,
            l.amount_minor - l.included_tax_minor AS net,
            COALESCE(c.starts_at, l.period_starts_at) AS starts_at,
            COALESCE(c.period_ends_at, l.period_ends_at) AS ends_at,
            COALESCE(o.granted_at, t.issued_at) AS counts_from,
            COALESCE(o.granted_at, t.issued_at) AS granted_at, b.time_zone AS zone, t.issued_at,
            l.numerator, l.denominator, {whole} AS whole, false AS is_correction
        FROM curule_invoice t
        JOIN curule_revenue_schedule b ON b.account_id = t.account_id
        JOIN curule_invoice_line l ON l.account_id = t.account_id AND l.invoice_id = t.id
        LEFT JOIN LATERAL (
            SELECT MIN(o.granted_at) AS granted_at FROM curule_order o
            WHERE o.account_id = t.account_id AND o.invoice_id = t.id
        ) o ON true
        LEFT JOIN LATERAL (
            SELECT c.starts_at, c.period_ends_at FROM curule_charge c
            WHERE c.account_id = t.account_id AND c.invoice_id = t.id
            AND c.seat_type_id IS NOT DISTINCT FROM l.seat_type_id
            AND c.charged_quantity = l.quantity AND c.amount_minor = l.amount_minor
            AND l.kind IN ('seats', 'base_fee')
            ORDER BY c.starts_at <> l.period_starts_at, c.id LIMIT 1
        ) c ON true
        WHERE {account} AND t.is_granted AND t.status <> 'draft'
        UNION ALL
        SELECT t.account_id, t.currency, t.subscription_id, t.id, l.seat_type_id,
            l.included_tax_minor - l.amount_minor, l.period_starts_at, l.period_ends_at,
            GREATEST(t.issued_at, o.granted_at), COALESCE(o.granted_at, i.issued_at), b.time_zone,
            t.issued_at, l.numerator, l.denominator, -{whole}, t.reason = 'correction'
        FROM curule_credit_note t
        JOIN curule_revenue_schedule b ON b.account_id = t.account_id
        JOIN curule_invoice i ON i.account_id = t.account_id AND i.id = t.invoice_id
        JOIN curule_credit_note_line l ON l.account_id = t.account_id AND l.credit_note_id = t.id
        LEFT JOIN LATERAL (
            SELECT MIN(o.granted_at) AS granted_at FROM curule_order o
            WHERE o.account_id = t.account_id AND o.invoice_id = i.id
        ) o ON true
        WHERE {account} AND i.is_granted
    ) d
)
""".replace("{whole}", _WHOLE)
"""Every line as a service: `net`, `starts_on`, `ends_on`, `counts_from`, in its account's zone.

`whole` is what its quantity costs for a whole period, None where only its amount says it. A common
table; `{account}` stands for a condition on the table `t`.
"""


def passed(day: str) -> str:
    """Return the expression of what of a part lies before the morning of a day (`passed_part`)."""
    days = "(p.ends_on - p.starts_on)"
    gone = f"LEAST(GREATEST({day} - p.starts_on, 0), {days})"
    whole = f"DIV(2 * ABS(p.net)::numeric * {gone} + {days}, 2 * {days})"
    return f"CASE WHEN p.starts_on IS NULL THEN p.net ELSE SIGN(p.net) * {whole} END"


def earned(day: str) -> str:
    """Return the expression of what of a part is earned by the morning of a day (`recognized`)."""
    return f"CASE WHEN p.counts_from < {day} THEN {passed(day)} ELSE 0 END"


_BY_CURRENCY: Final = f"""
WITH {PARTS.replace("{account}", "t.account_id = %(account)s")}
SELECT p.currency, COALESCE(SUM({earned("%(until)s::date")}), 0)::bigint
FROM parts p GROUP BY p.currency ORDER BY p.currency
"""  # noqa: S608 - nothing but expressions of our own are put in
_POSTED: Final = """
SELECT e.currency,
    -COALESCE(SUM(e.amount_minor) FILTER (WHERE e.ledger_account = 'revenue' AND (
        x.recognized_until <= %(until)s::date OR x.recognized_until IS NULL
        AND (x.occurred_at AT TIME ZONE %(zone)s::text)::date < %(until)s::date
    )), 0)::bigint,
    -COALESCE(SUM(e.amount_minor) FILTER (WHERE e.ledger_account = 'deferred_revenue'), 0)::bigint,
    MAX(x.recognized_until)
FROM curule_ledger_entry e
JOIN curule_ledger_transaction x ON x.account_id = e.account_id AND x.id = e.transaction_id
WHERE e.account_id = %(account)s AND e.ledger_account IN ('revenue', 'deferred_revenue')
GROUP BY e.currency ORDER BY e.currency
"""
_OF_NOTE: Final = f"""
WITH {PARTS.replace("{account}", "t.account_id = %(account)s")}
SELECT -COALESCE(SUM({passed("%(on)s::date")}), 0)::bigint
FROM parts p WHERE p.document_id = %(note)s AND p.granted_on < %(on)s::date
"""  # noqa: S608 - the same


@dataclass(frozen=True, slots=True)
class Posted:
    """What the ledger holds of an account in one currency.

    `revenue` by the morning of a day, `deferred` by now, and the day until which was posted last.
    """

    revenue: int
    deferred: int
    last_until: date | None


def earned_by(account_id: UUID, until: date) -> dict[str, int]:
    """Return what an account's services have earned by the morning of a day, by currency."""
    rows = fetch(_BY_CURRENCY, {"account": account_id, "until": until})
    return {currency: int(amount) for currency, amount in rows}


def posted_by(account_id: UUID, until: date, zone: str) -> dict[str, Posted]:
    """Return what was posted as revenue by then, and what is deferred now, by currency."""
    rows = fetch(_POSTED, {"account": account_id, "until": until, "zone": zone})
    return {currency: Posted(int(rev), int(left), last) for currency, rev, left, last in rows}


def recognized_of_note(account_id: UUID, note_id: UUID, on: date) -> int:
    """Return how much of what a credit note takes back has been earned by the morning of a day."""
    rows = fetch(_OF_NOTE, {"account": account_id, "note": note_id, "on": on})
    return int(rows[0][0])
