"""Money that comes and goes: one key per attempt, credit from a source, no refund too much."""

from curule.selectors.invariants._reading import Scope, Violation
from curule.selectors.standings import UNPAID


def keys_are_missing(scope: Scope) -> list[Violation]:
    """I19: every call of a gateway has a key of its own, and an invoice one attempt at a time."""
    return scope.find(
        "I19",
        "attempts to pay share a key, have none, or run at the same time",
        """
        SELECT t.account_id, t.key, COUNT(*) AS attempts
        FROM (
            SELECT p.account_id, p.key FROM curule_payment p
            UNION ALL SELECT r.account_id, 'refund ' || r.key FROM curule_refund r
        ) t WHERE {account}
        GROUP BY t.account_id, t.key HAVING COUNT(*) > 1 OR t.key IN ('', 'refund ')
        UNION ALL
        SELECT t.account_id, MIN(t.key), COUNT(*)
        FROM curule_payment t
        WHERE {account} AND t.status IN ('pending', 'confirming', 'unknown')
        AND t.invoice_id IS NOT NULL
        GROUP BY t.account_id, t.invoice_id HAVING COUNT(*) > 1
        """,
    )


def credit_does_not_add_up(scope: Scope) -> list[Violation]:
    """I20: each entry of account credit continues the balance, which is never negative."""
    return scope.find(
        "I20",
        "the balance of account credit is not the sum of its entries",
        """
        WITH summed AS (
            SELECT t.account_id, t.currency, t.number, t.balance_after_minor,
                SUM(t.amount_minor) OVER entries AS balance, ROW_NUMBER() OVER entries AS place
            FROM curule_credit_entry t WHERE {account}
            WINDOW entries AS (PARTITION BY t.account_id, t.currency ORDER BY t.number)
        )
        SELECT account_id, currency, number, balance_after_minor, balance::bigint
        FROM summed
        WHERE balance <> balance_after_minor OR balance_after_minor < 0 OR number <> place
        """,
    )


def credit_without_a_source(scope: Scope) -> list[Violation]:
    """I20: what was granted comes from a document that says so, and no more than it says.

    What a refund could not send back becomes credit too, and a refund of no credit note is taken
    from credit, all of it.
    """
    return scope.find(
        "I20",
        "account credit does not come from where it says",
        """
        WITH granted AS (
            SELECT t.account_id, t.currency, t.source, t.source_id,
                SUM(t.amount_minor)::bigint AS amount
            FROM curule_credit_entry t
            WHERE {account} AND t.source IN ('credit_note', 'overpayment', 'invoice', 'refund')
            GROUP BY t.account_id, t.currency, t.source, t.source_id
        ), sources AS (
            SELECT t.account_id, t.id, t.currency, 'credit_note' AS source,
                t.to_credit_minor AS least, t.to_credit_minor + t.to_refund_minor AS most
            FROM curule_credit_note t WHERE {account}
            UNION ALL
            SELECT t.account_id, t.id, t.currency, 'overpayment', p.over, p.over
            FROM curule_payment t CROSS JOIN LATERAL (
                SELECT t.amount_minor - t.applied_minor - t.taken_back_minor + t.lost_minor AS over
            ) p WHERE {account} AND t.status = 'succeeded'
            UNION ALL
            SELECT t.account_id, t.id, t.currency, 'overpayment', t.lost_minor, t.lost_minor
            FROM curule_payment t WHERE {account} AND t.status = 'reversed'
            UNION ALL
            SELECT t.account_id, t.id, t.currency, 'refund', -t.amount_minor, -t.amount_minor
            FROM curule_refund t WHERE {account} AND t.credit_note_id IS NULL
            UNION ALL
            SELECT t.account_id, t.id, t.currency, 'invoice', -t.paid_minor, 0
            FROM curule_invoice t WHERE {account}
        )
        SELECT COALESCE(g.account_id, s.account_id), COALESCE(g.source, s.source) AS source,
            COALESCE(g.source_id, s.id)::text AS source_id, COALESCE(g.amount, 0) AS amount,
            s.least, s.most
        FROM granted g FULL JOIN sources s ON s.account_id = g.account_id AND s.id = g.source_id
            AND s.source = g.source AND s.currency = g.currency
        WHERE s.id IS NULL OR g.amount > s.most
        OR COALESCE(g.amount, 0) < s.least AND s.source <> 'invoice'
        OR s.source = 'invoice' AND g.amount < s.least
        """,
    )


def credit_lies_beside_debt(scope: Scope) -> list[Violation]:
    """I20: credit pays what was granted; none lies beside such an invoice that is open.

    What was put off, is about to be collected, or has a payment under way is left alone.
    """
    return scope.find(
        "I20",
        "account credit lies beside an invoice that it would pay",
        f"""
        SELECT t.account_id, t.currency, c.balance_after_minor AS credit, t.id::text AS invoice
        FROM (
            SELECT * FROM curule_invoice WHERE {UNPAID} AND grace_from_at IS NULL
        ) t
        CROSS JOIN LATERAL (
            SELECT balance_after_minor FROM curule_credit_entry
            WHERE account_id = t.account_id AND currency = t.currency
            ORDER BY number DESC LIMIT 1
        ) c
        WHERE {{account}} AND c.balance_after_minor > 0 AND NOT EXISTS (
            SELECT FROM curule_payment p
            WHERE p.account_id = t.account_id AND p.invoice_id = t.id
            AND p.status IN ('pending', 'confirming', 'unknown')
        )
        """,  # noqa: S608 - our own words
    )


def refunds_exceed_payments(scope: Scope) -> list[Violation]:
    """I21: what goes back of a payment is what its row says, and never more than came in."""
    return scope.find(
        "I21",
        "more goes back of a payment than came in",
        """
        SELECT t.account_id, t.id::text AS payment, t.amount_minor, t.refunded_minor,
            COALESCE(SUM(r.amount_minor), 0)::bigint AS refunds
        FROM curule_payment t
        LEFT JOIN curule_refund r ON r.account_id = t.account_id AND r.payment_id = t.id
        WHERE {account}
        GROUP BY t.account_id, t.id, t.amount_minor, t.refunded_minor
        HAVING t.refunded_minor > t.amount_minor
        OR COALESCE(SUM(r.amount_minor), 0) <> t.refunded_minor
        """,
    )


def disputes_exceed_payments(scope: Scope) -> list[Violation]:
    """I21: what disputes took of a payment is what its row says, and never more than stayed."""
    return scope.find(
        "I21",
        "disputes took another amount of a payment than it says",
        """
        SELECT t.account_id, t.id::text AS payment, t.amount_minor, t.refunded_minor,
            t.taken_back_minor, t.lost_minor, d.taken, d.lost
        FROM curule_payment t CROSS JOIN LATERAL (
            SELECT COALESCE(SUM(d.taken_minor - d.for_refunds_minor), 0)::bigint AS taken,
                COALESCE(SUM(d.lost_minor), 0)::bigint AS lost
            FROM curule_dispute d WHERE d.account_id = t.account_id AND d.payment_id = t.id
            AND d.booked_at IS NOT NULL
        ) d
        WHERE {account}
        AND (t.taken_back_minor + t.refunded_minor > t.amount_minor
            OR (d.taken, d.lost) <> (t.taken_back_minor, t.lost_minor))
        """,
    )


def refunds_exceed_notes(scope: Scope) -> list[Violation]:
    """I21: the refunds of a credit note send back no more than it gives back."""
    return scope.find(
        "I21",
        "more is refunded than a credit note gives back",
        """
        SELECT t.account_id, t.id::text AS credit_note, t.to_refund_minor,
            SUM(r.amount_minor)::bigint AS refunds
        FROM curule_credit_note t
        JOIN curule_refund r ON r.account_id = t.account_id AND r.credit_note_id = t.id
        WHERE {account}
        GROUP BY t.account_id, t.id, t.to_refund_minor
        HAVING SUM(r.amount_minor) > t.to_refund_minor
        """,
    )


def attempts_wait_for_nobody(scope: Scope) -> list[Violation]:
    """I40: an attempt without an answer says when the gateway is asked again."""
    return scope.find(
        "I40",
        "nobody will ask what became of a payment",
        """
        SELECT t.account_id, t.id::text AS attempt, t.status
        FROM (
            SELECT p.account_id, p.id, p.status, p.ask_again_at FROM curule_payment p
            UNION ALL SELECT r.account_id, r.id, r.status, r.ask_again_at FROM curule_refund r
        ) t
        WHERE {account} AND t.status IN ('pending', 'confirming', 'unknown')
        AND t.ask_again_at IS NULL
        """,
    )
