"""Cash by gateway: what came in and what went back, by month; at a bank by the bank's own days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from curule.core.months import Month
from curule.data.statements import fetch
from curule.selectors.reports.reach import CHOSEN, OF_CHOSEN, Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class CashRow:
    """What a gateway brought and took in a month; both as they are counted, none negative."""

    month: Month
    currency: str
    gateway: str
    received: int
    sent_back: int

    @property
    def net(self) -> int:
        """What is left of it."""
        return self.received - self.sent_back


_CASH: Final = f"""
WITH {CHOSEN}
SELECT DATE_TRUNC('month', COALESCE(t.booked_on, (t.occurred_at AT TIME ZONE c.zone)::date))::date
        AS first, t.currency,
    SUBSTRING(e.ledger_account FROM 6) AS gateway,
    COALESCE(SUM(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0)::bigint,
    COALESCE(-SUM(e.amount_minor) FILTER (WHERE e.amount_minor < 0), 0)::bigint
FROM curule_ledger_transaction t
JOIN chosen c ON c.id = t.account_id
JOIN curule_ledger_entry e ON e.account_id = t.account_id AND e.transaction_id = t.id
    AND e.ledger_account LIKE 'cash:%%'
WHERE {OF_CHOSEN}
AND COALESCE(t.booked_on, (t.occurred_at AT TIME ZONE c.zone)::date) >= %(since)s::date
AND COALESCE(t.booked_on, (t.occurred_at AT TIME ZONE c.zone)::date) < %(until)s::date
GROUP BY 1, 2, 3 ORDER BY 2, 1, 3
"""  # noqa: S608 - nothing but expressions of our own are put in


def cash(reach: Reach) -> tuple[CashRow, ...]:
    """Return what each gateway received and sent back in each month."""
    return tuple(
        CashRow(
            month=Month(first),
            currency=currency,
            gateway=gateway,
            received=int(received),
            sent_back=int(sent_back),
        )
        for first, currency, gateway, received, sent_back in fetch(_CASH, reach.values())
    )
