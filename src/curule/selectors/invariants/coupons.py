"""Coupons: redeemed no more often than their limits allow, and counted as often as they were."""

from curule.selectors.invariants._reading import Scope, Violation


def redeemed_beyond_their_limits(scope: Scope) -> list[Violation]:
    """I22: of each account no more redemptions hold than a coupon's limit for it."""
    return scope.find(
        "I22",
        "an account redeemed a coupon more often than its limit allows",
        """
        SELECT t.account_id, c.code, c.limit_per_account, count(*) AS redemptions
        FROM curule_coupon_redemption t JOIN curule_coupon c ON c.id = t.coupon_id
        WHERE {account} AND t.released_at IS NULL
        GROUP BY t.account_id, c.code, c.limit_per_account
        HAVING count(*) > c.limit_per_account
        """,
    )


def redemptions_are_not_counted(scope: Scope) -> list[Violation]:
    """I22: a coupon's counter is the number of its redemptions that hold, within its limit.

    They are counted over all accounts; a coupon is named where the account has redeemed it.
    """
    return scope.find(
        "I22",
        "a coupon was redeemed more often than its limit allows, or is counted wrongly",
        """
        SELECT t.account_id, c.code, c.limit_in_all, c.redeemed, (
            SELECT count(*) FROM curule_coupon_redemption r
            WHERE r.coupon_id = c.id AND r.released_at IS NULL
        ) AS redemptions
        FROM (SELECT DISTINCT account_id, coupon_id FROM curule_coupon_redemption) t
        JOIN curule_coupon c ON c.id = t.coupon_id
        WHERE {account} AND (
            c.redeemed > c.limit_in_all OR c.redeemed <> (
                SELECT count(*) FROM curule_coupon_redemption r
                WHERE r.coupon_id = c.id AND r.released_at IS NULL
            )
        )
        """,
    )


def shares_are_not_the_amount(scope: Scope) -> list[Violation]:
    """I22: what an amount off takes from the running lines of a subscription is never more than it.

    Only a coupon that was redeemed takes anything off.
    """
    return scope.find(
        "I22",
        "more is taken off the lines of a subscription than its coupon says",
        """
        SELECT t.account_id, t.subscription_id::text AS subscription, t.coupon_code,
            sum(t.amount_off_minor) AS taken_off, max(c.amount_minor) AS amount
        FROM curule_charge t LEFT JOIN curule_coupon c ON c.code = t.coupon_code
        WHERE {account} AND t.closed_at IS NULL AND t.coupon_code <> ''
        GROUP BY t.account_id, t.subscription_id, t.coupon_code, t.period_starts_at
        HAVING sum(t.amount_off_minor) > COALESCE(max(c.amount_minor), 0)
            OR max(t.percent_off) > COALESCE(max(c.percent), 0)
        """,
    )
