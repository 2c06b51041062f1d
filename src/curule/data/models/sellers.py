"""The vendor as a seller: who and where it is, and for which taxes it is registered.

They belong to no account: an installation is one vendor.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from curule.data.models._base import Row, check
from curule.data.rules import append_only, kept, unchanging


class Seller(Row):
    """Where the vendor sells from, and from when it taxes consumers where they live.

    Each row says all of it; the one that was recorded last holds. The days in it are those of the
    law, so that a tax point of last year is decided by what held then.
    """

    country = models.CharField(max_length=2)
    # what stands on its documents; the number is one of no value added tax
    name = models.CharField(max_length=200, default="", blank=True)
    street = models.CharField(max_length=200, default="", blank=True)
    postcode = models.CharField(max_length=20, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    email = models.CharField(max_length=254, default="", blank=True)
    tax_number = models.CharField(max_length=40, default="", blank=True)
    legal_note = models.CharField(max_length=200, default="", blank=True)
    one_stop_shop_since = models.DateField(null=True, blank=True)
    one_stop_shop_until = models.DateField(null=True, blank=True)
    destination_since = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_seller"
        constraints = [
            check("seller", "country_written", Q(country__regex="^[A-Z]{2}$")),
            check(
                "seller",
                "one_stop_shop_not_empty",
                Q(one_stop_shop_until=None)
                | Q(one_stop_shop_since__isnull=False)
                & Q(one_stop_shop_until__gt=F("one_stop_shop_since")),
            ),
        ]
        triggers = append_only("seller")


class SellerRegistration(Row):
    """A registration for value added tax in a country; in one country at most one at a time.

    `until` is the first day without it. It is given once and never taken back: who registers again
    has another row.
    """

    country = models.CharField(max_length=2)
    number = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_seller_registration"
        constraints = [
            check("seller_registration", "country_written", Q(country__regex="^[A-Z]{2}$")),
            check("seller_registration", "not_empty", Q(until=None) | Q(until__gt=F("since"))),
            ExclusionConstraint(
                name="seller_registration_no_overlap",
                expressions=[
                    ("country", RangeOperators.EQUAL),
                    (Func("since", "until", function="DATERANGE"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [
            *kept("seller_registration"),
            unchanging(
                "seller_registration_as_recorded",
                but=("until", "ended_at", "ended_by"),
            ),
            unchanging("seller_registration_ended", when="OLD.until IS NOT NULL"),
        ]
