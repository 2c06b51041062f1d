"""What the lines of every document have."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import AccountRow, check, minor


class Line(AccountRow):
    """What a line has: its formula as numbers, and its amount rounded once.

    `amount_minor` = quantity × unit amount × numerator ÷ denominator; the unit amount is null
    where tiers decide.
    """

    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    seat_type_id = models.UUIDField(null=True, blank=True)
    quantity = models.BigIntegerField()
    unit_amount_minor = models.BigIntegerField(null=True, blank=True)
    period_starts_at = models.DateTimeField(null=True, blank=True)
    period_ends_at = models.DateTimeField(null=True, blank=True)
    numerator = models.BigIntegerField(default=1)
    denominator = models.BigIntegerField(default=1)
    amount_minor = minor()
    discount_minor = minor(0)  # what the coupon took off; the amount is what it left
    coupon_code = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        abstract = True


def discounted(table: str) -> models.CheckConstraint:
    """Return the check that something comes off a line only by a coupon, and from a charge."""
    nothing = Q(discount_minor=0, coupon_code="")
    return check(
        table,
        "discounted",
        nothing | (Q(discount_minor__gt=0, amount_minor__gt=0) & ~Q(coupon_code="")),
    )
