"""Accounts with people, a published plan and a running subscription, made of rows.

What the services would have written is written here at once and validly: the anchor, the period,
the term, the seats with their events. Nothing was charged for them, so tests about money subscribe
through the services instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from curule.core.anchors import anchor_from
from curule.core.intervals import Interval, IntervalUnit
from curule.core.lines import Line, LineKind
from curule.core.periods import BillingPeriod, end_of, period
from curule.core.permissions import Actor, StaffRole
from curule.core.policy import IncreaseCharge, SeatPolicy, SeatTypeTerms, default_seat_type
from curule.core.presets import PRESETS
from curule.core.pricing import Price, PriceModel
from curule.core.proration import Part
from curule.core.roles import Role
from curule.core.tax import PriceTax
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.services import catalog
from curule.services._command import Command, run
from curule.services.invoices import billing
from curule.services.seating import claims

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""When everything begins, unless a test says otherwise."""

VENDOR = Actor.staff(name="vendor@example.test", role=StaffRole.ADMIN)
SYSTEM = Actor.system("worker")

_SEAT_TYPES = {
    "tutkit": ("participant",),
    "autodesk": ("seat",),
    "zoom": ("licensed", "basic"),
    "licence_portal": ("licence",),
    "gotoassist": ("organizer", "agent", "expert"),
}
_numbers = count(1)


def seat_types_of(preset: str, policy: SeatPolicy) -> tuple[SeatTypeTerms, ...]:
    """The seat types a preset is sold with; Zoom's basic one is unlimited."""
    return tuple(
        SeatTypeTerms(name=name, min=0, max=None, step=1, unlimited=True)
        if name == "basic"
        else default_seat_type(name, policy.quantity)
        for name in _SEAT_TYPES[preset]
    )


def make_plan(
    preset: str = "tutkit",
    *,
    overrides: Mapping[str, object] | None = None,
    seat_types: Sequence[SeatTypeTerms] | None = None,
    unit_amount: int = 1000,
    interval: Interval | None = None,
    product_id: UUID | None = None,
    key: str = "",
    tax_behavior: str = "exclusive",
    currency: str = "EUR",
    now: datetime = NOW,
) -> PlanTerms:
    """Publish a plan of a preset, with overrides, of a product of its own or of a given one."""
    policy = PRESETS[preset].override(overrides or {})
    types = tuple(seat_types or seat_types_of(preset, policy))
    name = f"{preset}-{next(_numbers)}-{models.Seat().id.hex[-8:]}"
    if product_id is None:
        product_id = catalog.create_product(actor=VENDOR, key=name, name=name, now=now)
    plan_id = catalog.create_plan(
        actor=VENDOR, product_id=product_id, key=key or name, name=name, now=now
    )
    version_id = catalog.publish_version(
        actor=VENDOR,
        plan_id=plan_id,
        policy=policy,
        seat_types=types,
        prices=[
            catalog.PriceOf(
                seat_type=terms.name,
                price=Price(
                    model=PriceModel.FLAT,
                    currency=currency,
                    interval=interval or Interval(IntervalUnit.MONTH),
                    unit_amount=unit_amount,
                    tax_behavior=PriceTax(tax_behavior),
                ),
            )
            for terms in types
            if not terms.unlimited
        ],
        now=now,
    )
    return get_plan_terms(version_id)


def make_person(
    email: str,
    *,
    verified: bool = True,
    first_name: str = "",
    last_name: str = "",
    now: datetime = NOW,
) -> models.Person:
    """A person with a proved address, or one who only typed it in."""
    person = models.Person(
        email=email,
        first_name=first_name,
        last_name=last_name,
        verified_at=now if verified else None,
        created_at=now,
    )
    person.set_unusable_password()
    person.save(force_insert=True)
    return person


def make_account(
    *, name: str = "Acme", kind: str = "company", now: datetime = NOW, **columns: object
) -> models.Account:
    """A customer without people."""
    return models.Account.objects.create(
        name=name, kind=kind, country="FR", created_at=now, **columns
    )


def join(
    account: models.Account, person: models.Person, *roles: Role, now: datetime = NOW
) -> models.Person:
    """Make a person a member of an account, with roles."""
    models.Member.objects.create(account=account, person=person, joined_at=now)
    for role in roles:
        models.RoleGrant.objects.create(
            account=account, person=person, role=role.value, granted_at=now
        )
    return person


def make_method(
    account: models.Account, *, answers: str = "succeed", now: datetime = NOW
) -> models.PaymentMethod:
    """A saved card of the sandbox that always answers the same, and is charged by itself."""
    return models.PaymentMethod.objects.create(
        account=account,
        name="card",
        gateway="sandbox",
        token=f"sandbox:{answers}",
        is_default=True,
        added_at=now,
    )


def make_subscription(
    account: models.Account,
    terms: PlanTerms,
    seats: Mapping[str, int],
    *,
    now: datetime = NOW,
    **columns: object,
) -> models.Subscription:
    """A running subscription with so many seats of each type, in force since `now`."""
    zone, interval = account.time_zone, terms.prices[0].price.interval
    anchor = anchor_from(now, zone, terms.policy.proration.unit)
    first = period(anchor, interval, 0)
    subscription = models.Subscription.objects.create(
        account=account,
        product_id=terms.product_id,
        plan_version_id=terms.version_id,
        currency=terms.prices[0].price.currency,
        interval_unit=interval.unit.value,
        interval_count=interval.count,
        time_zone=zone,
        anchor_on=anchor.on,
        anchor_day=anchor.day,
        anchor_time=anchor.at,
        anchor_fold=anchor.fold,
        period_starts_at=first.starts_at,
        period_ends_at=first.ends_at,
        term_starts_at=first.starts_at,
        term_ends_at=end_of(terms.policy.term.length, anchor, interval, first.starts_at),
        created_at=now,
        started_at=now,
        **{"status": "active", "auto_renew": terms.policy.renewal.mode == "automatic", **columns},
    )
    own_term = terms.policy.increase.charge is IncreaseCharge.OWN_TERM
    batch = make_batch(subscription, first.starts_at, first.ends_at) if own_term else None
    models.Period.objects.create(
        account=account,
        subscription_id=subscription.id,
        pool_id=batch.id if batch else subscription.id,
        starts_at=first.starts_at,
        ends_at=first.ends_at,
    )
    for name, number in seats.items():
        add_seats(
            subscription,
            terms,
            name,
            number,
            starts_at=now,
            ends_at=batch.ends_at if batch else None,
            pool_id=batch.id if batch else None,
        )
    return subscription


def make_batch(
    subscription: models.Subscription, starts_at: datetime, ends_at: datetime
) -> models.Batch:
    """A batch of its own order, as seats with a term of their own have."""
    quote = models.Quote.objects.create(
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        kind="purchase",
        status="accepted",
        terms={},
        change={},
        currency=subscription.currency,
        subtotal_minor=0,
        tax_minor=0,
        total_minor=0,
        due_now_minor=0,
        at_renewal_minor=0,
        created_at=starts_at,
        closed_at=starts_at,
    )
    order = models.Order.objects.create(
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        quote_id=quote.id,
        status="completed",
        placed_at=starts_at,
        granted_at=starts_at,
        closed_at=starts_at,
    )
    models.Event.objects.bulk_create(
        models.Event(
            account_id=order.account_id,
            type=each,
            occurred_at=starts_at,
            actor_kind="system",
            subscription_id=subscription.id,
            subject_id=order.id,
        )
        for each in ("order.placed", "order.completed")
    )
    return models.Batch.objects.create(
        account_id=subscription.account_id,
        subscription_id=subscription.id,
        order_id=order.id,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def add_seats(
    subscription: models.Subscription,
    terms: PlanTerms,
    seat_type: str,
    number: int,
    *,
    starts_at: datetime = NOW,
    ends_at: datetime | None = None,
    pool_id: UUID | None = None,
) -> list[models.Seat]:
    """Seats with the events that tell of them."""
    rows = models.Seat.objects.bulk_create(
        models.Seat(
            account_id=subscription.account_id,
            subscription_id=subscription.id,
            pool_id=pool_id or subscription.id,
            seat_type_id=terms.id_of(seat_type),
            starts_at=starts_at,
            ends_at=ends_at,
        )
        for _ in range(number)
    )
    written = {
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat() if ends_at else None,
    }
    models.Event.objects.bulk_create(
        models.Event(
            account_id=subscription.account_id,
            type="seat.added",
            occurred_at=min(starts_at, subscription.created_at),
            actor_kind="system",
            subscription_id=subscription.id,
            subject_id=row.id,
            payload=written,
        )
        for row in rows
    )
    return rows


def make_unpaid_invoice(world: World, *, due_at: datetime, amount: int = 1000) -> UUID:
    """An open invoice of the subscription for something that was granted; it is no renewal."""
    subscription = world.subscription
    assert subscription.period_starts_at is not None
    assert subscription.period_ends_at is not None
    line = Line(
        kind=LineKind.DIFFERENCE,
        seat_type=world.seat_type,
        quantity=1,
        unit_amount=None,
        covers=BillingPeriod(subscription.period_starts_at, subscription.period_ends_at),
        part=Part(1, 1),
        amount=amount,
    )
    bill = billing.Bill(
        kind="seats", lines=(line,), prices=PriceTax.EXCLUSIVE, due_at=due_at, granted=True
    )

    def body(command: Command) -> UUID:
        invoice = billing.issue_invoice(command, subscription, world.terms, bill)
        assert invoice is not None
        return invoice.id

    return run(
        account_id=world.account.id,
        actor=SYSTEM,
        now=due_at,
        name="factories.unpaid_invoice",
        result=UUID,
        body=body,
    ).value


@dataclass(frozen=True, kw_only=True)
class World:
    """An account with one person per role, a plan and a running subscription."""

    account: models.Account
    terms: PlanTerms
    subscription: models.Subscription
    people: Mapping[str, models.Person] = field(default_factory=dict)

    @property
    def seat_type(self) -> str:
        """The first seat type of the plan."""
        return self.terms.seat_types[0].terms.name

    @property
    def seat_type_id(self) -> UUID:
        """The id of the first seat type of the plan."""
        return self.terms.seat_types[0].id

    def actor(self, name: str = "owner") -> Actor:
        """The person with that role, or `member`, as an actor."""
        return actor_of(self.people[name])

    def at(self, **later: int) -> datetime:
        """So much later than the beginning: `at(days=3)`."""
        return self.subscription.created_at + timedelta(**later)


def actor_of(person: models.Person) -> Actor:
    """A person as an actor; the command finds out the roles."""
    return Actor.person(person_id=str(person.id), name=person.email)


def make_world(
    preset: str = "tutkit",
    *,
    seats: int | Mapping[str, int] = 5,
    overrides: Mapping[str, object] | None = None,
    seat_types: Sequence[SeatTypeTerms] | None = None,
    domain: str | None = None,
    interval: Interval | None = None,
    now: datetime = NOW,
    time_zone: str = "UTC",
    channel: str = "online",
) -> World:
    """An account with owner@, contract_manager@, billing_contact@, admin@ and member@ a domain."""
    where = domain or f"a{next(_numbers)}-{models.Seat().id.hex[-8:]}.test"
    account = make_account(now=now, time_zone=time_zone, channel=channel)
    people = {
        role.value: join(account, make_person(f"{role}@{where}", now=now), role, now=now)
        for role in Role
    }
    people["member"] = join(account, make_person(f"member@{where}", now=now), now=now)
    terms = make_plan(
        preset, overrides=overrides, seat_types=seat_types, interval=interval, now=now
    )
    numbers = {terms.seat_types[0].terms.name: seats} if isinstance(seats, int) else seats
    subscription = make_subscription(account, terms, numbers, now=now)
    return World(account=account, people=people, terms=terms, subscription=subscription)


def give(
    world: World, person: models.Person, seat_type: str | None = None, *, now: datetime = NOW
) -> None:
    """Put somebody on a seat, past the rules of how they come to it."""
    sold = claims.seat_type_of(world.terms, seat_type)

    def body(command: Command) -> None:
        claims.claim(
            command,
            subscription=world.subscription,
            seat_type_id=sold.id,
            email=person.email,
            person_id=person.id,
        )

    run(
        account_id=world.account.id,
        actor=world.actor(),
        now=now,
        name="factories.give",
        result=type(None),
        body=body,
    )
