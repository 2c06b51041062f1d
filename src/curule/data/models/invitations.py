"""Invitations. Their links are computed from a key, the id and the generation, not stored."""

from django.db import models
from django.db.models import F, Q

from curule.data.models._base import (
    AccountRow,
    account_key,
    both_or_neither,
    check,
    one_of,
    refers,
    refers_outside,
)
from curule.data.rules import kept, never, unchanging

STATUSES = ("open", "accepted", "declined", "canceled", "expired")


class Invitation(AccountRow):
    """An address is invited to a seat.

    It is accepted at most once, by the person who proved that address (I7, I8).
    """

    subscription_id = models.UUIDField()
    pool_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    email = models.CharField(max_length=254)
    first_name = models.CharField(max_length=200, default="", blank=True)
    last_name = models.CharField(max_length=200, default="", blank=True)
    language = models.CharField(max_length=12, default="en")
    status = models.CharField(max_length=10, default="open")
    generation = models.PositiveIntegerField(default=1)
    holds_seat = models.BooleanField(default=True)
    invited_by = models.UUIDField(null=True, blank=True)
    invited_at = models.DateTimeField()
    sent_count = models.PositiveIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_by = models.UUIDField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_invitation"
        constraints = [
            account_key("invitation"),
            refers("invitation", "subscription_id", "subscription"),
            one_of("invitation", "status", STATUSES),
            check(
                "invitation",
                "accepted_by_somebody",
                ~Q(status="accepted") | Q(accepted_by__isnull=False),
            ),
            # At one instant ends come first: at `expires_at` it has expired.
            check(
                "invitation",
                "accepted_in_time",
                ~Q(status="accepted") | Q(closed_at__lt=F("expires_at")),
            ),
            both_or_neither("invitation", "closed_dated", Q(status="open"), Q(closed_at=None)),
            refers_outside("invitation", "seat_type_id", "seat_type"),
            refers_outside("invitation", "accepted_by", "person"),
            models.UniqueConstraint(
                fields=["account", "pool_id", "seat_type_id", "email"],
                condition=Q(status="open"),
                name="invitation_once",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="invitation_due", condition=Q(status="open")),
            models.Index(
                fields=["account", "subscription_id", "status", "expires_at"],
                name="invitation_by_subscription",
            ),
            models.Index(fields=["account", "email"], name="invitation_by_email"),
        ]
        triggers = [
            *kept("invitation"),
            unchanging("invitation_closed", when="OLD.status <> 'open'"),
            never(
                "invitation_same_address",
                "it is bound to its address",
                when="NEW.email <> OLD.email",
            ),
        ]
