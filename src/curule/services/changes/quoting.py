"""Quotes: a change is priced by the core, with tax and credit, and kept as what was shown (I25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from curule.core.changes import Ask, Billed, Change
from curule.core.intervals import Interval
from curule.core.invoicing import Totals, totals
from curule.core.lifecycle import days_later
from curule.core.plan_changes import quote_plan_change
from curule.core.policy import IncreaseCharge, OpenReduction
from curule.core.purchases import Offer, quote_purchase
from curule.core.quantities import Wanted
from curule.core.quotes import quote_seats
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.core.renewal import offer_reminder
from curule.core.standing import Standing
from curule.core.tax import taxed
from curule.data.models import Assignment, Invoice, Order, Quote, Subscription
from curule.selectors.catalog import (
    PlanTerms,
    find_newest_version,
    get_plan_terms,
    get_seat_type_name,
)
from curule.selectors.coupons import with_running_coupon
from curule.selectors.money import credit_of, open_amount
from curule.selectors.standings import account_maxima, interval_of, standing_of
from curule.selectors.taxes import expected_rate
from curule.services._command import Command, stored
from curule.services._refusing import refuse_ended, refuse_incomplete, unless_refused
from curule.services.changes import coupons
from curule.services.invoices.credit_notes import plan_notes, totals_of
from curule.services.invoices.taxes import decided_tax

LIFETIME = timedelta(minutes=15)
"""How long a quote stands, where a vendor's offer does not say otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsAsked:
    """A change of numbers as it is asked for: new totals or differences, by seat type."""

    totals: Mapping[str, int]
    differences: Mapping[str, int]
    reduction: OpenReduction | None = None
    leave: tuple[str, ...] = ()

    def wanted(self) -> dict[str, Wanted]:
        """Return it as the core takes it."""
        totals = {name: Wanted(total=number) for name, number in self.totals.items()}
        return totals | {
            name: Wanted(difference=number) for name, number in self.differences.items()
        }

    def terms(self) -> dict[str, object]:
        """Return it as a quote keeps it."""
        return {
            "totals": dict(self.totals),
            "differences": dict(self.differences),
            "reduction": self.reduction,
            "leave": list(self.leave),
        }


def seats_asked(quote: Quote) -> SeatsAsked:
    """Read back what a quote for seats was asked for."""
    return msgspec.convert(quote.terms, SeatsAsked)


# --- seats ----------------------------------------------------------------------------------------


def quote_for_seats(
    command: Command, subscription: Subscription, asked: SeatsAsked, *, gone: Order | None = None
) -> Quote:
    """Price a change of the number of seats on a running subscription.

    `gone` is the order that has just made room for it.
    """
    refuse_unless_running(subscription)
    standing = standing_of(subscription, command.now)
    change = unless_refused(command, _decide_seats(subscription, standing, asked, command.now))
    kept = asked.terms() | standing_before(standing)
    return keep(command, subscription, "seats", kept, change, gone=gone)


def standing_before(standing: Standing) -> dict[str, object]:
    """Return what a change was priced for, as its quote keeps it: the numbers now and ahead."""
    return {
        "before": standing.totals,
        "planned": {
            pool.name: pool.scheduled for pool in standing.pools if pool.scheduled is not None
        },
    }


def decide_seats(subscription: Subscription, asked: SeatsAsked, now: datetime) -> Change | Refusal:
    """Decide on a change of numbers, without keeping it."""
    refuse_unless_running(subscription)
    return _decide_seats(subscription, standing_of(subscription, now), asked, now)


def _decide_seats(
    subscription: Subscription, standing: Standing, asked: SeatsAsked, now: datetime
) -> Change | Refusal:
    return quote_seats(
        standing,
        asked.wanted(),
        now=now,
        reduction=asked.reduction,
        leaving=leaving_by_type(subscription, asked.leave),
    )


def leaving_by_type(subscription: Subscription, leave: Sequence[str]) -> dict[str, int]:
    """Count who was chosen to leave, by seat type."""
    counts: dict[str, int] = {}
    if not leave:
        return counts
    rows = Assignment.objects.filter(
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        ended_at=None,
        email__in=list(leave),
    )
    for row in rows:
        name = get_seat_type_name(row.seat_type_id)
        counts[name] = counts.get(name, 0) + 1
    return counts


def refuse_unless_running(subscription: Subscription) -> None:
    """Refuse a change of a subscription that is not paid yet, or has ended for good.

    Where seats have terms of their own, it goes on with the next batch; one that was never paid
    has nothing to go on from.
    """
    refuse_incomplete(subscription)
    policy = get_plan_terms(subscription.plan_version_id).policy
    if policy.increase.charge is not IncreaseCharge.OWN_TERM or subscription.started_at is None:
        refuse_ended(subscription)


# --- the first purchase ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Where a co_term anchor lies: the end of another subscription, and its day of the month."""

    ends_at: datetime
    day: int | None


def quote_for_purchase(
    command: Command,
    subscription: Subscription,
    seats: Mapping[str, int],
    *,
    trial_days: int | None = None,
    align: Alignment | None = None,
    coupon: str = "",
) -> Quote:
    """Price the first period of a subscription that has not begun; `coupon` is a code, or ""."""
    offer = coupons.offered(command, subscription, coupon, offer_of(subscription))
    decided = decide_purchase(
        subscription, seats, command.now, trial_days=trial_days, align=align, offer=offer
    )
    change = unless_refused(command, decided)
    asked = {"seats": dict(seats)} | coupons.asked(coupon)
    return keep(command, subscription, "purchase", asked, change)


def decide_purchase(
    subscription: Subscription,
    seats: Mapping[str, int],
    now: datetime,
    *,
    trial_days: int | None = None,
    align: Alignment | None = None,
    offer: Offer | None = None,
) -> Change | Refusal:
    """Decide on a first purchase, without keeping it; the `offer` may have a coupon."""
    return quote_purchase(
        offer or offer_of(subscription),
        seats,
        now=now,
        zone=subscription.time_zone,
        trial_days=trial_days,
        co_term_ends_at=align.ends_at if align else None,
        co_term_day=align.day if align else None,
    )


def offer_of(subscription: Subscription) -> Offer:
    """Return the subscription's plan as something to buy."""
    terms = get_plan_terms(subscription.plan_version_id)
    maxima = account_maxima(subscription.account_id, terms.product_id)
    return terms.offer(subscription.currency, interval_of(subscription), maxima)


# --- another plan ---------------------------------------------------------------------------------


def quote_for_plan(
    command: Command,
    subscription: Subscription,
    plan: str,
    seats: Mapping[str, int] | None,
    *,
    gone: Order | None = None,
) -> Quote:
    """Price a move to another plan of the same product. Refuses `not_found` for an unknown one.

    `gone` is the order that has just made room for it.
    """
    version_id = find_newest_version(subscription.product_id, plan)
    if version_id is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name=plan))
    change = unless_refused(command, decide_plan(subscription, version_id, seats, command.now))
    asked = {
        "plan_version": str(version_id),
        "plan": plan,
        "plan_before": str(subscription.plan_version_id),
        "seats": dict(seats or {}),
    }
    before = standing_before(standing_of(subscription, command.now))
    return keep(command, subscription, "plan", asked | before, change, gone=gone)


def decide_plan(
    subscription: Subscription,
    version_id: UUID,
    seats: Mapping[str, int] | None,
    now: datetime,
) -> Change | Refusal:
    """Decide on a move to another plan version, without keeping it."""
    refuse_unless_running(subscription)
    target = get_plan_terms(version_id)
    maxima = account_maxima(subscription.account_id, target.product_id)
    interval = target_interval(subscription, target)
    offer = target.offer(subscription.currency, interval, maxima)
    standing = standing_of(subscription, now)
    offer = with_running_coupon(subscription, standing, target, offer)
    rate = expected_rate(subscription.account, now)
    return quote_plan_change(standing, offer, seats=seats or None, now=now, rate=rate)


def target_interval(subscription: Subscription, target: PlanTerms) -> Interval:
    """Return the interval on another plan: the present one where it has it, else its own."""
    present = interval_of(subscription)
    priced = [p.price for p in target.prices if p.price.currency == subscription.currency]
    if not priced:
        raise Refused(
            refuse(
                RefusalCode.PRICE_MISSING,
                seat_type=target.seat_types[0].terms.name,
                currency=subscription.currency,
            )
        )
    return present if any(p.interval == present for p in priced) else priced[0].interval


# --- keeping --------------------------------------------------------------------------------------


def keep(
    command: Command,
    subscription: Subscription,
    kind: str,
    asked: Mapping[str, object],
    change: Change,
    *,
    gone: Order | None = None,
) -> Quote:
    """Store a priced change with tax, credit and what is due now; it stands for 15 minutes.

    A first purchase may be priced before its subscription exists: its quote names none. The quote
    of another change names the order whose place it would take (A11); what was paid on that counts
    as credit. Where one has made room already, it names that (`gone`).
    """
    is_begun = not subscription._state.adding  # noqa: SLF001 - Django's own way to ask
    sums = quoted_totals(command, change)
    total = sums.total
    replaced = replaced_order(subscription) if is_begun else None
    named = gone or replaced
    credit = credit_for(command, subscription.currency, change, total, replaced=replaced)
    due = total if change.billed is Billed.NOW else 0
    rate = expected_rate(command.account, command.now)
    return Quote.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id if is_begun else None,
        subscription_version=subscription.version if is_begun else None,
        kind=kind,
        terms=stored(dict(asked) | {"replaces": named.id if named else None}),
        change=stored(change),
        currency=subscription.currency,
        subtotal_minor=sums.subtotal,
        tax_minor=sums.tax,
        total_minor=total,
        credit_minor=credit,
        due_now_minor=max(due - credit, 0),
        given_back_minor=given_back_apart(command, change),
        at_renewal_minor=taxed(change.at_renewal, rate, change.tax_behavior).gross,
        tax_behavior=change.tax_behavior.value,
        created_at=command.now,
        created_by=command.person_id,
        expires_at=command.now + LIFETIME,
    )


def let_stand(command: Command, subscription: Subscription, quote: Quote, days: int) -> None:
    """Make a quote an offer that stands for so many days, with a reminder before its last one."""
    zone = subscription.time_zone
    expires_at = days_later(command.now, days, zone)
    quote.is_offer = True
    quote.expires_at = expires_at
    quote.remind_at = offer_reminder(made_at=command.now, expires_at=expires_at, zone=zone)
    quote.save(update_fields=["is_offer", "expires_at", "remind_at"])


def credit_for(
    command: Command, currency: str, change: Change, total: int, *, replaced: Order | None
) -> int:
    """Return the account credit that an order of the change would use now.

    What was paid on the order whose place it takes, by credit or otherwise, is credit by then.
    """
    if change.billed is not Billed.NOW or total <= 0:
        return 0
    return min(credit_of(command.account_id, currency) + _paid_on(replaced), total)


def _paid_on(order: Order | None) -> int:
    if order is None or order.invoice_id is None:
        return 0
    invoice = Invoice.objects.get(account_id=order.account_id, id=order.invoice_id)
    return invoice.total_minor - invoice.credited_minor - open_amount(invoice)


def quoted_totals(command: Command, change: Change) -> Totals:
    """Return what a change comes to; the tax of a credit mirrors the invoices it gives back."""
    if change.subtotal == 0:
        return Totals(0, 0)
    if change.subtotal > 0:
        return totals(change.lines, decided_tax(command).rate, change.tax_behavior)
    notes = [totals_of(note, command) for note in plan_notes(command, change)]
    return Totals(-sum(note.subtotal for note in notes), -sum(note.tax for note in notes))


def given_back_apart(command: Command, change: Change) -> int:
    """Return what a change gives back by credit notes beside the invoice it is charged on."""
    return -quoted_totals(command, change.given_back_apart).total if change.back else 0


def refuse_without_tax_id(command: Command, change: Change) -> None:
    """Refuse an order of a business without a tax id, where the policy asks for one (G12)."""
    if Ask.TAX_ID not in change.asks:
        return
    if command.account.is_business and not command.account.tax_id:
        raise Refused(refuse(RefusalCode.TAX_ID_REQUIRED))


def change_of(quote: Quote) -> Change:
    """Return the change that a quote stored."""
    return msgspec.convert(quote.change, Change)


def replaced_order(subscription: Subscription) -> Order | None:
    """Return the order whose place a new one takes: one that waits for its payment, or None.

    Orders of seats with a term of their own stand beside each other.
    """
    policy = get_plan_terms(subscription.plan_version_id).policy
    if policy.increase.charge is IncreaseCharge.OWN_TERM:
        return None
    return awaiting_order(subscription)


def awaiting_order(subscription: Subscription) -> Order | None:
    """Return the order of a subscription that waits for its payment, or None."""
    return Order.objects.filter(
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        status="awaiting_payment",
    ).first()
