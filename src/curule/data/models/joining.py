"""Joining an account with a paid plan of one's own."""

from django.db import models
from django.db.models import F, Q

from curule.data.constraints import ForeignKeyTogether
from curule.data.models._base import (
    Row,
    both_or_neither,
    check,
    currency_field,
    in_currency,
    minor,
    one_of,
    refers_outside,
)
from curule.data.rules import kept, unchanging

CHOICES = ("refund", "transfer")
STATUSES = ("pending", "moved", "undone")


class Settlement(Row):
    """What an own plan was still worth, and where it goes at `moves_at`.

    It belongs to no account and names both, so its keys are the only ones between two accounts.
    """

    own_account = models.ForeignKey("curule.Account", on_delete=models.PROTECT, related_name="+")
    joined_account = models.ForeignKey("curule.Account", on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    invitation_id = models.UUIDField()
    own_subscription_id = models.UUIDField()
    choice = models.CharField(max_length=8)
    status = models.CharField(max_length=8, default="pending")
    currency = currency_field()
    amount_minor = minor()
    settled_at = models.DateTimeField()
    moves_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)  # by the vendor: until it is let go
    restore = models.JSONField(default=dict)  # what undo puts back

    class Meta:
        db_table = "curule_settlement"
        constraints = [
            one_of("settlement", "choice", CHOICES),
            one_of("settlement", "status", STATUSES),
            check("settlement", "not_negative", Q(amount_minor__gte=0)),
            models.UniqueConstraint(
                fields=["invitation_id"], condition=~Q(status="undone"), name="settlement_once"
            ),
            in_currency("settlement"),
            check("settlement", "two_accounts", ~Q(own_account=F("joined_account"))),
            check("settlement", "moves_later", Q(moves_at__gte=F("settled_at"))),
            both_or_neither("settlement", "closed_dated", Q(status="pending"), Q(closed_at=None)),
            refers_outside("settlement", "person_id", "person"),
            ForeignKeyTogether(
                fields=("joined_account_id", "invitation_id"),
                to="curule_invitation",
                name="settlement_invitation_id_fk",
            ),
            ForeignKeyTogether(
                fields=("own_account_id", "own_subscription_id"),
                to="curule_subscription",
                name="settlement_own_subscription_id_fk",
            ),
        ]
        indexes = [
            models.Index(fields=["moves_at"], name="settlement_due", condition=Q(status="pending"))
        ]
        triggers = [
            *kept("settlement"),
            unchanging("settlement_closed", when="OLD.status <> 'pending'"),
        ]
