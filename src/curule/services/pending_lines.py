"""Lines that wait for the next invoice of a subscription (increase.bill = next_invoice)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from curule.core.lines import Line
from curule.data.models import Charge, PendingLine, Subscription
from curule.selectors.catalog import PlanTerms
from curule.selectors.documents import line_value
from curule.services._command import Command
from curule.services._line_columns import line_columns


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
