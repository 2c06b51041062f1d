"""The vendor's catalog. It belongs to no customer; a published version never changes (trigger)."""

from django.db import models

from curule.data.models._base import Row, check, currency_field, minor, one_of

INTERVAL_UNITS = ("day", "week", "month", "year")
PRICE_MODELS = ("flat", "graduated", "volume", "package")


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
    """A policy, seat types and prices, frozen at `published_at`; subscriptions keep the version they bought."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    policy = models.JSONField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_plan_version"
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]


class SeatType(Row):
    """A kind of seat of a plan version, with its limits; `base` names the type its holder must also hold."""

    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    min_seats = models.PositiveIntegerField(default=0)
    max_seats = models.PositiveIntegerField(null=True, blank=True)
    step = models.PositiveIntegerField(default=1)
    base = models.CharField(max_length=60, null=True, blank=True)
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
        ]


class Price(Row):
    """What seats of a type cost per interval, in one currency."""

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

    class Meta:
        db_table = "curule_price"
        constraints = [
            one_of("price", "interval_unit", INTERVAL_UNITS),
            one_of("price", "model", PRICE_MODELS),
            check(
                "price",
                "not_negative",
                models.Q(unit_amount_minor__gte=0) & models.Q(base_fee_minor__gte=0),
            ),
            models.UniqueConstraint(
                fields=["plan_version", "seat_type", "currency", "interval_unit", "interval_count"],
                name="price_once",
            ),
        ]
