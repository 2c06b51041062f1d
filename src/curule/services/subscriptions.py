"""A running subscription besides its numbers: its renewal, what is scheduled, its end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from curule.core.books import forfeited
from curule.core.changes import Change
from curule.core.events import EventType
from curule.core.lifecycle import Status
from curule.core.permissions import Action, Actor
from curule.core.policy import DecreaseMoney, RenewalMode
from curule.core.prorated import credit_lines, give_back_all
from curule.core.quotes import credited
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.core.spans import given_back
from curule.data.models import Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.standings import standing_of
from curule.services import endings, waiting_orders
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services._refusing import refuse_ended, refuse_incomplete
from curule.services.catching_up import run_up_to_date
from curule.services.changes import quoting, reductions
from curule.services.giving_back import give_back
from curule.services.invoices import charges


def keep_seats(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[int]:
    """Take back everything that is scheduled for the renewal; return how much it was.

    Refuses `role_not_allowed`, `managed_contract`, `subscription_ended`, `subscription_incomplete`
    and `nothing_to_change`.
    """

    def body(command: Command) -> int:
        subscription = _lock_running(command, subscription_id)
        withdrawn = reductions.withdraw_all(command, subscription)
        if not withdrawn:
            ways_out = (WayOut.SEE_SUBSCRIPTIONS,)
            raise Refused(refuse(RefusalCode.NOTHING_TO_CHANGE, options=ways_out))
        subscription.version += 1
        subscription.save()
        return withdrawn

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="subscriptions.keep_seats",
        result=int,
        body=body,
        key=key,
        request={"subscription": subscription_id},
    )


def _lock_running(command: Command, subscription_id: UUID) -> Subscription:
    """Lock a subscription that runs, for somebody who may change what is bought."""
    command.lock_account()
    subscription = lock_up_to_date(command, subscription_id)
    command.require(Action.CHANGE, get_plan_terms(subscription.plan_version_id).policy)
    refuse_ended(subscription)
    refuse_incomplete(subscription)
    return subscription


def set_auto_renew(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    value: bool,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Turn automatic renewal on or off.

    Refuses as `keep_seats` does, and `auto_renew_not_offered` where terms are ordered by hand.
    """

    def body(command: Command) -> bool:
        subscription = _lock_running(command, subscription_id)
        _turn_auto_renew(command, subscription, value=value)
        return value

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="subscriptions.set_auto_renew",
        result=bool,
        body=body,
        key=key,
        request={"subscription": subscription_id, "value": value},
    )


def _turn_auto_renew(command: Command, subscription: Subscription, *, value: bool) -> None:
    terms = get_plan_terms(subscription.plan_version_id)
    if value and terms.policy.renewal.mode is RenewalMode.MANUAL:
        raise Refused(refuse(RefusalCode.AUTO_RENEW_NOT_OFFERED))
    if subscription.auto_renew == value:
        return
    subscription.auto_renew = value
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.AUTO_RENEW_SET,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        value=value,
    )


# --- the end --------------------------------------------------------------------------------------


def cancel(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    at_once: bool = False,
    now: datetime,
    key: str | None = None,
) -> Done[bool]:
    """Cancel at the term's end; at once by the vendor only.

    What was never paid is canceled with its order. At once, what is unused goes where
    `decrease.money` says, as for seats that are given back. Refuses `role_not_allowed`,
    `managed_contract`, `subscription_ended`, and `payment_pending` for a first order that is being
    paid.
    """

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = lock_up_to_date(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        command.require(Action.CANCEL_NOW if at_once else Action.CHANGE, terms.policy)
        refuse_ended(subscription)
        if subscription.status == Status.INCOMPLETE:
            _cancel_first_order(command, subscription)
        elif at_once:
            _end_now(command, subscription, terms)
        else:
            _turn_auto_renew(command, subscription, value=False)
        return at_once

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="subscriptions.cancel",
        result=bool,
        body=body,
        key=key,
        request={"subscription": subscription_id, "at_once": at_once},
    )


def _cancel_first_order(command: Command, subscription: Subscription) -> None:
    order = quoting.awaiting_order(subscription)
    assert order is not None
    if order.invoice_id is not None:
        waiting_orders.refuse_in_flight(command, order.invoice_id)
    waiting_orders.withdraw_order(command, subscription, order)


def _end_now(command: Command, subscription: Subscription, terms: PlanTerms) -> None:
    """Give back what the seats have left, and end."""
    standing = standing_of(subscription, command.now)
    unused = give_back_all(standing, standing.returned_rest(command.now))
    money = terms.policy.decrease.money
    if money is DecreaseMoney.NONE:
        unused = forfeited(unused, standing.all_charges)
    lines = credit_lines(
        unused,
        lambda credit: (
            given_back(
                credit.period, credit.part, command.now, standing.anchor, standing.unit
            ).covered
        ),
    )
    change = Change(lines=lines, credited=credited(unused), tax_behavior=standing.tax_behavior)
    give_back(command, subscription, terms, change, reason="canceled", money=money)
    charges.move_charges(command, change.credited)
    endings.end_subscription(command, subscription, reason="canceled")
