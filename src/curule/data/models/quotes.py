"""Quotes: what was shown, kept so that it is what is charged."""

from django.db import models
from django.db.models import F, Q

from curule.data.models._base import (
    AccountRow,
    account_key,
    check,
    currency_field,
    in_currency,
    minor,
    one_of,
    refers,
)
from curule.data.models.catalog import TAX_BEHAVIORS
from curule.data.rules import kept, one_way, unchanging

KINDS = ("purchase", "seats", "plan", "renewal")
STATUSES = ("requested", "open", "accepted", "declined", "expired", "superseded")


class Quote(AccountRow):
    """A priced change of one version of a subscription; an order takes it as it stands (I25)."""

    subscription_id = models.UUIDField(null=True, blank=True)
    subscription_version = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=10)
    status = models.CharField(max_length=10, default="open")
    terms = models.JSONField()  # what is asked for: plan version, numbers, choices
    # What it brings about, as the core decided: lines, charges, credits, asks.
    change = models.JSONField()
    currency = currency_field()
    subtotal_minor = minor()
    tax_minor = minor()
    total_minor = minor()
    credit_minor = minor(0)
    due_now_minor = minor()
    given_back_minor = minor(0)  # apart from the total, by credit notes of its own, with tax
    at_renewal_minor = minor()
    tax_behavior = models.CharField(
        max_length=9, default="exclusive"
    )  # of the prices it is made of
    is_offer = models.BooleanField(default=False)  # made by the vendor for a managed account (G5)
    created_at = models.DateTimeField()
    created_by = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)  # null: of this one nobody reminds
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_quote"
        constraints = [
            account_key("quote"),
            refers("quote", "subscription_id", "subscription"),
            one_of("quote", "kind", KINDS),
            one_of("quote", "status", STATUSES),
            one_of("quote", "tax_behavior", TAX_BEHAVIORS),
            check("quote", "credit_within_total", Q(credit_minor__gte=0)),
            check("quote", "gives_back", Q(given_back_minor__gte=0)),
            in_currency("quote"),
            check("quote", "total_adds_up", Q(total_minor=F("subtotal_minor") + F("tax_minor"))),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="quote_due", condition=Q(status="open")),
            models.Index(
                fields=["remind_at"],
                name="quote_reminder_due",
                condition=Q(status="open") & ~Q(remind_at=None),
            ),
            models.Index(fields=["account", "subscription_id", "id"], name="quote_by_subscription"),
        ]
        triggers = [
            *kept("quote"),
            unchanging(
                "quote_as_shown",
                but=(
                    "status",
                    "subscription_id",
                    "is_offer",
                    "expires_at",
                    "remind_at",
                    "closed_at",
                ),
            ),
            one_way(
                "quote",
                {
                    "requested": ("open", "declined", "expired", "superseded"),
                    "open": ("requested", "accepted", "declined", "expired", "superseded"),
                },
            ),
        ]
