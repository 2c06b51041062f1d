"""What time has ended cannot be given away, whether or not the worker has written it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from curule.core.lifecycle import Status, grace_at, grace_ends
from curule.core.localtime import local_date
from curule.core.policy import Blocked
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import NextTerm, Subscription
from curule.selectors.catalog import PlanTerms
from curule.selectors.standings import term_or_trial_ends_at
from curule.services._acts import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What decides whether seats of a subscription can be given away."""

    status: Status
    auto_renew: bool
    term_ends_at: datetime | None
    unpaid_since: datetime | None
    owes: bool = False


def facts_of(subscription: Subscription, *, unpaid_since: datetime | None) -> Facts:
    """Return the facts as a row has them."""
    return Facts(
        status=Status(subscription.status),
        auto_renew=subscription.auto_renew,
        term_ends_at=term_or_trial_ends_at(subscription),
        unpaid_since=unpaid_since,
    )


def refuse_over(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    facts: Facts,
    *,
    unless_unpaid: bool = False,
) -> None:
    """Refuse what time has ended, whether or not the worker has written it down."""
    if facts.status is Status.INCOMPLETE:
        raise Refused(refuse(RefusalCode.SUBSCRIPTION_INCOMPLETE))
    ended_at = _ended_at(command, subscription, terms, facts)
    if ended_at is not None:
        ended_on = local_date(ended_at, subscription.time_zone)
        raise Refused(refuse(RefusalCode.SUBSCRIPTION_ENDED, ended_on=ended_on))
    if unless_unpaid and facts.owes and Blocked.ASSIGN in terms.policy.unpaid.blocks:
        raise Refused(refuse(RefusalCode.OUTSTANDING_INVOICES))


def _ended_at(
    command: Command, subscription: Subscription, terms: PlanTerms, facts: Facts
) -> datetime | None:
    if facts.status is Status.ENDED:
        return subscription.ended_at or command.now
    if facts.unpaid_since is not None:
        steps, zone = terms.policy.unpaid.grace, subscription.time_zone
        grace = grace_at(facts.unpaid_since, steps, command.now, zone)
        if grace.status is Status.ENDED:
            return grace_ends(facts.unpaid_since, steps, zone)
    term_over = facts.term_ends_at is not None and facts.term_ends_at <= command.now
    if term_over and not facts.auto_renew and not _next_term_ordered(command, subscription):
        return facts.term_ends_at
    return None


def _next_term_ordered(command: Command, subscription: Subscription) -> bool:
    return NextTerm.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).exists()
