"""Accounts that are to be closed: asked for, taken back, or carried out."""

from django.db import models
from django.db.models import F, Q

from curule.data.models._base import AccountRow, account_key, check
from curule.data.rules import kept, unchanging


class AccountClosing(AccountRow):
    """An owner has asked to close the account at `closes_at`; until then it can be taken back."""

    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True, blank=True)
    closes_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.UUIDField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_account_closing"
        constraints = [
            account_key("account_closing"),
            check("account_closing", "later", Q(closes_at__gt=F("asked_at"))),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(withdrawn_at=None, closed_at=None),
                name="account_closing_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at", "id"],
                name="account_closing_due",
                condition=Q(withdrawn_at=None, closed_at=None),
            ),
        ]
        triggers = [
            *kept("account_closing"),
            unchanging(
                "account_closing_decided",
                when="OLD.withdrawn_at IS NOT NULL OR OLD.closed_at IS NOT NULL",
            ),
        ]
