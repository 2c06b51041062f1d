"""Directories of customers: their tokens, their people, their groups and the seats of those."""

from django.db import models
from django.db.models import F, Q

from curule.core.directories import SeatState
from curule.data.models._base import (
    AccountRow,
    account_key,
    both_or_neither,
    check,
    one_of,
    refers,
)
from curule.data.rules import kept, never, unchanging


class DirectoryToken(AccountRow):
    """A token as it was made. Only its end moves, and once; when it was last used is a rough time.

    `by_owner` says that whoever made it could take every role away, so that it may too.
    """

    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32)
    shown = models.CharField(max_length=16)  # its prefix and last letters
    by_owner = models.BooleanField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=254)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=254, default="", blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_directory_token"
        constraints = [
            account_key("directory_token"),
            models.UniqueConstraint(fields=["account", "digest"], name="directory_token_once"),
            check(
                "directory_token", "ends_later", Q(ends_at=None) | Q(ends_at__gte=F("created_at"))
            ),
            both_or_neither(
                "directory_token", "ended_by_somebody", Q(ends_at=None), Q(ended_by="")
            ),
        ]
        triggers = [
            *kept("directory_token"),
            unchanging("directory_token_as_made", but=("ends_at", "ended_by", "used_at")),
            never(
                "directory_token_ends_for_good",
                "an end that was set comes no later",
                when="OLD.ends_at IS NOT NULL AND"
                " (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at)",
            ),
        ]


class DirectoryPerson(AccountRow):
    """Somebody as the customer's directory describes them: no user of the installation.

    `address` is where they have seats in this account, canonical or empty: the one that was sent,
    until the person changes it. What the directory sends changes nothing else about a person
    (TH24). The row goes when the directory deletes it: events keep what happened.
    """

    user_name = models.CharField(max_length=254)
    user_name_key = models.CharField(max_length=254)
    external_id = models.CharField(max_length=254, default="", blank=True)
    address = models.CharField(max_length=254, default="", blank=True)
    sent_address = models.CharField(max_length=254, default="", blank=True)
    active = models.BooleanField(default=True)
    first_name = models.CharField(max_length=200, default="", blank=True)
    last_name = models.CharField(max_length=200, default="", blank=True)
    attributes = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "curule_directory_person"
        constraints = [
            account_key("directory_person"),
            models.UniqueConstraint(
                fields=["account", "user_name_key"], name="directory_person_by_user_name"
            ),
            models.UniqueConstraint(
                fields=["account", "address"],
                condition=~Q(address=""),
                name="directory_person_by_address",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "external_id"], name="directory_person_by_external"),
        ]


class DirectoryGroup(AccountRow):
    """A group of a directory; with a seat type, its people get seats of it."""

    display_name = models.CharField(max_length=254)
    external_id = models.CharField(max_length=254, default="", blank=True)
    subscription_id = models.UUIDField(null=True, blank=True)
    seat_type = models.CharField(max_length=60, default="", blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "curule_directory_group"
        constraints = [
            account_key("directory_group"),
            refers("directory_group", "subscription_id", "subscription"),
            both_or_neither(
                "directory_group",
                "seat_type_of_a_subscription",
                Q(subscription_id=None),
                Q(seat_type=""),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "external_id"], name="directory_group_by_external"),
        ]


class DirectoryMember(AccountRow):
    """Somebody in a group, and what became of the seat that it is to give them."""

    group_id = models.UUIDField()
    person_id = models.UUIDField()
    state = models.CharField(max_length=8, default=SeatState.PENDING.value)
    refusal = models.CharField(max_length=40, default="", blank=True)
    added_by = models.CharField(max_length=80)  # the name of the directory
    added_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_directory_member"
        constraints = [
            account_key("directory_member"),
            refers("directory_member", "group_id", "directory_group"),
            refers("directory_member", "person_id", "directory_person"),
            one_of("directory_member", "state", [state.value for state in SeatState]),
            both_or_neither(
                "directory_member", "refused_for_a_reason", ~Q(state="refused"), Q(refusal="")
            ),
            both_or_neither(
                "directory_member", "settled_dated", Q(state="pending"), Q(settled_at=None)
            ),
            models.UniqueConstraint(
                fields=["account", "group_id", "person_id"], name="directory_member_once"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "person_id"], name="directory_member_by_person"),
            models.Index(
                fields=["added_at", "id"],
                name="directory_member_pending",
                condition=Q(state="pending"),
            ),
        ]
