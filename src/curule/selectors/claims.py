"""What raised and lowered the claim of an invoice, day by day."""

from __future__ import annotations

from datetime import date
from typing import Final

from curule.data import models
from curule.data.statements import fetch

_MOVES: Final = """
SELECT COALESCE(t.booked_on, (t.occurred_at AT TIME ZONE a.time_zone)::date),
    SUM(e.amount_minor)::bigint
FROM curule_ledger_transaction t
JOIN curule_account a ON a.id = t.account_id
JOIN curule_ledger_entry e ON e.account_id = t.account_id AND e.transaction_id = t.id
    AND e.ledger_account = 'receivable'
WHERE t.account_id = %(account)s AND t.source_id IN (
    SELECT %(invoice)s::uuid
    UNION ALL SELECT p.id FROM curule_payment p
    WHERE p.account_id = %(account)s AND p.invoice_id = %(invoice)s
    UNION ALL SELECT n.id FROM curule_credit_note n
    WHERE n.account_id = %(account)s AND n.invoice_id = %(invoice)s
)
GROUP BY 1
"""


def claim_moves(invoice: models.Invoice) -> list[tuple[date, int]]:
    """Return by how much each day raised (positive) or lowered what an invoice claims.

    A day is the bank's where the bank told one, else that of the account's time zone.
    """
    return [
        (day, int(moved))
        for day, moved in fetch(_MOVES, {"account": invoice.account_id, "invoice": invoice.id})
    ]
