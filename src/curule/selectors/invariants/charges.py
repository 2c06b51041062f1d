"""What was charged and what came back of it, and that quotes became invoices as they stood."""

from curule.selectors.invariants._reading import Scope, Violation


def more_given_back_than_charged(scope: Scope) -> list[Violation]:
    """I24: no charge gives back more than it cost, nor more seats than were on it."""
    return scope.find(
        "I24",
        "more was given back than charged",
        """
        SELECT t.account_id, t.id::text AS charge, t.amount_minor, t.credited_minor,
            t.charged_quantity, t.quantity
        FROM curule_charge t
        WHERE {account} AND (t.credited_minor NOT BETWEEN 0 AND t.amount_minor
            OR t.quantity NOT BETWEEN 0 AND t.charged_quantity)
        """,
    )


def credits_not_in_the_books(scope: Scope) -> list[Violation]:
    """I24: what credit notes give back of a charge stands in its books.

    Where a note gives seats back and charges those that stay again, in two lines, the books of the
    charge hold the difference. A line of an invoice that gives back names no charge: the books may
    say more.
    """
    return scope.find(
        "I24",
        "a credit note gives back what is not in the books of its charge",
        """
        WITH noted AS (
            SELECT t.account_id, t.charge_id, SUM(t.amount_minor - COALESCE((
                SELECT -SUM(l.amount_minor) FROM curule_credit_note_line l
                WHERE l.account_id = t.account_id AND l.credit_note_id = t.credit_note_id
                AND l.seat_type_id = t.seat_type_id AND l.amount_minor < 0
            ), 0))::bigint AS amount
            FROM curule_credit_note_line t
            WHERE {account} AND t.charge_id IS NOT NULL
            GROUP BY t.account_id, t.charge_id
        )
        SELECT t.account_id, t.id::text AS charge, t.credited_minor, n.amount AS noted
        FROM curule_charge t
        JOIN noted n ON n.account_id = t.account_id AND n.charge_id = t.id
        WHERE {account} AND n.amount > t.credited_minor
        """,
    )


def books_not_in_the_documents(scope: Scope) -> list[Violation]:
    """I24: what the books of a subscription gave back stands in credit notes or negative lines.

    Lines that wait for the next invoice count as shown, and so does what an order gave back that
    came to nothing: no invoice of 0 is issued. Lines of a credit note that are themselves negative
    are charges with their sign turned. A line for the exact difference may hold a charge and a
    credit at once: where there is one, nothing can be derived.
    """
    return scope.find(
        "I24",
        "the books of a subscription gave back what no document shows",
        """
        WITH booked AS (
            SELECT t.account_id, t.subscription_id, SUM(t.credited_minor)::bigint AS amount
            FROM curule_charge t WHERE {account}
            GROUP BY t.account_id, t.subscription_id
        ), shown AS (
            SELECT t.account_id, t.subscription_id, l.kind, l.amount_minor AS amount
            FROM curule_invoice t
            JOIN curule_invoice_line l ON l.account_id = t.account_id AND l.invoice_id = t.id
            WHERE {account} AND (l.amount_minor < 0 OR l.kind = 'difference')
            UNION ALL
            SELECT t.account_id, t.subscription_id, l.kind, -l.amount_minor
            FROM curule_credit_note t
            JOIN curule_credit_note_line l ON l.account_id = t.account_id
                AND l.credit_note_id = t.id
            WHERE {account} AND (l.amount_minor > 0 OR l.kind = 'difference')
            UNION ALL
            SELECT t.account_id, t.subscription_id, t.kind, t.amount_minor
            FROM curule_pending_line t
            WHERE {account} AND t.invoice_id IS NULL
                AND (t.amount_minor < 0 OR t.kind = 'difference')
            UNION ALL
            SELECT t.account_id, t.subscription_id, 'unused', -(moved ->> 'amount')::bigint
            FROM curule_order t
            JOIN curule_quote q ON q.account_id = t.account_id AND q.id = t.quote_id
            CROSS JOIN JSONB_ARRAY_ELEMENTS(q.change -> 'credited') AS moved
            WHERE {account} AND t.status = 'completed' AND t.invoice_id IS NULL
                AND q.subtotal_minor = 0
        ), documents AS (
            SELECT account_id, subscription_id, -SUM(amount)::bigint AS amount
            FROM shown GROUP BY account_id, subscription_id
            HAVING NOT BOOL_OR(kind = 'difference')
        )
        SELECT b.account_id, b.subscription_id::text AS subscription, b.amount AS booked,
            d.amount AS shown
        FROM booked b
        JOIN documents d ON d.account_id = b.account_id AND d.subscription_id = b.subscription_id
        WHERE b.amount > d.amount
        """,
    )


def more_credited_than_invoiced(scope: Scope) -> list[Violation]:
    """I24: the credit notes on an invoice take back no more than its lines charge.

    What an invoice gives back itself, as unused time, was paid before: it can come back again.
    Where tax is in its lines, it is in what was charged and in what came back.
    """
    return scope.find(
        "I24",
        "more was credited on an invoice than its lines charge",
        """
        WITH noted AS (
            SELECT t.account_id, t.invoice_id, SUM(CASE i.tax_behavior
                WHEN 'inclusive' THEN t.total_minor ELSE t.subtotal_minor END
            )::bigint AS credited
            FROM curule_credit_note t
            JOIN curule_invoice i ON i.account_id = t.account_id AND i.id = t.invoice_id
            WHERE {account}
            GROUP BY t.account_id, t.invoice_id
        ), charged AS (
            SELECT t.account_id, t.invoice_id, SUM(t.amount_minor)::bigint AS charged
            FROM curule_invoice_line t WHERE {account} AND t.amount_minor > 0
            GROUP BY t.account_id, t.invoice_id
        )
        SELECT n.account_id, n.invoice_id::text AS invoice, c.charged, n.credited
        FROM noted n
        JOIN charged c ON c.account_id = n.account_id AND c.invoice_id = n.invoice_id
        WHERE n.credited > c.charged
        """,
    )


def invoices_differ_from_quotes(scope: Scope) -> list[Violation]:
    """I25: what an order's invoice claims is what its quote showed, line by line."""
    return scope.find(
        "I25",
        "an invoice is not the quote it was ordered by",
        """
        SELECT t.account_id, t.id::text AS order, q.id::text AS quote, q.total_minor AS quoted,
            i.total_minor AS invoiced
        FROM curule_order t
        JOIN curule_quote q ON q.account_id = t.account_id AND q.id = t.quote_id
        JOIN curule_invoice i ON i.account_id = t.account_id AND i.id = t.invoice_id
        WHERE {account} AND (
            (q.subtotal_minor, q.tax_minor, q.total_minor, q.tax_behavior, q.currency)
                <> (i.subtotal_minor, i.tax_minor, i.total_minor, i.tax_behavior, i.currency)
            OR JSONB_PATH_QUERY_ARRAY(q.change, '$.lines[*].amount') <> (
                SELECT COALESCE(JSONB_AGG(l.amount_minor ORDER BY l.position), '[]')
                FROM curule_invoice_line l
                WHERE l.account_id = i.account_id AND l.invoice_id = i.id
            )
        )
        """,
    )
