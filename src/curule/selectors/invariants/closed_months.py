"""Closed months stay as they were closed."""

from curule.selectors.invariants._reading import Scope, Violation


def closed_months_changed(scope: Scope) -> list[Violation]:
    """I41: as many postings count up to the end of a closed month as when it was closed."""
    if scope.account_id is not None:
        return []
    return scope.find(
        "I41",
        "something was posted in a month that is closed",
        """
        WITH closed AS (
            SELECT c.month, c.closed_through, c.postings FROM curule_month_closing c
            WHERE c.kind = 'closed' AND NOT EXISTS (
                SELECT FROM curule_month_closing r
                WHERE r.number > c.number AND r.closed_through < c.closed_through
            )
        ), days AS (
            SELECT t.booked_on, COUNT(*) AS postings
            FROM curule_ledger_transaction t JOIN curule_account a ON a.id = t.account_id
            WHERE a.clock_id IS NULL AND EXISTS (SELECT FROM closed)
            GROUP BY t.booked_on
        )
        SELECT NULL::uuid, c.month::text AS month, c.postings AS then,
            COALESCE(SUM(d.postings), 0)::bigint AS now
        FROM closed c LEFT JOIN days d ON d.booked_on <= c.closed_through
        GROUP BY c.month, c.closed_through, c.postings
        HAVING COALESCE(SUM(d.postings), 0) <> c.postings
        """,
    )
