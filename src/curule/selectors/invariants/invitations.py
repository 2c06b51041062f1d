"""Invitations: accepted once, by who was invited, and a seat is held only while they are open."""

from curule.selectors.invariants._reading import Scope, Violation


def accepted_wrongly(scope: Scope) -> list[Violation]:
    """I7: accepted at most once, while open and in time, by the person who then has the seat."""
    return scope.find(
        "I7",
        "an invitation was accepted late, twice or by somebody else",
        """
        SELECT t.account_id, t.id::text AS invitation, t.status, t.closed_at, t.expires_at,
            t.accepted_by::text, COUNT(a.id) AS seats
        FROM curule_invitation t
        LEFT JOIN curule_assignment a ON a.account_id = t.account_id AND a.invitation_id = t.id
            AND a.state = 'active'
        WHERE {account}
        GROUP BY t.account_id, t.id, t.status, t.closed_at, t.expires_at, t.accepted_by
        HAVING COUNT(a.id) > 1
        OR COUNT(a.id) > 0 AND t.status <> 'accepted'
        OR t.status = 'accepted' AND (
            t.accepted_by IS NULL OR t.closed_at >= t.expires_at
            OR BOOL_OR(a.person_id IS DISTINCT FROM t.accepted_by AND a.id IS NOT NULL)
        )
        """,
    )


def accepted_by_another_address(scope: Scope) -> list[Violation]:
    """I8: the person who accepted had proved the address that was invited.

    They may have another one since; the account was told of it then.
    """
    return scope.find(
        "I8",
        "an invitation was accepted with another address",
        """
        SELECT t.account_id, t.id::text AS invitation, p.id::text AS person
        FROM curule_invitation t LEFT JOIN curule_person p ON p.id = t.accepted_by
        WHERE {account} AND t.status = 'accepted'
        AND (p.verified_at IS NULL OR p.email <> t.email AND NOT EXISTS (
            SELECT FROM curule_event changed
            WHERE changed.account_id = t.account_id AND changed.subject_id = p.id
            AND changed.type = 'member.address_changed'
            AND changed.payload->>'before' = t.email
        ) OR p.id IS NULL)
        """,
    )


def seats_held_for_nobody(scope: Scope) -> list[Violation]:
    """I11: a seat is held only for an open invitation, to the same address.

    An invitation may outlive the seat that was kept for it; it looks for another when accepted.
    """
    return scope.find(
        "I11",
        "a seat is held without an open invitation",
        """
        SELECT t.account_id, t.id::text AS assignment, i.id::text AS invitation, i.status
        FROM curule_assignment t
        LEFT JOIN curule_invitation i ON i.account_id = t.account_id AND i.id = t.invitation_id
        WHERE {account} AND t.state = 'held' AND t.ended_at IS NULL
        AND (i.status IS DISTINCT FROM 'open' OR i.email <> t.email)
        """,
    )


def open_past_their_end(scope: Scope) -> list[Violation]:
    """I11: no invitation stays open for longer than its time and one cycle of the worker."""
    return scope.find(
        "I11",
        "an invitation is open although it has expired",
        """
        WITH {clocks}
        SELECT t.account_id, t.id::text AS invitation, t.expires_at, c.now
        FROM curule_invitation t JOIN clocks c ON c.account_id = t.account_id
        WHERE {account} AND t.status = 'open' AND t.expires_at <= c.now - %(cycle)s::interval
        """,
    )
