"""A customer of another system goes on here: all of one customer in one transaction, or nothing.

What was brought before is found by its id over there and left as it is, so the same export a second
time changes nothing. No mail is sent, nothing is invoiced and nothing is collected: the running
period was paid over there, and what runs here renews at its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from curule.core.changes import Change
from curule.core.events import EventType
from curule.core.imports.brought import BroughtCustomer, BroughtPerson, BroughtSubscription
from curule.core.imports.running import Running, Unfit, import_running
from curule.core.imports.tables import Place
from curule.core.intervals import Interval, IntervalUnit
from curule.core.permissions import Action, Actor, may
from curule.core.refusals import Refusal, Refused
from curule.core.roles import Role
from curule.data.models import ForeignId, Order, Quote, Subscription
from curule.selectors.catalog import PlanTerms
from curule.selectors.foreign_ids import find_foreign
from curule.services._command import Command, run
from curule.services.accounts import accounts
from curule.services.changes import grants, quoting, reminders
from curule.services.orders.orders import Bought, open_subscription
from curule.services.orders.placing import close_quote
from curule.services.people import roles
from curule.services.seating import claims, people


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHere:
    """What a plan over there is here; without a seat type it sells one, or the row names it."""

    terms: PlanTerms
    seat_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of one customer: how much of it is new."""

    account_id: UUID
    is_new: bool
    subscriptions: int
    seats: int
    people: int


class NotImported(Exception):
    """Nothing of this customer was taken; `why` is a refusal, what does not fit, or a sentence."""

    def __init__(self, place: Place, why: Refusal | Unfit | str) -> None:
        super().__init__(str(place))
        self.place = place
        self.why = why


def import_customer(
    *,
    actor: Actor,
    source: str,
    customer: BroughtCustomer,
    plans: Mapping[str, PlanHere],
    now: datetime,
) -> Imported:
    """Take over a customer with what runs there; return what was new.

    `source` names the other system; `plans` are ours by their names over there. Raises
    `NotImported`, and then nothing of the customer was taken. Refuses `role_not_allowed`.
    """
    refused = may(actor, Action.MANAGE_ACCOUNTS)
    if refused:
        raise Refused(refused)
    move = _Move(actor=actor, source=source, plans=plans, now=now)
    try:
        with transaction.atomic():
            account_id = find_foreign(source, "customer", customer.foreign_id)
            is_new = account_id is None
            if account_id is None:
                account_id = _open(move, customer)
            brought = [
                _import_subscription(move, account_id, each) for each in customer.subscriptions
            ]
    except IntegrityError as error:
        if "foreign_id_once" not in str(error):
            raise
        raise NotImported(customer.place, "somebody else brings it right now.") from None
    new = [each for each in brought if each is not None]
    return Imported(
        account_id=account_id,
        is_new=is_new,
        subscriptions=len(new),
        seats=sum(sum(each.seats.values()) for each in new),
        people=sum(len(each.people) for each in new),
    )


# --- the account ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """Who brings customers, from where and when."""

    actor: Actor
    source: str
    plans: Mapping[str, PlanHere]
    now: datetime


def _open(move: _Move, customer: BroughtCustomer) -> UUID:
    try:
        account_id = accounts.open_account(
            actor=move.actor,
            name=customer.name,
            country=customer.country,
            is_business=customer.is_business,
            tax_id=customer.tax_id,
            registration_number=customer.registration_number,
            time_zone=customer.time_zone,
            language=customer.language,
            now=move.now,
        )

        def body(command: Command) -> bool:
            _write_name(command, move.source, "customer", customer.foreign_id)
            if customer.email:
                person = people.proved(customer.email, language=customer.language, now=move.now)
                people.join(command, person)
                roles.give(command, person=person, role=Role.OWNER)
            return True

        run(
            account_id=account_id,
            actor=move.actor,
            now=move.now,
            name="imports.customer",
            result=bool,
            body=body,
        )
    except Refused as refused:
        raise NotImported(customer.place, refused.refusal) from None
    return account_id


def _write_name(
    command: Command, source: str, kind: str, written: str, subscription_id: UUID | None = None
) -> None:
    ForeignId.objects.create(
        account_id=command.account_id,
        source=source,
        kind=kind,
        written=written,
        subscription_id=subscription_id,
        created_at=command.now,
    )


# --- what runs ------------------------------------------------------------------------------------


def _import_subscription(
    move: _Move, account_id: UUID, brought: BroughtSubscription
) -> BroughtSubscription | None:
    """Begin a subscription; None where it was brought before."""
    owner = find_foreign(move.source, "subscription", brought.foreign_id)
    if owner == account_id:
        return None
    if owner is not None:
        raise NotImported(brought.place, f"{brought.foreign_id} was brought for another customer.")
    here = move.plans.get(brought.plan)
    if here is None:
        raise NotImported(
            brought.place, f"nobody said which plan {brought.plan!r} is here; name it with --plan."
        )

    def body(command: Command) -> bool:
        command.lock_account()
        subscription = _begin(command, brought, here)
        _write_name(command, move.source, "subscription", brought.foreign_id, subscription.id)
        for person in brought.people:
            _seat(command, subscription, here, person)
        return True

    try:
        run(
            account_id=account_id,
            actor=move.actor,
            now=move.now,
            name="imports.subscription",
            result=bool,
            body=body,
        )
    except Refused as refused:
        raise NotImported(brought.place, refused.refusal) from None
    return brought


def _begin(command: Command, brought: BroughtSubscription, here: PlanHere) -> Subscription:
    """Write a subscription that runs until it is paid, with its seats."""
    terms = here.terms
    currency, interval = _sold_for(brought, terms)
    change = import_running(
        terms.offer(currency, interval, {}),
        {_seat_type(here, name, brought.place): n for name, n in brought.seats.items()},
        Running(
            paid_until=brought.paid_until,
            began_at=brought.paid_from,
            is_trial=brought.is_trial,
        ),
        now=command.now,
        zone=command.account.time_zone,
    )
    if not isinstance(change, Change):
        raise NotImported(brought.place, change)
    bought = Bought(
        terms=terms,
        currency=currency,
        interval=(interval.unit.value, interval.count),
        label="",
        auto_renew=None if brought.renews else False,
    )
    subscription = open_subscription(command, bought)
    order, quote = _order(command, subscription, change, brought)
    granted = grants.Granted(
        subscription=subscription, terms=terms, change=change, quote=quote, order=order
    )
    grants.begin(command, granted)
    reminders.plan_reminder(subscription, terms, after=command.now)
    subscription.save()
    grants.close_order(command, order, "completed")
    return subscription


def _sold_for(brought: BroughtSubscription, terms: PlanTerms) -> tuple[str, Interval]:
    """Return the currency and the interval: as the row says, else the first of the plan's."""
    currency = brought.currency or terms.prices[0].price.currency
    if brought.interval is not None:
        unit, count = brought.interval
        return currency, Interval(IntervalUnit(unit), count)
    for sold in terms.prices:
        if sold.price.currency == currency:
            return currency, sold.price.interval
    raise NotImported(brought.place, f"the plan {terms.plan_key} has no price in {currency}.")


def _seat_type(here: PlanHere, written: str, place: Place) -> str:
    """Return the seat type that a row means: as it says, as its plan says, or the one there is."""
    sold = [each.terms.name for each in here.terms.seat_types if not each.terms.unlimited]
    name = written or here.seat_type or (sold[0] if len(sold) == 1 else "")
    if name not in sold:
        known = ", ".join(sold)
        said = f"there is no seat type {name!r}" if name else "it does not say which seat type"
        raise NotImported(place, f"{said}; the plan {here.terms.plan_key} sells: {known}.")
    return name


def _order(
    command: Command, subscription: Subscription, change: Change, brought: BroughtSubscription
) -> tuple[Order, Quote]:
    """Write the order over nothing that the seats came by."""
    asked = {"seats": dict(brought.seats), "imported": brought.foreign_id}
    quote = quoting.keep(command, subscription, "purchase", asked, change)
    close_quote(command, quote, "accepted")
    order = Order.objects.create(
        account_id=command.account_id,
        subscription_id=subscription.id,
        quote_id=quote.id,
        status="awaiting_payment",
        placed_at=command.now,
        placed_by=command.person_id,
    )
    command.record(EventType.ORDER_PLACED, subject_id=order.id, subscription_id=subscription.id)
    return order, quote


def _seat(
    command: Command, subscription: Subscription, here: PlanHere, brought: BroughtPerson
) -> None:
    """Put somebody on a seat who sits on one over there; nobody is told."""
    name = _seat_type(here, brought.seat_type, brought.place)
    person = people.proved(
        brought.email,
        first_name=brought.first_name,
        last_name=brought.last_name,
        language=command.account.language,
        now=command.now,
    )
    try:
        claims.claim(
            command,
            subscription=subscription,
            seat_type_id=here.terms.id_of(name),
            email=person.email,
            person_id=person.id,
        )
    except Refused as refused:
        raise NotImported(brought.place, refused.refusal) from None
    people.join(command, person)
