"""How a subscription ends: its seats end, people are told, what waited is taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.books import close
from curule.core.events import EventType
from curule.core.lifecycle import Status, grace_ends, last_access_ends
from curule.core.lines import Line, LineKind
from curule.core.permissions import Action, Actor
from curule.core.policy import DecreaseMoney
from curule.core.proration import rest_from
from curule.core.roles import Role
from curule.data.models import Charge, Invitation, Invoice, Subscription
from curule.selectors.catalog import get_plan_terms
from curule.selectors.standings import anchor_of, charge_values, grace_of, oldest_unpaid_due
from curule.services import billing, periods, pools, reductions, seats
from curule.services._command import Command, Done, run

SYSTEM = Actor.system("worker")


def end_subscription(
    command: Command, subscription: Subscription, *, at: datetime, reason: str
) -> None:
    """End a subscription at `at`; its history stays."""
    reductions.withdraw_all(command, subscription)
    pools.end_all_seats(command, subscription_id=subscription.id, ends_at=at)
    Invitation.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).update(status="canceled", closed_at=at)
    seats.close_on_ended_seats(command, subscription_id=subscription.id)
    periods.end_running_period(command, subscription, at)
    subscription.status = Status.ENDED
    subscription.ended_at = at
    subscription.end_reason = reason
    subscription.remind_at = None
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.SUBSCRIPTION_ENDED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        reason=reason,
    )
    terms = get_plan_terms(subscription.plan_version_id)
    for person in command.people_with(*sorted(terms.policy.who.change_roles)):
        command.mail(
            "subscription_ended", person.email, subscription_id=subscription.id, ended_at=at
        )


def cancel(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    at_once: bool = False,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Cancel at the term's end; at once by the vendor only. Refuses `subscription_ended`."""
    from curule.services import subscriptions  # noqa: PLC0415

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        policy = get_plan_terms(subscription.plan_version_id).policy
        command.require(Action.CANCEL_NOW if at_once else Action.CHANGE, policy)
        subscriptions.refuse_ended(subscription)
        if at_once:
            end_subscription(command, subscription, at=now, reason="canceled")
        else:
            subscriptions.turn_auto_renew(command, subscription, value=False)
        return at_once

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="subscriptions.cancel",
        result=bool,
        body=body,
        key=key,
        request={"subscription": subscription_id, "at_once": at_once},
    )


def step_grace(*, account_id: UUID, subscription_id: UUID, now: datetime) -> None:
    """Move a subscription with an unpaid invoice to where its grace is at `now` (unpaid.grace)."""

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        if subscription.status in {Status.ENDED, Status.INCOMPLETE}:
            return False
        grace = grace_of(subscription, now)
        if grace.status == Status.ENDED:
            cancel_time_without_access(command, subscription)
            end_subscription(command, subscription, at=now, reason="unpaid")
        elif grace.status not in {subscription.status, Status.ACTIVE}:
            _write_step(command, subscription, grace.status)
        return True

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="subscriptions.step_grace",
        result=bool,
        body=body,
    )


def _write_step(command: Command, subscription: Subscription, status: Status) -> None:
    subscription.status = status
    subscription.save(update_fields=["status"])
    suspended = status is Status.SUSPENDED
    command.record(
        EventType.SUBSCRIPTION_SUSPENDED if suspended else EventType.SUBSCRIPTION_PAST_DUE,
        subject_id=subscription.id,
        subscription_id=subscription.id,
    )
    for person in command.people_with(Role.BILLING_CONTACT, Role.OWNER):
        command.mail(
            "access_suspended" if suspended else "invoice_overdue",
            person.email,
            subscription_id=subscription.id,
        )


def cancel_time_without_access(command: Command, subscription: Subscription) -> None:
    """Credit the time after the last day of access on what is unpaid; the rest stays owed."""
    terms = get_plan_terms(subscription.plan_version_id)
    due_at = oldest_unpaid_due(command.account_id, subscription.id, command.now)
    anchor = anchor_of(subscription)
    if due_at is None or anchor is None:
        return
    steps = terms.policy.unpaid.grace
    end = last_access_ends(due_at, steps, subscription.time_zone)
    end = min(end, grace_ends(due_at, steps, subscription.time_zone))
    unpaid = Invoice.objects.select_for_update().filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    )
    for invoice in unpaid:
        rows = Charge.objects.filter(
            account_id=command.account_id, invoice_id=invoice.id, closed_at=None
        )
        lines: list[Line] = []
        for charge in charge_values(rows, terms):
            part = rest_from(terms.policy.proration.unit, charge.period, end, anchor)
            amount = close(charge, part).amount
            if amount:
                lines.append(
                    Line(
                        kind=LineKind.UNUSED,
                        seat_type=charge.seat_type,
                        quantity=charge.quantity,
                        unit_amount=None,
                        covers=charge.period,
                        part=part,
                        amount=amount,
                        charge=charge.key,
                    )
                )
        if lines:
            billing.issue_credit_note(
                command, invoice, lines, terms, reason="unpaid", to=DecreaseMoney.NONE
            )
