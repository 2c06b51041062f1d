"""A subscription on another plan version: at once, or from its renewal on (T25)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from curule.core.changes import Change, SeatMove
from curule.core.discounts import CouponStep, step_on_other_plan
from curule.core.events import EventType
from curule.core.money import Money
from curule.core.permissions import Actor
from curule.core.plan_changes import seats_on
from curule.core.policy import DecreaseOccupied
from curule.core.standing import Standing
from curule.data.models import (
    Assignment,
    AutoBuyLimit,
    Invitation,
    PriceChange,
    Quote,
    ScheduledPlanChange,
    Seat,
    SeatRequest,
    Subscription,
    WaitlistEntry,
)
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.coupons import with_running_coupon
from curule.selectors.standings import account_maxima, interval_of, standing_of
from curule.services._command import Command, run
from curule.services._mailing import buyers, counts
from curule.services.changes import coupons, periods, quoting, reductions
from curule.services.invoices import charges, pending_lines
from curule.services.seating import pools

SYSTEM = Actor.system("worker")


def move_to_plan(
    command: Command,
    subscription: Subscription,
    plan_version_id: UUID,
    change: Change,
    *,
    invoice_id: UUID | None,
    due_now: Money | None = None,
    cause: str = "",
) -> None:
    """Move a subscription to another plan version; people stay, seat types match by name.

    From now on the target's policy rules, so what the old one had scheduled is taken back, and a
    price that was announced for it has no plan any more. The charges that the change gives back
    were moved before. What has a `cause` was told before, and is not told again.
    """
    old, new = get_plan_terms(subscription.plan_version_id), get_plan_terms(plan_version_id)
    reductions.withdraw_all(command, subscription)
    if not cause:
        close_price_change(command, subscription)
    interval = quoting.target_interval(subscription, new)
    _rename_seat_types(command, subscription, old, new)
    subscription.plan_version_id = plan_version_id
    subscription.interval_unit = interval.unit.value
    subscription.interval_count = interval.count
    coupons.step(command, subscription, change.coupon)
    charges.open_charges(command, subscription, new, change.charges, invoice_id=invoice_id)
    for move in change.moves:
        _move_seats(command, subscription, move, old, new)
    if change.restart is not None:
        periods.restart(command, subscription, new, change, change.restart)
    reductions.schedule(command, subscription, new, change, ())
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.PLAN_CHANGED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        before=old.plan_key,
        after=new.plan_key,
        **({"cause": cause} if cause else {}),
    )
    if not cause:
        _tell(command, subscription, new, due_now)


def close_price_change(command: Command, subscription: Subscription) -> None:
    """Let a price change that was announced give way to something else."""
    PriceChange.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).update(status="replaced", closed_at=command.now)


def _move_seats(
    command: Command, subscription: Subscription, move: SeatMove, old: PlanTerms, new: PlanTerms
) -> None:
    """Add or end seats; a type that the target does not have is still the old plan's."""
    sold = new.seat_type(move.seat_type) or old.seat_type(move.seat_type)
    assert sold is not None
    if move.remove:
        # The number was decided on with the people in view: none of them has to leave.
        reductions.remove_now(
            command, subscription, sold.id, move.remove, rule=DecreaseOccupied.REFUSE
        )
    if move.add:
        pools.add_seats(
            command,
            subscription_id=subscription.id,
            seat_type_id=sold.id,
            count=move.add,
            starts_at=command.now,
        )


def _rename_seat_types(
    command: Command, subscription: Subscription, old: PlanTerms, new: PlanTerms
) -> None:
    """Let everything that runs or waits follow its seat type, by name, to another plan.

    What is over stays history of the old one.
    """
    running = (
        Seat.objects.filter(Q(ends_at=None) | Q(ends_at__gt=command.now)),
        Assignment.objects.filter(ended_at=None),
        Invitation.objects.filter(status="open"),
        WaitlistEntry.objects.filter(left_at=None),
        SeatRequest.objects.filter(status="open"),
        AutoBuyLimit.objects.all(),
    )
    for sold in old.seat_types:
        target = new.seat_type(sold.terms.name)
        if target is None:
            continue
        for rows in running:
            rows.filter(
                account_id=command.account_id,
                subscription_id=subscription.id,
                seat_type_id=sold.id,
            ).update(seat_type_id=target.id)


def _tell(
    command: Command, subscription: Subscription, new: PlanTerms, due_now: Money | None
) -> None:
    words: dict[str, object] = {} if due_now is None else {"due_now": due_now}
    totals = standing_of(subscription, command.now).totals
    bought = {
        sold.terms.name: totals[sold.terms.name]
        for sold in new.seat_types
        if not sold.terms.unlimited
    }
    for person in buyers(command, new):
        command.mail(
            "plan_changed",
            person.email,
            subscription_id=subscription.id,
            invitation_id=None,
            plan=new.plan_name,
            effective_at=command.now,
            seats=counts(new, bought),
            **words,
        )


# --- from the renewal on --------------------------------------------------------------------------


def schedule_plan_change(command: Command, subscription: Subscription, quote: Quote) -> None:
    """Keep a change of plan for the renewal."""
    assert subscription.term_ends_at is not None
    ScheduledPlanChange.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).update(status="replaced", closed_at=command.now)
    ScheduledPlanChange.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        plan_version_id=UUID(quote.terms["plan_version"]),
        seats=quote.terms.get("seats", {}),
        effective_at=subscription.term_ends_at,
        requested_at=command.now,
        requested_by=command.person_id,
    )
    subscription.version += 1
    subscription.save(update_fields=["version"])
    command.record(
        EventType.PLAN_CHANGE_SCHEDULED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        effective_at=subscription.term_ends_at,
    )


def apply_plan_change(*, account_id: UUID, change_id: UUID, now: datetime) -> None:
    """Move a subscription to the plan that was chosen for its renewal, just before it renews.

    Where it does not renew, or more people have seats by now than the plan allows, it stays.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        row = ScheduledPlanChange.objects.get(account_id=account_id, id=change_id)
        subscription = command.lock_subscription(row.subscription_id)
        row.refresh_from_db()
        if row.status != "open" or row.effective_at > now:
            return False
        renews = subscription.auto_renew
        moves = _moves_at_renewal(subscription, row, now) if renews else None
        row.status = "withdrawn" if moves is None else "applied"
        row.closed_at = now
        row.save(update_fields=["status", "closed_at"])
        if moves is not None:
            _bill_what_waits(command, subscription, row)
            change = Change(moves=moves, coupon=_coupon_step(subscription, row, now))
            move_to_plan(command, subscription, row.plan_version_id, change, invoice_id=None)
        return moves is not None

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="plan_moves.apply_plan_change",
        result=bool,
        body=body,
    )


def _bill_what_waits(
    command: Command, subscription: Subscription, row: ScheduledPlanChange
) -> None:
    """Bill what waits for the next invoice by itself where that will have prices of another kind.

    Prices with tax in them and prices without never stand on one invoice.
    """
    old, new = get_plan_terms(subscription.plan_version_id), get_plan_terms(row.plan_version_id)
    currency = subscription.currency
    if old.tax_behavior(currency) is not new.tax_behavior(currency):
        pending_lines.bill_what_waits(command, subscription, old)


def _moves_at_renewal(
    subscription: Subscription, row: ScheduledPlanChange, now: datetime
) -> tuple[SeatMove, ...] | None:
    """Return the seats that come and go with a scheduled plan, at least those in use.

    None where its limits leave no place for the people.
    """
    target = get_plan_terms(row.plan_version_id)
    interval = quoting.target_interval(subscription, target)
    maxima = account_maxima(subscription.account_id, target.product_id)
    offer = target.offer(subscription.currency, interval, maxima)
    standing = standing_of(subscription, now)
    wanted = seats_on(standing, offer, row.seats)
    moves: list[SeatMove] = []
    for name in dict.fromkeys([*(pool.name for pool in standing.pools), *wanted]):
        present, taken = _present(standing, name)
        number = max(wanted.get(name, 0), taken)
        sold = target.seat_type(name)
        limit = maxima.get(name, sold.terms.max if sold else 0)
        if sold is not None and sold.terms.unlimited:
            continue
        if limit is not None and number > limit:
            return None
        if number != present:
            moves.append(
                SeatMove(
                    seat_type=name, add=max(number - present, 0), remove=max(present - number, 0)
                )
            )
    return tuple(moves)


def _coupon_step(
    subscription: Subscription, row: ScheduledPlanChange, now: datetime
) -> CouponStep | None:
    """Say whether the coupon goes on with a scheduled plan; its next period begins after that."""
    target = get_plan_terms(row.plan_version_id)
    interval = quoting.target_interval(subscription, target)
    maxima = account_maxima(subscription.account_id, target.product_id)
    offer = target.offer(subscription.currency, interval, maxima)
    standing = standing_of(subscription, now)
    offer = with_running_coupon(subscription, standing, target, offer)
    return step_on_other_plan(
        standing.redemption,
        holds=offer.redemption is not None,
        same_interval=interval == interval_of(subscription),
        new_period=False,
    )


def _present(standing: Standing, name: str) -> tuple[int, int]:
    """Return the seats of a type and how many of them are taken."""
    pool = standing.pool(name)
    if pool is None or pool.terms.unlimited:
        return 0, 0
    return pool.seats, pool.taken
