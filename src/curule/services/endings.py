"""How a subscription ends: its seats end, people are told, what waited is taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from curule.core.anchors import MIDNIGHT
from curule.core.books import close
from curule.core.events import EventType
from curule.core.intervals import ProrationUnit
from curule.core.lifecycle import Status, last_access_ends
from curule.core.lines import Line, LineKind
from curule.core.localtime import local, resolve_local
from curule.core.permissions import Actor
from curule.core.policy import DecreaseMoney
from curule.core.proration import Part, rest_from
from curule.core.spans import given_back
from curule.data.models import (
    Charge,
    Invitation,
    Invoice,
    NextTerm,
    Order,
    Subscription,
)
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.grace import grace_begun, grace_from
from curule.selectors.standings import (
    anchor_of,
    charge_values,
    grace_of,
    in_grace,
    oldest_unpaid_due,
    totals_at,
)
from curule.services import waiting_orders
from curule.services._command import Command, run
from curule.services._mailing import buyers, payers
from curule.services.changes import periods, reductions
from curule.services.invoices import billing, charges, credit_notes, pending_lines
from curule.services.seating import lapses, pools
from curule.services.seating.invitation_mails import tell_canceled

SYSTEM = Actor.system("worker")


def end_subscription(command: Command, subscription: Subscription, *, reason: str) -> None:
    """End a subscription now; its history stays.

    What waited for its renewal, or to be added to it, is taken back; what was not billed yet is.
    """
    terms = get_plan_terms(subscription.plan_version_id)
    pending_lines.bill_what_waits(command, subscription, terms)
    waiting_orders.cancel_with_subscription(command, subscription)
    _give_back_ordered_term(command, subscription, terms)
    reductions.withdraw_all(command, subscription)
    seats = totals_at(subscription, command.now)
    pools.end_all_seats(command, subscription_id=subscription.id, ends_at=command.now)
    _cancel_invitations(command, subscription)
    lapses.close_ended_seats(command, subscription.id)
    periods.end_running_period(command, subscription, command.now)
    charges.close_all_charges(command, subscription)
    subscription.status = Status.ENDED
    subscription.ended_at = command.now
    subscription.end_reason = reason
    subscription.remind_at = None
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.SUBSCRIPTION_ENDED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        reason=reason,
        seats=seats,
    )
    for person in buyers(command, terms):
        command.mail(
            "subscription_ended",
            person.email,
            subscription_id=subscription.id,
            ended_at=command.now,
        )


def _cancel_invitations(command: Command, subscription: Subscription) -> None:
    rows = Invitation.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    )
    listed = list(rows.order_by("id"))
    canceled = [(row.id, {"email": row.email}) for row in listed]
    for row in listed:
        tell_canceled(
            command, invitation_id=row.id, subscription_id=subscription.id, email=row.email
        )
    rows.update(status="canceled", closed_at=command.now)
    command.record_all(EventType.INVITATION_CANCELED, canceled, subscription_id=subscription.id)


# --- what is still to be billed, and what comes back ----------------------------------------------


def _give_back_ordered_term(command: Command, subscription: Subscription, terms: PlanTerms) -> None:
    """Take back a term that was ordered and never begins; what was paid for it becomes credit."""
    for ordered in NextTerm.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ):
        ordered.status = "withdrawn"
        ordered.closed_at = command.now
        ordered.save(update_fields=["status", "closed_at"])
        order = Order.objects.get(account_id=command.account_id, id=ordered.order_id)
        if order.invoice_id is not None:
            invoice = Invoice.objects.select_for_update().get(
                account_id=command.account_id, id=order.invoice_id
            )
            credit_notes.credit_whole_invoice(command, invoice, terms, reason="term_withdrawn")


# --- grace ----------------------------------------------------------------------------------------


def step_grace(*, account_id: UUID, subscription_id: UUID, now: datetime) -> None:
    """Move a subscription with an unpaid invoice to where its grace is at `now` (unpaid.grace).

    Credit pays first what it covers, as what was put off until now.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        billing.settle_unpaid(command)
        subscription = command.lock_subscription(subscription_id)
        if subscription.status not in {Status.ACTIVE, Status.PAST_DUE, Status.SUSPENDED}:
            return False
        grace = grace_of(subscription, now)
        if grace.status == Status.ENDED:
            cancel_time_without_access(command, subscription)
            end_subscription(command, subscription, reason="unpaid")
        elif grace.status not in {subscription.status, Status.ACTIVE}:
            _write_step(command, subscription, grace.status, grace.access_ends_at, grace.next_at)
        return True

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="subscriptions.step_grace",
        result=bool,
        body=body,
    )


def _write_step(
    command: Command,
    subscription: Subscription,
    status: Status,
    access_until: datetime | None,
    ends_at: datetime | None,
) -> None:
    subscription.status = status
    subscription.save(update_fields=["status"])
    suspended = status is Status.SUSPENDED
    command.record(
        EventType.SUBSCRIPTION_SUSPENDED if suspended else EventType.SUBSCRIPTION_PAST_DUE,
        subject_id=subscription.id,
        subscription_id=subscription.id,
    )
    oldest = (
        in_grace()
        .filter(
            grace_begun(command.now),
            account_id=command.account_id,
            subscription_id=subscription.id,
        )
        .order_by(grace_from(), "id")
        .first()
    )
    words = {"ends_at": ends_at} if suspended else {"access_until": access_until}
    for person in payers(command):
        command.mail(
            "access_suspended" if suspended else "invoice_overdue",
            person.email,
            subscription_id=subscription.id,
            invitation_id=None,
            invoice_id=str(oldest.id) if oldest else None,
            **words,
        )


def cancel_time_without_access(command: Command, subscription: Subscription) -> None:
    """Credit the time after the last day of access on what is unpaid; the rest stays owed.

    Periods that have begun, or ended, without access since then are among it.
    """
    terms = get_plan_terms(subscription.plan_version_id)
    unpaid_since = oldest_unpaid_due(command.account_id, subscription.id, command.now)
    if unpaid_since is None:
        return
    zone = subscription.time_zone
    after = last_access_ends(unpaid_since, terms.policy.unpaid.grace, zone)
    if terms.policy.proration.unit is not ProrationUnit.SECOND:
        after = _first_day_after(after, zone)
    unpaid = Invoice.objects.select_for_update().filter(
        account_id=command.account_id,
        subscription_id=subscription.id,
        status="open",
        left_behind_at=None,
    )
    for invoice in unpaid.order_by("id"):
        lines = _unused_after(command, subscription, terms, invoice, after)
        lines = credit_notes.within(lines, credit_notes.openly_creditable(invoice))
        charges.move_charges(command, credit_notes.given_back(lines))
        credit_notes.issue_credit_note(
            command, invoice, lines, terms, reason="unpaid", to=DecreaseMoney.NONE
        )


def _first_day_after(last_access: datetime, zone: str) -> datetime:
    """Return the first 00:00 at or after the end of access: its day is the last one to be paid."""
    here = local(last_access, zone)
    if resolve_local(here.date(), MIDNIGHT, zone) == last_access:
        return last_access
    return resolve_local(here.date() + timedelta(days=1), MIDNIGHT, zone)


def _unused_after(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    invoice: Invoice,
    after: datetime,
) -> tuple[Line, ...]:
    """Return what an invoice charges for the time after an instant, as lines that give it back."""
    anchor = anchor_of(subscription)
    assert anchor is not None
    unit = terms.policy.proration.unit
    rows = Charge.objects.filter(
        account_id=command.account_id, invoice_id=invoice.id, quantity__gt=0
    )
    lines: list[Line] = []
    for charge in charge_values(rows.order_by("id")):
        at = max(after, charge.period.starts_at)
        if at >= charge.period.ends_at:
            continue
        rest = rest_from(unit, charge.period, at, anchor)
        held = int(charge.part.fraction * rest.denominator)
        part = Part(min(rest.numerator, held), rest.denominator)
        credit = close(charge, part)
        if credit.amount:
            lines.append(
                Line(
                    kind=LineKind.UNUSED,
                    seat_type=charge.seat_type,
                    quantity=charge.quantity,
                    unit_amount=credit.unit_amount,
                    covers=given_back(charge.period, part, at, anchor, unit).covered,
                    part=part,
                    amount=credit.amount,
                    charge=charge.key,
                )
            )
    return tuple(lines)
