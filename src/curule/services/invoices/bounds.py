"""Safety bounds: what no customer can want is refused before it is written, and parks (I26).

They keep a mistake of ours from flooding a customer with invoices, and an invoice from being larger
than was agreed. An account that meets one is parked: nothing more is charged until somebody of the
vendor releases it, and what was before that counts no more. On a test clock, where a year passes in
a second, there are none.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from curule.core.bounds import Bound, Crossing
from curule.core.lifecycle import Status
from curule.data.models import Invoice, InvoiceCap, InvoiceLine, Order, Parking, Subscription
from curule.services._acts import Command
from curule.services._parking import refuse_parked, trip


def refuse_flood(
    command: Command, subscription: Subscription, kind: str, *, lines: int, total: int
) -> None:
    """Refuse `account_parked` for one invoice more, or a larger one, than the bounds allow."""
    refuse_parked(command)
    if command.account.clock_id is not None:
        return
    _refuse_large(command, subscription, total)
    bounds, released_at = settings.CURULE_BOUNDS, _released_at(command)
    for bound, span, most in (
        (Bound.INVOICES_A_MINUTE, timedelta(minutes=1), bounds.invoices_a_minute),
        (Bound.INVOICES_A_DAY, timedelta(days=1), bounds.invoices_a_day),
    ):
        issued = Invoice.objects.filter(
            account_id=command.account_id, issued_at__gt=_since(command, span, released_at)
        )
        number = issued.count()
        if number >= most and number >= (many := most * _subscriptions(command)):
            crossing = Crossing(bound=bound, found=number + 1, most=max(most, many))
            raise trip(command, subscription.id, crossing)
    if kind == "renewal":
        _refuse_recurring(command, subscription, lines, released_at)


def _refuse_large(command: Command, subscription: Subscription, total: int) -> None:
    """Refuse an invoice above what is agreed with this customer."""
    cap = InvoiceCap.objects.filter(
        account_id=command.account_id, currency=subscription.currency
    ).first()
    if cap is not None and total > cap.most_minor:
        crossing = Crossing(
            bound=Bound.AMOUNT, found=total, most=cap.most_minor, currency=cap.currency
        )
        raise trip(command, subscription.id, crossing)


def _subscriptions(command: Command) -> int:
    """Count what may be invoiced: many subscriptions may well renew on one day."""
    return (
        Subscription.objects.filter(account_id=command.account_id)
        .exclude(status=Status.ENDED)
        .count()
    )


def _refuse_recurring(
    command: Command, subscription: Subscription, lines: int, released_at: datetime | None
) -> None:
    """Refuse too many recurring lines; one invoice is no flood, however long it is."""
    most = settings.CURULE_BOUNDS.lines_a_day
    today = Invoice.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        kind="renewal",
        issued_at__gt=_since(command, timedelta(days=1), released_at),
    )
    before = InvoiceLine.objects.filter(
        account_id=command.account_id, invoice_id__in=today.values("id")
    ).count()
    if before and before + lines > most:
        crossing = Crossing(bound=Bound.LINES_A_DAY, found=before + lines, most=most)
        raise trip(command, subscription.id, crossing)


def refuse_restlessness(command: Command, subscription: Subscription) -> None:
    """Refuse `account_parked` for one change of a subscription more than the bounds allow."""
    refuse_parked(command)
    if command.account.clock_id is not None:
        return
    most = settings.CURULE_BOUNDS.changes_an_hour
    changes = Order.objects.filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        placed_at__gt=_since(command, timedelta(hours=1), _released_at(command)),
    ).count()
    if changes >= most:
        crossing = Crossing(bound=Bound.CHANGES_AN_HOUR, found=changes + 1, most=most)
        raise trip(command, subscription.id, crossing)


def _released_at(command: Command) -> datetime | None:
    """Return when the account was last released, if it ever was parked."""
    released = Parking.objects.filter(account_id=command.account_id).exclude(released_at=None)
    return released.order_by("-released_at").values_list("released_at", flat=True).first()


def _since(command: Command, span: timedelta, released_at: datetime | None) -> datetime:
    """Return from when on is counted: a span ago, or since the last release."""
    begins_at = command.now - span
    return begins_at if released_at is None else max(begins_at, released_at)
