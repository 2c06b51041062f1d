"""Subscriptions, their periods, their batches, and the changes that wait for a date."""

from collections.abc import Sequence
from typing import Final

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from curule.data.models._base import (
    AccountRow,
    account_key,
    both_or_neither,
    check,
    currency_field,
    in_currency,
    one_of,
    refers,
    refers_outside,
)
from curule.data.models.catalog import INTERVAL_UNITS
from curule.data.rules import (
    Rule,
    kept,
    never,
    not_emptied,
    one_way,
    tells,
    unchanging,
    update_of,
)

STATUSES = ("incomplete", "trialing", "active", "past_due", "suspended", "ended")
STATUS_STEPS = {
    "incomplete": ("trialing", "active", "ended"),
    "trialing": ("active", "ended"),
    "active": ("past_due", "suspended", "ended"),
    "past_due": ("active", "suspended", "ended"),
    "suspended": ("active", "past_due", "ended"),
    # The next batch is paid, or joining another account is undone.
    "ended": ("trialing", "active", "past_due", "suspended"),
}
CHANGE_STATUSES = ("open", "applied", "withdrawn", "replaced")

# What ends access, now or at a date that was later or was none before. A plan version and a time
# zone say how long an unpaid invoice lets people go on.
_TAKES_AWAY: Final = """
    NEW.status <> OLD.status AND NEW.status IN ('suspended', 'ended')
    OR OLD.status <> 'incomplete' AND (
        OLD.auto_renew AND NOT NEW.auto_renew
        OR NEW.term_ends_at < COALESCE(OLD.term_ends_at, 'infinity')
        OR NEW.trial_ends_at < COALESCE(OLD.trial_ends_at, 'infinity')
        OR (OLD.plan_version_id, OLD.time_zone)
            IS DISTINCT FROM (NEW.plan_version_id, NEW.time_zone)
    )
"""


def _applies_once(table: str, *, open_may_change: Sequence[str]) -> list[Rule]:
    """Return the rules of what waits for its date: once closed, it never opens or changes (I6)."""
    return [
        *kept(table),
        unchanging(f"{table}_closed", when="OLD.status <> 'open'"),
        unchanging(f"{table}_as_asked", but=(*open_may_change, "status", "closed_at")),
    ]


def _not_before(table: str, date: str) -> models.CheckConstraint:
    """Return the check that what waits for its date is not applied before it (I6)."""
    return check(table, "applied_in_time", ~Q(status="applied") | Q(closed_at__gte=F(date)))


class Subscription(AccountRow):
    """Seats of one plan version, bought by one account, with one anchor, period and term.

    `version` goes up with each change of quantity, plan or term: a quote names the version it was
    made for. The anchor is boundary zero in the local time of `time_zone`; boundaries are computed
    from it, never chained.
    """

    product_id = models.UUIDField()
    plan_version_id = models.UUIDField()
    label = models.CharField(max_length=60, default="", blank=True)
    status = models.CharField(max_length=12, default="incomplete")
    version = models.PositiveIntegerField(default=1)
    currency = currency_field()
    interval_unit = models.CharField(max_length=5)
    interval_count = models.PositiveIntegerField(default=1)
    ordered_by = models.UUIDField(
        null=True, blank=True
    )  # the person who raised the first invoice (R21)
    method_id = models.UUIDField(null=True, blank=True)  # the method first used (A10)
    time_zone = models.CharField(max_length=64)
    anchor_on = models.DateField(null=True, blank=True)
    anchor_day = models.PositiveSmallIntegerField(null=True, blank=True)
    anchor_time = models.TimeField(null=True, blank=True)
    anchor_fold = models.PositiveSmallIntegerField(default=0)  # which of two equal local times
    period_starts_at = models.DateTimeField(
        null=True, blank=True
    )  # of the anchored period that runs
    period_ends_at = models.DateTimeField(null=True, blank=True)
    term_starts_at = models.DateTimeField(null=True, blank=True)
    term_ends_at = models.DateTimeField(null=True, blank=True)
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)  # the next reminder of the term's end
    auto_renew = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        db_table = "curule_subscription"
        constraints = [
            account_key("subscription"),
            one_of("subscription", "status", STATUSES),
            one_of("subscription", "interval_unit", INTERVAL_UNITS),
            both_or_neither(
                "subscription", "ended_dated", Q(status="ended"), Q(ended_at__isnull=False)
            ),
            check(
                "subscription",
                "started_dated",
                Q(status__in=["incomplete", "ended"]) | Q(started_at__isnull=False),
            ),
            check(
                "subscription",
                "period_not_empty",
                Q(period_ends_at=None) | Q(period_ends_at__gt=F("period_starts_at")),
            ),
            check(
                "subscription",
                "term_not_empty",
                Q(term_ends_at=None) | Q(term_ends_at__gt=F("term_starts_at")),
            ),
            in_currency("subscription"),
            refers_outside("subscription", "product_id", "product"),
            refers_outside("subscription", "plan_version_id", "plan_version"),
            refers("subscription", "method_id", "payment_method"),
        ]
        indexes = [
            models.Index(fields=["account", "product_id"], name="subscription_by_product"),
            models.Index(  # the order of a run: a chunk goes on right behind the one before it
                fields=["period_ends_at", "id"],
                name="subscription_due",
                condition=~Q(status="ended"),
            ),
            models.Index(
                fields=["term_ends_at"], name="subscription_term_due", condition=~Q(status="ended")
            ),
            models.Index(
                fields=["trial_ends_at"],
                name="subscription_trial_due",
                condition=Q(status="trialing"),
            ),
            models.Index(
                fields=["remind_at"],
                name="subscription_reminder_due",
                condition=~Q(remind_at=None),
            ),
        ]
        triggers = [
            *kept("subscription"),
            one_way("subscription", STATUS_STEPS),
            never(
                "subscription_as_bought",
                "its account, product and currency never change and its version never falls",
                when="(OLD.account_id, OLD.product_id, OLD.currency)"
                " IS DISTINCT FROM (NEW.account_id, NEW.product_id, NEW.currency)"
                " OR NEW.version < OLD.version",
            ),
            tells(
                "subscription_tells",
                on=update_of(
                    "status",
                    "auto_renew",
                    "term_ends_at",
                    "trial_ends_at",
                    "plan_version_id",
                    "time_zone",
                ),
                when=_TAKES_AWAY,
            ),
        ]


class Period(AccountRow):
    """A stretch of time that was invoiced as a whole; those of one pool never overlap (I16)."""

    subscription_id = models.UUIDField()
    pool_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "curule_period"
        constraints = [
            account_key("period"),
            refers("period", "subscription_id", "subscription"),
            check("period", "not_empty", Q(ends_at__gt=F("starts_at"))),
            ExclusionConstraint(
                name="period_no_overlap",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("pool_id", RangeOperators.EQUAL),
                    (Func("starts_at", "ends_at", function="TSTZRANGE"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "subscription_id", "starts_at"], name="period_by_subscription"
            ),
        ]
        triggers = [
            # One that would be empty since the next begins at its start is taken out (I16).
            not_emptied("period"),
            unchanging("period_as_begun", but=("ends_at",)),
        ]


class Batch(AccountRow):
    """Seats of one order with a term of their own (increase.charge = own_term; R3)."""

    subscription_id = models.UUIDField()
    order_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "curule_batch"
        constraints = [
            account_key("batch"),
            refers("batch", "subscription_id", "subscription"),
            refers("batch", "order_id", "order"),
            models.UniqueConstraint(fields=["account", "order_id"], name="batch_once_per_order"),
            check("batch", "not_empty", Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [
            models.Index(fields=["account", "subscription_id"], name="batch_by_subscription"),
            models.Index(fields=["ends_at"], name="batch_due"),
        ]
        triggers = [
            *kept("batch"),
            unchanging("batch_as_begun", but=("ends_at",)),
        ]


class ScheduledReduction(AccountRow):
    """Fewer seats from `effective_at` on; one open per subscription and seat type (I6)."""

    subscription_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    target = models.PositiveIntegerField()
    effective_at = models.DateTimeField()
    leaves = models.JSONField(default=list)  # ids of the assignments chosen to leave
    remind_at = models.DateTimeField(null=True, blank=True)  # null: it has been reminded of
    told = models.JSONField(default=list)  # ids of the assignments whose holders know
    status = models.CharField(max_length=10, default="open")
    requested_at = models.DateTimeField()
    requested_by = models.UUIDField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_scheduled_reduction"
        constraints = [
            account_key("scheduled_reduction"),
            refers("scheduled_reduction", "subscription_id", "subscription"),
            one_of("scheduled_reduction", "status", CHANGE_STATUSES),
            models.UniqueConstraint(
                fields=["account", "subscription_id", "seat_type_id"],
                condition=Q(status="open"),
                name="one_open_reduction",
            ),
            refers_outside("scheduled_reduction", "seat_type_id", "seat_type"),
            both_or_neither(
                "scheduled_reduction", "closed_dated", Q(status="open"), Q(closed_at=None)
            ),
            _not_before("scheduled_reduction", "effective_at"),
        ]
        indexes = [
            models.Index(fields=["effective_at"], name="reduction_due", condition=Q(status="open")),
            models.Index(
                fields=["remind_at"],
                name="reduction_reminder_due",
                condition=Q(status="open") & ~Q(remind_at=None),
            ),
        ]
        triggers = _applies_once(
            "scheduled_reduction", open_may_change=("leaves", "effective_at", "remind_at", "told")
        )


class ScheduledPlanChange(AccountRow):
    """Another plan version from `effective_at` on; one open per subscription."""

    subscription_id = models.UUIDField()
    plan_version_id = models.UUIDField()
    seats = models.JSONField(default=dict)  # seat type name → number
    effective_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="open")
    requested_at = models.DateTimeField()
    requested_by = models.UUIDField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_scheduled_plan_change"
        constraints = [
            account_key("scheduled_plan_change"),
            refers("scheduled_plan_change", "subscription_id", "subscription"),
            one_of("scheduled_plan_change", "status", CHANGE_STATUSES),
            models.UniqueConstraint(
                fields=["account", "subscription_id"],
                condition=Q(status="open"),
                name="one_open_plan_change",
            ),
            refers_outside("scheduled_plan_change", "plan_version_id", "plan_version"),
            both_or_neither(
                "scheduled_plan_change", "closed_dated", Q(status="open"), Q(closed_at=None)
            ),
            _not_before("scheduled_plan_change", "effective_at"),
        ]
        indexes = [
            models.Index(
                fields=["effective_at"], name="plan_change_due", condition=Q(status="open")
            ),
        ]
        triggers = _applies_once("scheduled_plan_change", open_may_change=("effective_at",))


class NextTerm(AccountRow):
    """A term ordered by hand before the running one ended; it starts when that ends."""

    subscription_id = models.UUIDField()
    order_id = models.UUIDField()
    seats = models.JSONField(default=dict)  # seat type name → number
    leaves = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    status = models.CharField(max_length=10, default="open")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_next_term"
        constraints = [
            account_key("next_term"),
            refers("next_term", "subscription_id", "subscription"),
            refers("next_term", "order_id", "order"),
            one_of("next_term", "status", CHANGE_STATUSES),
            models.UniqueConstraint(
                fields=["account", "subscription_id"],
                condition=Q(status="open"),
                name="one_next_term",
            ),
            both_or_neither("next_term", "closed_dated", Q(status="open"), Q(closed_at=None)),
            _not_before("next_term", "starts_at"),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="next_term_due", condition=Q(status="open")),
        ]
        triggers = [
            *_applies_once("next_term", open_may_change=("leaves", "starts_at")),
            # What was ordered went on after the term that runs; without it that term ends.
            tells(
                "next_term_tells",
                on=update_of("status"),
                when="OLD.status = 'open' AND NEW.status IN ('withdrawn', 'replaced')",
                whose="subscription_id",
            ),
        ]
