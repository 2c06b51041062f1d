"""Payment methods, payments, refunds and account credit."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from curule.data.models._base import (
    AccountRow,
    account_key,
    check,
    currency_field,
    in_currency,
    minor,
    one_of,
    refers,
)
from curule.data.models._documents import DISPUTES_ARE_NOT_COUNTED, PAID_IS_NOT_WHAT_CAME_IN
from curule.data.rules import (
    Rule,
    append_only,
    at_commit,
    kept,
    on_no_later_day,
    one_way,
    refuse_if,
    unchanging,
    update_of,
)

STATUSES = ("pending", "succeeded", "failed", "unknown", "reversed")
PAYMENT_STATUSES = (*STATUSES, "confirming")  # the customer confirms it at their bank
IN_FLIGHT = ["pending", "confirming", "unknown"]


STATUS_STEPS = {
    "pending": ("succeeded", "failed", "unknown"),
    "unknown": ("succeeded", "failed"),
    "succeeded": ("reversed",),
}
# What was declined is paid by hand, and what was sent may come back days later.
REFUND_STEPS = {**STATUS_STEPS, "succeeded": ("failed",), "failed": ("succeeded",)}
PAYMENT_STEPS = {
    **STATUS_STEPS,
    "confirming": ("succeeded", "failed"),
    "failed": ("succeeded",),  # its gateway charged it after all, and somebody took it in
}


CREDIT_SOURCES = ("credit_note", "overpayment", "invoice", "transfer", "goodwill", "refund")

# What a gateway declined to send back counts as well: it is still owed, and kept for whoever sends
# it another way. Writers meet at the payment's row, whose counter each has to raise.
_REFUNDS_ARE_NOT_COUNTED = """
    SELECT FROM curule_payment p
    WHERE p.account_id = NEW.account_id AND p.id = NEW.{} AND (p.refunded_minor <> (
        SELECT COALESCE(SUM(r.amount_minor), 0) FROM curule_refund r
        WHERE r.account_id = p.account_id AND r.payment_id = p.id
    ){})
"""
_LOCK_NOTE = """
    PERFORM FROM curule_credit_note
    WHERE account_id = NEW.account_id AND id = NEW.credit_note_id FOR NO KEY UPDATE;
"""
_MORE_THAN_ITS_NOTE = """
    SELECT FROM curule_credit_note n
    WHERE n.account_id = NEW.account_id AND n.id = NEW.credit_note_id AND (
        n.currency <> NEW.currency OR n.to_refund_minor < (
            SELECT SUM(r.amount_minor) FROM curule_refund r
            WHERE r.account_id = n.account_id AND r.credit_note_id = n.id
        )
    )
"""
_OVERPAID_IS_NOT_CREDIT = """
    SELECT FROM curule_payment p
    WHERE p.account_id = NEW.account_id AND p.id = NEW.id AND p.status = 'succeeded'
    AND p.amount_minor - p.applied_minor - p.taken_back_minor + p.lost_minor <> (
        SELECT COALESCE(SUM(e.amount_minor), 0) FROM curule_credit_entry e
        WHERE e.account_id = p.account_id AND e.source_id = p.id AND e.source = 'overpayment'
        AND e.currency = p.currency
    )
"""


class PaymentMethod(AccountRow):
    """A way to pay: a gateway and what the gateway calls it; never a card number."""

    name = models.CharField(max_length=60)
    gateway = models.CharField(max_length=40)
    token = models.CharField(max_length=120)
    is_saved = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    added_by = models.UUIDField(null=True, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_payment_method"
        constraints = [
            account_key("payment_method"),
            check("payment_method", "default_is_saved", Q(is_default=False) | Q(is_saved=True)),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(is_default=True, removed_at=None),
                name="payment_method_one_default",
            ),
        ]
        triggers = kept("payment_method")


class Payment(AccountRow):
    """Money on an invoice.

    A gateway payment is committed with its key before the gateway is called (I19).
    """

    invoice_id = models.UUIDField(null=True, blank=True)  # null: all of it became account credit
    method_id = models.UUIDField(null=True, blank=True)
    gateway = models.CharField(max_length=40)
    method_name = models.CharField(max_length=60, default="", blank=True)
    key = models.CharField(max_length=120)
    status = models.CharField(max_length=10, default="pending")
    currency = currency_field()
    amount_minor = minor()
    applied_minor = minor(0)  # on the invoice; the rest became account credit
    refunded_minor = minor(0)
    taken_back_minor = models.BigIntegerField(default=0, db_default=0)  # in disputes that were lost
    lost_minor = models.BigIntegerField(default=0, db_default=0)  # of it, what nobody owes again
    reference = models.CharField(max_length=140, default="", blank=True)
    failure = models.CharField(max_length=60, default="", blank=True)
    created_at = models.DateTimeField()
    paid_on = models.DateField(null=True, blank=True)  # what the bank says, where it was told
    settled_at = models.DateTimeField(null=True, blank=True)
    ask_again_at = models.DateTimeField(null=True, blank=True)  # when the janitor asks the gateway
    asked = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "curule_payment"
        constraints = [
            account_key("payment"),
            refers("payment", "invoice_id", "invoice"),
            refers("payment", "method_id", "payment_method"),
            one_of("payment", "status", PAYMENT_STATUSES),
            models.UniqueConstraint(fields=["account", "key"], name="payment_key_once"),
            models.UniqueConstraint(
                fields=["account", "invoice_id"],
                condition=Q(status__in=IN_FLIGHT) & ~Q(invoice_id=None),
                name="payment_one_in_flight",
            ),
            check("payment", "has_a_key", ~Q(key="")),
            check("payment", "positive", Q(amount_minor__gt=0)),
            check(
                "payment",
                "refund_within",
                Q(applied_minor__gte=0)
                & Q(applied_minor__lte=F("amount_minor"))
                & Q(refunded_minor__gte=0)
                & Q(refunded_minor__lte=F("amount_minor")),
            ),
            check(
                "payment",
                "taken_back_within",
                Q(lost_minor__gte=0)
                & Q(taken_back_minor__gte=F("lost_minor"))
                & Q(amount_minor__gte=F("taken_back_minor") + F("refunded_minor")),
            ),
            in_currency("payment"),
            check(
                "payment",
                "settled_dated",
                Q(status__in=IN_FLIGHT) | Q(settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["ask_again_at"],
                name="payment_janitor",
                condition=Q(status__in=IN_FLIGHT),
            ),
            models.Index(fields=["account", "invoice_id"], name="payment_of_invoice"),
        ]
        triggers = [
            *kept("payment"),
            # The key and what it stands for are committed before the gateway is called (I19).
            unchanging(
                "payment_as_intended",
                but=(
                    "status",
                    "applied_minor",
                    "refunded_minor",
                    "taken_back_minor",
                    "lost_minor",
                    "reference",
                    "failure",
                    "settled_at",
                    "ask_again_at",
                    "asked",
                ),
            ),
            one_way("payment", PAYMENT_STEPS),
            on_no_later_day("payment_paid_before_recorded", "paid_on", "created_at"),
            at_commit(
                "payment_counts_its_refunds",
                "what was refunded of it is not the sum of its refunds",
                on=pgtrigger.Insert | update_of("refunded_minor"),
                broken=_REFUNDS_ARE_NOT_COUNTED.format("id", ""),
            ),
            at_commit(
                "payment_rest_is_credit",
                "what was paid too much is not account credit",
                on=pgtrigger.Insert
                | update_of("status", "applied_minor", "taken_back_minor", "lost_minor"),
                when="NEW.status = 'succeeded'",
                broken=_OVERPAID_IS_NOT_CREDIT,
            ),
            at_commit(
                "payment_counts_its_disputes",
                "what was taken back of it is not what its disputes say",
                on=pgtrigger.Insert | update_of("taken_back_minor", "lost_minor"),
                broken=f"{DISPUTES_ARE_NOT_COUNTED} AND p.id = NEW.id",
            ),
            at_commit(
                "payment_on_its_invoice",
                "what came in on its invoice is not what it says was paid",
                on=pgtrigger.Insert | update_of("status", "applied_minor"),
                when="NEW.status IN ('succeeded', 'reversed') AND NEW.invoice_id IS NOT NULL",
                broken=f"{PAID_IS_NOT_WHAT_CAME_IN} AND i.id = NEW.invoice_id",
            ),
        ]


class Refund(AccountRow):
    """Money that goes back by the method it came by; `sent_by` is another way that it went."""

    payment_id = models.UUIDField()
    credit_note_id = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=120)
    status = models.CharField(max_length=10, default="pending")
    currency = currency_field()
    amount_minor = minor()
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    ask_again_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=40, db_default="", default="", blank=True)
    reference = models.CharField(max_length=140, db_default="", default="", blank=True)
    failure = models.CharField(max_length=60, db_default="", default="", blank=True)

    class Meta:
        db_table = "curule_refund"
        constraints = [
            account_key("refund"),
            refers("refund", "payment_id", "payment"),
            refers("refund", "credit_note_id", "credit_note"),
            one_of("refund", "status", STATUSES),
            models.UniqueConstraint(fields=["account", "key"], name="refund_key_once"),
            check("refund", "has_a_key", ~Q(key="")),
            check("refund", "positive", Q(amount_minor__gt=0)),
            check("refund", "sent_by_once_sent", Q(sent_by="") | Q(status="succeeded")),
            in_currency("refund"),
        ]
        indexes = [
            models.Index(fields=["account", "payment_id"], name="refund_of_payment"),
            models.Index(
                fields=["ask_again_at"],
                name="refund_janitor",
                condition=Q(status__in=["pending", "unknown"]),
            ),
        ]
        triggers = [
            *kept("refund"),
            unchanging(
                "refund_as_intended",
                but=("status", "settled_at", "ask_again_at", "sent_by", "reference", "failure"),
            ),
            one_way("refund", REFUND_STEPS),
            at_commit(
                "refund_of_its_payment",
                "its payment did not come in, is of another currency or does not count it",
                on=pgtrigger.Insert,
                broken=_REFUNDS_ARE_NOT_COUNTED.format(
                    "payment_id",
                    " OR p.currency <> NEW.currency OR p.status NOT IN ('succeeded', 'reversed')",
                ),
            ),
            at_commit(
                "refund_within_its_note",
                "more is refunded than its credit note gives back",
                on=pgtrigger.Insert,
                when="NEW.credit_note_id IS NOT NULL",
                under=_LOCK_NOTE,
                broken=_MORE_THAN_ITS_NOTE,
            ),
        ]


_BALANCE_BEFORE = """
    SELECT balance_after_minor INTO balance FROM curule_credit_entry
    WHERE account_id = NEW.account_id AND currency = NEW.currency AND number = NEW.number - 1;
"""


class CreditEntry(AccountRow):
    """A movement of account credit; the running balance can never be negative (I20)."""

    currency = currency_field()
    number = models.PositiveBigIntegerField()
    amount_minor = minor()
    balance_after_minor = minor()
    source = models.CharField(max_length=20)
    source_id = models.UUIDField()
    occurred_at = models.DateTimeField()

    class Meta:
        db_table = "curule_credit_entry"
        constraints = [
            account_key("credit_entry"),
            models.UniqueConstraint(
                fields=["account", "currency", "number"], name="credit_entry_number"
            ),
            check("credit_entry", "not_negative", Q(balance_after_minor__gte=0)),
            in_currency("credit_entry"),
            one_of("credit_entry", "source", CREDIT_SOURCES),
            check("credit_entry", "not_zero", ~Q(amount_minor=0)),
        ]
        indexes = [
            models.Index(fields=["account", "source_id"], name="credit_entry_by_source"),
        ]
        triggers = [
            *append_only("credit_entry"),
            Rule(
                name="credit_entry_continues",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("balance", "bigint")],
                func=_BALANCE_BEFORE
                + refuse_if(
                    "credit_entry_continues",
                    "it does not continue the balance",
                    "balance IS NULL AND NEW.number <> 1"
                    " OR COALESCE(balance, 0) + NEW.amount_minor <> NEW.balance_after_minor",
                ),
            ),
            at_commit(
                "credit_entry_on_its_invoice",
                "what came in on its invoice is not what it says was paid",
                on=pgtrigger.Insert,
                when="NEW.source = 'invoice'",
                broken=f"{PAID_IS_NOT_WHAT_CAME_IN} AND i.id = NEW.source_id",
            ),
        ]
