"""Seats: no more people than seats, one seat each, and a history without gaps in its logic."""

from typing import Final

from curule.selectors.invariants._reading import Scope, Violation

WAITING: Final = "30 seconds"
"""Longer than a command waits for another one's lock."""


def more_taken_than_there_are(scope: Scope) -> list[Violation]:
    """I1: occupied + held never exceed the seats in force of a pool, at any instant of its history.

    An assignment counts until it ended or its seat did, whichever came first; one that was asked
    for while its seat was being freed counts from then on.
    """
    return scope.find(
        "I1",
        "more seats are taken than there are",
        """
        WITH held AS (
            SELECT t.account_id, t.pool_id, t.seat_type_id, t.ends_at, a.started_at, a.ended_at,
                LAG(a.ended_at) OVER (
                    PARTITION BY t.account_id, t.id ORDER BY a.started_at, a.id
                ) AS freed_at
            FROM curule_seat t
            JOIN curule_assignment a ON a.account_id = t.account_id AND a.seat_id = t.id
            WHERE {account}
        ), taken AS (
            SELECT account_id, pool_id, seat_type_id, LEAST(ended_at, ends_at) AS left_at,
                CASE WHEN freed_at BETWEEN started_at AND started_at + %(waiting)s::interval
                    THEN freed_at ELSE started_at END AS taken_at
            FROM held
        ), moves AS (
            SELECT t.account_id, t.pool_id, t.seat_type_id, t.starts_at AS at, 1 AS free
            FROM curule_seat t WHERE {account}
            UNION ALL
            SELECT t.account_id, t.pool_id, t.seat_type_id, t.ends_at, -1
            FROM curule_seat t WHERE {account} AND t.ends_at IS NOT NULL
            UNION ALL
            SELECT account_id, pool_id, seat_type_id, taken_at, -1 FROM taken
            UNION ALL
            SELECT account_id, pool_id, seat_type_id, GREATEST(left_at, taken_at), 1
            FROM taken WHERE left_at IS NOT NULL
        ), standing AS (
            SELECT *, SUM(free) OVER (
                PARTITION BY account_id, pool_id, seat_type_id ORDER BY at
            ) AS left_over FROM moves
        )
        SELECT account_id, pool_id::text, seat_type_id::text, MIN(at) AS since,
            MIN(left_over)::bigint AS free
        FROM standing WHERE left_over < 0
        GROUP BY account_id, pool_id, seat_type_id
        """,
        waiting=WAITING,
    )


def seats_and_assignments_disagree(scope: Scope) -> list[Violation]:
    """I1: an open assignment is the one that its seat names, in the same pool and seat type."""
    return scope.find(
        "I1",
        "an open assignment and its seat do not name each other",
        """
        SELECT COALESCE(s.account_id, a.account_id), s.id::text AS seat, a.id::text AS assignment
        FROM (SELECT * FROM curule_seat t WHERE {account} AND t.assignment_id IS NOT NULL) s
        FULL JOIN (SELECT * FROM curule_assignment t WHERE {account} AND t.ended_at IS NULL) a
        ON a.account_id = s.account_id AND a.id = s.assignment_id
        WHERE s.id IS DISTINCT FROM a.seat_id
        OR (s.subscription_id, s.pool_id, s.seat_type_id)
            IS DISTINCT FROM (a.subscription_id, a.pool_id, a.seat_type_id)
        """,
    )


def two_seats_for_one(scope: Scope) -> list[Violation]:
    """I2: one open assignment per (pool, seat type, person), by person and by address."""
    return scope.find(
        "I2",
        "one person has two seats of a pool",
        """
        SELECT t.account_id, t.pool_id::text, t.seat_type_id::text,
            COALESCE(t.person_id::text, t.email) AS holder, COUNT(*) AS seats
        FROM curule_assignment t WHERE {account} AND t.ended_at IS NULL
        GROUP BY t.account_id, t.pool_id, t.seat_type_id, COALESCE(t.person_id::text, t.email)
        HAVING COUNT(*) > 1
        UNION ALL
        SELECT t.account_id, t.pool_id::text, t.seat_type_id::text, t.email, COUNT(*)
        FROM curule_assignment t WHERE {account} AND t.ended_at IS NULL
        GROUP BY t.account_id, t.pool_id, t.seat_type_id, t.email
        HAVING COUNT(*) > 1 AND COUNT(DISTINCT t.person_id) <> 1
        """,
    )


def histories_overlap(scope: Scope) -> list[Violation]:
    """I3: the assignments of a seat follow each other, and begin while the seat is in force.

    A command that waited for another carries the time at which it was asked for: neighbours may
    overlap by as long as a command waits. Who got and lost a seat at the instant that it came and
    went had it for no time.
    """
    return scope.find(
        "I3",
        "the history of a seat overlaps or leaves its time",
        """
        WITH history AS (
            SELECT t.account_id, t.seat_id, t.id, t.started_at, t.ended_at,
                LAG(t.id) OVER seat AS before, LAG(t.ended_at) OVER seat AS freed_at
            FROM curule_assignment t WHERE {account}
            WINDOW seat AS (PARTITION BY t.account_id, t.seat_id ORDER BY t.started_at, t.id)
        )
        SELECT h.account_id, h.seat_id::text AS seat, h.id::text AS assignment, h.started_at,
            h.freed_at, s.starts_at, s.ends_at
        FROM history h
        JOIN curule_seat s ON s.account_id = h.account_id AND s.id = h.seat_id
        WHERE h.before IS NOT NULL AND COALESCE(
            h.started_at < h.freed_at - %(waiting)s::interval, true
        ) OR h.started_at < s.starts_at
        OR h.started_at >= s.ends_at AND h.started_at IS DISTINCT FROM h.ended_at
        """,
        waiting=WAITING,
    )


def events_tell_another_history(scope: Scope) -> list[Violation]:
    """I3: each assignment was held at most once, given at most once, and freed once if it ended."""
    return scope.find(
        "I3",
        "the events of an assignment are not its history",
        """
        WITH told AS (
            SELECT t.account_id, t.subject_id, t.payload->>'assignment' AS assignment,
                COUNT(*) FILTER (WHERE t.type = 'seat.held') AS held,
                COUNT(*) FILTER (WHERE t.type = 'seat.assigned') AS assigned,
                COUNT(*) FILTER (WHERE t.type = 'seat.unassigned') AS unassigned
            FROM curule_event t
            WHERE {account} AND t.type IN ('seat.held', 'seat.assigned', 'seat.unassigned')
            GROUP BY t.account_id, t.subject_id, t.payload->>'assignment'
        ), kept AS (
            SELECT * FROM curule_assignment t WHERE {account}
        )
        SELECT COALESCE(kept.account_id, told.account_id), kept.id::text AS assignment,
            told.subject_id::text AS seat, told.held, told.assigned, told.unassigned
        FROM kept FULL JOIN told
        ON told.account_id = kept.account_id AND told.subject_id = kept.seat_id
        AND told.assignment = kept.id::text
        WHERE kept.id IS NULL OR told.subject_id IS NULL
        OR told.held > 1 OR told.assigned > 1 OR told.held + told.assigned = 0
        OR told.assigned <> (kept.state = 'active')::int
        OR told.unassigned <> (kept.ended_at IS NOT NULL)::int
        """,
    )


def events_tell_other_seats(scope: Scope) -> list[Violation]:
    """I4: what the events say of a seat is what its row says: its interval and who is on it."""
    return scope.find(
        "I4",
        "the events of a seat are not the seat",
        """
        WITH said AS (
            SELECT t.account_id, t.subject_id, t.type, t.id,
                (t.payload->>'starts_at')::timestamptz AS starts_at,
                (t.payload->>'ends_at')::timestamptz AS ends_at
            FROM curule_event t
            WHERE {account} AND t.type IN ('seat.added', 'seat.ended')
        ), told AS (
            SELECT account_id, subject_id,
                MIN(starts_at) FILTER (WHERE type = 'seat.added') AS starts_at,
                (ARRAY_AGG(ends_at ORDER BY id DESC))[1] AS ends_at
            FROM said GROUP BY account_id, subject_id
        ), taken AS (
            SELECT account_id, subject_id, MIN(assignment) AS assignment, COUNT(*) AS number
            FROM (
                SELECT t.account_id, t.subject_id, t.payload->>'assignment' AS assignment
                FROM curule_event t
                WHERE {account} AND t.type IN ('seat.held', 'seat.assigned', 'seat.unassigned')
                GROUP BY t.account_id, t.subject_id, t.payload->>'assignment'
                HAVING NOT BOOL_OR(t.type = 'seat.unassigned')
            ) still_there
            GROUP BY account_id, subject_id
        ), kept AS (
            SELECT * FROM curule_seat t WHERE {account}
        )
        SELECT COALESCE(kept.account_id, told.account_id), kept.id::text AS seat,
            told.subject_id::text AS told_of, kept.starts_at, told.starts_at AS told_starts_at,
            kept.ends_at, told.ends_at AS told_ends_at, kept.assignment_id::text AS assignment,
            taken.assignment AS told_assignment
        FROM kept
        FULL JOIN told ON told.account_id = kept.account_id AND told.subject_id = kept.id
        LEFT JOIN taken ON taken.account_id = kept.account_id AND taken.subject_id = kept.id
        WHERE kept.id IS NULL OR told.starts_at IS NULL
        OR kept.starts_at NOT BETWEEN told.starts_at - interval '1 millisecond' AND told.starts_at
        OR kept.ends_at IS DISTINCT FROM told.ends_at
        OR kept.assignment_id::text IS DISTINCT FROM taken.assignment OR taken.number > 1
        """,
    )


def numbers_leave_their_limits(scope: Scope) -> list[Violation]:
    """I6: min ≤ seats in force ≤ max, now and at every change to come, where the plan has limits.

    What is not bought (unlimited types) has none; a type of which nothing is bought needs no
    minimum, and seats with terms of their own end one batch after the other. What was there or
    ordered when the account agreed on a lower maximum stays.
    """
    return scope.find(
        "I6",
        "the number of seats leaves the plan's limits",
        """
        WITH {clocks}, limits AS (
            SELECT t.account_id, t.id AS subscription_id, y.id AS seat_type_id, c.now, y.min_seats,
                GREATEST(COALESCE(m.maximum, y.max_seats), m.promised) AS max_seats
            FROM curule_subscription t
            JOIN clocks c ON c.account_id = t.account_id
            JOIN curule_seat_type y ON y.plan_version_id = t.plan_version_id
            LEFT JOIN curule_seat_maximum m ON m.account_id = t.account_id
                AND m.product_id = t.product_id AND m.seat_type = y.name
            WHERE {account} AND t.status NOT IN ('incomplete', 'ended') AND NOT y.is_unlimited
        ), counted AS (
            SELECT l.account_id, l.subscription_id, l.seat_type_id, instant.at, l.min_seats,
                l.max_seats, COUNT(*) AS seats, BOOL_AND(s.pool_id = s.subscription_id) AS one_pool
            FROM limits l
            CROSS JOIN LATERAL (
                SELECT l.now AS at
                UNION SELECT UNNEST(ARRAY[x.starts_at, x.ends_at]) FROM curule_seat x
                WHERE x.account_id = l.account_id AND x.subscription_id = l.subscription_id
                AND x.seat_type_id = l.seat_type_id
            ) instant
            JOIN curule_seat s ON s.account_id = l.account_id
                AND s.subscription_id = l.subscription_id AND s.seat_type_id = l.seat_type_id
                AND s.starts_at <= instant.at AND (s.ends_at IS NULL OR s.ends_at > instant.at)
            WHERE instant.at >= l.now
            GROUP BY l.account_id, l.subscription_id, l.seat_type_id, instant.at, l.min_seats,
                l.max_seats
        )
        SELECT account_id, subscription_id::text AS subscription, seat_type_id::text AS seat_type,
            at, seats, min_seats, max_seats
        FROM counted WHERE seats > max_seats OR one_pool AND seats < min_seats
        """,
    )


def reductions_are_overdue(scope: Scope) -> list[Violation]:
    """I6: a scheduled reduction is applied when its date has come, once."""
    return scope.find(
        "I6",
        "a scheduled reduction was not applied",
        """
        WITH {clocks}
        SELECT t.account_id, t.id::text AS reduction, t.target, t.effective_at
        FROM curule_scheduled_reduction t JOIN clocks c ON c.account_id = t.account_id
        WHERE {account} AND t.status = 'open' AND t.effective_at <= c.now - %(cycle)s::interval
        """,
    )
