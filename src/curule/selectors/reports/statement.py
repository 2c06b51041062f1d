"""The statement of an account: every movement of what is owed and of what is in credit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from curule.data.statements import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One movement: what it added to what is owed and to the credit, and both after it.

    It counts on the day `on`, which is the bank's where the bank told one; it was recorded `at`.
    `late_for` is its own day where that was closed when it came.
    `document` is the number of an invoice or a credit note, of a payment on none its reference.
    """

    on: date
    at: datetime
    recorded_on: date
    late_for: date | None
    kind: str
    document: str
    invoice_id: UUID | None
    owed: int
    credit: int
    owed_after: int
    credit_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The movements of some days in one currency; owed and credit are two numbers, never one."""

    currency: str
    since: date
    until: date
    opening_owed: int
    opening_credit: int
    rows: tuple[StatementRow, ...]

    @property
    def closing_owed(self) -> int:
        """What was owed at the end."""
        return self.rows[-1].owed_after if self.rows else self.opening_owed

    @property
    def closing_credit(self) -> int:
        """What was in credit at the end."""
        return self.rows[-1].credit_after if self.rows else self.opening_credit


_MOVED: Final = """
WITH moved AS (
    SELECT t.number, t.id, t.occurred_at, t.kind, t.source_id,
        (t.occurred_at AT TIME ZONE a.time_zone)::date AS recorded_on,
        COALESCE(t.booked_on, (t.occurred_at AT TIME ZONE a.time_zone)::date) AS on_day, t.late_for,
        COALESCE(SUM(e.amount_minor) FILTER (WHERE e.ledger_account = 'receivable'), 0) AS owed,
        COALESCE(-SUM(e.amount_minor) FILTER (WHERE e.ledger_account = 'customer_credit'), 0)
            AS credit
    FROM curule_ledger_transaction t
    JOIN curule_account a ON a.id = t.account_id
    JOIN curule_ledger_entry e ON e.account_id = t.account_id AND e.transaction_id = t.id
        AND e.ledger_account IN ('receivable', 'customer_credit')
    WHERE t.account_id = %(account)s AND t.currency = %(currency)s::text
    GROUP BY t.number, t.id, t.occurred_at, t.kind, t.source_id, t.late_for, recorded_on, on_day
), standing AS (
    SELECT *, SUM(owed) OVER w AS owed_after, SUM(credit) OVER w AS credit_after FROM moved
    WINDOW w AS (ORDER BY on_day, occurred_at, number ROWS UNBOUNDED PRECEDING)
)
SELECT s.on_day, s.occurred_at, s.recorded_on, s.late_for, s.kind,
    COALESCE(i.number, n.number, v.number, NULLIF(p.reference, ''), p.method_name, ''),
    COALESCE(i.id, n.invoice_id, p.invoice_id),
    s.owed::bigint, s.credit::bigint, s.owed_after::bigint, s.credit_after::bigint
FROM standing s
LEFT JOIN curule_invoice i ON i.account_id = %(account)s AND i.id = s.source_id
LEFT JOIN curule_credit_note n ON n.account_id = %(account)s AND n.id = s.source_id
LEFT JOIN curule_payment p ON p.account_id = %(account)s AND p.id = s.source_id
LEFT JOIN curule_invoice v ON v.account_id = %(account)s AND v.id = p.invoice_id
WHERE s.on_day < %(until)s::date AND s.on_day >= COALESCE(
    (SELECT MAX(b.on_day) FROM standing b WHERE b.on_day < %(since)s::date), %(since)s::date)
ORDER BY s.on_day, s.occurred_at, s.number
"""


def statement(account_id: UUID, *, currency: str, since: date, until: date) -> Statement:
    """Return the movements from the day `since` up to but without `until`, the oldest first."""
    values = {"account": account_id, "currency": currency, "since": since, "until": until}
    opening_owed = opening_credit = 0
    rows: list[StatementRow] = []
    for on, at, recorded_on, late_for, kind, document, invoice_id, *amounts in fetch(
        _MOVED, values
    ):
        owed, credit, owed_after, credit_after = (int(amount) for amount in amounts)
        if on < since:
            opening_owed, opening_credit = owed_after, credit_after
            continue
        rows.append(
            StatementRow(
                on=on,
                at=at,
                recorded_on=recorded_on,
                late_for=late_for,
                kind=kind,
                document=document,
                invoice_id=invoice_id,
                owed=owed,
                credit=credit,
                owed_after=owed_after,
                credit_after=credit_after,
            )
        )
    return Statement(
        currency=currency,
        since=since,
        until=until,
        opening_owed=opening_owed,
        opening_credit=opening_credit,
        rows=tuple(rows),
    )
