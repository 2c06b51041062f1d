"""Lines that wait for the next invoice of a subscription (increase.bill = next_invoice)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from curule.core.invoicing import due_at
from curule.core.lines import Line, subtotal
from curule.data.models import Charge, Invoice, PendingLine, Subscription
from curule.selectors.catalog import PlanTerms
from curule.selectors.documents import line_value
from curule.services._command import Command
from curule.services.invoices import billing, credit_notes
from curule.services.invoices._line_columns import line_columns
from curule.services.invoices.announcing import announce


def keep_lines(
    command: Command, subscription: Subscription, terms: PlanTerms, lines: Sequence[Line]
) -> None:
    """Keep lines for the next invoice; the charges they opened have no invoice until then."""
    waiting = PendingLine.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id
    ).count()
    PendingLine.objects.bulk_create(
        PendingLine(
            subscription_id=subscription.id,
            created_at=command.now,
            **line_columns(command, terms, place, line),
        )
        for place, line in enumerate(lines, start=waiting + 1)
    )


def waiting_lines(command: Command, subscription: Subscription) -> tuple[Line, ...]:
    """Return the lines that wait for the next invoice, oldest first."""
    rows = PendingLine.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, invoice_id=None
    )
    return tuple(line_value(row) for row in rows.order_by("position"))


def mark_billed(command: Command, subscription: Subscription, invoice_id: UUID) -> None:
    """Write down on which invoice the waiting lines, and the charges they opened, were billed."""
    for table in (PendingLine, Charge):
        table.objects.filter(
            account_id=command.account_id, subscription_id=subscription.id, invoice_id=None
        ).update(invoice_id=invoice_id)


# --- with no next invoice ------------------------------------------------------------------------


def bill_what_waits(command: Command, subscription: Subscription, terms: PlanTerms) -> None:
    """Bill the lines that waited for a next invoice, since none will come."""
    lines = waiting_lines(command, subscription)
    total = subtotal(lines)
    if total < 0:
        _credit_what_waits(command, subscription, terms, lines)
        return
    if total == 0:
        return
    invoice = billing.issue_invoice(
        command,
        subscription,
        terms,
        billing.Bill(
            kind="seats",
            lines=lines,
            prices=terms.tax_behavior(subscription.currency),
            due_at=due_at(terms.policy.payment, command.now, command.account.time_zone),
            granted=True,
            starts_at=min(line.covers.starts_at for line in lines),
            ends_at=max(line.covers.ends_at for line in lines),
        ),
    )
    assert invoice is not None
    mark_billed(command, subscription, invoice.id)
    billing.use_credit(command, invoice)
    announce(command, subscription, terms, invoice, renewed=False)


def _credit_what_waits(
    command: Command, subscription: Subscription, terms: PlanTerms, lines: tuple[Line, ...]
) -> None:
    """Give back what the waiting lines give back more than they charge, on the newest invoice."""
    newest = (
        Invoice.objects.select_for_update()
        .filter(
            account_id=command.account_id,
            subscription_id=subscription.id,
            tax_behavior=terms.tax_behavior(subscription.currency).value,
        )
        .order_by("-id")
        .first()
    )
    if newest is None:
        return
    turned = credit_notes.turned(lines)
    credit_notes.issue_credit_note(command, newest, turned, terms, reason="change")
    mark_billed(command, subscription, newest.id)
