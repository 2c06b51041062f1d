"""What gateways tell us, and what customers do on their pages."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import (
    AccountRow,
    Row,
    account_key,
    check,
    currency_field,
    in_currency,
    minor,
    refers,
)
from curule.data.rules import kept, unchanging


class GatewayEvent(Row):
    """An event that a gateway sent, once however often it was sent (I31).

    It belongs to no account: whose it is, and whether anybody's, is known when it is looked at. It
    waits while `look_again_at` is there; `outcome` is what came of it.
    """

    gateway = models.CharField(max_length=40)
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=120)
    subject = models.CharField(max_length=255)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    look_again_at = models.DateTimeField(null=True, blank=True)
    looked = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        db_table = "curule_gateway_event"
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="gateway_event_once"),
        ]
        indexes = [
            models.Index(
                fields=["look_again_at"],
                name="gateway_event_waiting",
                condition=~Q(look_again_at=None),
            ),
        ]
        triggers = [
            *kept("gateway_event"),
            unchanging("gateway_event_as_received", but=("look_again_at", "looked", "outcome")),
        ]


class MethodSetup(AccountRow):
    """A visit to a gateway's page on which a customer adds a card; its id is the key of the call.

    It is over when `settled_at` is there; `method_id` is what came of it, if anything did.
    """

    gateway = models.CharField(max_length=40)
    reference = models.CharField(max_length=255, default="", blank=True)  # what the gateway says
    is_default = models.BooleanField(default=True)
    started_by = models.UUIDField(null=True, blank=True)
    started_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    method_id = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_method_setup"
        constraints = [
            account_key("method_setup"),
            refers("method_setup", "method_id", "payment_method"),
        ]
        indexes = [
            models.Index(fields=["gateway", "reference"], name="method_setup_by_reference"),
        ]
        triggers = kept("method_setup")


class Dispute(AccountRow):
    """A customer's bank wants a payment back; it stands as the gateway said last."""

    payment_id = models.UUIDField()
    gateway = models.CharField(max_length=40)
    reference = models.CharField(max_length=255)
    currency = currency_field()
    amount_minor = minor()
    reason = models.CharField(max_length=60, default="", blank=True)
    status = models.CharField(max_length=60)
    answer_by = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    is_lost = models.BooleanField(default=False)

    class Meta:
        db_table = "curule_dispute"
        constraints = [
            account_key("dispute"),
            refers("dispute", "payment_id", "payment"),
            models.UniqueConstraint(
                fields=["account", "gateway", "reference"], name="dispute_once"
            ),
            check("dispute", "positive", Q(amount_minor__gt=0)),
            check("dispute", "lost_is_closed", Q(is_lost=False) | Q(closed_at__isnull=False)),
            in_currency("dispute"),
        ]
        indexes = [
            models.Index(fields=["account", "payment_id"], name="dispute_of_payment"),
        ]
        triggers = kept("dispute")
