"""Quotes that are not ordered at once: priced, offered to managed accounts, accepted (G5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from curule.core.changes import Change
from curule.core.events import EventType
from curule.core.localtime import local_date
from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.policy import DecreaseMoney
from curule.core.quantities import LARGEST
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.data.models import Quote, Subscription
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.quotes import drifted
from curule.selectors.standings import standing_of
from curule.services import _input, waiting_orders
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services._refusing import unless_refused
from curule.services.catching_up import run_up_to_date
from curule.services.changes import quoting, reductions
from curule.services.changes.quoting import SeatsAsked
from curule.services.invoices import credit_notes
from curule.services.orders import placing, term_quotes
from curule.services.orders.orders import collected
from curule.services.orders.placing import OrderResult, Pays
from curule.services.receiving import tell_acceptance, tell_offer

OFFER_DAYS = 30
"""How long an offer stands where nothing else is said."""

LONGEST_OFFER_DAYS = 366
LONGEST_NOTE = 200

_OF_A_TERM = frozenset({"purchase", "renewal"})
"""Quotes of a whole term, the first or the next."""


def price(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    asked: SeatsAsked | None = None,
    plan: str | None = None,
    plan_seats: Mapping[str, int] | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Price a change and keep the quote; nothing else happens (T10, G10). Returns its id."""
    if asked is not None and asked.leave:
        asked = replace(asked, leave=tuple(_input.address(email) for email in asked.leave))

    def body(command: Command) -> UUID:
        subscription = lock_up_to_date(command, subscription_id)
        policy = get_plan_terms(subscription.plan_version_id).policy
        command.require(Action.CHANGE, policy)
        if plan is not None:
            return quoting.quote_for_plan(command, subscription, plan, plan_seats).id
        assert asked is not None
        reductions.refuse_unknown_leavers(command, subscription, asked.leave)
        return quoting.quote_for_seats(command, subscription, asked).id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="offers.price",
        result=UUID,
        body=body,
        key=key,
        request={
            "subscription": subscription_id,
            "asked": asked.terms() if asked else None,
            "plan": plan,
            "seats": None if plan_seats is None else dict(plan_seats),
        },
    )


# --- for managed accounts -------------------------------------------------------------------------


def ask_for_quote(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seats: Mapping[str, int],
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Ask the vendor for a quote; nothing is priced yet. Returns its id.

    Asking again takes the place of an older question. Refuses `role_not_allowed`,
    `managed_contract`, `seat_type_missing` and `quantity_invalid`.
    """

    def body(command: Command) -> UUID:
        command.lock_account()
        subscription = lock_up_to_date(command, subscription_id)
        terms = get_plan_terms(subscription.plan_version_id)
        command.require(Action.ASK_FOR_QUOTE, terms.policy)
        quoting.refuse_unless_running(subscription)
        _refuse_odd_numbers(terms, seats)
        _supersede(command, subscription, "requested")
        asked = SeatsAsked(totals=seats, differences={})
        quote = quoting.keep(command, subscription, "seats", asked.terms(), Change())
        Quote.objects.filter(account_id=account_id, id=quote.id).update(
            status="requested", expires_at=None
        )
        command.record(
            EventType.QUOTE_REQUESTED,
            subject_id=quote.id,
            subscription_id=subscription_id,
            seats=dict(seats),
        )
        return quote.id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="offers.ask_for_quote",
        result=UUID,
        body=body,
        key=key,
        request={"subscription": subscription_id, "seats": dict(seats)},
    )


def _refuse_odd_numbers(terms: PlanTerms, seats: Mapping[str, int]) -> None:
    known = tuple(sold.terms.name for sold in terms.seat_types if not sold.terms.unlimited)
    for name, number in seats.items():
        if name not in known:
            raise Refused(refuse(RefusalCode.SEAT_TYPE_MISSING, seat_type=name, known=known))
        if not 0 <= number <= LARGEST:
            raise Refused(refuse(RefusalCode.QUANTITY_INVALID, given=number))


def _supersede(command: Command, subscription: Subscription, *statuses: str) -> None:
    """Let newer questions and offers take the place of older ones; passing prices are neither."""
    older = Quote.objects.filter(
        account_id=command.account_id, subscription_id=subscription.id, status__in=statuses
    )
    if "requested" not in statuses:
        older = older.filter(is_offer=True)
    older.update(status="superseded", closed_at=command.now)


def offer_quote(
    *,
    actor: Actor,
    account_id: UUID,
    subscription_id: UUID,
    seats: Mapping[str, int],
    days: int | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Offer a priced change that stands for `days` (30); an older offer is superseded.

    Refuses `role_not_allowed`, `field_invalid` for the days, and the numbers.
    """
    stands = OFFER_DAYS if days is None else days
    if not 1 <= stands <= LONGEST_OFFER_DAYS:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="days"))

    def body(command: Command) -> UUID:
        command.lock_account()
        command.require(Action.OFFER_QUOTE)
        subscription = lock_up_to_date(command, subscription_id)
        asked = SeatsAsked(totals=seats, differences={})
        quote = quoting.quote_for_seats(command, subscription, asked)
        _supersede(command, subscription, "requested")
        _supersede(command, subscription, "open")
        quoting.let_stand(command, subscription, quote, stands)
        command.record(
            EventType.QUOTE_OFFERED, subject_id=quote.id, subscription_id=subscription_id
        )
        tell_offer(command, subscription, get_plan_terms(subscription.plan_version_id), quote)
        return quote.id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="offers.offer_quote",
        result=UUID,
        body=body,
        key=key,
        request={"subscription": subscription_id, "seats": dict(seats), "days": days},
    )


def find_offer(account_id: UUID, subscription_id: UUID) -> UUID:
    """Return the open offer of a subscription, or its newest one. Refuses `not_found`."""
    offers = (
        Quote.objects.filter(account_id=account_id, subscription_id=subscription_id, is_offer=True)
        .order_by("-id")
        .values_list("id", flat=True)
    )
    offer = offers.filter(status="open").first() or offers.first()
    if offer is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="quote"))
    return offer


def decline_quote(
    *,
    actor: Actor,
    account_id: UUID,
    quote_id: UUID,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Decline an offer. Refuses `not_found`, `role_not_allowed` and `quote_not_open`."""

    def body(command: Command) -> UUID:
        quote, subscription = _lock_quote(command, quote_id)
        policy = get_plan_terms(subscription.plan_version_id).policy
        command.require(Action.ANSWER_QUOTE, policy)
        if quote.status != "open":
            raise Refused(refuse(RefusalCode.QUOTE_NOT_OPEN))
        placing.close_quote(command, quote, "declined")
        command.record(
            EventType.QUOTE_DECLINED, subject_id=quote.id, subscription_id=subscription.id
        )
        return quote.id

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="offers.decline_quote",
        result=UUID,
        body=body,
        key=key,
        request={"quote": quote_id},
    )


def _lock_quote(command: Command, quote_id: UUID) -> tuple[Quote, Subscription]:
    command.lock_account()
    quote = (
        Quote.objects.select_for_update().filter(account_id=command.account_id, id=quote_id).first()
    )
    if quote is None or quote.subscription_id is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="quote"))
    return quote, lock_up_to_date(command, quote.subscription_id)


# --- ordering a stored quote ----------------------------------------------------------------------


def accept(
    *,
    actor: Actor,
    account_id: UUID,
    quote_id: UUID,
    method_id: UUID | None = None,
    pays: Pays | None = None,
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Order a stored quote, as it stands.

    Refuses `not_found`, `role_not_allowed`, `quote_not_open`, and what an order refuses. One that
    has expired or does not fit any more is `quote_expired` or `quote_stale`: the new quote is kept
    and named beside the old (`new_quote`), where the customer may ask for prices.
    """

    def body(command: Command) -> OrderResult:
        subscription, quote = _ready(command, quote_id)
        placed = placing.place(command, subscription, quote, method_id=method_id, pays=pays)
        if quote.is_offer:
            tell_acceptance(command, subscription, quote)
        return placed

    try:
        return collected(
            account_id=account_id,
            actor=actor,
            now=now,
            name="offers.accept",
            body=body,
            key=key,
            request={"quote": quote_id, "method": method_id, "pays": pays},
        )
    except Refused as refused:
        if refused.refusal.code not in {RefusalCode.QUOTE_EXPIRED, RefusalCode.QUOTE_STALE}:
            raise
        renewed = _price_again(actor, account_id, quote_id, now, refused.refusal)
        raise Refused(renewed) from None


def accept_for_customer(
    *,
    actor: Actor,
    account_id: UUID,
    quote_id: UUID,
    said_by: str,
    said_on: date | None = None,
    note: str = "",
    now: datetime,
    key: str | None = None,
) -> Done[OrderResult]:
    """Order an offer that a customer has accepted by other means (V12); it is paid by invoice.

    Who said so and on which day (today) stays in the history, and who decides for the customer is
    mailed.
    Refuses `role_not_allowed`, `field_invalid` without a name, `date_invalid` for a day that has
    not come or lies before the offer, and what `accept` refuses; only offers are accepted so.
    """
    name = _input.name(said_by, "said_by")
    why = _input.line(note, "note", longest=LONGEST_NOTE)

    def body(command: Command) -> OrderResult:
        if not name:
            raise Refused(refuse(RefusalCode.FIELD_INVALID, field="said_by"))
        subscription, quote = _ready(command, quote_id, action=Action.OFFER_QUOTE)
        zone = command.account.time_zone
        earliest, today = local_date(quote.created_at, zone), local_date(command.now, zone)
        day = said_on or today
        if not earliest <= day <= today:
            raise Refused(refuse(RefusalCode.DATE_INVALID, given=day.isoformat()))
        command.record(
            EventType.QUOTE_ACCEPTED_FOR,
            subject_id=quote.id,
            subscription_id=subscription.id,
            said_by=name,
            said_on=day,
            reason=why,
        )
        placed = placing.place(command, subscription, quote, method_id=None, pays="later")
        tell_acceptance(command, subscription, quote)
        return placed

    return collected(
        account_id=account_id,
        actor=actor,
        now=now,
        name="offers.accept_for_customer",
        body=body,
        key=key,
        request={"quote": quote_id, "said_by": name, "said_on": said_on, "note": why},
    )


def _ready(
    command: Command, quote_id: UUID, *, action: Action | None = None
) -> tuple[Subscription, Quote]:
    """Return a quote that can be ordered now, with its subscription; a first one is begun.

    With an `action` only an offer can be, by whoever may do that.
    """
    command.lock_account()
    first = _unbegun_purchase(command, quote_id)
    if first is not None and action is None:
        _refuse_old(command, first, None)
        return term_quotes.begin_purchase(command, first), first
    quote, subscription = _lock_quote(command, quote_id)
    terms = get_plan_terms(subscription.plan_version_id)
    own = Action.ANSWER_QUOTE if quote.is_offer else Action.CHANGE
    command.require(action or own, terms.policy)
    if action is not None and not quote.is_offer:
        raise Refused(refuse(RefusalCode.QUOTE_NOT_OPEN))
    _refuse_old(command, quote, subscription)
    _refuse_if_changed(command, quote, subscription)
    waiting_orders.make_room(command, subscription)
    return subscription, quote


def _unbegun_purchase(command: Command, quote_id: UUID) -> Quote | None:
    """Return the quote of a first purchase whose subscription does not exist yet, locked."""
    return (
        Quote.objects.select_for_update()
        .filter(account_id=command.account_id, id=quote_id, kind="purchase", subscription_id=None)
        .first()
    )


def _refuse_old(command: Command, quote: Quote, subscription: Subscription | None) -> None:
    """Refuse a quote that has expired, was answered, or was made for another state of things."""
    if quote.status == "expired" or (quote.expires_at and command.now >= quote.expires_at):
        raise Refused(refuse(RefusalCode.QUOTE_EXPIRED, expired_at=quote.expires_at))
    if quote.status != "open":
        raise Refused(refuse(RefusalCode.QUOTE_NOT_OPEN))
    if subscription is not None and quote.subscription_version != subscription.version:
        raise Refused(refuse(RefusalCode.QUOTE_STALE))
    replaced = quoting.replaced_order(subscription) if subscription else None
    if "replaces" in quote.terms and quote.terms["replaces"] != (replaced and str(replaced.id)):
        raise Refused(refuse(RefusalCode.QUOTE_STALE))
    change = quoting.change_of(quote)
    credit = quoting.credit_for(
        command, quote.currency, change, quote.total_minor, replaced=replaced
    )
    tax = quoting.quoted_totals(command, change).tax
    back = quoting.given_back_apart(command, change)
    shown = (quote.credit_minor, quote.tax_minor, quote.given_back_minor)
    if (credit, tax, back) != shown:
        raise Refused(refuse(RefusalCode.QUOTE_STALE))


def _refuse_if_changed(command: Command, quote: Quote, subscription: Subscription) -> None:
    """Refuse what the policy does not allow any more, and credit on what was paid meanwhile."""
    if quote.kind == "seats":
        leave = quoting.seats_asked(quote).leave
        reductions.refuse_unknown_leavers(command, subscription, leave)
    unless_refused(command, _decide(command, quote, subscription))
    policy = get_plan_terms(subscription.plan_version_id).policy
    if policy.decrease.money is not DecreaseMoney.NONE:
        return
    for note in credit_notes.plan_notes(command, quoting.change_of(quote)):
        # What was open when this was priced has been paid: now it would be given back.
        if note.invoice is not None and note.amount > credit_notes.openly_creditable(note.invoice):
            raise Refused(refuse(RefusalCode.QUOTE_STALE))


def _decide(command: Command, quote: Quote, subscription: Subscription) -> Change | Refusal:
    if quote.kind in _OF_A_TERM:
        return term_quotes.decide(command, quote, subscription)
    if quote.kind == "plan":
        version_id, seats = UUID(quote.terms["plan_version"]), quote.terms["seats"]
        return quoting.decide_plan(subscription, version_id, seats, command.now)
    return quoting.decide_seats(subscription, quoting.seats_asked(quote), command.now)


def _price_again(
    actor: Actor, account_id: UUID, quote_id: UUID, now: datetime, refusal: Refusal
) -> Refusal:
    """Return the refusal with the new quote beside the old one, where one can be made.

    None is made of a number that means something else by now: that is asked first.
    """
    old = Quote.objects.get(account_id=account_id, id=quote_id)
    if _is_turned(old, now):
        return refusal
    try:
        new_id = _new_price(actor, old, now)
    except Refused:
        return refusal
    new = Quote.objects.get(account_id=account_id, id=new_id)
    facts: dict[str, object] = {"new_quote": new_id}
    if refusal.code is RefusalCode.QUOTE_STALE:
        facts["old_due"] = Money(old.due_now_minor, old.currency)
        facts["new_due"] = Money(new.due_now_minor, new.currency)
    return replace(refusal, values={**refusal.values, **facts})


def _is_turned(old: Quote, now: datetime) -> bool:
    """Whether a number that was more seats when it was priced is fewer by now, or the reverse."""
    if old.kind != "seats" or old.subscription_id is None:
        return False
    subscription = Subscription.objects.get(account_id=old.account_id, id=old.subscription_id)
    if subscription.version == old.subscription_version:
        return False
    meant = drifted(old.terms, standing_of(subscription, now))
    return any(drift.is_turned for drift in meant)


def _new_price(actor: Actor, old: Quote, now: datetime) -> UUID:
    if old.kind in _OF_A_TERM:
        return term_quotes.price_again(actor=actor, account_id=old.account_id, quote=old, now=now)
    assert old.subscription_id is not None
    return price(
        actor=actor,
        account_id=old.account_id,
        subscription_id=old.subscription_id,
        asked=quoting.seats_asked(old) if old.kind == "seats" else None,
        plan=old.terms["plan"] if old.kind == "plan" else None,
        plan_seats=old.terms["seats"] if old.kind == "plan" else None,
        now=now,
    ).value
