"""Prices that were announced with notice: none is charged before the date that was promised."""

from curule.selectors.invariants._reading import Scope, Violation


def prices_come_before_their_date(scope: Scope) -> list[Violation]:
    """I6: nothing is charged by the announced version of a plan before its promised date.

    What a customer chose themselves gave the announcement's place to their own change.
    """
    return scope.find(
        "I6",
        "an announced price was charged before its date",
        """
        SELECT t.account_id, t.subscription_id::text AS subscription, c.id::text AS charge,
            c.starts_at, t.not_before
        FROM curule_price_change t
        JOIN curule_charge c ON c.account_id = t.account_id
            AND c.subscription_id = t.subscription_id
        JOIN curule_price p ON p.id = c.price_id
        WHERE {account} AND t.status IN ('open', 'applied')
            AND p.plan_version_id = t.plan_version_id
            AND c.starts_at >= t.announced_at AND c.starts_at < t.not_before
        """,
    )
