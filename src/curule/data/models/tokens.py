"""The keys that sign tokens, and the devices that offline tokens are for (TH30)."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from curule.core.tokens import MOST_DEVICES
from curule.data.models._base import (
    AccountRow,
    Row,
    account_key,
    both_or_neither,
    check,
    one_of,
    refers,
)
from curule.data.rules import kept, never, unchanging

SIGNED_WITH: Final = ("offline_tokens", "sign_in")
"""What keys sign, each for one thing."""


class SigningKey(Row):
    """A key that signs until it is retired; its public half is shown for as long as tokens live.

    The private half is sealed under the secret key, and gone once it signs no more.
    """

    use = models.CharField(max_length=20)
    kid = models.CharField(max_length=43, unique=True)
    public = models.BinaryField(max_length=600)
    sealed = models.BinaryField(max_length=3000)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=254)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.CharField(max_length=254, default="", blank=True)
    shown_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_signing_key"
        constraints = [
            one_of("signing_key", "use", SIGNED_WITH),
            models.UniqueConstraint(
                fields=["use"], condition=Q(retired_at=None), name="signing_key_one_signs"
            ),
            both_or_neither(
                "signing_key", "sealed_while_it_signs", Q(retired_at=None), ~Q(sealed=b"")
            ),
            both_or_neither(
                "signing_key", "retired_by_somebody", Q(retired_at=None), Q(retired_by="")
            ),
            both_or_neither("signing_key", "shown_dated", Q(retired_at=None), Q(shown_until=None)),
            check(
                "signing_key",
                "retired_later",
                Q(retired_at=None) | Q(retired_at__gte=F("created_at")),
            ),
        ]
        triggers = [
            *kept("signing_key"),
            unchanging(
                "signing_key_as_made", but=("sealed", "retired_at", "retired_by", "shown_until")
            ),
            never(
                "signing_key_retires_for_good",
                "a key that was retired signs no more, and is shown no longer than was said",
                when="OLD.retired_at IS NOT NULL AND"
                " (NEW.retired_at IS DISTINCT FROM OLD.retired_at"
                " OR NEW.shown_until > OLD.shown_until)",
            ),
        ]


class Device(AccountRow):
    """A device on which somebody uses their seat offline, until it is released or the seat is left.

    `place` is one of as many as a seat has devices, so that two who come at once do not both get
    the last. `token_until` is when the last token that was given out for it ends.
    """

    assignment_id = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    name = models.CharField(max_length=80, default="", blank=True)
    place = models.SmallIntegerField()
    added_at = models.DateTimeField()
    token_until = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        db_table = "curule_device"
        constraints = [
            account_key("device"),
            refers("device", "assignment_id", "assignment"),
            models.UniqueConstraint(
                fields=["account", "assignment_id", "place"],
                condition=Q(released_at=None),
                name="device_place",
            ),
            models.UniqueConstraint(
                fields=["account", "assignment_id", "digest"],
                condition=Q(released_at=None),
                name="device_once",
            ),
            check("device", "place_within", Q(place__gte=1) & Q(place__lte=MOST_DEVICES)),
            both_or_neither(
                "device", "released_by_somebody", Q(released_at=None), Q(released_by="")
            ),
            check(
                "device", "released_later", Q(released_at=None) | Q(released_at__gte=F("added_at"))
            ),
        ]
        indexes = [
            # Which tokens are void before they end: asked of all accounts at once.
            models.Index(fields=["token_until"], name="device_by_token"),
        ]
        triggers = [
            *kept("device"),
            unchanging(
                "device_as_added", but=("name", "token_until", "released_at", "released_by")
            ),
            unchanging("device_released", when="OLD.released_at IS NOT NULL"),
            never(
                "device_tokens_live_on",
                "a token that was given out ends no earlier",
                when="NEW.token_until < OLD.token_until",
            ),
        ]
