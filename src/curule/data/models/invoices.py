"""Invoices, credit notes and the books of what was charged."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from curule.data.models._base import (
    AccountRow,
    Row,
    account_key,
    check,
    currency_field,
    in_currency,
    minor,
    one_of,
    refers,
    refers_outside,
)
from curule.data.models._documents import (
    CREDIT_NOTE_IS_NOT_ITS_LINES,
    INVOICE_IS_NOT_ITS_LINES,
    LOCK_INVOICE,
    MORE_CREDITED_THAN_CHARGED,
    PAID_IS_NOT_WHAT_CAME_IN,
    SERIES_AHEAD,
    numbered,
    said_with_its_number,
    unpaid_tells,
)
from curule.data.models._lines import Line, discounted
from curule.data.models.catalog import TAX_BEHAVIORS
from curule.data.models.parking import not_while_parked
from curule.data.rules import (
    append_only,
    at_commit,
    dated_on_open_day,
    kept,
    never,
    one_way,
    unchanging,
    update_of,
)

STATUSES = ("draft", "open", "paid", "void", "uncollectible")
INVOICE_KINDS = ("purchase", "seats", "plan", "renewal")
TAX_CATEGORIES = ("", "S", "Z", "E", "AE", "G", "O")
LINE_KINDS = ("seats", "base_fee", "unused", "difference", "goodwill")


# A payment that is reversed opens its invoice again; money may still come in for one written off.
STATUS_STEPS = {
    "draft": ("open",),
    "open": ("paid", "void", "uncollectible"),
    "paid": ("open",),
    "void": (),
    "uncollectible": ("open", "paid"),
}


class InvoiceSeries(Row):
    """The last number of a series: one per seller, kind and year, one per test clock (I23)."""

    key = models.CharField(max_length=80, unique=True)
    last_number = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "curule_invoice_series"
        triggers = [
            *kept("invoice_series"),
            never(
                "invoice_series_goes_up",
                "a number is never used again",
                when="NEW.last_number < OLD.last_number OR NEW.key <> OLD.key",
            ),
            at_commit(
                "invoice_series_as_far_as_issued",
                "no document has its last number",
                on=pgtrigger.Insert | update_of("last_number"),
                when="NEW.last_number > 0",
                broken=SERIES_AHEAD,
            ),
        ]


class LostNumbers(Row):
    """Numbers of a series that were given before a restore took their papers away (I23).

    They are not given again: those who have the papers keep them.
    """

    series = models.CharField(max_length=80)
    first_number = models.PositiveBigIntegerField()
    last_number = models.PositiveBigIntegerField()
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "curule_lost_numbers"
        constraints = [
            models.UniqueConstraint(fields=["series", "first_number"], name="lost_numbers_once"),
            check(
                "lost_numbers",
                "from_first_to_last",
                Q(first_number__gte=1) & Q(last_number__gte=F("first_number")),
            ),
        ]
        triggers = append_only("lost_numbers")


class Invoice(AccountRow):
    """A claim on a customer; once issued only what is paid on it, and when, moves (I13)."""

    subscription_id = models.UUIDField(null=True, blank=True)
    # given by the last statement before the commit (trigger: never null after it)
    number = models.CharField(max_length=80, unique=True, null=True, blank=True)
    kind = models.CharField(max_length=10)
    status = models.CharField(max_length=14, default="open")
    currency = currency_field()
    subtotal_minor = minor()  # net, also where tax is in the amounts of the lines
    tax_behavior = models.CharField(max_length=9, default="exclusive")  # of the prices of its lines
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    tax_treatment = models.CharField(max_length=16, default="", blank=True)  # "": as before rules
    tax_country = models.CharField(max_length=2, default="", blank=True)  # whose tax it is
    tax_category = models.CharField(max_length=2, default="", blank=True)  # of EN 16931
    tax_note = models.TextField(default="", blank=True)  # key and values of the legal note, JSON
    tax_minor = minor(0)
    total_minor = minor()
    as_issued = models.TextField(default="", blank=True)  # who and where, as it was then, JSON
    paid_minor = minor(0)  # by money or by account credit
    credited_minor = minor(0)  # the part of credit notes that lowered what was open
    period_starts_at = models.DateTimeField(null=True, blank=True)
    period_ends_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    raised_by = models.UUIDField(null=True, blank=True)
    is_granted = models.BooleanField(default=False)  # only what was granted can become unpaid
    # when a term began anew after this one's had ended: owed as before, but it ends nothing more
    left_behind_at = models.DateTimeField(null=True, blank=True)
    # until then reminders and grace wait, where somebody looks into it; None: from its due date
    grace_from_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_invoice"
        constraints = [
            account_key("invoice"),
            refers("invoice", "subscription_id", "subscription"),
            one_of("invoice", "status", STATUSES),
            one_of("invoice", "kind", INVOICE_KINDS),
            one_of("invoice", "tax_category", TAX_CATEGORIES),
            one_of("invoice", "tax_behavior", TAX_BEHAVIORS),
            check("invoice", "total_adds_up", Q(total_minor=F("subtotal_minor") + F("tax_minor"))),
            check("invoice", "positive", Q(total_minor__gt=0)),
            check(
                "invoice",
                "never_overpaid",
                Q(paid_minor__gte=0)
                & Q(credited_minor__gte=0)
                & Q(total_minor__gte=F("paid_minor") + F("credited_minor")),
            ),
            models.UniqueConstraint(
                fields=["account", "subscription_id", "period_starts_at", "kind"],
                condition=Q(kind="renewal") & ~Q(status="void"),
                name="invoice_one_per_renewal",
            ),
            check(
                "invoice",
                "renewal_of_a_period",
                ~Q(kind="renewal")
                | Q(subscription_id__isnull=False, period_starts_at__isnull=False),
            ),
            in_currency("invoice"),
            check(
                "invoice",
                "grace_from_its_due_date",
                Q(grace_from_at__isnull=True) | Q(grace_from_at__gt=F("due_at")),
            ),
            check(
                "invoice",
                "paid_in_full",
                ~Q(status="paid") | Q(total_minor=F("paid_minor") + F("credited_minor")),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "issued_at"], name="invoice_by_account"),
            models.Index(fields=["due_at"], name="invoice_open_due", condition=Q(status="open")),
            # Whether something is unpaid is asked by every claim and every check.
            models.Index(
                fields=["account", "subscription_id", "due_at"],
                name="invoice_unpaid",
                condition=Q(status="open", is_granted=True),
            ),
            models.Index(
                fields=["next_attempt_at"], name="invoice_attempt_due", condition=Q(status="open")
            ),
            models.Index(
                fields=["account", "subscription_id", "issued_at"], name="invoice_by_subscription"
            ),
        ]
        triggers = [
            *kept("invoice"),
            dated_on_open_day("invoice"),
            not_while_parked("invoice"),
            unchanging(
                "invoice_issued",
                when="OLD.status <> 'draft'",
                but=(
                    "number",
                    "as_issued",
                    "status",
                    "paid_minor",
                    "credited_minor",
                    "is_granted",
                    "left_behind_at",
                    "grace_from_at",
                    "next_attempt_at",
                    "attempts",
                    "closed_at",
                ),
            ),
            said_with_its_number("invoice"),
            one_way("invoice", STATUS_STEPS),
            *numbered("invoice", "curule_invoice"),
            at_commit(
                "invoice_is_its_lines",
                "its subtotal is not the sum of its lines",
                on=pgtrigger.Insert | update_of("status"),
                broken=f"{INVOICE_IS_NOT_ITS_LINES} AND i.id = NEW.id",
            ),
            at_commit(
                "invoice_paid_by_what_came_in",
                "what is paid or credited on it is not what came in",
                on=pgtrigger.Insert | update_of("paid_minor", "credited_minor"),
                broken=f"{PAID_IS_NOT_WHAT_CAME_IN} AND i.id = NEW.id",
            ),
            *unpaid_tells(),
        ]


class InvoiceLine(Line):
    """A line of an invoice; negative ones give back unused time."""

    invoice_id = models.UUIDField()
    included_tax_minor = minor(0)  # the tax that is in the amount; 0 where it comes on top

    class Meta:
        db_table = "curule_invoice_line"
        constraints = [
            account_key("invoice_line"),
            refers("invoice_line", "invoice_id", "invoice"),
            one_of("invoice_line", "kind", LINE_KINDS),
            check("invoice_line", "fraction", Q(denominator__gt=0) & Q(numerator__gte=0)),
            models.UniqueConstraint(
                fields=["account", "invoice_id", "position"], name="invoice_line_position"
            ),
            check("invoice_line", "not_zero", ~Q(amount_minor=0)),
            discounted("invoice_line"),
            refers_outside("invoice_line", "seat_type_id", "seat_type"),
        ]
        triggers = [
            *append_only("invoice_line"),
            at_commit(
                "invoice_line_of_its_invoice",
                "the subtotal of its invoice is not the sum of the lines",
                on=pgtrigger.Insert,
                broken=f"{INVOICE_IS_NOT_ITS_LINES} AND i.id = NEW.invoice_id",
            ),
        ]


class Charge(AccountRow):
    """The books of one charged line: seats of one type, paid for the rest of one anchored period.

    Its amounts are those of its price, with the tax in them or without. Giving back closes it step
    by step at exactly its used part; it never gives back more than it charged (I24).
    `base_quantity` is the number of seats below it, for graduated prices.
    """

    subscription_id = models.UUIDField()
    pool_id = models.UUIDField()
    seat_type_id = models.UUIDField(null=True, blank=True)  # null: a base fee
    price_id = models.UUIDField()
    invoice_id = models.UUIDField(null=True, blank=True)  # null: billed with the next invoice
    charged_quantity = models.PositiveIntegerField()
    quantity = models.PositiveIntegerField()  # still on it
    base_quantity = models.PositiveIntegerField(default=0)
    period_starts_at = models.DateTimeField()
    period_ends_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    amount_minor = minor()
    credited_minor = minor(0)
    coupon_code = models.CharField(max_length=40, default="", blank=True)
    percent_off = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    amount_off_minor = minor(0)  # its share of an amount off, for a whole period
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_charge"
        constraints = [
            account_key("charge"),
            refers("charge", "subscription_id", "subscription"),
            refers("charge", "invoice_id", "invoice"),
            check(
                "charge",
                "credit_within",
                Q(credited_minor__gte=0) & Q(credited_minor__lte=F("amount_minor")),
            ),
            check("charge", "quantity_within", Q(quantity__lte=F("charged_quantity"))),
            check(
                "charge",
                "fraction",
                Q(denominator__gt=0) & Q(numerator__gte=0) & Q(numerator__lte=F("denominator")),
            ),
            refers_outside("charge", "seat_type_id", "seat_type"),
            refers_outside("charge", "price_id", "price"),
            check("charge", "period_not_empty", Q(period_ends_at__gt=F("period_starts_at"))),
            check(
                "charge",
                "percent_or_amount_off",
                Q(percent_off__gte=0, percent_off__lte=100, amount_off_minor__gte=0)
                & (Q(percent_off=0) | Q(amount_off_minor=0)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "subscription_id", "seat_type_id"],
                name="charge_open",
                condition=Q(closed_at=None),
            ),
            models.Index(fields=["account", "invoice_id"], name="charge_of_invoice"),
        ]
        triggers = [
            *kept("charge"),
            unchanging(
                "charge_as_charged",
                when="OLD.invoice_id IS NOT NULL",
                but=("quantity", "credited_minor", "coupon_code", "amount_off_minor", "closed_at"),
            ),
            never(
                "charge_credit_stays",
                "what was given back stays given back",
                when="NEW.credited_minor < OLD.credited_minor",
            ),
        ]


class PendingLine(Line):
    """A line that waits for the next invoice (increase.bill = next_invoice)."""

    subscription_id = models.UUIDField()
    charge_id = models.UUIDField(null=True, blank=True)  # the charge it opened
    created_at = models.DateTimeField()
    invoice_id = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_pending_line"
        constraints = [
            account_key("pending_line"),
            refers("pending_line", "subscription_id", "subscription"),
            refers("pending_line", "charge_id", "charge"),
            refers("pending_line", "invoice_id", "invoice"),
            one_of("pending_line", "kind", LINE_KINDS),
            discounted("pending_line"),
            refers_outside("pending_line", "seat_type_id", "seat_type"),
        ]
        indexes = [
            models.Index(
                fields=["account", "subscription_id"],
                name="pending_line_open",
                condition=Q(invoice_id=None),
            )
        ]
        triggers = [
            *kept("pending_line"),
            unchanging("pending_line_as_priced", but=("invoice_id",)),
        ]


class CreditNote(AccountRow):
    """Takes back a part of an issued invoice, or records a negative change; amounts are positive.

    `invoice_id` is null only for a vendor's goodwill, which is tied to no line.
    """

    subscription_id = models.UUIDField(null=True, blank=True)
    invoice_id = models.UUIDField(null=True, blank=True)
    # given by the last statement before the commit (trigger: never null after it)
    number = models.CharField(max_length=80, unique=True, null=True, blank=True)
    reason = models.CharField(max_length=20)
    currency = currency_field()
    subtotal_minor = minor()
    tax_rate = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    tax_minor = minor(0)
    total_minor = minor()
    to_open_minor = minor(0)  # lowered what was open on the invoice
    to_credit_minor = minor(0)
    to_refund_minor = minor(0)
    as_issued = models.TextField(default="", blank=True)  # who and where, as it was then, JSON
    issued_at = models.DateTimeField()

    class Meta:
        db_table = "curule_credit_note"
        constraints = [
            account_key("credit_note"),
            refers("credit_note", "invoice_id", "invoice"),
            check(
                "credit_note", "total_adds_up", Q(total_minor=F("subtotal_minor") + F("tax_minor"))
            ),
            check(
                "credit_note",
                "goes_somewhere",
                Q(total_minor=F("to_open_minor") + F("to_credit_minor") + F("to_refund_minor"))
                & Q(total_minor__gt=0),
            ),
            refers("credit_note", "subscription_id", "subscription"),
            in_currency("credit_note"),
            check(
                "credit_note",
                "parts_not_negative",
                Q(to_open_minor__gte=0) & Q(to_credit_minor__gte=0) & Q(to_refund_minor__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "issued_at"], name="credit_note_by_account"),
            models.Index(fields=["account", "invoice_id"], name="credit_note_of_invoice"),
        ]
        triggers = [
            *kept("credit_note"),
            dated_on_open_day("credit_note"),
            unchanging("credit_note_issued", but=("number", "as_issued")),
            said_with_its_number("credit_note"),
            *numbered("credit_note", "curule_credit_note"),
            at_commit(
                "credit_note_is_its_lines",
                "its subtotal is not the sum of its lines",
                on=pgtrigger.Insert,
                broken=f"{CREDIT_NOTE_IS_NOT_ITS_LINES} AND n.id = NEW.id",
            ),
            at_commit(
                "credit_note_on_its_invoice",
                "what is credited on its invoice is not what its credit notes lowered",
                on=pgtrigger.Insert,
                when="NEW.to_open_minor > 0",
                broken=f"{PAID_IS_NOT_WHAT_CAME_IN} AND i.id = NEW.invoice_id",
            ),
            at_commit(
                "credit_note_within_its_invoice",
                "more is credited on its invoice than was charged, or in another currency",
                on=pgtrigger.Insert,
                when="NEW.invoice_id IS NOT NULL",
                under=LOCK_INVOICE,
                broken=MORE_CREDITED_THAN_CHARGED,
            ),
        ]


class CreditNoteLine(Line):
    """A line of a credit note, sign turned: what is given back is positive."""

    credit_note_id = models.UUIDField()
    charge_id = models.UUIDField(null=True, blank=True)
    included_tax_minor = minor(0)  # the tax that is in the amount; 0 where it comes on top

    class Meta:
        db_table = "curule_credit_note_line"
        constraints = [
            account_key("credit_note_line"),
            refers("credit_note_line", "credit_note_id", "credit_note"),
            refers("credit_note_line", "charge_id", "charge"),
            one_of("credit_note_line", "kind", LINE_KINDS),
            models.UniqueConstraint(
                fields=["account", "credit_note_id", "position"], name="credit_note_line_position"
            ),
            check("credit_note_line", "fraction", Q(denominator__gt=0) & Q(numerator__gte=0)),
            check("credit_note_line", "not_zero", ~Q(amount_minor=0)),
            discounted("credit_note_line"),
            refers_outside("credit_note_line", "seat_type_id", "seat_type"),
        ]
        indexes = [
            models.Index(
                fields=["account", "charge_id"],
                name="credit_note_line_of_charge",
                condition=~Q(charge_id=None),
            ),
        ]
        triggers = [
            *append_only("credit_note_line"),
            at_commit(
                "credit_note_line_of_its_note",
                "the subtotal of its credit note is not the sum of the lines",
                on=pgtrigger.Insert,
                broken=f"{CREDIT_NOTE_IS_NOT_ITS_LINES} AND n.id = NEW.credit_note_id",
            ),
        ]
