"""The ledger: double entry, append-only, per account and currency."""

from django.db import models

from curule.data.models._base import AccountRow, account_key, check, currency_field, minor, refers


class LedgerTransaction(AccountRow):
    """One posting of one event; its entries sum to zero at commit (I12, trigger)."""

    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=30)
    currency = currency_field()
    source_id = models.UUIDField()
    occurred_at = models.DateTimeField()

    class Meta:
        db_table = "curule_ledger_transaction"
        constraints = [
            account_key("ledger_transaction"),
            models.UniqueConstraint(fields=["account", "number"], name="ledger_transaction_number"),
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
