"""Terms that are ordered by hand: priced, kept until the running one ends, and begun (R7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from curule.core.changes import Change
from curule.core.discounts import CouponStep, Redemption, after_step, following_discount
from curule.core.events import EventType
from curule.core.following import Following
from curule.core.lifecycle import Status
from curule.core.localtime import local_date
from curule.core.policy import DecreaseOccupied, IncreaseCharge, RenewalAssignments
from curule.core.prorated import Priced
from curule.core.purchases import Offer, first_invoice, quote_purchase
from curule.core.quantities import Wanted
from curule.core.quotes import quote_seats
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.core.renewal import price_renewal
from curule.core.standing import Standing, net_period_price
from curule.data.models import Assignment, NextTerm, Order, Quote, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.counting import taken_by_type
from curule.selectors.coupons import with_running_coupon
from curule.selectors.standings import account_maxima, last_totals, standing_of
from curule.services._command import Command
from curule.services._refusing import refuse_incomplete, unless_refused
from curule.services.changes import coupons, periods, price_changes, quoting, reductions, reminders
from curule.services.invoices import charges
from curule.services.recovering import leave_behind
from curule.services.seating import claims, pools

# --- pricing --------------------------------------------------------------------------------------


def quote_for_renewal(
    command: Command,
    subscription: Subscription,
    seats: Mapping[str, int] | None,
    leave: Sequence[str],
) -> Quote:
    """Price a term ordered by hand: after the running one, or now where none runs (R7).

    Types that are not named keep their number; where seats have terms of their own, only what is
    named is ordered. A subscription that was never paid is ordered anew. Refuses
    `renews_automatically`, `term_already_ordered` and `below_assigned`.
    """
    terms = get_plan_terms(subscription.plan_version_id)
    refuse_incomplete(subscription)
    if subscription.started_at is None:
        return quoting.quote_for_purchase(
            command, subscription, seats or _first_order(subscription)
        )
    numbers, decided = decide_renewal(command, subscription, terms, seats, leave)
    sold = price_changes.terms_from(subscription, _starts_at(command, subscription), numbers)
    asked: dict[str, object] = {"seats": numbers, "leave": list(leave)}
    if sold.version_id != terms.version_id:
        asked["plan_version"] = str(sold.version_id)
    return quoting.keep(command, subscription, "renewal", asked, unless_refused(command, decided))


def decide_renewal(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    seats: Mapping[str, int] | None,
    leave: Sequence[str],
) -> tuple[dict[str, int], Change | Refusal]:
    """Decide on the next term, without keeping it: its numbers, and what they bring about."""
    if terms.policy.increase.charge is IncreaseCharge.OWN_TERM:
        numbers = dict(seats) if seats else last_totals(subscription, command.now)
        return numbers, _decide_batch(command, subscription, numbers)
    refuse_second_term(subscription)
    if subscription.status != Status.ENDED and subscription.auto_renew:
        raise Refused(refuse(RefusalCode.RENEWS_AUTOMATICALLY))
    # A type without seats is ordered with none: what comes in this term does not go on unpaid.
    none = {sold.terms.name: 0 for sold in terms.seat_types if not sold.terms.unlimited}
    numbers = none | last_totals(subscription, command.now) | dict(seats or {})
    numbers = _room_for_people(command, subscription, terms, numbers, leave)
    sold = price_changes.terms_from(subscription, _starts_at(command, subscription), numbers)
    numbers = {name: number for name, number in numbers.items() if sold.seat_type(name)}
    return numbers, _decide_term(command, subscription, sold, numbers)


def refuse_second_term(subscription: Subscription) -> None:
    """Refuse `term_already_ordered` where the next term is ordered and has its numbers."""
    if NextTerm.objects.filter(
        account_id=subscription.account_id, subscription_id=subscription.id, status="open"
    ).exists():
        raise Refused(
            refuse(RefusalCode.TERM_ALREADY_ORDERED, starts_on=_term_ends_on(subscription))
        )


def _term_ends_on(subscription: Subscription) -> date | None:
    ends_at = subscription.term_ends_at
    return None if ends_at is None else local_date(ends_at, subscription.time_zone)


def _first_order(subscription: Subscription) -> dict[str, int]:
    """Return the numbers that were asked for last, and never paid."""
    quote = (
        Quote.objects.filter(
            account_id=subscription.account_id, subscription_id=subscription.id, kind="purchase"
        )
        .order_by("-id")
        .first()
    )
    return dict(quote.terms["seats"]) if quote else {}


def _decide_batch(
    command: Command, subscription: Subscription, numbers: Mapping[str, int]
) -> Change | Refusal:
    """Decide on a batch with a term of its own, beside those that are in force."""
    if subscription.status == Status.ENDED:
        return quote_purchase(
            quoting.offer_of(subscription),
            numbers,
            now=command.now,
            zone=command.account.time_zone,
            trial_days=0,
        )
    wanted = {name: Wanted(difference=number) for name, number in numbers.items()}
    return quote_seats(standing_of(subscription, command.now), wanted, now=command.now)


def _decide_term(
    command: Command, subscription: Subscription, terms: PlanTerms, numbers: Mapping[str, int]
) -> Change | Refusal:
    """Decide on the term after the running one, or on one that begins now, by its `terms`."""
    ended = subscription.status == Status.ENDED
    on_trial = subscription.status == Status.TRIALING
    starts_at = _starts_at(command, subscription)
    standing = standing_of(subscription, command.now)
    offer, coupon = _offer_then(subscription, standing, terms, starts_at)
    decided = quote_purchase(
        offer.with_coupon(None if ended else coupon),
        numbers,
        now=starts_at,
        zone=command.account.time_zone,
        trial_days=0,
    )
    if isinstance(decided, Refusal) or ended:
        return decided
    if on_trial:
        priced = first_invoice(standing, numbers, starts_at)
        following = Following(
            anchor=standing.anchor, whole=standing.period, term_ends_at=standing.term_ends_at
        )
    else:
        following = periods.following(
            subscription, terms, starts_at, zone=command.account.time_zone
        )
        then = replace(
            standing,
            policy=terms.policy,
            pools=standing.pools_renewed(starts_at),
            anchor=following.anchor,
            redemption=coupon,
        )
        priced = price_renewal(then, numbers, following.whole)
    after = following_discount(after_step(coupon, decided.coupon))
    pools = standing.pools_renewed(following.term_ends_at)
    decided = replace(decided, at_renewal=net_period_price(pools, numbers, after))
    return _after_running(decided, following, priced)


def _starts_at(command: Command, subscription: Subscription) -> datetime:
    """Return when the term begins that is ordered now."""
    on_trial = subscription.status == Status.TRIALING
    next_at = subscription.trial_ends_at if on_trial else subscription.term_ends_at
    return command.now if subscription.status == Status.ENDED or next_at is None else next_at


def _offer_then(
    subscription: Subscription, standing: Standing, terms: PlanTerms, starts_at: datetime
) -> tuple[Offer, Redemption | None]:
    """Return what is sold from then on, and the coupon that the term begins with, if any."""
    coupon = standing.redemption_at(starts_at)
    maxima = account_maxima(subscription.account_id, terms.product_id)
    offer = terms.offer(subscription.currency, standing.interval, maxima)
    if coupon is None or terms.version_id == subscription.plan_version_id:
        return offer, coupon
    offer = with_running_coupon(subscription, standing, terms, offer)
    return offer, None if offer.redemption is None else coupon


def _after_running(decided: Change, following: Following, priced: Priced) -> Change:
    """Let a term go on where the running one ends, with its anchor."""
    return replace(
        decided,
        lines=priced.lines,
        charges=priced.charges,
        anchor=following.anchor,
        first_period=following.whole,
        term_ends_at=following.term_ends_at,
    )


def _room_for_people(
    command: Command,
    subscription: Subscription,
    terms: PlanTerms,
    numbers: Mapping[str, int],
    leave: Sequence[str],
) -> dict[str, int]:
    """Return the numbers, at least those in use where the policy drops to them.

    With fewer seats than people somebody has to say who leaves, as for a reduction. Where seats are
    issued anew everybody does. Refuses `below_assigned`.
    """
    policy = terms.policy
    decided = policy.decrease.occupied
    reissued = policy.renewal.assignments is RenewalAssignments.REISSUE
    if reissued or decided is DecreaseOccupied.AUTOMATIC:
        return dict(numbers)
    taken = taken_by_type(subscription.account_id, subscription.id, command.now)
    leaving = quoting.leaving_by_type(subscription, leave)
    room = dict(numbers)
    for name, number in numbers.items():
        sold = terms.seat_type(name)
        held = taken.get(sold.id) if sold else None
        staying = (held.occupied + held.held if held else 0) - leaving.get(name, 0)
        if staying <= number:
            continue
        if decided is not DecreaseOccupied.DROP_TO_USED:
            raise Refused(refuse(RefusalCode.BELOW_ASSIGNED, assigned=staying, wanted=number))
        room[name] = staying
    return room


# --- keeping and beginning ------------------------------------------------------------------------


def keep_for_later(
    command: Command, subscription: Subscription, order: Order, quote: Quote, change: Change
) -> None:
    """Keep a term that is paid, or granted, until the running one ends."""
    assert change.first_period is not None
    on_trial = subscription.status == Status.TRIALING
    starts_at = subscription.trial_ends_at if on_trial else subscription.term_ends_at
    assert starts_at is not None
    NextTerm.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        order_id=order.id,
        seats=quote.terms["seats"],
        leaves=quote.terms["leave"],
        starts_at=starts_at,
    )
    # The last number given holds: what was scheduled before is not.
    reductions.withdraw_all(command, subscription)
    if not on_trial:
        reductions.cap_ordered_term(command, subscription)
    subscription.version += 1
    subscription.save()


def begin_waiting(command: Command, subscription: Subscription, ordered: NextTerm) -> None:
    """Begin a term that was ordered before the running one ended."""
    order = Order.objects.get(account_id=command.account_id, id=ordered.order_id)
    quote = Quote.objects.get(account_id=command.account_id, id=order.quote_id)
    change = quoting.change_of(quote)
    _take_version(command, subscription, quote)
    terms = get_plan_terms(subscription.plan_version_id)
    if subscription.status != Status.TRIALING:
        zone = command.account.time_zone
        change = periods.begun_after(subscription, terms, change, command.now, zone=zone)
    if terms.policy.renewal.assignments is RenewalAssignments.REISSUE:
        reissue(command, subscription)
    begin(command, subscription, order, change, quote)
    ordered.status = "applied"
    ordered.closed_at = command.now
    ordered.save(update_fields=["status", "closed_at"])


def begin(
    command: Command, subscription: Subscription, order: Order, change: Change, quote: Quote
) -> None:
    """Begin an ordered term now, with its number of seats and the people who stay."""
    assert change.anchor is not None
    assert change.first_period is not None
    assert change.term_ends_at is not None
    _take_version(command, subscription, quote)
    terms = get_plan_terms(subscription.plan_version_id)
    if subscription.status == Status.ENDED:
        leave_behind(command, subscription)
        coupons.step(command, subscription, CouponStep.ENDS)
    charges.close_used_charges(command, subscription, command.now)
    periods.set_anchor(subscription, change.anchor)
    subscription.period_starts_at = change.first_period.starts_at
    subscription.period_ends_at = change.first_period.ends_at
    subscription.term_starts_at = command.now
    subscription.term_ends_at = change.term_ends_at
    if subscription.status in {Status.ENDED, Status.TRIALING}:
        subscription.status = Status.ACTIVE
        subscription.trial_ends_at = None
        subscription.ended_at = None
        subscription.end_reason = ""
    for name, number in quote.terms["seats"].items():
        # What was paid for is there and no more: whoever came too late has to go.
        reductions.bring_to(
            command,
            subscription,
            terms.id_of(name),
            target=number,
            rule=DecreaseOccupied.AUTOMATIC,
            leaves=quote.terms["leave"],
        )
    coupons.step(command, subscription, change.coupon)
    charges.open_charges(command, subscription, terms, change.charges, invoice_id=order.invoice_id)
    starts_at = min((c.covers.starts_at for c in change.charges), default=command.now)
    periods.open_period(command, subscription, starts_at, change.first_period.ends_at)
    reminders.plan_reminder(subscription, terms)
    subscription.version += 1
    subscription.save()
    command.record(
        EventType.SUBSCRIPTION_RENEWED,
        subject_id=subscription.id,
        subscription_id=subscription.id,
        renews_at=subscription.term_ends_at,
        period_starts_at=change.first_period.starts_at,
    )


def _take_version(command: Command, subscription: Subscription, quote: Quote) -> None:
    """Bring a subscription to the version of the plan by which its term was ordered."""
    version_id = quote.terms.get("plan_version") if quote.kind == "renewal" else None
    if version_id is not None and UUID(version_id) != subscription.plan_version_id:
        price_changes.begin_ordered(command, subscription, UUID(version_id))


def reissue(command: Command, subscription: Subscription) -> None:
    """Let everybody go at a new term: seats are issued again by hand (R8)."""
    rows = Assignment.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, ended_at=None
    )
    claims.release(command, *rows.order_by("id"), reason="term_ended")


def carry_over(
    command: Command, subscription: Subscription, order: Order, leave: Sequence[str]
) -> None:
    """Seat the people of older batches in a new one, those who came first before others."""
    terms = get_plan_terms(subscription.plan_version_id)
    for sold in terms.seat_types:
        free = pools.seats_of_order(command, order.id, sold.id)
        people = (
            Assignment.objects.filter(
                account_id=command.account_id,
                subscription_id=subscription.id,
                seat_type_id=sold.id,
                state="active",
                ended_at=None,
                lapses_at=None,
            )
            .exclude(email__in=list(leave))
            .order_by("started_at", "id")
        )
        first = {row.email: row for row in reversed(people)}
        staying = sorted(first.values(), key=lambda row: (row.started_at, row.id))
        for seat, row in zip(free, staying, strict=False):
            claims.claim(
                command,
                subscription=subscription,
                seat_type_id=sold.id,
                person_id=row.person_id,
                email=row.email,
                seat_id=seat,
            )
