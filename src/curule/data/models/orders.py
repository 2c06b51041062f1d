"""Orders: a quote taken as it stands."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import (
    AccountRow,
    account_key,
    check,
    one_of,
    refers,
)
from curule.data.rules import kept, on_open_day, one_way, unchanging, update_of

STATUSES = ("awaiting_payment", "completed", "canceled")


class Order(AccountRow):
    """Takes one quote, issues its invoice, and grants what it asks for when the policy says."""

    subscription_id = models.UUIDField()
    quote_id = models.UUIDField()
    invoice_id = models.UUIDField(null=True, blank=True)
    status = models.CharField(max_length=18)
    placed_at = models.DateTimeField()
    placed_by = models.UUIDField(null=True, blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_order"
        constraints = [
            account_key("order"),
            refers("order", "subscription_id", "subscription"),
            refers("order", "quote_id", "quote"),
            refers("order", "invoice_id", "invoice"),
            one_of("order", "status", STATUSES),
            models.UniqueConstraint(fields=["account", "quote_id"], name="order_once_per_quote"),
            check(
                "order", "closed_dated", Q(status="awaiting_payment") | Q(closed_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "subscription_id", "placed_at"], name="order_by_subscription"
            ),
            models.Index(fields=["account", "invoice_id"], name="order_of_invoice"),
        ]
        triggers = [
            *kept("order"),
            unchanging("order_as_placed", but=("status", "invoice_id", "granted_at", "closed_at")),
            on_open_day(  # from then on its invoice earns
                "order_granted_on_open_day",
                "(NEW.granted_at AT TIME ZONE zone)::date",
                on=update_of("granted_at"),
                when="NEW.granted_at IS DISTINCT FROM OLD.granted_at",
            ),
            one_way("order", {"awaiting_payment": ("completed", "canceled")}),
        ]
