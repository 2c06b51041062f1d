"""Safety bounds: what no customer can want is refused before it is written (I26).

They keep a mistake of ours from flooding a customer with invoices. An account that meets one is
parked until the span is over; a sweep leaves it to the next one and says so in the log. On a test
clock, where a year passes in a second, there are none.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from curule.core.lifecycle import Status
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Invoice, InvoiceLine, Order, Subscription
from curule.selectors.invariants.bounds import (
    MOST_CHANGES_AN_HOUR,
    MOST_INVOICES_A_DAY,
    MOST_INVOICES_A_MINUTE,
    MOST_LINES_A_DAY,
)
from curule.services._command import Command

_SPANS: Final = (
    (timedelta(minutes=1), MOST_INVOICES_A_MINUTE),
    (timedelta(days=1), MOST_INVOICES_A_DAY),
)


def refuse_flood(command: Command, subscription: Subscription, kind: str, *, lines: int) -> None:
    """Refuse `account_parked` for one invoice more than the bounds allow."""
    if command.account.clock_id is not None:
        return
    issued = Invoice.objects.filter(account_id=command.account_id)
    for span, most in _SPANS:
        number = issued.filter(issued_at__gt=command.now - span).count()
        if number >= most and number >= most * _subscriptions(command):
            raise Refused(refuse(RefusalCode.ACCOUNT_PARKED))
    if kind == "renewal":
        _refuse_recurring(command, subscription, lines)


def _subscriptions(command: Command) -> int:
    """Count what may be invoiced: many subscriptions may well renew on one day."""
    return (
        Subscription.objects.filter(account_id=command.account_id)
        .exclude(status=Status.ENDED)
        .count()
    )


def _refuse_recurring(command: Command, subscription: Subscription, lines: int) -> None:
    """Refuse too many recurring lines; one invoice is no flood, however long it is."""
    today = Invoice.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        kind="renewal",
        issued_at__gt=command.now - timedelta(days=1),
    )
    before = InvoiceLine.objects.filter(
        account_id=command.account_id, invoice_id__in=today.values("id")
    ).count()
    if before and before + lines > MOST_LINES_A_DAY:
        raise Refused(refuse(RefusalCode.ACCOUNT_PARKED))


def refuse_restlessness(command: Command, subscription: Subscription) -> None:
    """Refuse `account_parked` for one change of a subscription more than the bounds allow."""
    if command.account.clock_id is not None:
        return
    changes = Order.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        placed_at__gt=command.now - timedelta(hours=1),
    )
    if changes.count() >= MOST_CHANGES_AN_HOUR:
        raise Refused(refuse(RefusalCode.ACCOUNT_PARKED))
