"""What gateways tell us, and what customers do on their pages."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from curule.data.models._base import (
    AccountRow,
    Row,
    account_key,
    check,
    currency_field,
    in_currency,
    minor,
    one_of,
    refers,
)
from curule.data.models._documents import DISPUTES_ARE_NOT_COUNTED
from curule.data.rules import at_commit, kept, unchanging, update_of

CONTRADICTION_KINDS = ("charged", "refunded")
CONTRADICTION_REMEDIES = ("take_in", "send_back", "take_over", "note", "gone")


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
    """A customer's bank wants a payment back; it stands as the gateway said last.

    One that is lost is booked once, when `booked_at` is there: `taken_minor` is what the bank took,
    and the four after it where that went. `booked_by` is nobody where all of it went by itself.
    """

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
    booked_at = models.DateTimeField(null=True, blank=True)
    booked_by = models.CharField(max_length=254, db_default="", default="", blank=True)
    note = models.CharField(max_length=200, db_default="", default="", blank=True)
    taken_minor = models.BigIntegerField(default=0, db_default=0)
    for_refunds_minor = models.BigIntegerField(default=0, db_default=0)
    from_credit_minor = models.BigIntegerField(default=0, db_default=0)
    reopened_minor = models.BigIntegerField(default=0, db_default=0)
    lost_minor = models.BigIntegerField(default=0, db_default=0)
    fee_minor = models.BigIntegerField(default=0, db_default=0)
    gave_up = models.BooleanField(default=False, db_default=False)  # the invoice

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
            check("dispute", "booked_is_lost", Q(booked_at=None) | Q(is_lost=True)),
            check(
                "dispute",
                "takes_once_booked",
                Q(booked_at__isnull=False) | Q(taken_minor=0, fee_minor=0),
            ),
            check(
                "dispute",
                "taken_goes_somewhere",
                Q(for_refunds_minor__gte=0)
                & Q(from_credit_minor__gte=0)
                & Q(reopened_minor__gte=0)
                & Q(lost_minor__gte=0)
                & Q(fee_minor__gte=0)
                & Q(
                    taken_minor=F("for_refunds_minor")
                    + F("from_credit_minor")
                    + F("reopened_minor")
                    + F("lost_minor")
                ),
            ),
            in_currency("dispute"),
        ]
        indexes = [
            models.Index(fields=["account", "payment_id"], name="dispute_of_payment"),
            models.Index(
                fields=["closed_at"],
                name="dispute_to_book",
                condition=Q(is_lost=True, booked_at=None),
            ),
        ]
        triggers = [
            *kept("dispute"),
            unchanging("dispute_as_booked", when="OLD.booked_at IS NOT NULL"),
            at_commit(
                "dispute_counted_by_its_payment",
                "its payment does not count what it took",
                on=pgtrigger.Insert | update_of("booked_at", "taken_minor", "lost_minor"),
                when="NEW.booked_at IS NOT NULL",
                broken=f"{DISPUTES_ARE_NOT_COUNTED} AND p.id = NEW.payment_id",
            ),
        ]


class Contradiction(AccountRow):
    """What a gateway did about a payment that is not so here, until somebody decides about it.

    `kind` is what it did, `reference` what it calls the charge or the refund. `refund_id` is the
    refund here that it is about, where there is one.
    """

    payment_id = models.UUIDField()
    refund_id = models.UUIDField(null=True, blank=True)
    gateway = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    reference = models.CharField(max_length=140)
    currency = currency_field()
    amount_minor = minor()
    found_by = models.CharField(max_length=10)
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=255, default="", blank=True)
    remedy = models.CharField(max_length=10, default="", blank=True)
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "curule_contradiction"
        constraints = [
            account_key("contradiction"),
            refers("contradiction", "payment_id", "payment"),
            refers("contradiction", "refund_id", "refund"),
            models.UniqueConstraint(
                fields=["account", "gateway", "kind", "reference"], name="contradiction_once"
            ),
            one_of("contradiction", "kind", CONTRADICTION_KINDS),
            one_of("contradiction", "found_by", ("event", "reconcile")),
            one_of("contradiction", "remedy", ("", *CONTRADICTION_REMEDIES)),
            check("contradiction", "positive", Q(amount_minor__gt=0)),
            in_currency("contradiction"),
            check(
                "contradiction",
                "closed_by_a_remedy",
                Q(closed_at=None, remedy="", reason="", closed_by="")
                | Q(closed_at__isnull=False) & ~Q(remedy="") & ~Q(closed_by=""),
            ),
            check(
                "contradiction", "closed_for_a_reason", Q(remedy__in=["", "gone"]) | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["account", "payment_id"], name="contradiction_of_payment"),
            models.Index(
                fields=["found_at"], name="contradiction_open", condition=Q(closed_at=None)
            ),
        ]
        triggers = [
            *kept("contradiction"),
            unchanging(
                "contradiction_as_found",
                but=("refund_id", "closed_at", "closed_by", "remedy", "reason"),
            ),
            unchanging("contradiction_closed_once", when="OLD.closed_at IS NOT NULL"),
        ]
