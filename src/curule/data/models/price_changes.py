"""New prices that the vendor announced to running subscriptions, each with its promised date."""

from django.db import models
from django.db.models import F, Q

from curule.core.price_changes import LONGEST_NOTICE_DAYS
from curule.data.models._base import (
    AccountRow,
    account_key,
    both_or_neither,
    check,
    currency_field,
    in_currency,
    minor,
    one_of,
    refers,
    refers_outside,
)
from curule.data.models.subscriptions import CHANGE_STATUSES
from curule.data.rules import kept, unchanging


class PriceChange(AccountRow):
    """The newest version of a plan, from the first renewal that is not before `not_before`.

    `renews_at` is the renewal that the announcement named, and the amounts are those it named, with
    tax; they say what was promised and decide nothing. One is open per subscription; a newer one
    takes its place. Customers cannot take it back: another plan of theirs takes its place too.
    """

    subscription_id = models.UUIDField()
    from_version_id = models.UUIDField()
    plan_version_id = models.UUIDField()
    notice_days = models.PositiveSmallIntegerField()
    not_before = models.DateTimeField()
    renews_at = models.DateTimeField()
    currency = currency_field()
    amount_before_minor = minor()
    amount_after_minor = minor()
    status = models.CharField(max_length=10, default="open")
    announced_at = models.DateTimeField()
    announced_by = models.UUIDField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_price_change"
        constraints = [
            account_key("price_change"),
            refers("price_change", "subscription_id", "subscription"),
            refers_outside("price_change", "from_version_id", "plan_version"),
            refers_outside("price_change", "plan_version_id", "plan_version"),
            one_of("price_change", "status", CHANGE_STATUSES),
            in_currency("price_change"),
            models.UniqueConstraint(
                fields=["account", "subscription_id"],
                condition=Q(status="open"),
                name="one_open_price_change",
            ),
            check("price_change", "other_version", ~Q(plan_version_id=F("from_version_id"))),
            check("price_change", "notice_within", Q(notice_days__lte=LONGEST_NOTICE_DAYS)),
            check("price_change", "with_notice", Q(not_before__gte=F("announced_at"))),
            check("price_change", "renews_after_notice", Q(renews_at__gte=F("not_before"))),
            both_or_neither("price_change", "closed_dated", Q(status="open"), Q(closed_at=None)),
            check(
                "price_change",
                "applied_in_time",
                ~Q(status="applied") | Q(closed_at__gte=F("not_before")),
            ),
        ]
        indexes = [
            models.Index(fields=["plan_version_id", "status"], name="price_change_by_version"),
        ]
        triggers = [
            *kept("price_change"),
            unchanging("price_change_closed", when="OLD.status <> 'open'"),
            unchanging("price_change_as_announced", but=("status", "closed_at")),
        ]
