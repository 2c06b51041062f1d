"""Quotes: a change is priced by the core, with tax and credit, and kept as what was shown (I25)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from curule.core.changes import Billed, Change
from curule.core.intervals import Interval
from curule.core.lines import Line
from curule.core.plan_changes import quote_plan_change
from curule.core.policy import IncreaseCharge, OpenReduction, RenewalMode, TaxIdRule
from curule.core.purchases import Offer, quote_purchase
from curule.core.quantities import Wanted
from curule.core.quotes import quote_seats
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.tax import tax_of_credit, tax_on
from curule.data.models import (
    Assignment,
    Charge,
    CreditNote,
    Invoice,
    NextTerm,
    Order,
    Quote,
    Subscription,
)
from curule.selectors.catalog import PlanTerms, find_newest_version, get_plan_terms
from curule.selectors.money import credit_of
from curule.selectors.standings import account_maxima, interval_of, standing_of
from curule.services._command import Command, stored, unless_refused

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


def seats_asked(terms: Mapping[str, object]) -> SeatsAsked:
    """Read back what a quote was asked for."""
    reduction = terms.get("reduction")
    return SeatsAsked(
        totals=dict(terms.get("totals") or {}),  # type: ignore[call-overload]
        differences=dict(terms.get("differences") or {}),  # type: ignore[call-overload]
        reduction=OpenReduction(str(reduction)) if reduction else None,
        leave=tuple(terms.get("leave") or ()),  # type: ignore[arg-type]
    )


def quote_for_seats(command: Command, subscription: Subscription, asked: SeatsAsked) -> Quote:
    """Price a change of the number of seats on a running subscription."""
    refuse_unless_running(subscription)
    standing = standing_of(subscription, command.now)
    leaving = _leaving_by_type(subscription, asked.leave)
    change = unless_refused(
        quote_seats(
            standing,
            asked.wanted(),
            now=command.now,
            reduction=asked.reduction,
            leaving=leaving,
        )
    )
    return keep(command, subscription, "seats", asked.terms(), change)


def _leaving_by_type(subscription: Subscription, leave: Sequence[str]) -> dict[str, int]:
    terms = get_plan_terms(subscription.plan_version_id)
    counts: dict[str, int] = {}
    rows = Assignment.objects.filter(
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        ended_at=None,
        email__in=list(leave),
    )
    for row in rows:
        name = terms.name_of(row.seat_type_id)
        counts[name] = counts.get(name, 0) + 1
    return counts


def refuse_unless_running(subscription: Subscription) -> None:
    """Refuse a change of a subscription that is not paid yet or has ended."""
    terms = get_plan_terms(subscription.plan_version_id)
    if subscription.status == "incomplete":
        raise Refused(refuse(RefusalCode.SUBSCRIPTION_INCOMPLETE))
    if (
        subscription.status == "ended"
        and terms.policy.increase.charge is not IncreaseCharge.OWN_TERM
    ):
        ended_on = subscription.ended_at.date() if subscription.ended_at else None
        raise Refused(refuse(RefusalCode.SUBSCRIPTION_ENDED, ended_on=ended_on))


def quote_for_purchase(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    seats: Mapping[str, int],
    *,
    trial_days: int | None,
    co_term_ends_at: datetime | None,
) -> Quote:
    """Price the first period of a new subscription."""
    change = unless_refused(
        quote_purchase(
            _offer(command, subscription, terms),
            seats,
            now=command.now,
            zone=subscription.time_zone,
            trial_days=trial_days,
            co_term_ends_at=co_term_ends_at,
        )
    )
    return keep(command, subscription, "purchase", {"seats": dict(seats)}, change)


def _offer(command: Command, subscription: Subscription, terms: PlanTerms) -> Offer:
    maxima = account_maxima(command.account_id, terms.product_id)
    return terms.offer(subscription.currency, interval_of(subscription), maxima)


def quote_for_plan(
    command: Command, subscription: Subscription, plan: str, seats: Mapping[str, int] | None
) -> Quote:
    """Price a move to another plan of the same product."""
    refuse_unless_running(subscription)
    version_id = find_newest_version(subscription.product_id, plan)
    if version_id is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name=plan))
    target = get_plan_terms(version_id)
    interval = target_interval(subscription, target)
    maxima = account_maxima(command.account_id, target.product_id)
    offer = target.offer(subscription.currency, interval, maxima)
    standing = standing_of(subscription, command.now)
    change = unless_refused(quote_plan_change(standing, offer, seats=seats, now=command.now))
    asked = {"plan_version": str(version_id), "plan": plan, "seats": dict(seats or {})}
    return keep(command, subscription, "plan", asked, change)


def target_interval(subscription: Subscription, target: PlanTerms) -> Interval:
    """Return the interval on another plan: the present one where it has it, else its own."""
    present = interval_of(subscription)
    priced = [p.price for p in target.prices if p.price.currency == subscription.currency]
    if not priced:
        raise Refused(
            refuse(RefusalCode.PRICE_MISSING, seat_type="", currency=subscription.currency)
        )
    return present if any(p.interval == present for p in priced) else priced[0].interval


def present_numbers(subscription: Subscription, now: datetime) -> dict[str, int]:
    """Return the seats that are in force, or were last in force, by seat type."""
    at = min(now, subscription.ended_at - timedelta(seconds=1)) if subscription.ended_at else now
    standing = standing_of(subscription, at)
    return {pool.name: pool.seats for pool in standing.pools if not pool.terms.unlimited}


def quote_for_renewal(
    command: Command, subscription: Subscription, seats: Mapping[str, int], leave: Sequence[str]
) -> Quote:
    """Price a term ordered by hand: after the running one, or now where none runs (R7)."""
    terms = get_plan_terms(subscription.plan_version_id)
    asked = {"seats": dict(seats), "leave": list(leave)}
    if terms.policy.increase.charge is IncreaseCharge.OWN_TERM:
        return _quote_for_batch(command, subscription, seats, asked)
    if subscription.status != "ended" and subscription.auto_renew:
        raise Refused(refuse(RefusalCode.RENEWS_AUTOMATICALLY))
    starts_at = subscription.term_ends_at if subscription.status != "ended" else command.now
    _refuse_second_next_term(subscription, starts_at)
    change = unless_refused(
        quote_purchase(
            _offer(command, subscription, terms),
            seats,
            now=max(starts_at or command.now, command.now),
            zone=subscription.time_zone,
            trial_days=0,
        )
    )
    return keep(command, subscription, "renewal", asked, change)


def _refuse_second_next_term(subscription: Subscription, starts_at: datetime | None) -> None:
    ordered = NextTerm.objects.filter(
        account_id=subscription.account_id, subscription_id=subscription.id, status="open"
    )
    if ordered.exists():
        starts_on = starts_at.date() if starts_at else None
        raise Refused(refuse(RefusalCode.TERM_ALREADY_ORDERED, starts_on=starts_on))


def _quote_for_batch(
    command: Command,
    subscription: Subscription,
    seats: Mapping[str, int],
    asked: Mapping[str, object],
) -> Quote:
    terms = get_plan_terms(subscription.plan_version_id)
    change = unless_refused(
        quote_purchase(
            _offer(command, subscription, terms),
            seats,
            now=command.now,
            zone=subscription.time_zone,
        )
    )
    kind = "purchase" if subscription.status == "incomplete" else "renewal"
    return keep(command, subscription, kind, asked, change)


def keep(
    command: Command,
    subscription: Subscription,
    kind: str,
    asked: Mapping[str, object],
    change: Change,
) -> Quote:
    """Store a priced change with tax, credit and what is due now; it stands for 15 minutes."""
    rate = command.account.tax_rate
    tax = quoted_tax(command, change)
    total = change.subtotal + tax
    due = total if change.billed is Billed.NOW else 0
    credit = max(min(credit_of(command.account_id, subscription.currency), due), 0)
    return Quote.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        subscription_version=subscription.version,
        kind=kind,
        terms=stored(dict(asked)),
        change=stored(change),
        currency=subscription.currency,
        subtotal_minor=change.subtotal,
        tax_minor=tax,
        total_minor=total,
        credit_minor=credit,
        due_now_minor=max(due - credit, 0),
        at_renewal_minor=change.at_renewal + tax_on(change.at_renewal, rate),
        created_at=command.now,
        created_by=command.person_id,
        expires_at=command.now + LIFETIME,
    )


def quoted_tax(command: Command, change: Change) -> int:
    """Return the tax of a change; that of a credit mirrors the invoices it gives back."""
    rate = command.account.tax_rate
    if change.subtotal >= 0:
        return tax_on(change.subtotal, rate)
    by_invoice = credit_by_invoice(command, change.lines)
    return -sum(
        tax_of_credit(
            credited_before=_credited_before(command, invoice_id),
            credited_now=sum(line.amount for line in lines),
            rate=rate,
        )
        for invoice_id, lines in by_invoice.items()
    )


def credit_by_invoice(command: Command, lines: Sequence[Line]) -> dict[UUID | None, list[Line]]:
    """Split the lines of a negative change, sign turned, into one credit note per invoice.

    Lines that charge something stand on the note of the newest invoice that is given back.
    """
    charges = [UUID(line.charge) for line in lines if line.charge]
    invoices = dict(
        Charge.objects.filter(account_id=command.account_id, id__in=charges).values_list(
            "id", "invoice_id"
        )
    )
    newest = max((i for i in invoices.values() if i is not None), default=None)
    if newest is None:
        newest = _newest_invoice(command)
    mixed = any(line.amount > 0 or line.charge is None for line in lines)
    split: dict[UUID | None, list[Line]] = {}
    for line in lines:
        own = invoices.get(UUID(line.charge)) if line.charge else None
        turned = replace(line, amount=-line.amount, quantity=-line.quantity)
        split.setdefault(newest if mixed else own or newest, []).append(turned)
    return split


def _newest_invoice(command: Command) -> UUID | None:
    return (
        Invoice.objects.filter(account_id=command.account_id)
        .order_by("-id")
        .values_list("id", flat=True)
        .first()
    )


def _credited_before(command: Command, invoice_id: UUID | None) -> int:
    notes = CreditNote.objects.filter(account_id=command.account_id, invoice_id=invoice_id)
    return sum(note.subtotal_minor for note in notes)


def refuse_without_tax_id(command: Command, change: Change, terms: PlanTerms) -> None:
    """Refuse an order of a business without a tax id, where the policy asks for one (G12)."""
    rule = terms.policy.payment.tax_id
    asked = "tax_id" in {ask.value for ask in change.asks}
    if rule is TaxIdRule.NEVER or not asked:
        return
    if command.account.is_business and not command.account.tax_id:
        raise Refused(refuse(RefusalCode.TAX_ID_REQUIRED))


def change_of(quote: Quote) -> Change:
    """Return the change that a quote stored."""
    return msgspec.convert(quote.change, Change)


def awaiting_order(subscription: Subscription) -> Order | None:
    """Return the order of a subscription that waits for its payment, or None."""
    return Order.objects.filter(
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        status="awaiting_payment",
    ).first()


def renews_by_hand(terms: PlanTerms) -> bool:
    """Whether a policy's terms end unless the next one is ordered."""
    return terms.policy.renewal.mode is RenewalMode.MANUAL
