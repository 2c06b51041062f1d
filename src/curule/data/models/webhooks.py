"""Webhooks out: endpoints of the vendor's programs, what each is told, and every try to tell it.

An endpoint's secret stands in no row: it is computed from the installation's key and a generation
(curule.gateways.signing), so that no dump contains one (I9).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from curule.core.webhooks import Disabled, Outcome
from curule.data.models._base import (
    AccountRow,
    Row,
    account_key,
    both_or_neither,
    check,
    one_of,
    refers,
    refers_outside,
)
from curule.data.rules import append_only, kept, never, unchanging

STATUSES = ("pending", "delivered", "failed", "dropped")


class WebhookEndpoint(Row):
    """An address that is told what happens: everything where `events` is null."""

    url = models.CharField(max_length=2000)
    note = models.CharField(max_length=200, default="", blank=True)
    events = ArrayField(models.CharField(max_length=60), null=True, blank=True)
    is_live = models.BooleanField()
    generation = models.PositiveSmallIntegerField(default=1)  # of its secret
    previous_until = models.DateTimeField(null=True, blank=True)  # the one before signs as well
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=254)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=254, default="", blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_because = models.CharField(max_length=7, default="", blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_webhook_endpoint"
        constraints = [
            check("webhook_endpoint", "some_events", Q(events=None) | ~Q(events=[])),
            check("webhook_endpoint", "first_generation", Q(generation__gte=1)),
            check(
                "webhook_endpoint",
                "previous_of_a_second",
                Q(previous_until=None) | Q(generation__gte=2),
            ),
            one_of("webhook_endpoint", "disabled_because", ["", *(why.value for why in Disabled)]),
            both_or_neither(
                "webhook_endpoint",
                "disabled_for_a_reason",
                Q(disabled_at=None),
                Q(disabled_because=""),
            ),
            both_or_neither(
                "webhook_endpoint", "changed_by_somebody", Q(changed_at=None), Q(changed_by="")
            ),
        ]
        triggers = [
            *kept("webhook_endpoint"),
            unchanging(
                "webhook_endpoint_as_made",
                but=(
                    "url",
                    "note",
                    "events",
                    "generation",
                    "previous_until",
                    "changed_at",
                    "changed_by",
                    "disabled_at",
                    "disabled_because",
                    "deleted_at",
                ),
            ),
            unchanging("webhook_endpoint_deleted", when="OLD.deleted_at IS NOT NULL"),
            never(
                "webhook_endpoint_secret_goes_on",
                "a secret that was replaced never comes back",
                when="NEW.generation < OLD.generation",
            ),
        ]


class WebhookDelivery(AccountRow):
    """One event for one endpoint (I30). It is held under a lease and a fence while it is tried.

    `attempts` counts the tries since it was asked for, `fence` all that were ever begun.
    """

    endpoint_id = models.UUIDField()
    event_id = models.UUIDField()
    status = models.CharField(max_length=9, default="pending")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)  # null: at once
    leased_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_webhook_delivery"
        constraints = [
            account_key("webhook_delivery"),
            one_of("webhook_delivery", "status", STATUSES),
            refers("webhook_delivery", "event_id", "event"),
            refers_outside("webhook_delivery", "endpoint_id", "webhook_endpoint"),
            models.UniqueConstraint(
                fields=["account", "event_id", "endpoint_id"], name="webhook_delivery_once"
            ),
            both_or_neither("webhook_delivery", "done_dated", Q(status="pending"), Q(done_at=None)),
        ]
        indexes = [
            models.Index(
                F("endpoint_id"),
                F("next_attempt_at").asc(nulls_first=True),
                F("id"),
                name="webhook_delivery_due",
                condition=Q(status="pending"),
            ),
            models.Index(
                fields=["endpoint_id", "leased_until"],
                name="webhook_delivery_leased",
                condition=Q(leased_until__isnull=False),
            ),
            models.Index(fields=["endpoint_id", "id"], name="webhook_delivery_of_endpoint"),
        ]
        triggers = [
            *kept("webhook_delivery"),
            unchanging(
                "webhook_delivery_as_told",
                but=(
                    "status",
                    "attempts",
                    "next_attempt_at",
                    "leased_until",
                    "fence",
                    "done_at",
                ),
            ),
        ]


class WebhookAttempt(AccountRow):
    """One try: when, how long, and what was answered; never a word of the answer's text (TH28)."""

    delivery_id = models.UUIDField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    outcome = models.CharField(max_length=11)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        db_table = "curule_webhook_attempt"
        constraints = [
            account_key("webhook_attempt"),
            one_of("webhook_attempt", "outcome", [each.value for each in Outcome]),
            refers("webhook_attempt", "delivery_id", "webhook_delivery"),
            models.UniqueConstraint(
                fields=["account", "delivery_id", "number"], name="webhook_attempt_once"
            ),
        ]
        triggers = append_only("webhook_attempt")
