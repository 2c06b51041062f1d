"""Access that is over: leases end, who left a directory has nothing, no token outlives its rule."""

from django.conf import settings

from curule.core.tokens import LONGEST
from curule.selectors.invariants._reading import Scope, Violation


def leases_past_their_end(scope: Scope) -> list[Violation]:
    """I5: a seat that is lent is free at its end, at the latest one cycle of the worker after it.

    Every reader judges it by the time already; this says that it is written down.
    """
    return scope.find(
        "I5",
        "a seat is lent although its time is over",
        """
        WITH {clocks}
        SELECT t.account_id, t.id::text AS lease, t.lapses_at, c.now
        FROM curule_assignment t JOIN clocks c ON c.account_id = t.account_id
        WHERE {account} AND t.ended_at IS NULL AND t.lapses_at <= c.now - %(cycle)s::interval
        """,
    )


def inactive_people_with_access(scope: Scope) -> list[Violation]:
    """I5: whom the customer's directory calls inactive has nothing left of what they had before.

    What somebody gives them by hand afterwards is theirs.
    """
    return scope.find(
        "I5",
        "somebody is inactive in the directory and kept what they had",
        """
        WITH gone AS (
            SELECT p.account_id, p.id, p.address, MIN(e.occurred_at) FILTER (
                WHERE e.payload->>'active' = 'false' AND e.occurred_at >= COALESCE((
                    SELECT MAX(b.occurred_at) FROM curule_event b
                    WHERE b.account_id = p.account_id AND b.subject_id = p.id
                    AND b.type LIKE 'directory.person_%%' AND b.payload->>'active' = 'true'
                ), '-infinity')
            ) AS at
            FROM curule_directory_person p
            JOIN curule_event e ON e.account_id = p.account_id AND e.subject_id = p.id
                AND e.type LIKE 'directory.person_%%'
            WHERE NOT p.active AND p.address <> ''
            GROUP BY p.account_id, p.id, p.address
        )
        SELECT t.account_id, t.person, t.what, t.row FROM (
            SELECT g.account_id, g.id::text AS person, 'seat' AS what, a.id::text AS row
            FROM gone g JOIN curule_assignment a ON a.account_id = g.account_id
                AND a.email = g.address AND a.ended_at IS NULL AND a.started_at < g.at
            UNION ALL
            SELECT g.account_id, g.id::text, 'role', r.id::text
            FROM gone g JOIN curule_person p ON p.email = g.address
            JOIN curule_role_grant r ON r.account_id = g.account_id AND r.person_id = p.id
                AND r.revoked_at IS NULL AND r.granted_at < g.at
        ) t WHERE {account}
        """,
    )


def tokens_beyond_their_rule(scope: Scope) -> list[Violation]:
    """I35: no offline token lives longer than any may, and a seat has so many devices at most.

    After `CURULE_TOKEN_DEVICES` was lowered it holds once the tokens given before have ended.
    """
    return scope.find(
        "I35",
        "offline tokens of a seat are more, or live longer, than its rule allows",
        """
        SELECT t.account_id, t.assignment_id::text AS assignment, COUNT(*) AS devices,
            MAX(t.token_until) AS until
        FROM curule_device t
        WHERE {account} AND t.released_at IS NULL
        AND t.token_until > COALESCE(%(now)s::timestamptz, t.added_at)
        GROUP BY t.account_id, t.assignment_id
        HAVING COUNT(*) > %(devices)s OR MAX(t.token_until) > COALESCE(
            %(now)s::timestamptz, 'infinity'
        ) + %(longest)s::interval
        """,
        devices=settings.CURULE_TOKEN_DEVICES,
        longest=f"{LONGEST.days} days",
    )
