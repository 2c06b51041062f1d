"""The ledger: every posting sums to zero, and its balances are what the documents say."""

from curule.selectors.invariants._reading import Scope, Violation


def postings_out_of_balance(scope: Scope) -> list[Violation]:
    """I12: every transaction has entries of its own currency that sum to zero."""
    return scope.find(
        "I12",
        "a posting does not sum to zero",
        """
        SELECT t.account_id, t.id::text AS transaction, t.currency, COUNT(e.id) AS entries,
            COALESCE(SUM(e.amount_minor), 0)::bigint AS sum
        FROM curule_ledger_transaction t
        LEFT JOIN curule_ledger_entry e ON e.account_id = t.account_id
            AND e.transaction_id = t.id
        WHERE {account}
        GROUP BY t.account_id, t.id, t.currency
        HAVING COUNT(e.id) = 0 OR SUM(e.amount_minor) <> 0 OR BOOL_OR(e.currency <> t.currency)
        """,
    )


def postings_are_missing(scope: Scope) -> list[Violation]:
    """I12: the postings of an account are numbered from 1 without a hole."""
    return scope.find(
        "I12",
        "a posting is missing",
        """
        SELECT t.account_id, COUNT(*) AS postings, MAX(t.number) AS last
        FROM curule_ledger_transaction t WHERE {account}
        GROUP BY t.account_id HAVING COUNT(*) <> MAX(t.number)
        """,
    )


def transfers_do_not_arrive(scope: Scope) -> list[Violation]:
    """I12: what leaves one account through `transfer` arrives in another one."""
    if scope.account_id is not None:
        return []
    return scope.find(
        "I12",
        "the clearing account of transfers is not empty",
        """
        SELECT NULL::uuid, t.currency, SUM(t.amount_minor)::bigint AS sum
        FROM curule_ledger_entry t WHERE t.ledger_account = 'transfer'
        GROUP BY t.currency HAVING SUM(t.amount_minor) <> 0
        """,
    )


def balances_differ_from_documents(scope: Scope) -> list[Violation]:
    """I12: each balance is what invoices, credit notes, payments, credit and refunds add up to.

    Receivable is what is open; customer credit the last balance; refund payable what was not sent
    yet; cash what came in by each gateway less what went back and its fees; revenue, deferred or
    not, and tax what was invoiced less what was credited.
    """
    return scope.find(
        "I12",
        "a balance of the ledger is not what the documents say",
        """
        WITH said AS (
            SELECT t.account_id, t.currency, 'receivable' AS name,
                t.total_minor - t.paid_minor - t.credited_minor AS amount
            FROM curule_invoice t WHERE {account} AND t.status IN ('open', 'paid', 'void')
            UNION ALL
            SELECT t.account_id, t.currency, 'revenue', -t.subtotal_minor
            FROM curule_invoice t WHERE {account} AND t.status <> 'draft'
            UNION ALL
            SELECT t.account_id, t.currency, 'revenue', t.subtotal_minor
            FROM curule_credit_note t WHERE {account} AND t.invoice_id IS NOT NULL
            UNION ALL
            SELECT t.account_id, t.currency, 'tax_payable', -t.tax_minor
            FROM curule_invoice t WHERE {account} AND t.status <> 'draft'
            UNION ALL
            SELECT t.account_id, t.currency, 'tax_payable', t.tax_minor
            FROM curule_credit_note t WHERE {account}
            UNION ALL
            SELECT t.account_id, t.currency, 'customer_credit', -t.amount_minor
            FROM curule_credit_entry t WHERE {account}
            UNION ALL
            SELECT t.account_id, t.currency, 'refund_payable', -t.amount_minor
            FROM curule_refund t WHERE {account} AND t.status <> 'succeeded'
            UNION ALL
            SELECT t.account_id, t.currency, 'cash:' || t.gateway,
                t.amount_minor - t.taken_back_minor
            FROM curule_payment t WHERE {account} AND t.status = 'succeeded'
            UNION ALL
            SELECT t.account_id, t.currency, f.name, f.amount
            FROM curule_dispute t CROSS JOIN LATERAL (VALUES
                ('cash:' || t.gateway, -t.fee_minor), ('gateway_fees', t.fee_minor)
            ) f (name, amount)
            WHERE {account}
            UNION ALL
            SELECT t.account_id, t.currency, 'cash:' || COALESCE(NULLIF(t.sent_by, ''), p.gateway),
                -t.amount_minor
            FROM curule_refund t
            JOIN curule_payment p ON p.account_id = t.account_id AND p.id = t.payment_id
            WHERE {account} AND t.status = 'succeeded'
        ), posted AS (
            SELECT t.account_id, t.currency, CASE t.ledger_account
                WHEN 'deferred_revenue' THEN 'revenue' ELSE t.ledger_account END AS name,
                t.amount_minor AS amount
            FROM curule_ledger_entry t
            WHERE {account}
            AND t.ledger_account NOT IN ('transfer', 'write_off', 'revenue_reduction')
        ), expected AS (
            SELECT account_id, currency, name, SUM(amount)::bigint AS sum FROM said
            GROUP BY account_id, currency, name
        ), found AS (
            SELECT account_id, currency, name, SUM(amount)::bigint AS sum FROM posted
            GROUP BY account_id, currency, name
        )
        SELECT COALESCE(f.account_id, e.account_id), COALESCE(f.currency, e.currency) AS currency,
            COALESCE(f.name, e.name) AS ledger_account, COALESCE(f.sum, 0) AS posted,
            COALESCE(e.sum, 0) AS documents
        FROM found f FULL JOIN expected e
        ON e.account_id = f.account_id AND e.currency = f.currency AND e.name = f.name
        WHERE COALESCE(f.sum, 0) <> COALESCE(e.sum, 0)
        """,
    )
