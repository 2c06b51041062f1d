"""One subscription as its buyers see it: how it stands, what comes next, who may change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from curule.core.changes import Change
from curule.core.discounts import after_step, following_discount, step_on_other_plan
from curule.core.lifecycle import Status
from curule.core.permissions import Action, Actor, may, roles_for
from curule.core.plan_changes import Way, quote_plan_change, seats_on, way_of
from curule.core.policy import Channel, IncreaseCharge
from curule.core.purchases import Offer
from curule.core.quantities import Wanted
from curule.core.quotes import quote_seats
from curule.core.refusals import Refusal
from curule.core.roles import Role
from curule.core.standing import Standing, full_period_price, net_period_price
from curule.core.tax import Rate, Taxed, taxed
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.coupons import with_running_coupon
from curule.selectors.money import credit_of, open_amount
from curule.selectors.orders import list_plans
from curule.selectors.price_changes import NewPrice, find_new_price
from curule.selectors.roles import role_holders
from curule.selectors.standings import (
    account_maxima,
    last_totals,
    seats_in_force,
    standing_of,
)
from curule.selectors.subscriptions import SubscriptionRow, get_subscription
from curule.selectors.taxes import expected_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class NextInvoice:
    """What is invoiced next, as things stand, in minor units.

    `price` is what the prices say, with the tax in it or without.
    """

    at: datetime
    price: int
    taxed: Taxed
    plan_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAhead:
    """Another plan that is chosen for the renewal."""

    plan_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingOrder:
    """An order that exists and is not paid; `open` is what is to be paid, with tax."""

    id: UUID
    invoice_id: UUID | None
    placed_at: datetime
    open: int
    added: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """Seats of one order with a term of their own."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    seats: int
    taken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """A subscription with all that a decision about it is shown with."""

    row: SubscriptionRow
    label: str
    version: int
    standing: Standing
    started_at: datetime | None
    period_starts_at: datetime | None
    term_starts_at: datetime | None
    term_ends_at: datetime | None
    trial_ends_at: datetime | None
    auto_renew: bool
    time_zone: str
    method_id: UUID | None
    channel: Channel
    adviser: str
    tax_rate: Rate
    is_business: bool
    tax_id: str
    credit: int
    holders: Mapping[Role, tuple[str, ...]]
    next_invoice: NextInvoice | None
    plan_ahead: PlanAhead | None
    new_price: NewPrice | None
    term_ordered_for: datetime | None
    waiting: tuple[WaitingOrder, ...]
    batches: tuple[BatchRow, ...]

    @property
    def id(self) -> UUID:
        """The subscription."""
        return self.row.id

    @property
    def terms(self) -> PlanTerms:
        """What was bought."""
        return self.row.terms

    @property
    def currency(self) -> str:
        """The currency of its prices."""
        return self.row.currency

    @property
    def reference(self) -> str:
        """A short name for letters and calls: the end of the id."""
        return reference_of(self.row.id)

    @property
    def has_own_terms(self) -> bool:
        """Whether each order has a term of its own (R3)."""
        return self.terms.policy.increase.charge is IncreaseCharge.OWN_TERM

    def is_behind(self, now: datetime) -> bool:
        """Whether the period is over and what follows is not written yet: nothing can be priced.

        A command does what is due before it decides.
        """
        runs = self.row.status not in {Status.ENDED, Status.INCOMPLETE}
        return runs and self.standing.period.ends_at <= now and not self.standing.on_trial

    def refusal_for(self, actor: Actor, action: Action) -> Refusal | None:
        """Return why somebody may not do this here, or None."""
        return may(
            actor,
            action,
            policy=self.terms.policy,
            channel=self.channel,
            holders=self.holders,
        )

    @property
    def deciders(self) -> tuple[str, ...]:
        """The addresses of those who may change what is bought."""
        roles = roles_for(Action.CHANGE, policy=self.terms.policy, holders=self.holders)
        found = [person for role in Role if role in roles for person in self.holders.get(role, ())]
        return tuple(dict.fromkeys(found))

    @property
    def deciding_roles(self) -> tuple[Role, ...]:
        """The roles that may change what is bought."""
        roles = roles_for(Action.CHANGE, policy=self.terms.policy, holders=self.holders)
        return tuple(role for role in Role if role in roles)


def reference_of(subscription_id: UUID) -> str:
    """Return the short name of a subscription."""
    return f"S-{subscription_id.hex[-8:].upper()}"


def find_contract(account_id: UUID, subscription_id: UUID, now: datetime) -> ContractRow | None:
    """Return a subscription of an account, or None, for another account's as for none."""
    found = models.Subscription.objects.filter(account_id=account_id, id=subscription_id).first()
    if found is None:
        return None
    account = models.Account.objects.get(id=account_id)
    rate = expected_rate(account, now)
    row = get_subscription(account_id, subscription_id, now)
    terms = row.terms
    standing = standing_of(found, now, terms)
    ahead = _plan_ahead(found)
    ordered = models.NextTerm.objects.filter(
        account_id=account_id, subscription_id=subscription_id, status="open"
    ).first()
    return ContractRow(
        row=row,
        label=found.label,
        version=found.version,
        standing=standing,
        started_at=found.started_at,
        period_starts_at=found.period_starts_at,
        term_starts_at=found.term_starts_at,
        term_ends_at=found.term_ends_at,
        trial_ends_at=found.trial_ends_at,
        auto_renew=found.auto_renew,
        time_zone=found.time_zone,
        method_id=found.method_id,
        channel=Channel(account.channel),
        adviser=account.adviser,
        tax_rate=rate,
        is_business=account.is_business,
        tax_id=account.tax_id,
        credit=credit_of(account_id, found.currency),
        holders=role_holders(account_id),
        next_invoice=_next_invoice(found, row, standing, rate),
        plan_ahead=ahead,
        new_price=find_new_price(found, standing, rate, has_next_term=ordered is not None),
        term_ordered_for=ordered.starts_at if ordered else None,
        waiting=_waiting(found),
        batches=_batches(found, now),
    )


def _next_invoice(
    found: models.Subscription, row: SubscriptionRow, standing: Standing, rate: Rate
) -> NextInvoice | None:
    """Return what the next boundary invoices: the numbers of then, and lines that wait for it.

    None where nothing follows, or where somebody has to order it.
    """
    if row.status in {Status.ENDED, Status.INCOMPLETE} or found.period_ends_at is None:
        return None
    on_trial = row.status is Status.TRIALING
    at = found.trial_ends_at if on_trial else found.period_ends_at
    ends_with_it = at is not None and found.term_ends_at is not None and at >= found.term_ends_at
    if at is None or ((ends_with_it or on_trial) and not found.auto_renew):
        return None
    ahead = models.ScheduledPlanChange.objects.filter(
        account_id=found.account_id, subscription_id=found.id, status="open"
    ).first()
    waiting = models.PendingLine.objects.filter(
        account_id=found.account_id, subscription_id=found.id, invoice_id=None
    ).aggregate(sum=Sum("amount_minor"))["sum"]
    if ahead is not None and ahead.effective_at <= at:
        terms = get_plan_terms(ahead.plan_version_id)
        offer = terms.offer(found.currency, standing.interval, {})
        numbers = {pool.name: pool.next_total for pool in standing.pools} | dict(ahead.seats)
        offer = with_running_coupon(found, standing, terms, offer)
        same = terms.prices and any(p.price.interval == standing.interval for p in terms.prices)
        step = step_on_other_plan(
            standing.redemption,
            holds=offer.redemption is not None,
            same_interval=bool(same),
            new_period=False,
        )
        coupon = following_discount(after_step(standing.redemption, step))
        price = net_period_price(offer.pools, numbers, coupon)
        prices, name = offer.tax_behavior, terms.plan_name
    else:
        coupon = following_discount(standing.redemption)
        totals = {} if ends_with_it else standing.totals
        pools = standing.pools_renewed(at) if ends_with_it else standing.pools
        price = net_period_price(pools, totals, coupon)
        prices, name = standing.tax_behavior, row.terms.plan_name
    if prices is standing.tax_behavior:  # else what waits has an invoice of its own
        price += waiting or 0
    return NextInvoice(at=at, price=price, taxed=taxed(price, rate, prices), plan_name=name)


def _plan_ahead(found: models.Subscription) -> PlanAhead | None:
    ahead = models.ScheduledPlanChange.objects.filter(
        account_id=found.account_id, subscription_id=found.id, status="open"
    ).first()
    if ahead is None:
        return None
    name = get_plan_terms(ahead.plan_version_id).plan_name
    return PlanAhead(plan_name=name, at=ahead.effective_at)


def _waiting(found: models.Subscription) -> tuple[WaitingOrder, ...]:
    orders = list(
        models.Order.objects.filter(
            account_id=found.account_id, subscription_id=found.id, status="awaiting_payment"
        ).order_by("id")
    )
    if not orders:
        return ()
    invoices = models.Invoice.objects.in_bulk([o.invoice_id for o in orders if o.invoice_id])
    changes = dict(
        models.Quote.objects.filter(
            account_id=found.account_id, id__in=[order.quote_id for order in orders]
        ).values_list("id", "change")
    )
    return tuple(
        WaitingOrder(
            id=order.id,
            invoice_id=order.invoice_id,
            placed_at=order.placed_at,
            open=open_amount(invoices[order.invoice_id]) if order.invoice_id else 0,
            added={
                move["seat_type"]: move["add"]
                for move in changes[order.quote_id].get("moves", ())
                if move["add"]
            },
        )
        for order in orders
    )


def _batches(found: models.Subscription, now: datetime) -> tuple[BatchRow, ...]:
    """Return the batches that are in force or to come, the one that ends first before others."""
    rows = models.Batch.objects.filter(
        account_id=found.account_id, subscription_id=found.id, ends_at__gt=now
    ).order_by("ends_at", "id")
    seats = dict(
        models.Seat.objects.filter(account_id=found.account_id, subscription_id=found.id)
        .exclude(ends_at__lte=now)
        .values_list("pool_id")
        .annotate(Count("id"))
    )
    taken = dict(
        models.Assignment.objects.filter(
            account_id=found.account_id, subscription_id=found.id, ended_at=None
        )
        .values_list("pool_id")
        .annotate(Count("id"))
    )
    return tuple(
        BatchRow(
            id=row.id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            seats=seats.get(row.id, 0),
            taken=taken.get(row.id, 0),
        )
        for row in rows
    )


# --- what a change would do -----------------------------------------------------------------------


def preview_seats(
    contract: ContractRow, totals: Mapping[str, int], now: datetime
) -> Change | Refusal:
    """Decide on new totals without keeping anything: what a quote of this moment would say."""
    wanted = {name: Wanted(total=number) for name, number in totals.items()}
    return quote_seats(contract.standing, wanted, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatedRow:
    """Somebody with a seat, as the choice of who leaves shows them."""

    email: str
    name: str
    seat_type: str
    is_held: bool
    last_active_at: datetime | None


def list_seated(account_id: UUID, subscription_id: UUID, now: datetime) -> tuple[SeatedRow, ...]:
    """Return who has a seat, those who came last first."""
    rows = list(
        models.Assignment.objects.filter(
            account_id=account_id, subscription_id=subscription_id, ended_at=None
        ).order_by("-started_at", "-id")
    )
    in_force = set(
        models.Seat.objects.filter(
            seats_in_force(now) | Q(starts_at__gt=now),
            account_id=account_id,
            subscription_id=subscription_id,
        ).values_list("id", flat=True)
    )
    people = models.Person.objects.in_bulk([row.person_id for row in rows if row.person_id])
    names = dict(
        models.SeatType.objects.filter(id__in={row.seat_type_id for row in rows}).values_list(
            "id", "name"
        )
    )
    return tuple(
        SeatedRow(
            email=row.email,
            name=_name_of(people.get(row.person_id) if row.person_id else None),
            seat_type=names[row.seat_type_id],
            is_held=row.state == "held",
            last_active_at=row.last_active_at,
        )
        for row in rows
        if row.seat_id in in_force
    )


def _name_of(person: models.Person | None) -> str:
    return f"{person.first_name} {person.last_name}".strip() if person else ""


# --- other plans ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChoice:
    """Another plan with the present numbers: what it would bring about, or why it does not."""

    terms: PlanTerms
    offer: Offer
    numbers: Mapping[str, int]
    full_price: int
    decided: Change | Refusal
    is_upgrade: bool
    lost_types: tuple[str, ...]


def list_plan_choices(contract: ContractRow, now: datetime) -> tuple[PlanChoice, ...]:
    """Return the other plans of the product that have a price in the currency, cheapest first.

    None while the subscription is behind: nothing can be priced then.
    """
    if contract.is_behind(now):
        return ()
    found = [
        choice
        for plan in list_plans(contract.terms.product_id)
        if plan.plan_key != contract.terms.plan_key
        and (choice := _choice(contract, plan, now)) is not None
    ]
    return tuple(sorted(found, key=lambda choice: _paid_for(contract, choice)))


def _paid_for(contract: ContractRow, choice: PlanChoice) -> int:
    """Return the price of another plan with its tax, whether that is in its prices or not."""
    return taxed(choice.full_price, contract.tax_rate, choice.offer.tax_behavior).gross


def _choice(contract: ContractRow, plan: PlanTerms, now: datetime) -> PlanChoice | None:
    standing = contract.standing
    priced = [p.price for p in plan.prices if p.price.currency == standing.currency]
    if not priced:
        return None
    same = any(price.interval == standing.interval for price in priced)
    interval = standing.interval if same else priced[0].interval
    maxima = account_maxima(contract.row.account_id, plan.product_id)
    offer = plan.offer(standing.currency, interval, maxima)
    if standing.redemption is not None:
        found = models.Subscription.objects.get(
            account_id=contract.row.account_id, id=contract.row.id
        )
        offer = with_running_coupon(found, standing, plan, offer)
    numbers, rate = seats_on(standing, offer, None), contract.tax_rate
    names = {pool.name for pool in offer.pools}
    return PlanChoice(
        terms=plan,
        offer=offer,
        numbers=numbers,
        full_price=full_period_price(offer.pools, numbers),
        decided=quote_plan_change(standing, offer, seats=None, now=now, rate=rate),
        is_upgrade=way_of(standing, offer, rate) is Way.UPGRADE,
        lost_types=tuple(p.name for p in standing.pools if p.seats and p.name not in names),
    )


def last_numbers(account_id: UUID, subscription_id: UUID, now: datetime) -> dict[str, int]:
    """Return the bought seats in force, or last in force, by seat type."""
    found = models.Subscription.objects.get(account_id=account_id, id=subscription_id)
    return last_totals(found, now)
