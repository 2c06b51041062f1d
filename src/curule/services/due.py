"""Everything that happens because time has passed, in order of time.

At one instant: ends · scheduled changes · renewal and its invoice · payment attempts · grace ·
reminders. Each source is a query for the earliest row that is due and a command that carries it out
at its own due time; a command looks again under its locks, so that running twice, or on two
machines, changes nothing (I36).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from curule.core.lifecycle import Status, days_later
from curule.core.permissions import Actor
from curule.data import models
from curule.selectors.catalog import get_plan_terms
from curule.services import (
    endings,
    invitations,
    joining,
    payments,
    refunds,
    renewals,
    seats,
)
from curule.services._command import Command, run
from curule.services.placing import cancel_waiting

log = logging.getLogger("curule.due")

UNPAID_ORDER_DAYS = 30
"""An order that was not paid so many days after its invoice was due is canceled."""

SYSTEM = Actor.system("worker")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose time is meant: the accounts of a clock, of the real time, or a few named ones."""

    clock_id: UUID | None = None
    account_ids: frozenset[UUID] | None = None

    def of(self, field_name: str = "account") -> Q:
        """Return the condition on a table whose account is `field_name`."""
        chosen = Q(**{f"{field_name}__clock_id": self.clock_id})
        if self.account_ids is not None:
            chosen &= Q(**{f"{field_name}_id__in": list(self.account_ids)})
        return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class DueItem:
    """One row that is due: what is to be done, when it was due, and for whom."""

    due_at: datetime
    rank: int
    source: str
    account_id: UUID
    id: UUID


@dataclass(slots=True)
class DueReport:
    """What a sweep did: how often each source had something, and what failed."""

    done: dict[str, int] = field(default_factory=dict)
    failed: list[DueItem] = field(default_factory=list)


Finder = Callable[[Scope, datetime, Collection[UUID]], DueItem | None]
Handler = Callable[[DueItem], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of thing that falls due."""

    name: str
    rank: int
    find: Finder
    carry_out: Handler


def run_due(
    *,
    now: datetime,
    clock_id: UUID | None = None,
    account_ids: Collection[UUID] | None = None,
    attempt_payments: bool = True,
) -> DueReport:
    """Carry out everything due up to `now`, in order of time; each at the time it was due.

    Without `attempt_payments` no saved method is charged. In production a failing row is logged and
    left for the next sweep; on a test clock it stops the clock.
    """
    scope = Scope(
        clock_id=clock_id, account_ids=None if account_ids is None else frozenset(account_ids)
    )
    report = DueReport()
    skipped: set[UUID] = set()
    sources = [s for s in SOURCES if attempt_payments or s.name != "attempt"]
    while item := _earliest(sources, scope, now, skipped):
        source = next(source for source in sources if source.name == item.source)
        try:
            source.carry_out(item)
        except Exception:
            if clock_id is not None:
                raise
            log.exception("due item failed", extra={"source": item.source, "row": str(item.id)})
            report.failed.append(item)
            skipped.add(item.id)
        report.done[item.source] = report.done.get(item.source, 0) + 1
    return report


def _earliest(
    sources: Collection[Source], scope: Scope, now: datetime, skipped: Collection[UUID]
) -> DueItem | None:
    found = (source.find(scope, now, skipped) for source in sources)
    items = [item for item in found if item is not None]
    return min(items, key=lambda item: (item.due_at, item.rank, item.id), default=None)


def _first(
    name: str, rank: int, rows: QuerySet[Model], column: str, now: datetime
) -> DueItem | None:
    row = (
        rows.filter(**{f"{column}__lte": now})
        .order_by(column, "id")
        .values_list(column, "account_id", "id")
        .first()
    )
    if row is None:
        return None
    due_at, account_id, row_id = row
    return DueItem(due_at=due_at, rank=rank, source=name, account_id=account_id, id=row_id)


def _column_source(
    name: str,
    rank: int,
    rows: Callable[[], QuerySet],  # type: ignore[type-arg]
    column: str,
    carry_out: Handler,
) -> Source:
    """Return a source whose rows carry their due time in a column."""

    def find(scope: Scope, now: datetime, skipped: Collection[UUID]) -> DueItem | None:
        chosen = rows().filter(scope.of()).exclude(id__in=list(skipped))
        return _first(name, rank, chosen, column, now)

    return Source(name=name, rank=rank, find=find, carry_out=carry_out)


def _expire_quote(item: DueItem) -> None:
    models.Quote.objects.filter(
        account_id=item.account_id, id=item.id, status="open", expires_at__lte=item.due_at
    ).update(status="expired", closed_at=item.due_at)


def _close_seat(item: DueItem) -> None:
    seat = models.Seat.objects.get(account_id=item.account_id, id=item.id)
    seats.close_ended(
        account_id=item.account_id, subscription_id=seat.subscription_id, now=item.due_at
    )


def _find_settlement(scope: Scope, now: datetime, skipped: Collection[UUID]) -> DueItem | None:
    row = (
        models.Settlement.objects.filter(
            scope.of("joined_account"), status="pending", moves_at__lte=now
        )
        .exclude(id__in=list(skipped))
        .order_by("moves_at", "id")
        .first()
    )
    if row is None:
        return None
    return DueItem(
        due_at=row.moves_at,
        rank=0,
        source="settlement",
        account_id=row.joined_account_id,
        id=row.id,
    )


def _apply_reduction(item: DueItem) -> None:
    row = models.ScheduledReduction.objects.get(account_id=item.account_id, id=item.id)
    renewals.apply_reduction(
        account_id=item.account_id, subscription_id=row.subscription_id, now=item.due_at
    )


def _ask_gateway(item: DueItem) -> None:
    payments.ask_gateway(account_id=item.account_id, payment_id=item.id, now=item.due_at)


def _find_grace(scope: Scope, now: datetime, skipped: Collection[UUID]) -> DueItem | None:
    """Return the earliest grace step that is not written down yet."""
    unpaid = (
        models.Invoice.objects.filter(scope.of(), status="open", is_granted=True, due_at__lte=now)
        .exclude(subscription_id=None)
        .exclude(subscription_id__in=list(skipped))
        .order_by("due_at")
        .values_list("account_id", "subscription_id", "due_at")
    )
    oldest: dict[UUID, tuple[UUID, datetime]] = {}
    for account_id, subscription_id, due_at in unpaid:
        assert subscription_id is not None
        oldest.setdefault(subscription_id, (account_id, due_at))
    items: list[DueItem] = []
    for subscription in models.Subscription.objects.filter(id__in=list(oldest)):
        account_id, due_at = oldest[subscription.id]
        step_at = _next_step(subscription, due_at)
        if step_at is not None and step_at <= now:
            items.append(
                DueItem(
                    due_at=step_at,
                    rank=4,
                    source="grace",
                    account_id=account_id,
                    id=subscription.id,
                )
            )
    return min(items, key=lambda item: (item.due_at, item.id), default=None)


def _next_step(subscription: models.Subscription, due_at: datetime) -> datetime | None:
    """Return when the first grace status begins that the subscription does not have yet."""
    if subscription.status in {Status.ENDED, Status.INCOMPLETE}:
        return None
    steps = get_plan_terms(subscription.plan_version_id).policy.unpaid.grace
    begins = due_at
    reached = subscription.status in {Status.ACTIVE, Status.TRIALING}
    for step in steps:
        status = Status.PAST_DUE if step.access else Status.SUSPENDED
        if reached and status != subscription.status:
            return begins
        reached = reached or status == subscription.status
        begins = days_later(begins, step.days, subscription.time_zone)
    return begins


def _find_unpaid_order(scope: Scope, now: datetime, skipped: Collection[UUID]) -> DueItem | None:
    """Return the earliest order whose invoice was never paid."""
    waiting = models.Order.objects.filter(scope.of(), status="awaiting_payment").exclude(
        id__in=list(skipped)
    )
    due = {
        invoice.id: invoice.due_at + timedelta(days=UNPAID_ORDER_DAYS)
        for invoice in models.Invoice.objects.filter(
            id__in=waiting.values("invoice_id"),
            due_at__lte=now - timedelta(days=UNPAID_ORDER_DAYS),
        )
    }
    items = [
        DueItem(
            due_at=due[order.invoice_id],
            rank=4,
            source="unpaid_order",
            account_id=order.account_id,
            id=order.id,
        )
        for order in waiting
        if order.invoice_id in due
    ]
    return min(items, key=lambda item: (item.due_at, item.id), default=None)


def _cancel_unpaid(item: DueItem) -> None:
    def body(command: Command) -> bool:
        command.lock_account()
        order = models.Order.objects.select_for_update().get(account_id=item.account_id, id=item.id)
        if order.status != "awaiting_payment":
            return False
        command.lock_subscription(order.subscription_id)
        cancel_waiting(command, order)
        return True

    run(
        account_id=item.account_id,
        actor=SYSTEM,
        now=item.due_at,
        name="orders.cancel_unpaid",
        result=bool,
        body=body,
    )


def _turning() -> QuerySet[models.Subscription]:
    running = [Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED]
    return models.Subscription.objects.filter(status__in=running)


def _turn(item: DueItem) -> None:
    renewals.turn(account_id=item.account_id, subscription_id=item.id, now=item.due_at)


SOURCES = (
    _column_source(
        "invitation",
        0,
        lambda: models.Invitation.objects.filter(status="open"),
        "expires_at",
        lambda item: invitations.expire_due(
            account_id=item.account_id, invitation_id=item.id, now=item.due_at
        ),
    ),
    _column_source(
        "quote", 0, lambda: models.Quote.objects.filter(status="open"), "expires_at", _expire_quote
    ),
    Source(
        name="settlement",
        rank=0,
        find=_find_settlement,
        carry_out=lambda item: joining.move(settlement_id=item.id, now=item.due_at),
    ),
    _column_source(
        "seat",
        0,
        lambda: models.Seat.objects.exclude(assignment_id=None),
        "ends_at",
        _close_seat,
    ),
    _column_source(
        "reduction",
        1,
        lambda: models.ScheduledReduction.objects.filter(status="open"),
        "effective_at",
        _apply_reduction,
    ),
    _column_source(
        "plan_change",
        1,
        lambda: models.ScheduledPlanChange.objects.filter(status="open"),
        "effective_at",
        lambda item: renewals.apply_plan_change(
            account_id=item.account_id, change_id=item.id, now=item.due_at
        ),
    ),
    _column_source("renewal", 2, _turning, "period_ends_at", _turn),
    _column_source(
        "trial",
        2,
        lambda: models.Subscription.objects.filter(status=Status.TRIALING),
        "trial_ends_at",
        _turn,
    ),
    _column_source(
        "attempt",
        3,
        lambda: models.Invoice.objects.filter(status="open"),
        "next_attempt_at",
        lambda item: payments.attempt(
            account_id=item.account_id, invoice_id=item.id, now=item.due_at
        ),
    ),
    _column_source(
        "janitor",
        3,
        lambda: models.Payment.objects.filter(status__in=["pending", "unknown"]),
        "ask_again_at",
        _ask_gateway,
    ),
    _column_source(
        "refund",
        3,
        lambda: models.Refund.objects.filter(status__in=["pending", "unknown"]),
        "ask_again_at",
        lambda item: refunds.send(account_id=item.account_id, refund_id=item.id, now=item.due_at),
    ),
    Source(
        name="grace",
        rank=4,
        find=_find_grace,
        carry_out=lambda item: endings.step_grace(
            account_id=item.account_id, subscription_id=item.id, now=item.due_at
        ),
    ),
    Source(name="unpaid_order", rank=4, find=_find_unpaid_order, carry_out=_cancel_unpaid),
    _column_source(
        "reminder",
        5,
        lambda: models.Subscription.objects.exclude(status=Status.ENDED),
        "remind_at",
        lambda item: renewals.remind(
            account_id=item.account_id, subscription_id=item.id, now=item.due_at
        ),
    ),
)
"""Every kind of thing that falls due, with its place in the order of one instant."""
