"""Revenue: what is deferred is what of the documents has not been earned, and no month is late."""

from curule.selectors.invariants._reading import Scope, Violation
from curule.selectors.recognition import PARTS, earned

_UNEARNED = f"""
WITH {PARTS}, closed AS (
    SELECT t.account_id, t.currency, MAX(t.recognized_until) AS until
    FROM curule_ledger_transaction t
    WHERE {{account}} AND t.recognized_until IS NOT NULL
    GROUP BY t.account_id, t.currency
), expected AS (
    SELECT c.account_id, c.currency, c.until, COALESCE(SUM({earned("c.until")}), 0)::bigint AS sum
    FROM closed c LEFT JOIN parts p ON p.account_id = c.account_id AND p.currency = c.currency
    GROUP BY c.account_id, c.currency, c.until
), posted AS (
    SELECT c.account_id, c.currency, -COALESCE(SUM(e.amount_minor), 0)::bigint AS sum
    FROM closed c
    JOIN curule_revenue_schedule b ON b.account_id = c.account_id
    JOIN curule_ledger_transaction x ON x.account_id = c.account_id AND x.currency = c.currency
        AND (x.recognized_until IS NOT NULL
            OR (x.occurred_at AT TIME ZONE b.time_zone)::date < c.until)
    JOIN curule_ledger_entry e ON e.account_id = x.account_id AND e.transaction_id = x.id
        AND e.ledger_account = 'revenue'
    GROUP BY c.account_id, c.currency
)
SELECT f.account_id, f.currency, f.until::text AS until, f.sum AS earned,
    COALESCE(p.sum, 0) AS posted
FROM expected f LEFT JOIN posted p ON p.account_id = f.account_id AND p.currency = f.currency
WHERE f.sum <> COALESCE(p.sum, 0)
"""  # noqa: S608 - nothing but expressions of our own are put in


def revenue_is_not_what_was_earned(scope: Scope) -> list[Violation]:
    """I12: revenue is what the lines have earned, by the day until which it was posted last.

    All that was charged less that is what is deferred, which the balances of I12 hold together.
    """
    return scope.find("I12", "revenue is not what the days of service have earned", _UNEARNED)


def revenue_is_overdue(scope: Scope) -> list[Violation]:
    """I12: the books of a month are closed when it has ended."""
    return scope.find(
        "I12",
        "the revenue of a month was not recognized",
        """
        WITH {clocks}
        SELECT t.account_id, t.next_at
        FROM curule_revenue_schedule t JOIN clocks c ON c.account_id = t.account_id
        WHERE {account} AND t.next_at <= c.now - %(cycle)s::interval
        """,
    )
