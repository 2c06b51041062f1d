"""Accounts: the vendor's customers."""

from django.db import models

from curule.data.models._base import (
    AccountRow,
    Row,
    account_key,
    check,
    one_of,
    refers,
    refers_outside,
)
from curule.data.rules import tells, update_of

KINDS = ("company", "individual")
CHANNELS = ("online", "reseller", "corporate")
OFFICE_ANSWERS = ("valid", "invalid")


class Account(Row):
    """A customer. Its id is the `account_id` of everything that belongs to it."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, default="company")
    country = models.CharField(max_length=2)
    is_business = models.BooleanField(default=True)
    street = models.CharField(max_length=200, default="", blank=True)
    postcode = models.CharField(max_length=20, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    order_number = models.CharField(max_length=60, default="", blank=True)  # for its invoices
    tax_id = models.CharField(max_length=40, default="", blank=True)
    tax_id_answer = models.CharField(
        max_length=7, default="", blank=True
    )  # what its office last said of it; empty: nothing yet
    registration_number = models.CharField(
        max_length=20, default="", blank=True
    )  # the SIREN of a French business, the КПП of a Russian one
    tax_rate = models.DecimalField(
        max_digits=6, decimal_places=3, null=True, blank=True
    )  # per cent; null: untaxed
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=12, default="en")
    channel = models.CharField(max_length=12, default="online")
    adviser = models.CharField(
        max_length=254, default="", blank=True
    )  # whom a managed account asks
    clock = models.ForeignKey(
        "curule.TestClock", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_account"
        constraints = [
            one_of("account", "kind", KINDS),
            one_of("account", "channel", CHANNELS),
            one_of("account", "tax_id_answer", ("", *OFFICE_ANSWERS)),
            check(
                "account",
                "answer_about_a_number",
                models.Q(tax_id_answer="") | ~models.Q(tax_id=""),
            ),
            check(
                "account", "rate_not_negative", models.Q(tax_rate=None) | models.Q(tax_rate__gte=0)
            ),
        ]
        indexes = [
            models.Index(
                fields=["name", "id"],
                name="account_number_unknown",
                condition=models.Q(tax_id_answer="invalid", closed_at=None),
            ),
        ]
        triggers = [
            # Live keys no longer see it, or those of test data.
            tells(
                "account_tells",
                on=update_of("clock_id"),
                when="OLD.clock_id IS DISTINCT FROM NEW.clock_id",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class SeatMaximum(AccountRow):
    """A maximum agreed with one customer, in place of the plan's (T26).

    `promised` is what was there or ordered when it was agreed: seats that are there already stay,
    and the database lets be what was promised.
    """

    product_id = models.UUIDField()
    seat_type = models.CharField(max_length=60)
    maximum = models.PositiveIntegerField()
    promised = models.PositiveIntegerField(default=0)
    agreed_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_seat_maximum"
        constraints = [
            account_key("seat_maximum"),
            refers_outside("seat_maximum", "product_id", "product"),
            models.UniqueConstraint(
                fields=["account", "product_id", "seat_type"], name="seat_maximum_once"
            ),
        ]


class AutoBuyLimit(AccountRow):
    """How far seats of a type may be bought by themselves, and how many in a calendar month."""

    subscription_id = models.UUIDField()
    seat_type_id = models.UUIDField()
    up_to = models.PositiveIntegerField()
    per_month = models.PositiveIntegerField(null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_auto_buy_limit"
        constraints = [
            account_key("auto_buy_limit"),
            refers("auto_buy_limit", "subscription_id", "subscription"),
            refers_outside("auto_buy_limit", "seat_type_id", "seat_type"),
            models.UniqueConstraint(
                fields=["account", "subscription_id", "seat_type_id"], name="auto_buy_limit_once"
            ),
        ]
