"""Refusals that name what their sentences can say, with what only the database knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

from curule.core.lifecycle import Status
from curule.core.localtime import local_date
from curule.core.money import Money
from curule.core.permissions import Action
from curule.core.policy import SeatPolicy
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.data.models import Subscription
from curule.selectors.money import open_amount
from curule.selectors.standings import unpaid_invoices
from curule.services._command import Command

T = TypeVar("T")


def unless_refused(command: Command, decision: T | Refusal) -> T:
    """Return a decision of the core, or raise the refusal it is, with what it can name."""
    if not isinstance(decision, Refusal):
        return decision
    if decision.code is RefusalCode.OUTSTANDING_INVOICES:
        raise Refused(replace(decision, values=_overdue(command)))
    raise Refused(decision)


def _overdue(command: Command) -> dict[str, object]:
    """Return what is past due: the numbers of the invoices and, in one currency, their sum."""
    rows = list(
        unpaid_invoices()
        .filter(account_id=command.account_id, due_at__lte=command.now)
        .order_by("due_at", "id")
    )
    named: dict[str, object] = {"invoices": tuple(row.number or "" for row in rows)}
    if len({row.currency for row in rows}) == 1:
        named["amount"] = Money(sum(open_amount(row) for row in rows), rows[0].currency)
    return named


def is_allowed(command: Command, action: Action, policy: SeatPolicy | None = None) -> bool:
    """Whether the actor may do this under the policy."""
    try:
        command.require(action, policy)
    except Refused:
        return False
    return True


def refuse_incomplete(subscription: Subscription) -> None:
    """Refuse a command on a subscription that was never paid."""
    if subscription.status == Status.INCOMPLETE:
        raise Refused(refuse(RefusalCode.SUBSCRIPTION_INCOMPLETE))


def refuse_ended(subscription: Subscription) -> None:
    """Refuse a command on a subscription that has ended."""
    if subscription.status == Status.ENDED:
        ended_on = ended_on_of(subscription)
        raise Refused(refuse(RefusalCode.SUBSCRIPTION_ENDED, ended_on=ended_on))


def ended_on_of(subscription: Subscription) -> date | None:
    """Return the date on which a subscription ended, in its own time zone."""
    ended_at = subscription.ended_at
    return None if ended_at is None else local_date(ended_at, subscription.time_zone)
