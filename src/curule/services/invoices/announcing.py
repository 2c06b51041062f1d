"""An invoice for something that was granted: who gets it, and when its money is collected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.policy import PaymentMethodRule
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Invoice, Subscription
from curule.selectors.catalog import PlanTerms
from curule.selectors.money import open_amount
from curule.selectors.standings import totals_at
from curule.services._command import Command, Done, run
from curule.services._mailing import counts, payers
from curule.services.payment_methods import collects, default_method


def pays_by_transfer(command: Command, subscription: Subscription, terms: PlanTerms) -> bool:
    """Whether what is granted is paid after an invoice, by the customer's own hand."""
    if terms.policy.payment.method is PaymentMethodRule.INVOICE:
        return True
    return not collects(default_method(command.account_id, subscription.method_id))


def invoice_mail(
    invoice_id: UUID, total: Money, due_at: datetime, renewed: RenewedTerm | None
) -> tuple[str, dict[str, object]]:
    """Return the template and the words of the mail about an invoice that somebody pays.

    `renewed` where it is collected by itself: then the mail tells of the renewal.
    """
    words: dict[str, object] = {"invoice_id": str(invoice_id), "total": total, "due_at": due_at}
    if renewed is None:
        return "invoice_issued", words
    return "subscription_renewed", {**words, "ends_at": renewed.ends_at, "seats": renewed.seats}


@dataclass(frozen=True, slots=True)
class RenewedTerm:
    """What a mail says of a renewal: when the term ends, and its seats as `counts` gives them."""

    ends_at: datetime | None
    seats: object


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
    term = None
    if renewed and not by_transfer:
        seats = counts(terms, totals_at(subscription, command.now))
        term = RenewedTerm(subscription.term_ends_at, seats)
    total = Money(invoice.total_minor, invoice.currency)
    template, words = invoice_mail(invoice.id, total, invoice.due_at, term)
    for person in payers(command):
        command.mail(
            template,
            person.email,
            subscription_id=subscription.id,
            invitation_id=None,
            **words,
        )


def send_again(
    *,
    actor: Actor,
    account_id: UUID,
    invoice_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """Mail an invoice once more to who gets the invoices; return how many mails that is.

    Refuses `role_not_allowed`, and `not_found` for one that was never issued.
    """

    def body(command: Command) -> int:
        command.lock_account()
        command.require(Action.RECORD_PAYMENT)
        invoice = Invoice.objects.filter(
            account_id=account_id, id=invoice_id, number__isnull=False
        ).first()
        if invoice is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="invoice"))
        people = payers(command)
        for person in people:
            command.mail(
                "invoice_issued",
                person.email,
                subscription_id=invoice.subscription_id,
                invitation_id=None,
                invoice_id=str(invoice.id),
                total=Money(invoice.total_minor, invoice.currency),
                due_at=invoice.due_at,
            )
        return len(people)

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="announcing.send_again",
        result=int,
        body=body,
        key=key,
        request={"invoice": invoice_id},
    )
