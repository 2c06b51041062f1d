"""What the vendor did that is no customer's: who, when, and with what."""

from django.db import models

from curule.core.permissions import ActorKind
from curule.core.vendor_events import VendorEventType
from curule.data.models._base import Row, one_of
from curule.data.rules import append_only


class VendorEvent(Row):
    """One thing that happened, in the past tense; append-only (I13, I27)."""

    type = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=254, default="", blank=True)
    subject_id = models.UUIDField()
    payload = models.JSONField(default=dict)

    class Meta:
        db_table = "curule_vendor_event"
        constraints = [
            one_of("vendor_event", "type", [each.value for each in VendorEventType]),
            one_of("vendor_event", "actor_kind", [each.value for each in ActorKind]),
        ]
        indexes = [models.Index(fields=["subject_id"], name="vendor_event_by_subject")]
        triggers = append_only("vendor_event")
