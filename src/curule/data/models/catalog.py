"""The vendor's catalog. It belongs to no customer; a published version never changes (trigger)."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from curule.data.constraints import ForeignKeyTogether
from curule.data.models._base import (
    Row,
    check,
    currency_field,
    in_currency,
    minor,
    one_of,
)
from curule.data.rules import Rule, refuse, refuse_if, unchanging

INTERVAL_UNITS = ("day", "week", "month", "year")
PRICE_MODELS = ("flat", "graduated", "volume", "package")
TAX_BEHAVIORS = ("exclusive", "inclusive")


# The lock makes a publication wait that happens at the same time.
_LOCK_VERSION = """
    PERFORM FROM curule_plan_version
    WHERE id IN (NEW.plan_version_id, OLD.plan_version_id) FOR SHARE;
"""
_IS_PUBLISHED = """EXISTS (
    SELECT FROM curule_plan_version
    WHERE id IN (NEW.plan_version_id, OLD.plan_version_id) AND published_at IS NOT NULL
)"""


def _part_of_version(rule: str) -> Rule:
    """Return the rule that nothing joins, changes or leaves a published version."""
    return Rule(
        name=rule,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=_LOCK_VERSION + refuse_if(rule, "a published version never changes", _IS_PUBLISHED),
    )


class Product(Row):
    """What a seat lets a person use."""

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        db_table = "curule_product"


class Plan(Row):
    """A way in which a product is sold."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)

    class Meta:
        db_table = "curule_plan"
        constraints = [models.UniqueConstraint(fields=["product", "key"], name="plan_key_once")]


class PlanVersion(Row):
    """A policy, seat types and prices, frozen at `published_at`.

    Subscriptions keep the version they bought.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    policy = models.JSONField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_plan_version"
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]
        triggers = [
            unchanging("plan_version_published", when="OLD.published_at IS NOT NULL"),
            Rule(
                name="plan_version_published_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.published_at IS NOT NULL"),
                func=refuse("plan_version_published_stays", "a published version never goes"),
            ),
        ]


class SeatType(Row):
    """A kind of seat of a plan version, with its limits.

    `base` names the type that its holder must also hold.
    """

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    min_seats = models.PositiveIntegerField(default=0)
    max_seats = models.PositiveIntegerField(null=True, blank=True)
    step = models.PositiveIntegerField(default=1)
    base = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001 - no type has no name
    is_unlimited = models.BooleanField(default=False)
    noun = models.JSONField(null=True, blank=True)  # null: the policy's

    class Meta:
        db_table = "curule_seat_type"
        constraints = [
            models.UniqueConstraint(fields=["plan_version", "name"], name="seat_type_once"),
            check("seat_type", "step_positive", models.Q(step__gte=1)),
            check(
                "seat_type",
                "limits_ordered",
                models.Q(max_seats=None) | models.Q(max_seats__gte=models.F("min_seats")),
            ),
            models.UniqueConstraint(fields=["plan_version", "id"], name="seat_type_key"),
        ]
        triggers = [_part_of_version("seat_type_published")]


class Price(Row):
    """What seats of a type cost per interval, in one currency, with the tax in it or without.

    In one currency all prices of a version say the same of tax: so what is bought together never
    mixes the two.
    """

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    seat_type = models.ForeignKey(SeatType, on_delete=models.PROTECT, related_name="+")
    currency = currency_field()
    interval_unit = models.CharField(max_length=5)
    interval_count = models.PositiveIntegerField(default=1)
    model = models.CharField(max_length=10, default="flat")
    unit_amount_minor = minor(0)
    tiers = models.JSONField(default=list)
    package_size = models.PositiveIntegerField(null=True, blank=True)
    base_fee_minor = minor(0)
    tax_behavior = models.CharField(max_length=9, default="exclusive")

    class Meta:
        db_table = "curule_price"
        constraints = [
            one_of("price", "interval_unit", INTERVAL_UNITS),
            one_of("price", "model", PRICE_MODELS),
            one_of("price", "tax_behavior", TAX_BEHAVIORS),
            ExclusionConstraint(
                name="price_one_tax_behavior",
                expressions=[
                    ("plan_version", RangeOperators.EQUAL),
                    ("currency", RangeOperators.EQUAL),
                    ("tax_behavior", RangeOperators.NOT_EQUAL),
                ],
            ),
            check(
                "price",
                "not_negative",
                models.Q(unit_amount_minor__gte=0) & models.Q(base_fee_minor__gte=0),
            ),
            models.UniqueConstraint(
                fields=["plan_version", "seat_type", "currency", "interval_unit", "interval_count"],
                name="price_once",
            ),
            ForeignKeyTogether(
                fields=("plan_version_id", "seat_type_id"),
                to="curule_seat_type",
                to_fields=("plan_version_id", "id"),
                name="price_seat_type_of_version_fk",
            ),
            in_currency("price"),
        ]
        triggers = [_part_of_version("price_published")]
