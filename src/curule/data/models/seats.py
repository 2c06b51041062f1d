"""Seats, who holds them, who waits for one and who asks for one."""

from django.db import models
from django.db.models import F, Q

from curule.data.models._base import AccountRow, account_key, check, one_of, refers

ASSIGNMENT_STATES = ("held", "active")


class Seat(AccountRow):
    """One bought seat, in force in [starts_at, ends_at); `ends_at` null: as long as the subscription runs.

    `pool_id` is what capacity and uniqueness are counted in: the subscription, or the batch where seats have a
    term of their own. `assignment_id` is kept beside the assignments so that free seats have an index of their own:
    the free seat row is the lock of a claim.
    """

    subscription_id = models.UUIDField()
    pool_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    order_id = models.UUIDField(null=True, blank=True)  # where it came from
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    assignment_id = models.UUIDField(null=True, blank=True)
    freed_at = models.DateTimeField(null=True, blank=True)  # for cooldown_hours
    last_holder = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        db_table = "curule_seat"
        constraints = [
            account_key("seat"),
            refers("seat", "subscription_id", "subscription"),
            refers("seat", "assignment_id", "assignment"),
            check("seat", "not_empty", Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))),
        ]
        indexes = [
            models.Index(
                F("account"),
                F("pool_id"),
                F("seat_type_id"),
                F("ends_at").desc(nulls_first=True),
                name="seat_free",
                condition=Q(assignment_id=None),
            ),
            models.Index(
                fields=["account", "subscription_id", "seat_type_id"], name="seat_by_subscription"
            ),
            models.Index(
                fields=["ends_at"],
                name="seat_ending",
                condition=~Q(assignment_id=None) & ~Q(ends_at=None),
            ),
        ]


class Assignment(AccountRow):
    """A person holds a seat (`active`), or an invitation keeps it for one (`held`), until `ended_at`."""

    subscription_id = models.UUIDField()
    pool_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    seat_id = models.UUIDField()
    person_id = models.UUIDField(null=True, blank=True)
    invitation_id = models.UUIDField(null=True, blank=True)
    email = models.CharField(max_length=254)  # canonical address of the holder
    state = models.CharField(max_length=8)
    started_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    last_active_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, default="", blank=True)
    assigned_by = models.UUIDField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_assignment"
        constraints = [
            account_key("assignment"),
            refers("assignment", "subscription_id", "subscription"),
            refers("assignment", "seat_id", "seat"),
            refers("assignment", "invitation_id", "invitation"),
            one_of("assignment", "state", ASSIGNMENT_STATES),
            check("assignment", "active_person", Q(state="held") | Q(person_id__isnull=False)),
            models.UniqueConstraint(
                fields=["account", "seat_id"],
                condition=Q(ended_at=None),
                name="assignment_one_per_seat",
            ),
            models.UniqueConstraint(
                fields=["account", "pool_id", "seat_type_id", "email"],
                condition=Q(ended_at=None),
                name="assignment_one_per_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person_id"], name="assignment_of_person", condition=Q(ended_at=None)
            ),
            models.Index(
                fields=["account", "subscription_id", "email"], name="assignment_by_email"
            ),
            models.Index(fields=["account", "seat_id", "started_at"], name="assignment_biography"),
        ]


class WaitlistEntry(AccountRow):
    """An address waits for a seat to become free; the oldest is invited first."""

    subscription_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    email = models.CharField(max_length=254)
    first_name = models.CharField(max_length=200, default="", blank=True)
    last_name = models.CharField(max_length=200, default="", blank=True)
    added_by = models.UUIDField(null=True, blank=True)
    added_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, default="", blank=True)  # invited, withdrawn

    class Meta:
        db_table = "curule_waitlist_entry"
        constraints = [
            account_key("waitlist_entry"),
            refers("waitlist_entry", "subscription_id", "subscription"),
            models.UniqueConstraint(
                fields=["account", "subscription_id", "seat_type_id", "email"],
                condition=Q(left_at=None),
                name="waitlist_once",
            ),
        ]


class SeatRequest(AccountRow):
    """A person asks for a seat; somebody who may buy approves or declines."""

    subscription_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    person_id = models.UUIDField()
    status = models.CharField(max_length=10, default="open")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_seat_request"
        constraints = [
            account_key("seat_request"),
            refers("seat_request", "subscription_id", "subscription"),
            one_of("seat_request", "status", ("open", "approved", "declined")),
            models.UniqueConstraint(
                fields=["account", "subscription_id", "seat_type_id", "person_id"],
                condition=Q(status="open"),
                name="seat_request_once",
            ),
        ]
