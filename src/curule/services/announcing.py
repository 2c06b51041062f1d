"""An invoice for something that was granted: who gets it, and when its money is collected."""

from __future__ import annotations

from curule.core.money import Money
from curule.core.policy import PaymentMethodRule
from curule.data.models import Invoice, Subscription
from curule.selectors.catalog import PlanTerms
from curule.selectors.money import open_amount
from curule.selectors.standings import totals_at
from curule.services._command import Command
from curule.services._mailing import counts, payers
from curule.services.payment_methods import collects, default_method


def pays_by_transfer(command: Command, subscription: Subscription, terms: PlanTerms) -> bool:
    """Whether what is granted is paid after an invoice, by the customer's own hand."""
    if terms.policy.payment.method is PaymentMethodRule.INVOICE:
        return True
    return not collects(default_method(command.account_id, subscription.method_id))


def announce(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    invoice: Invoice,
    *,
    renewed: bool,
) -> None:
    """Plan the first attempt to collect what is open, and mail the invoice to who pays."""
    by_transfer = pays_by_transfer(command, subscription, terms)
    if open_amount(invoice) and not by_transfer:
        invoice.next_attempt_at = command.now
        invoice.save(update_fields=["next_attempt_at"])
    words: dict[str, object] = {}
    if renewed and not by_transfer:
        words = {
            "ends_at": subscription.term_ends_at,
            "seats": counts(terms, totals_at(subscription, command.now)),
        }
    for person in payers(command):
        command.mail(
            "subscription_renewed" if words else "invoice_issued",
            person.email,
            subscription_id=subscription.id,
            invitation_id=None,
            invoice_id=str(invoice.id),
            total=Money(invoice.total_minor, invoice.currency),
            due_at=invoice.due_at,
            **words,
        )
