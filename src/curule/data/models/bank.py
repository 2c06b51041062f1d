"""Statements of the vendor's bank, and whose money each line of them is.

A statement and its lines belong to no account; the parts of a line do, once somebody has said whose
they are.
"""

import pgtrigger
from django.db import models
from django.db.models import Q

from curule.data.models._base import (
    AccountRow,
    Row,
    account_key,
    both_or_neither,
    check,
    currency_field,
    in_currency,
    minor,
    one_of,
    refers,
    refers_outside,
)
from curule.data.rules import (
    Rule,
    append_only,
    at_commit,
    kept,
    not_emptied,
    one_way,
    refuse,
    unchanging,
    update_of,
)

ENTRY_STATUSES = ("open", "assigned", "recorded", "set_aside")
ENTRY_STEPS = {
    "open": ("assigned", "set_aside"),
    "assigned": ("recorded", "open"),
    "set_aside": ("open",),
    "recorded": (),
}
_PARTS_ARE_NOT_THE_ENTRY = """
    SELECT FROM curule_bank_entry e
    WHERE e.id = NEW.id AND e.status IN ('assigned', 'recorded') AND e.amount_minor <> (
        SELECT COALESCE(SUM(p.amount_minor), 0) FROM curule_bank_entry_part p
        WHERE p.entry_id = e.id
    )
"""
_NOT_ALL_IS_PAID = """
    SELECT FROM curule_bank_entry e
    JOIN curule_bank_entry_part p ON p.entry_id = e.id
    WHERE e.id = NEW.id AND e.status = 'recorded' AND p.payment_id IS NULL
"""


class BankStatement(Row):
    """A statement that was imported; its lines are `BankEntry` rows."""

    file_name = models.CharField(max_length=200, default="", blank=True)
    format = models.CharField(max_length=8)
    iban = models.CharField(max_length=60, default="", blank=True)
    currency = currency_field()
    imported_at = models.DateTimeField()
    imported_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_bank_statement"
        constraints = [
            one_of("bank_statement", "format", ("camt053", "mt940", "csv")),
            in_currency("bank_statement"),
        ]
        triggers = append_only("bank_statement")


class BankEntry(Row):
    """A movement on the bank's account; in however many files it comes, it is here once."""

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # its place in the statement
    fingerprint = models.CharField(max_length=64, unique=True)
    booked_on = models.DateField()
    currency = currency_field()
    amount_minor = minor()  # negative: it went out
    payer = models.CharField(max_length=500, default="", blank=True)
    payer_iban = models.CharField(max_length=60, default="", blank=True)
    remittance = models.CharField(max_length=500, default="", blank=True)
    reference = models.CharField(max_length=500, default="", blank=True)
    end_to_end = models.CharField(max_length=500, default="", blank=True)
    is_reversal = models.BooleanField(default=False)
    status = models.CharField(max_length=10, default="open")
    comment = models.CharField(max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_bank_entry"
        constraints = [
            in_currency("bank_entry"),
            one_of("bank_entry", "status", ENTRY_STATUSES),
            check("bank_entry", "moves_something", ~Q(amount_minor=0)),
            check(
                "bank_entry",
                "only_what_came_in_is_paid",
                Q(status__in=["open", "set_aside"]) | Q(amount_minor__gt=0),
            ),
            both_or_neither(
                "bank_entry", "decided_dated", Q(status="open"), Q(decided_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["statement", "number"], name="bank_entry_of_statement"),
            models.Index(
                fields=["booked_on", "id"], name="bank_entry_open", condition=Q(status="open")
            ),
            models.Index(
                fields=["decided_at", "id"],
                name="bank_entry_assigned",
                condition=Q(status="assigned"),
            ),
        ]
        triggers = [
            *kept("bank_entry"),
            unchanging(
                "bank_entry_as_the_bank_says",
                but=("status", "comment", "decided_at", "decided_by"),
            ),
            one_way("bank_entry", ENTRY_STEPS),
            at_commit(
                "bank_entry_is_its_parts",
                "its parts are not what came in",
                on=pgtrigger.Insert | update_of("status"),
                broken=_PARTS_ARE_NOT_THE_ENTRY,
            ),
            at_commit(
                "bank_entry_recorded_whole",
                "a part of it is no payment yet",
                on=pgtrigger.Insert | update_of("status"),
                broken=_NOT_ALL_IS_PAID,
            ),
        ]


class BankEntryPart(AccountRow):
    """What of a movement is one customer's: for an invoice, or to be kept as their credit.

    The intent is committed first, the payment follows under a key of its own; so a crash between
    the two pays nothing twice.
    """

    entry_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    invoice_id = models.UUIDField(null=True, blank=True)
    amount_minor = minor()
    payment_id = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_bank_entry_part"
        constraints = [
            account_key("bank_entry_part"),
            refers_outside("bank_entry_part", "entry_id", "bank_entry"),
            refers("bank_entry_part", "invoice_id", "invoice"),
            refers("bank_entry_part", "payment_id", "payment"),
            models.UniqueConstraint(
                fields=["account", "entry_id", "number"], name="bank_entry_part_once"
            ),
            models.UniqueConstraint(
                fields=["account", "payment_id"], name="bank_entry_part_one_payment"
            ),
            check("bank_entry_part", "positive", Q(amount_minor__gt=0)),
        ]
        indexes = [models.Index(fields=["entry_id"], name="bank_entry_part_of_entry")]
        triggers = [
            Rule(
                name="bank_entry_part_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.payment_id IS NOT NULL"),
                func=refuse("bank_entry_part_kept", "what is paid never goes"),
            ),
            not_emptied("bank_entry_part"),
            unchanging("bank_entry_part_as_said", but=("payment_id",)),
            unchanging("bank_entry_part_paid_once", when="OLD.payment_id IS NOT NULL"),
        ]


class StatementColumns(Row):
    """How the CSV of one bank is read, known by the titles of its columns."""

    titles = models.CharField(max_length=64, unique=True)  # a digest of them
    name = models.CharField(max_length=60)
    columns = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "curule_statement_columns"
