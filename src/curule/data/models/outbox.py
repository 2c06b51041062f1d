"""The outbox: every effect outside the database leaves through a row of the same transaction."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import AccountRow, account_key, one_of

STATUSES = ("queued", "sent", "held", "failed")


class OutboxMessage(AccountRow):
    """A mail to send. Its words are made when it is sent; links are filled in then and stored nowhere."""

    template = models.CharField(max_length=40)
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=12)
    context = models.JSONField(default=dict)
    subscription_id = models.UUIDField(null=True, blank=True)
    invitation_id = models.UUIDField(null=True, blank=True)
    status = models.CharField(max_length=6, default="queued")
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(
        default=0
    )  # goes up with each lease: a late worker's write is refused
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "curule_outbox_message"
        constraints = [account_key("outbox_message"), one_of("outbox_message", "status", STATUSES)]
        indexes = [models.Index(fields=["id"], name="outbox_queued", condition=Q(status="queued"))]
