"""What happened, who did it, and what must not happen twice."""

from django.db import models

from curule.data.models._base import (
    AccountRow,
    account_key,
    refers,
)
from curule.data.rules import append_only, kept, never, unchanging


class Event(AccountRow):
    """One thing that happened, in the past tense; append-only (I13, trigger)."""

    type = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True, blank=True)
    subscription_id = models.UUIDField(null=True, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    payload = models.JSONField(default=dict)

    class Meta:
        db_table = "curule_event"
        constraints = [
            account_key("event"),
            refers("event", "subscription_id", "subscription"),
        ]
        indexes = [
            models.Index(fields=["account", "subscription_id", "id"], name="event_by_subscription"),
            models.Index(fields=["account", "subject_id"], name="event_by_subject"),
        ]
        triggers = append_only("event")


class Operation(AccountRow):
    """A command that was given with a key: the same key again has no second effect."""

    key = models.CharField(max_length=255)
    command = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "curule_operation"
        constraints = [
            account_key("operation"),
            models.UniqueConstraint(fields=["account", "key"], name="operation_once"),
        ]
        triggers = [
            *kept("operation"),
            unchanging("operation_as_given", but=("result",)),
            # The key is taken first and the result kept last, both in one transaction.
            never(
                "operation_result_once",
                "its result was given already",
                when="OLD.result <> '{}'::jsonb",
            ),
        ]


class Notice(AccountRow):
    """A reminder that was sent: one per subject, kind and date, however often the sweep runs."""

    subject_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        db_table = "curule_notice"
        constraints = [
            account_key("notice"),
            models.UniqueConstraint(
                fields=["account", "subject_id", "kind", "due_at"], name="notice_once"
            ),
        ]
        triggers = append_only("notice")
