"""Periods: what is invoiced as a whole follows without overlap and without a gap."""

from curule.selectors.invariants._reading import Scope, Violation


def periods_overlap_or_leave_gaps(scope: Scope) -> list[Violation]:
    """I16: the periods of a pool do not overlap, and follow without a gap while it runs.

    After a subscription has ended, or was left in another account, it may begin again later.
    """
    return scope.find(
        "I16",
        "the periods of a subscription overlap or leave a gap",
        """
        WITH ordered AS (
            SELECT t.*, LAG(t.ends_at) OVER (
                PARTITION BY t.account_id, t.pool_id ORDER BY t.starts_at
            ) AS before FROM curule_period t WHERE {account}
        )
        SELECT o.account_id, o.pool_id::text AS pool, o.before AS ended_at, o.starts_at
        FROM ordered o
        WHERE o.starts_at < o.before OR o.starts_at > o.before AND NOT EXISTS (
            SELECT FROM curule_event e
            WHERE e.account_id = o.account_id AND e.subscription_id = o.subscription_id
            AND e.type = 'subscription.ended' AND e.occurred_at <= o.starts_at
        )
        """,
    )


def time_without_a_period(scope: Scope) -> list[Violation]:
    """I16: a subscription that runs and has been invoiced lies in a period now."""
    return scope.find(
        "I16",
        "a subscription runs outside its periods",
        """
        WITH {clocks}
        SELECT t.account_id, t.id::text AS subscription, t.status, MAX(p.ends_at) AS last_ended_at
        FROM curule_subscription t
        JOIN clocks c ON c.account_id = t.account_id
        JOIN curule_period p ON p.account_id = t.account_id AND p.subscription_id = t.id
        WHERE {account} AND t.status IN ('active', 'past_due', 'suspended')
        GROUP BY t.account_id, t.id, t.status, c.now
        HAVING MAX(p.ends_at) <= c.now - %(cycle)s::interval
        """,
    )
