"""The outbox: every effect outside the database leaves through a row of the same transaction."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import (
    Row,
    account_key,
    check,
    one_of,
    refers,
)
from curule.data.rules import kept, one_way, unchanging

STATUSES = ("queued", "sent", "held", "failed")


class OutboxMessage(Row):
    """A mail to send. Words and links are made when it is sent; links are stored nowhere.

    One about what is the vendor's own, and no customer's, has no account.
    """

    account = models.ForeignKey(
        "curule.Account",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        null=True,
        blank=True,
    )
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
        constraints = [
            account_key("outbox_message"),
            one_of("outbox_message", "status", STATUSES),
            refers("outbox_message", "subscription_id", "subscription"),
            refers("outbox_message", "invitation_id", "invitation"),
            check(
                "outbox_message",
                "of_no_account_about_none",
                Q(account__isnull=False) | Q(subscription_id=None, invitation_id=None),
            ),
            check("outbox_message", "sent_dated", ~Q(status="sent") | Q(sent_at__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["id"], name="outbox_queued", condition=Q(status="queued")),
            models.Index(
                fields=["account", "invitation_id"],
                name="outbox_of_invitation",
                condition=~Q(invitation_id=None),
            ),
            models.Index(fields=["account", "recipient", "id"], name="outbox_by_recipient"),
        ]
        triggers = [
            *kept("outbox_message"),
            unchanging(
                "outbox_message_as_written",
                but=(
                    "status",
                    "attempts",
                    "next_attempt_at",
                    "leased_until",
                    "fence",
                    "sent_at",
                    "failure",
                ),
            ),
            one_way(
                "outbox_message",
                {
                    "queued": ("sent", "held", "failed"),
                    "held": ("queued", "sent"),
                    "failed": ("queued",),
                },
            ),
        ]
