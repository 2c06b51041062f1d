"""The outbox: every mail is sent, waits its turn, is held, or has failed with a reason."""

from curule.selectors.invariants._reading import Scope, Violation


def mails_nobody_sees_to(scope: Scope) -> list[Violation]:
    """I40: each row is done, waiting with a time, leased, or given up with a reason.

    How long a mail may wait is judged only where it is said what time it is: a scenario need not
    run the relay.
    """
    return scope.find(
        "I40",
        "a mail is in no state that anybody sees to",
        """
        SELECT t.account_id, t.id::text AS mail, t.status, t.attempts, t.next_attempt_at,
            t.leased_until
        FROM curule_outbox_message t LEFT JOIN curule_account a ON a.id = t.account_id
        WHERE {account} AND CASE t.status
            WHEN 'sent' THEN t.sent_at IS NULL
            WHEN 'failed' THEN t.failure = ''
            WHEN 'held' THEN false
            ELSE a.clock_id IS NULL AND GREATEST(
                t.created_at, t.next_attempt_at, t.leased_until
            ) <= %(now)s::timestamptz - %(cycle)s::interval
        END
        """,
    )
