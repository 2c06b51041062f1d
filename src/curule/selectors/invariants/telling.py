"""Programs: each event is told to each endpoint that wants it, and each of a gateway is judged."""

from typing import Final

from curule.selectors.invariants._reading import Scope, Violation

_AFTER: Final = """(lpad(to_hex((EXTRACT(EPOCH FROM
    COALESCE(w.changed_at, w.created_at) + interval '5 minutes'
) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid"""
"""The id from which on events were written after an endpoint was what it is."""


def events_nobody_is_told(scope: Scope) -> list[Violation]:
    """I30: of each event there is one message for each endpoint that wanted it then.

    Only endpoints as they are now are known: what happened before one was made or changed, or in
    the five minutes in which commands still ran that had begun before, is not asked for.
    """
    return scope.find(
        "I30",
        "an event has no message for an endpoint that wants it",
        f"""
        SELECT t.account_id, t.id::text AS event, t.type, t.endpoint::text FROM (
            SELECT e.account_id, e.id, e.type, w.id AS endpoint
            FROM curule_webhook_endpoint w
            JOIN curule_event e ON (w.events IS NULL OR e.type = ANY (w.events))
            JOIN curule_account a ON a.id = e.account_id AND (a.clock_id IS NULL) = w.is_live
            WHERE w.disabled_at IS NULL AND w.deleted_at IS NULL
            AND e.id > {_AFTER}
            AND (a.clock_id IS NOT NULL OR e.occurred_at > COALESCE(w.changed_at, w.created_at))
        ) t
        WHERE {{account}} AND NOT EXISTS (
            SELECT FROM curule_webhook_delivery d
            WHERE d.account_id = t.account_id AND d.event_id = t.id AND d.endpoint_id = t.endpoint
        )
        """,  # noqa: S608 - the statement is ours
    )


def messages_told_without_a_try(scope: Scope) -> list[Violation]:
    """I30: what is said to be delivered was taken by whoever it was sent to."""
    return scope.find(
        "I30",
        "a message counts as delivered that nobody took",
        """
        SELECT t.account_id, t.id::text AS delivery FROM curule_webhook_delivery t
        WHERE {account} AND t.status = 'delivered' AND NOT EXISTS (
            SELECT FROM curule_webhook_attempt a
            WHERE a.account_id = t.account_id AND a.delivery_id = t.id AND a.outcome = 'delivered'
        )
        """,
    )


def gateway_events_not_judged(scope: Scope) -> list[Violation]:
    """I31: an event of a gateway was looked at and has an outcome, or will be looked at in time."""
    if scope.account_id is not None:
        return []
    return scope.find(
        "I31",
        "an event of a gateway waits for nobody",
        """
        SELECT NULL::uuid, t.gateway, t.event_id AS event, t.outcome, t.look_again_at
        FROM curule_gateway_event t
        WHERE t.look_again_at IS NULL AND t.outcome = ''
        OR t.look_again_at <= %(now)s::timestamptz - %(cycle)s::interval
        """,
    )


def charges_taken_twice(scope: Scope) -> list[Violation]:
    """I31: one charge of a gateway is one payment, however often it was told."""
    return scope.find(
        "I31",
        "one charge of a gateway is several payments",
        """
        SELECT t.account_id, t.gateway, t.reference, COUNT(*) AS payments
        FROM curule_payment t
        WHERE {account} AND t.reference <> '' AND t.gateway <> 'bank_transfer'
        AND t.status IN ('succeeded', 'reversed')
        GROUP BY t.account_id, t.gateway, t.reference HAVING COUNT(*) > 1
        """,
    )
