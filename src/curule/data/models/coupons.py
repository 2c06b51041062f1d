"""Coupons: what they take off, for whom, how often, and who has redeemed them (I22)."""

from django.db import models
from django.db.models import F, Q

from curule.data.models._base import (
    AccountRow,
    Row,
    account_key,
    both_or_neither,
    check,
    refers,
    refers_outside,
)
from curule.data.rules import append_only, kept, never, unchanging

CODE_WRITTEN = "^[A-Z0-9][A-Z0-9_-]{2,39}$"
"""A code as it is kept: capital letters, digits, dashes and low lines."""


class Coupon(Row):
    """What a code takes off, as it was made; only stopping it and counting it move.

    Per cent or an amount per period in one currency, for a number of billing periods or for good.
    """

    code = models.CharField(max_length=40, unique=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="", blank=True)
    periods = models.PositiveSmallIntegerField(null=True, blank=True)  # null: for good
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    limit_in_all = models.PositiveIntegerField(null=True, blank=True)
    limit_per_account = models.PositiveIntegerField(null=True, blank=True)
    is_for_first_purchase = models.BooleanField(default=False)
    redeemed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_coupon"
        constraints = [
            check("coupon", "code_written", Q(code__regex=CODE_WRITTEN)),
            both_or_neither(
                "coupon", "per_cent_or_amount", Q(percent=None), Q(amount_minor__isnull=False)
            ),
            both_or_neither("coupon", "amount_in_currency", Q(amount_minor=None), Q(currency="")),
            check("coupon", "percent_of_it", Q(percent=None) | Q(percent__gt=0, percent__lte=100)),
            check("coupon", "amount_positive", Q(amount_minor=None) | Q(amount_minor__gt=0)),
            check("coupon", "currency_written", Q(currency="") | Q(currency__regex="^[A-Z]{3}$")),
            check("coupon", "periods_some", Q(periods=None) | Q(periods__gt=0)),
            check(
                "coupon", "time_not_empty", Q(valid_until=None) | Q(valid_until__gt=F("valid_from"))
            ),
            check("coupon", "limit_some", Q(limit_in_all=None) | Q(limit_in_all__gt=0)),
            check(
                "coupon",
                "account_limit_some",
                Q(limit_per_account=None) | Q(limit_per_account__gt=0),
            ),
            check(
                "coupon", "within_limit", Q(limit_in_all=None) | Q(redeemed__lte=F("limit_in_all"))
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="coupon_by_age")]
        triggers = [
            *kept("coupon"),
            unchanging("coupon_as_made", but=("redeemed", "stopped_at", "stopped_by")),
            unchanging("coupon_stopped", when="OLD.stopped_at IS NOT NULL", but=("redeemed",)),
        ]


class CouponPlan(Row):
    """A plan that a coupon is for; one without any is for every plan."""

    coupon_id = models.UUIDField()
    plan_id = models.UUIDField()

    class Meta:
        db_table = "curule_coupon_plan"
        constraints = [
            refers_outside("coupon_plan", "coupon_id", "coupon"),
            refers_outside("coupon_plan", "plan_id", "plan"),
            models.UniqueConstraint(fields=["coupon_id", "plan_id"], name="coupon_plan_once"),
        ]
        triggers = append_only("coupon_plan")


class CouponRedemption(AccountRow):
    """One use of a coupon: on one subscription, by the order it was given with.

    `place` counts the redemptions of the account that hold, from 1: no two have the same, and none
    is above the limit. One that is released, as when its order is canceled unpaid, has none.
    """

    coupon_id = models.UUIDField()
    subscription_id = models.UUIDField()
    order_id = models.UUIDField()
    place = models.PositiveIntegerField(null=True, blank=True)
    account_limit = models.PositiveIntegerField(null=True, blank=True)
    periods = models.PositiveSmallIntegerField(null=True, blank=True)  # null: for good
    used = models.PositiveIntegerField(default=0)
    in_force = models.BooleanField(default=False)  # whether the running period has it
    redeemed_at = models.DateTimeField()
    redeemed_by = models.UUIDField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_coupon_redemption"
        constraints = [
            account_key("coupon_redemption"),
            refers_outside("coupon_redemption", "coupon_id", "coupon"),
            refers("coupon_redemption", "subscription_id", "subscription"),
            refers("coupon_redemption", "order_id", "order"),
            models.UniqueConstraint(
                fields=["account", "coupon_id", "place"], name="coupon_redemption_place"
            ),
            models.UniqueConstraint(
                fields=["account", "subscription_id"],
                condition=Q(released_at=None, ended_at=None),
                name="coupon_redemption_one_runs",
            ),
            both_or_neither(
                "coupon_redemption", "released_has_no_place", Q(released_at=None), Q(place__gt=0)
            ),
            check(
                "coupon_redemption",
                "within_account_limit",
                Q(account_limit=None) | Q(place=None) | Q(place__lte=F("account_limit")),
            ),
            check(
                "coupon_redemption",
                "within_periods",
                Q(periods=None) | Q(used__lte=F("periods")),
            ),
            check("coupon_redemption", "in_force_was_used", Q(in_force=False) | Q(used__gt=0)),
        ]
        indexes = [
            models.Index(fields=["coupon_id", "redeemed_at"], name="coupon_redemption_by_coupon"),
        ]
        triggers = [
            *kept("coupon_redemption"),
            unchanging(
                "coupon_redemption_as_made",
                but=("place", "used", "in_force", "released_at", "ended_at"),
            ),
            never(
                "coupon_redemption_counts_up",
                "what a coupon was used for stays used",
                when="NEW.used < OLD.used OR (OLD.released_at IS NOT NULL AND"
                " NEW.released_at IS NULL) OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL)",
            ),
        ]
