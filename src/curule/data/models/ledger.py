"""The ledger: double entry, append-only, per account and currency."""

import pgtrigger
from django.db import models

from curule.data.models._base import (
    AccountRow,
    account_key,
    check,
    currency_field,
    in_currency,
    minor,
    refers,
)
from curule.data.rules import append_only, at_commit, kept, on_no_later_day, on_open_day

_IS_NOT_BALANCED = """
    SELECT FROM curule_ledger_transaction t
    LEFT JOIN curule_ledger_entry e ON e.account_id = t.account_id AND e.transaction_id = t.id
    WHERE t.account_id = NEW.account_id AND t.id = NEW.{}
    GROUP BY t.id, t.currency
    HAVING COUNT(e.id) = 0 OR SUM(e.amount_minor) <> 0 OR BOOL_OR(e.currency <> t.currency)
"""


class LedgerTransaction(AccountRow):
    """One posting of one event; its entries sum to zero at commit (I12, trigger)."""

    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=30)
    currency = currency_field()
    source_id = models.UUIDField()
    occurred_at = models.DateTimeField()
    # The day on which it counts: that of the bank, where money moved, else that of its account's
    # time zone then. Older postings name only the bank's.
    booked_on = models.DateField(null=True, blank=True)
    # The day that it is of, where it came when that was closed.
    late_for = models.DateField(null=True, blank=True)
    # Of recognized revenue: the day by whose morning the services had been given that it posts.
    recognized_until = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "curule_ledger_transaction"
        constraints = [
            account_key("ledger_transaction"),
            models.UniqueConstraint(fields=["account", "number"], name="ledger_transaction_number"),
            models.UniqueConstraint(
                fields=["account", "currency", "recognized_until"],
                condition=models.Q(recognized_until__isnull=False),
                name="ledger_transaction_recognized_once",
            ),
            in_currency("ledger_transaction"),
        ]
        indexes = [
            models.Index(fields=["account", "source_id"], name="ledger_transaction_by_source"),
        ]
        triggers = [
            *append_only("ledger_transaction"),
            on_no_later_day("ledger_transaction_booked_before", "booked_on", "occurred_at"),
            on_open_day(
                "ledger_transaction_on_open_day",
                "COALESCE(NEW.booked_on, (NEW.occurred_at AT TIME ZONE zone)::date)",
                on=pgtrigger.Insert,
            ),
            at_commit(
                "ledger_transaction_balanced",
                "it has no entries, or they do not sum to zero",
                on=pgtrigger.Insert,
                broken=_IS_NOT_BALANCED.format("id"),
            ),
        ]


class LedgerEntry(AccountRow):
    """A debit (positive) or credit (negative) to one ledger account, in minor units."""

    transaction_id = models.UUIDField()
    ledger_account = models.CharField(max_length=60)
    currency = currency_field()
    amount_minor = minor()

    class Meta:
        db_table = "curule_ledger_entry"
        constraints = [
            account_key("ledger_entry"),
            refers("ledger_entry", "transaction_id", "ledger_transaction"),
            check("ledger_entry", "not_zero", ~models.Q(amount_minor=0)),
        ]
        indexes = [
            models.Index(fields=["account", "transaction_id"], name="ledger_entry_by_transaction"),
            models.Index(
                fields=["account", "ledger_account", "currency"], name="ledger_entry_by_account"
            ),
        ]
        triggers = [
            *append_only("ledger_entry"),
            at_commit(
                "ledger_entry_balanced",
                "the entries of its transaction do not sum to zero in its currency",
                on=pgtrigger.Insert,
                broken=_IS_NOT_BALANCED.format("transaction_id"),
            ),
        ]


class RevenueSchedule(AccountRow):
    """When an account's revenue is recognized next; never while nothing of it is deferred.

    Days are counted in `time_zone`: the account's when it was recognized last.
    """

    time_zone = models.CharField(max_length=64)
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_revenue_schedule"
        constraints = [
            account_key("revenue_schedule"),
            models.UniqueConstraint(fields=["account"], name="revenue_schedule_one_per_account"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="revenue_schedule_due",
                condition=models.Q(next_at__isnull=False),
            )
        ]
        triggers = [*kept("revenue_schedule")]
