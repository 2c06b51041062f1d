"""Joining an account with a paid plan of one's own."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import Row, check, currency_field, minor, one_of

CHOICES = ("refund", "transfer")
STATUSES = ("pending", "moved", "undone")


class Settlement(Row):
    """What an own plan was still worth, and where it goes at `moves_at`; it belongs to no account and names both."""

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
        ]
        indexes = [
            models.Index(fields=["moves_at"], name="settlement_due", condition=Q(status="pending"))
        ]
