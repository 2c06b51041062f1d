"""Safety bounds: what no customer does by hand. They tell; they break no rule.

Accounts on a test clock are left out: there, a year passes in a second.
"""

from django.conf import settings

from curule.selectors.invariants._reading import Scope, Violation

_BUSIEST = """
    SELECT t.account_id, MAX(t.number) AS number, %(most)s::int AS bound
    FROM (
        SELECT e.account_id, COUNT(*) OVER (
            PARTITION BY e.account_id, e.of_id ORDER BY e.at
            RANGE BETWEEN %(span)s::interval PRECEDING AND CURRENT ROW
        ) AS number
        FROM ({events}) e JOIN curule_account a ON a.id = e.account_id AND a.clock_id IS NULL
    ) t
    WHERE {account}
    GROUP BY t.account_id HAVING MAX(t.number) > %(most)s
"""
_LINES = """
    SELECT l.account_id, i.subscription_id AS of_id, i.issued_at AS at
    FROM curule_invoice i
    JOIN curule_invoice_line l ON l.account_id = i.account_id AND l.invoice_id = i.id
    WHERE i.kind = 'renewal'
"""
_INVOICES = """
    SELECT account_id, account_id AS of_id, issued_at AS at FROM curule_invoice
"""
_CHANGES = """
    SELECT account_id, subscription_id AS of_id, closed_at AS at
    FROM curule_order WHERE closed_at IS NOT NULL
"""


def too_many_lines(scope: Scope) -> list[Violation]:
    """I26: at most so many recurring lines per subscription and day."""
    most = settings.CURULE_BOUNDS.lines_a_day
    return _over(scope, "recurring lines of a subscription", _LINES, most, "1 day")


def too_many_invoices(scope: Scope) -> list[Violation]:
    """I26: at most so many invoices per account and minute, and per day."""
    bounds = settings.CURULE_BOUNDS
    return [
        *_over(scope, "invoices", _INVOICES, bounds.invoices_a_minute, "1 minute"),
        *_over(scope, "invoices", _INVOICES, bounds.invoices_a_day, "1 day"),
    ]


def too_many_changes(scope: Scope) -> list[Violation]:
    """I26: at most so many changes of quantity per subscription and hour."""
    most = settings.CURULE_BOUNDS.changes_an_hour
    return _over(scope, "changes of a subscription", _CHANGES, most, "1 hour")


def invoices_above_the_cap(scope: Scope) -> list[Violation]:
    """I26: no invoice above what is agreed with its customer, since it is."""
    return scope.find(
        "I26",
        "an invoice is above what is agreed with the customer",
        """
        SELECT t.account_id, t.id::text AS invoice, t.total_minor AS total, c.most_minor AS most
        FROM curule_invoice t
        JOIN curule_invoice_cap c ON c.account_id = t.account_id AND c.currency = t.currency
        JOIN curule_account a ON a.id = t.account_id AND a.clock_id IS NULL
        WHERE {account} AND t.issued_at >= c.set_at AND t.total_minor > c.most_minor
        """,
    )


def _over(scope: Scope, what: str, events: str, most: int, span: str) -> list[Violation]:
    query = _BUSIEST.replace("{events}", events)
    return scope.find("I26", f"many {what} within {span}", query, most=most, span=span)
