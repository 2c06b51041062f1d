"""Accounts that wait for their release, and the most that one invoice may come to (I26)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from curule.core.bounds import Bound
from curule.data.models._base import (
    AccountRow,
    account_key,
    both_or_neither,
    check,
    currency_field,
    in_currency,
    minor,
    one_of,
    refers,
)
from curule.data.rules import Rule, kept, refuse_if, unchanging

_IS_PARKED = """EXISTS (
    SELECT FROM curule_parking p WHERE p.account_id = NEW.account_id AND p.released_at IS NULL
)"""


def not_while_parked(table: str) -> Rule:
    """Return the rule that no row of `table` is written for an account that is parked (I26)."""
    rule = f"{table}_not_while_parked"
    return Rule(
        name=rule,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=refuse_if(rule, "its account waits for its release", _IS_PARKED),
    )


class Parking(AccountRow):
    """That an account met a safety bound: nothing more is charged from then until its release.

    `found` is what there would have been, of which `most` may be: counts, or minor units of
    `currency`. Whoever releases it says why.
    """

    bound = models.CharField(max_length=20)
    subscription_id = models.UUIDField(null=True, blank=True)
    found = minor()
    most = minor()
    currency = models.CharField(max_length=3, default="", blank=True)
    parked_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=254, default="", blank=True)
    released_because = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "curule_parking"
        constraints = [
            account_key("parking"),
            refers("parking", "subscription_id", "subscription"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(released_at=None), name="parking_once"
            ),
            one_of("parking", "bound", [each.value for each in Bound]),
            both_or_neither("parking", "amount_in_currency", Q(bound="amount"), ~Q(currency="")),
            check("parking", "above_the_bound", Q(found__gt=F("most")) & Q(most__gte=0)),
            both_or_neither(
                "parking", "released_by_somebody", Q(released_at=None), Q(released_by="")
            ),
            both_or_neither(
                "parking", "released_for_a_reason", Q(released_at=None), Q(released_because="")
            ),
        ]
        triggers = [
            *kept("parking"),
            unchanging("parking_as_met", but=("released_at", "released_by", "released_because")),
            unchanging("parking_released", when="OLD.released_at IS NOT NULL"),
        ]


class InvoiceCap(AccountRow):
    """The most that one invoice of an account may come to in a currency, gross."""

    currency = currency_field()
    most_minor = minor()
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_invoice_cap"
        constraints = [
            account_key("invoice_cap"),
            models.UniqueConstraint(fields=["account", "currency"], name="invoice_cap_once"),
            in_currency("invoice_cap"),
            check("invoice_cap", "positive", Q(most_minor__gt=0)),
        ]
