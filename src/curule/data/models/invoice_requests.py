"""What customers say of an invoice (paid, wrong, money back), and credit that they ask for."""

from django.db import models
from django.db.models import Q

from curule.data.models._base import (
    AccountRow,
    account_key,
    both_or_neither,
    check,
    currency_field,
    in_currency,
    minor,
    one_of,
    refers,
)
from curule.data.rules import kept, unchanging

KINDS = ("paid", "dispute", "refund", "credit")
STATUSES = ("open", "granted", "declined", "canceled")


class InvoiceRequest(AccountRow):
    """A customer says or asks something about an invoice; the vendor's finance answers once.

    That credit be paid out is about no invoice.
    """

    invoice_id = models.UUIDField(null=True, blank=True)
    kind = models.CharField(max_length=7)
    status = models.CharField(max_length=8, default="open")
    currency = currency_field()
    amount_minor = minor()  # sent, in dispute, or asked back
    paid_on = models.DateField(null=True, blank=True)  # the day of the transfer
    reference = models.CharField(max_length=60, default="", blank=True)  # what it says
    reason = models.CharField(max_length=500, default="", blank=True)  # in the customer's words
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=254)
    answer = models.CharField(max_length=500, default="", blank=True)  # in the vendor's words
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=254, default="", blank=True)

    class Meta:
        db_table = "curule_invoice_request"
        constraints = [
            account_key("invoice_request"),
            refers("invoice_request", "invoice_id", "invoice"),
            one_of("invoice_request", "kind", KINDS),
            one_of("invoice_request", "status", STATUSES),
            in_currency("invoice_request"),
            check("invoice_request", "amount_positive", Q(amount_minor__gt=0)),
            both_or_neither(
                "invoice_request",
                "credit_of_no_invoice",
                Q(kind="credit"),
                Q(invoice_id__isnull=True),
            ),
            both_or_neither(
                "invoice_request", "transfer_dated", Q(kind="paid"), Q(paid_on__isnull=False)
            ),
            both_or_neither(
                "invoice_request", "answered_dated", Q(status="open"), Q(answered_at__isnull=True)
            ),
            both_or_neither(
                "invoice_request", "answered_by_somebody", Q(status="open"), Q(answered_by="")
            ),
            models.UniqueConstraint(
                fields=["account", "invoice_id", "kind"],
                condition=Q(status="open"),
                name="invoice_request_once",
            ),
            models.UniqueConstraint(
                fields=["account", "currency"],
                condition=Q(status="open", kind="credit"),
                name="invoice_request_credit_once",
            ),
        ]
        triggers = [
            *kept("invoice_request"),
            unchanging(
                "invoice_request_as_asked",
                but=("status", "answer", "answered_at", "answered_by"),
            ),
            unchanging("invoice_request_answered", when="OLD.status <> 'open'"),
        ]
