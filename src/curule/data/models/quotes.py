"""Quotes: what was shown, kept so that it is what is charged."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import (
    AccountRow,
    account_key,
    check,
    currency_field,
    minor,
    one_of,
    refers,
)

KINDS = ("purchase", "seats", "plan", "renewal")
STATUSES = ("requested", "open", "accepted", "declined", "expired", "superseded")


class Quote(AccountRow):
    """A priced change, made for one version of a subscription, that an order takes as it stands (I25)."""

    subscription_id = models.UUIDField(null=True, blank=True)
    subscription_version = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=10)
    status = models.CharField(max_length=10, default="open")
    terms = models.JSONField()  # what is asked for: plan version, numbers, choices
    change = (
        models.JSONField()
    )  # what it brings about, as the core decided: lines, charges, credits, asks
    currency = currency_field()
    subtotal_minor = minor()
    tax_minor = minor()
    total_minor = minor()
    credit_minor = minor(0)
    due_now_minor = minor()
    at_renewal_minor = minor()
    is_offer = models.BooleanField(default=False)  # made by the vendor for a managed account (G5)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_quote"
        constraints = [
            account_key("quote"),
            refers("quote", "subscription_id", "subscription"),
            one_of("quote", "kind", KINDS),
            one_of("quote", "status", STATUSES),
            check("quote", "credit_within_total", Q(credit_minor__gte=0)),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="quote_due", condition=Q(status="open"))
        ]
