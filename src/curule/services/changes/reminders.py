"""When a subscription reminds of the end of a term or trial, and what the mail says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core import renewal
from curule.core.discounts import following_discount
from curule.core.lifecycle import Status
from curule.core.lines import subtotal
from curule.core.money import Money
from curule.core.permissions import Actor
from curule.core.policy import DecreaseOccupied, IncreaseCharge, RenewalMode
from curule.core.purchases import first_invoice
from curule.core.standing import Standing, net_period_price
from curule.core.tax import taxed
from curule.data.models import Batch, NextTerm, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.standings import standing_of, totals_at
from curule.selectors.taxes import expected_rate
from curule.services._command import Command, run
from curule.services._mailing import buyers, counts

SYSTEM = Actor.system("worker")


@dataclass(frozen=True, slots=True)
class _Term:
    """A stretch of time whose end is reminded of."""

    starts_at: datetime
    ends_at: datetime


def plan_reminder(
    subscription: Subscription, terms: PlanTerms, *, after: datetime | None = None
) -> None:
    """Set when the next reminder is due, without saving; none is before its term began."""
    due = [at for at, _term in _reminders(subscription, terms)]
    subscription.remind_at = min((at for at in due if after is None or at > after), default=None)


def _reminders(subscription: Subscription, terms: PlanTerms) -> list[tuple[datetime, _Term]]:
    return [
        (reminder.at, term)
        for term in _terms(subscription, terms)
        for reminder in renewal.reminders(
            term_starts_at=term.starts_at,
            term_ends_at=term.ends_at,
            days_before=terms.policy.renewal.reminder_days,
            zone=subscription.time_zone,
        )
    ]


def _terms(subscription: Subscription, terms: PlanTerms) -> list[_Term]:
    """Return what ends: the trial, the term, or each batch with a term of its own."""
    if subscription.status == Status.TRIALING:
        starts_at, ends_at = subscription.started_at, subscription.trial_ends_at
    else:
        starts_at, ends_at = subscription.term_starts_at, subscription.term_ends_at
    if terms.policy.increase.charge is IncreaseCharge.OWN_TERM:
        batches = Batch.objects.filter(
            account_id=subscription.account_id, subscription_id=subscription.id
        )
        return [_Term(batch.starts_at, batch.ends_at) for batch in batches]
    return [] if starts_at is None or ends_at is None else [_Term(starts_at, ends_at)]


def remind(*, account_id: UUID, subscription_id: UUID, now: datetime) -> None:
    """Mail a reminder, once, and plan the next one."""

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = command.lock_subscription(subscription_id)
        at = subscription.remind_at
        if at is None or at > now or subscription.status == Status.ENDED:
            return False
        terms = get_plan_terms(subscription.plan_version_id)
        due = [term for when, term in _reminders(subscription, terms) if when == at]
        for ends_at in sorted({term.ends_at for term in due}):
            _mail(command, subscription, terms, ends_at)
        plan_reminder(subscription, terms, after=at)
        subscription.save(update_fields=["remind_at"])
        return True

    run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="reminders.remind",
        result=bool,
        body=body,
    )


def _mail(
    command: Command, subscription: Subscription, terms: PlanTerms, ends_at: datetime
) -> None:
    """Mail what comes with the end; nothing where the next term was ordered already."""
    if _is_ordered(command, subscription):
        return
    template, words = _words(command, subscription, terms, ends_at)
    for person in buyers(command, terms):
        command.mail(
            template,
            person.email,
            subscription_id=subscription.id,
            invitation_id=None,
            ends_at=ends_at,
            **words,
        )


def names_number(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    *,
    at: datetime,
    ends_at: datetime,
) -> bool:
    """Whether a reminder of that instant says how many seats renew at `ends_at`."""
    announces = (
        subscription.status != Status.TRIALING
        and subscription.auto_renew
        and terms.policy.renewal.mode is not RenewalMode.MANUAL
        and not _is_ordered(command, subscription)
    )
    due = _reminders(subscription, terms)
    return announces and any(when == at and term.ends_at == ends_at for when, term in due)


def _is_ordered(command: Command, subscription: Subscription) -> bool:
    return NextTerm.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status="open"
    ).exists()


def _words(
    command: Command, subscription: Subscription, terms: PlanTerms, ends_at: datetime
) -> tuple[str, dict[str, object]]:
    """Return the template and what it names: what ends, or what comes and what that costs."""
    if terms.policy.renewal.mode is RenewalMode.MANUAL or not subscription.auto_renew:
        return "term_ending", {"seats": counts(terms, _ending(subscription, terms, ends_at))}
    standing = standing_of(subscription, command.now)
    if subscription.status == Status.TRIALING:
        price = subtotal(first_invoice(standing, standing.totals, ends_at).lines)
        return "trial_ending", {"total": _gross(command, standing, price)}
    totals = _renewed(standing, totals_at(subscription, ends_at))
    price = net_period_price(
        standing.pools_renewed(ends_at),
        totals,
        following_discount(standing.redemption_at(ends_at)),
    )
    return "renewal_reminder", {
        "seats": counts(terms, totals),
        "total": _gross(command, standing, price),
    }


def _ending(subscription: Subscription, terms: PlanTerms, ends_at: datetime) -> dict[str, int]:
    """Return the seats that go: all of them, or those of the batches that end then."""
    last = totals_at(subscription, ends_at, before=True)
    if terms.policy.increase.charge is not IncreaseCharge.OWN_TERM:
        return last
    stay = totals_at(subscription, ends_at)
    return {name: number - stay.get(name, 0) for name, number in last.items()}


def _renewed(standing: Standing, totals: dict[str, int]) -> dict[str, int]:
    """Return the seats that renew: what has no end then, or was asked for from then on.

    Where fewer were asked for and nobody said who leaves, those in use stay and are counted.
    """
    decided = standing.policy.decrease.occupied is DecreaseOccupied.AUTOMATIC
    renewed: dict[str, int] = {}
    for pool in standing.pools:
        if pool.terms.unlimited:
            continue
        stay = totals.get(pool.name, 0)
        asked = stay if pool.scheduled is None else pool.scheduled
        renewed[pool.name] = asked if decided else max(stay, asked)
    return renewed


def _gross(command: Command, standing: Standing, price: int) -> Money:
    rate = expected_rate(command.account, command.now)
    return Money(taxed(price, rate, standing.tax_behavior).gross, standing.currency)
