"""The history: what was done stands in it, with who did it, and it tells of nothing else (I27)."""

from typing import Final

from curule.selectors.invariants._reading import Scope, Violation

_ROWS: Final = """
    SELECT account_id, id, 'invoice.issued' AS type FROM curule_invoice WHERE number IS NOT NULL
    UNION ALL SELECT account_id, id, 'credit_note.issued' FROM curule_credit_note
    WHERE number IS NOT NULL
    UNION ALL SELECT account_id, id, 'order.placed' FROM curule_order
    UNION ALL SELECT account_id, id, 'order.' || status FROM curule_order
    WHERE status IN ('completed', 'canceled')
    UNION ALL SELECT account_id, id, 'payment.' || status FROM curule_payment
    WHERE status IN ('succeeded', 'failed', 'reversed')
    UNION ALL SELECT account_id, id, 'refund.sent' FROM curule_refund WHERE status = 'succeeded'
"""
"""What has an event of its own that names it, and which."""


def changes_without_a_record(scope: Scope) -> list[Violation]:
    """I27: a document, an order, a payment or a refund stands in the history as what it is.

    A payment that a lost dispute took back is told with the end of the dispute, or its booking.
    """
    return scope.find(
        "I27",
        "something was done that the history does not tell",
        f"""
        SELECT t.account_id, t.type, t.id::text AS row FROM ({_ROWS}) t
        WHERE {{account}} AND NOT EXISTS (
            SELECT FROM curule_event e
            WHERE e.account_id = t.account_id AND e.subject_id = t.id AND (
                e.type = t.type OR t.type = 'payment.reversed' AND (
                    e.type = 'payment.dispute_booked'
                    OR e.type = 'payment.dispute_closed' AND e.payload->>'reversed' = 'true'
                )
            )
        )
        """,  # noqa: S608 - the statement is ours
    )


def records_without_a_change(scope: Scope) -> list[Violation]:
    """I27: the history tells of each document once, and of none that is not there."""
    return scope.find(
        "I27",
        "the history tells of what is not there, or twice",
        """
        SELECT t.account_id, t.type, t.subject_id::text AS row, COUNT(*) AS times
        FROM curule_event t
        LEFT JOIN curule_invoice i ON t.type = 'invoice.issued'
            AND i.account_id = t.account_id AND i.id = t.subject_id
        LEFT JOIN curule_credit_note n ON t.type = 'credit_note.issued'
            AND n.account_id = t.account_id AND n.id = t.subject_id
        LEFT JOIN curule_order o ON t.type = 'order.placed'
            AND o.account_id = t.account_id AND o.id = t.subject_id
        WHERE {account} AND t.type IN ('invoice.issued', 'credit_note.issued', 'order.placed')
        GROUP BY t.account_id, t.type, t.subject_id
        HAVING COUNT(*) <> 1 OR BOOL_OR(i.id IS NULL AND n.id IS NULL AND o.id IS NULL)
        """,
    )


def parkings_without_a_record(scope: Scope) -> list[Violation]:
    """I27: an account was parked and released as often as the history says."""
    return scope.find(
        "I27",
        "an account was parked or released and the history does not tell",
        """
        SELECT t.account_id, t.parked, t.released, t.told_parked, t.told_released FROM (
            SELECT p.account_id, COUNT(*) AS parked, COUNT(p.released_at) AS released, (
                SELECT COUNT(*) FROM curule_event e
                WHERE e.account_id = p.account_id AND e.type = 'account.parked'
            ) AS told_parked, (
                SELECT COUNT(*) FROM curule_event e
                WHERE e.account_id = p.account_id AND e.type = 'account.released'
            ) AS told_released
            FROM curule_parking p GROUP BY p.account_id
        ) t
        WHERE {account} AND (t.parked <> t.told_parked OR t.released <> t.told_released)
        """,
    )


def bank_lines_without_a_record(scope: Scope) -> list[Violation]:
    """I27: who brought a statement, and who said what a line of it is, is written down."""
    if scope.account_id is not None:
        return []
    return scope.find(
        "I27",
        "a bank statement or a line of it was touched and nothing tells by whom",
        """
        SELECT NULL::uuid, t.type, t.id::text AS row FROM (
            SELECT id, 'bank_statement.imported' AS type FROM curule_bank_statement
            UNION ALL SELECT id, 'bank_line.' || CASE status
                WHEN 'set_aside' THEN 'set_aside' ELSE 'assigned' END
            FROM curule_bank_entry WHERE status <> 'open'
        ) t
        WHERE NOT EXISTS (
            SELECT FROM curule_vendor_event e WHERE e.subject_id = t.id AND e.type = t.type
        )
        """,
    )
