"""Receivables by age: what was open on each invoice at the end of a day, and how late it was.

An order that waits for its payment is none: nothing was given for it yet, it is never owed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from curule.core.aging import AgeBand, age_band
from curule.data.statements import fetch
from curule.selectors.reports.reach import CHOSEN, OF_CHOSEN, Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivableRow:
    """What is open on an invoice; `due_on` is the day there."""

    account_id: UUID
    account: str
    invoice_id: UUID
    number: str
    currency: str
    issued_at: datetime
    due_on: date
    band: AgeBand
    open: int


# A claim is moved by its invoice, by what pays, credits, reverses or gives it up: each posting
# names one of them as its source.
_OPEN: Final = f"""
WITH {CHOSEN}, moved AS (
    SELECT t.account_id, COALESCE(p.invoice_id, n.invoice_id, t.source_id) AS invoice_id,
        SUM(e.amount_minor) AS amount
    FROM curule_ledger_transaction t
    JOIN chosen c ON c.id = t.account_id
    JOIN curule_ledger_entry e ON e.account_id = t.account_id AND e.transaction_id = t.id
        AND e.ledger_account = 'receivable'
    LEFT JOIN curule_payment p ON p.account_id = t.account_id AND p.id = t.source_id
    LEFT JOIN curule_credit_note n ON n.account_id = t.account_id AND n.id = t.source_id
    WHERE {OF_CHOSEN}
    AND COALESCE(t.booked_on, (t.occurred_at AT TIME ZONE c.zone)::date) < %(until)s::date
    GROUP BY t.account_id, 2 HAVING SUM(e.amount_minor) <> 0
)
SELECT i.account_id, c.name, i.id, COALESCE(i.number, ''), i.currency, i.issued_at,
    (i.due_at AT TIME ZONE c.zone)::date AS due_on, LEAST(%(until)s::date - 1, c.today), m.amount
FROM moved m
JOIN chosen c ON c.id = m.account_id
JOIN curule_invoice i ON i.account_id = m.account_id AND i.id = m.invoice_id
LEFT JOIN LATERAL (
    SELECT MIN(o.granted_at) AS granted_at FROM curule_order o
    WHERE o.account_id = i.account_id AND o.invoice_id = i.id
) o ON true
WHERE i.is_granted
AND COALESCE((o.granted_at AT TIME ZONE c.zone)::date < %(until)s::date, true)
ORDER BY i.currency, due_on, i.number
"""  # noqa: S608 - nothing but expressions of our own are put in


def receivables(reach: Reach) -> tuple[ReceivableRow, ...]:
    """Return what was open at the end of the last day, the longest due first."""
    return tuple(
        ReceivableRow(
            account_id=account_id,
            account=account,
            invoice_id=invoice_id,
            number=number,
            currency=currency,
            issued_at=issued_at,
            due_on=due_on,
            band=age_band(due_on, on),
            open=int(amount),
        )
        for (
            account_id,
            account,
            invoice_id,
            number,
            currency,
            issued_at,
            due_on,
            on,
            amount,
        ) in fetch(_OPEN, reach.values())
    )


def by_age(rows: Iterable[ReceivableRow]) -> dict[str, dict[AgeBand, int]]:
    """Return what is open in each band, by currency; every band is there."""
    found: dict[str, dict[AgeBand, int]] = {}
    for row in rows:
        bands = found.setdefault(row.currency, dict.fromkeys(AgeBand, 0))
        bands[row.band] += row.open
    return found
