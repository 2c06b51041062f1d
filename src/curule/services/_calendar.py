"""What time itself brings to subscriptions: scheduled changes, renewals, grace, lapsed orders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from curule.core.invoicing import UNPAID_ORDER_DAYS, order_lapses_at
from curule.core.lifecycle import Status, days_later
from curule.core.policy import GraceStep
from curule.data import models
from curule.selectors.catalog import get_plan_terms
from curule.selectors.grace import grace_begun, grace_from
from curule.selectors.standings import in_grace
from curule.services import endings, waiting_orders
from curule.services._sources import DueItem, Scope, Source
from curule.services.changes import plan_moves
from curule.services.invoices import revenue
from curule.services.renewals import renewals

ENDS, REDUCTIONS, PLAN_CHANGES, RENEWALS, PAYMENTS, GRACE, MAILS, BOOKS = range(8)
"""The order of one instant. A plan changes after the numbers: the last number given holds."""


def _apply_reduction(item: DueItem) -> None:
    subscription_id = models.ScheduledReduction.objects.values_list(
        "subscription_id", flat=True
    ).get(account_id=item.account_id, id=item.id)
    renewals.apply_reductions(
        account_id=item.account_id, subscription_id=subscription_id, now=item.due_at
    )


def _running() -> QuerySet[models.Subscription]:
    return models.Subscription.objects.filter(
        status__in=[Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED]
    )


def _turn(item: DueItem) -> None:
    renewals.turn(account_id=item.account_id, subscription_id=item.id, now=item.due_at)


# --- grace ----------------------------------------------------------------------------------------


def _find_grace(scope: Scope, now: datetime, skipped: Collection[UUID]) -> DueItem | None:
    """Return the earliest step of grace that is not written down yet."""
    subscriptions = {
        row.id: row
        for row in _running().filter(scope.of(), id__in=_overdue(now).values("subscription_id"))
    }
    oldest: dict[UUID, datetime] = {}
    for subscription_id, due_at in (
        _overdue(now)
        .filter(subscription_id__in=list(subscriptions))
        .annotate(begins=grace_from())
        .order_by("begins")
        .values_list("subscription_id", "begins")
    ):
        if subscription_id is not None:
            oldest.setdefault(subscription_id, due_at)
    found = (
        _grace_item(subscriptions[key], due_at, now)
        for key, due_at in oldest.items()
        if key not in skipped
    )
    return _earliest(item for item in found if item is not None)


def _overdue(now: datetime) -> QuerySet[models.Invoice]:
    return in_grace().filter(grace_begun(now))


def _grace_item(row: models.Subscription, due_at: datetime, now: datetime) -> DueItem | None:
    step_at = next_step(row, due_at)
    if step_at > now:
        return None
    return DueItem(due_at=step_at, rank=GRACE, source="grace", account_id=row.account_id, id=row.id)


def next_step(subscription: models.Subscription, due_at: datetime) -> datetime:
    """Return when the first status of grace begins that the subscription does not have yet."""
    steps = get_plan_terms(subscription.plan_version_id).policy.unpaid.grace
    begins = _beginnings(steps, due_at, subscription.time_zone)
    reached = [at for at, status in begins if status == subscription.status]
    later = [
        at
        for at, status in begins
        if status != subscription.status and (not reached or at > max(reached))
    ]
    return min(later)


def _beginnings(
    steps: Sequence[GraceStep], due_at: datetime, zone: str
) -> list[tuple[datetime, Status]]:
    """Return when each status of grace begins, its end among them."""
    listed: list[tuple[datetime, Status]] = []
    days = 0
    for step in steps:
        status = Status.PAST_DUE if step.access else Status.SUSPENDED
        listed.append((days_later(due_at, days, zone), status))
        days += step.days
    return [*listed, (days_later(due_at, days, zone), Status.ENDED)]


def _step_grace(item: DueItem) -> None:
    endings.step_grace(account_id=item.account_id, subscription_id=item.id, now=item.due_at)


# --- orders that were never paid ------------------------------------------------------------------


def _find_unpaid_order(scope: Scope, now: datetime, skipped: Collection[UUID]) -> DueItem | None:
    """Return the earliest order whose invoice was never paid."""
    waiting = (
        models.Order.objects.filter(scope.of(), status="awaiting_payment")
        .exclude(id__in=list(skipped))
        .select_related("account")
    )
    late = dict(
        models.Invoice.objects.filter(
            id__in=waiting.values("invoice_id"),
            # A day more than the zones of the world differ by.
            due_at__lte=now - timedelta(days=UNPAID_ORDER_DAYS - 1),
        ).values_list("id", "due_at")
    )
    found = (
        DueItem(
            due_at=order_lapses_at(late[order.invoice_id], order.account.time_zone),
            rank=GRACE,
            source="unpaid_order",
            account_id=order.account_id,
            id=order.id,
        )
        for order in waiting.filter(invoice_id__in=list(late))
        if order.invoice_id is not None
    )
    return _earliest(item for item in found if item.due_at <= now)


def _earliest(items: Iterable[DueItem]) -> DueItem | None:
    return min(items, key=lambda item: (item.due_at, item.id), default=None)


def _cancel_unpaid(item: DueItem) -> None:
    waiting_orders.cancel_unpaid(account_id=item.account_id, order_id=item.id, now=item.due_at)


CALENDAR: Final = (
    Source(
        name="reduction",
        rank=REDUCTIONS,
        rows=lambda: models.ScheduledReduction.objects.filter(status="open"),
        column="effective_at",
        carry_out=_apply_reduction,
    ),
    Source(
        name="plan_change",
        rank=PLAN_CHANGES,
        rows=lambda: models.ScheduledPlanChange.objects.filter(status="open"),
        column="effective_at",
        carry_out=lambda item: plan_moves.apply_plan_change(
            account_id=item.account_id, change_id=item.id, now=item.due_at
        ),
    ),
    Source(name="renewal", rank=RENEWALS, rows=_running, column="period_ends_at", carry_out=_turn),
    Source(
        name="trial",
        rank=RENEWALS,
        rows=lambda: models.Subscription.objects.filter(status=Status.TRIALING),
        column="trial_ends_at",
        carry_out=_turn,
    ),
    Source(
        name="grace",
        rank=GRACE,
        rows=in_grace,
        column="due_at",
        look_closer=_find_grace,
        carry_out=_step_grace,
    ),
    Source(
        name="unpaid_order",
        rank=GRACE,
        rows=lambda: models.Order.objects.filter(status="awaiting_payment"),
        column="placed_at",
        look_closer=_find_unpaid_order,
        carry_out=_cancel_unpaid,
    ),
    Source(
        name="revenue",
        rank=BOOKS,
        rows=lambda: models.RevenueSchedule.objects.exclude(next_at=None),
        column="next_at",
        carry_out=lambda item: revenue.recognize_due(account_id=item.account_id, now=item.due_at),
    ),
)
"""What a subscription and its books depend on, whoever looks at it."""
