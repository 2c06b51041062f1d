"""Safety bounds: what no customer does by hand. They tell; they break no rule.

Accounts on a test clock are left out: there, a year passes in a second.
"""

from typing import Final

from curule.selectors.invariants._reading import Scope, Violation

MOST_LINES_A_DAY: Final = 15
MOST_INVOICES_A_MINUTE: Final = 10
MOST_INVOICES_A_DAY: Final = 20
MOST_CHANGES_AN_HOUR: Final = 200

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
    """I26: at most 15 recurring lines per subscription and day."""
    return _over(scope, "recurring lines of a subscription", _LINES, MOST_LINES_A_DAY, "1 day")


def too_many_invoices(scope: Scope) -> list[Violation]:
    """I26: at most 10 invoices per account and minute, and 20 per day."""
    return [
        *_over(scope, "invoices", _INVOICES, MOST_INVOICES_A_MINUTE, "1 minute"),
        *_over(scope, "invoices", _INVOICES, MOST_INVOICES_A_DAY, "1 day"),
    ]


def too_many_changes(scope: Scope) -> list[Violation]:
    """I26: at most 200 changes of quantity per subscription and hour."""
    return _over(scope, "changes of a subscription", _CHANGES, MOST_CHANGES_AN_HOUR, "1 hour")


def _over(scope: Scope, what: str, events: str, most: int, span: str) -> list[Violation]:
    query = _BUSIEST.replace("{events}", events)
    return scope.find("I26", f"many {what} within {span}", query, most=most, span=span)
