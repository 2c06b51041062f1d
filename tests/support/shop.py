"""A customer who buys for real: money moves through the services, on a clock of its own.

    shop = Shop.open("zoom", unit_amount=3000)          an account, its people, a card, a plan
    shop.subscribe(5)                                    the first order
    shop.to(day(2026, 5, 1))                             time goes on, everything due happens
    shop.owed, shop.credit, shop.seats                   how things stand

Nothing is written past the services. After each test the fixture of the folder asks for what must
hold; `shop.check()` asks for it in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from curule.core.intervals import Interval, IntervalUnit
from curule.core.permissions import Actor
from curule.core.policy import SeatTypeTerms
from curule.core.pricing import Price
from curule.core.roles import Role
from curule.data import models
from curule.selectors.catalog import PlanTerms, get_plan_terms
from curule.selectors.documents import DocumentRow, list_credit_notes, list_invoices
from curule.selectors.invariants import verify
from curule.selectors.money import balance_of
from curule.selectors.subscriptions import get_subscription
from curule.services import catalog, payment_methods
from curule.services._command import Done
from curule.services.changes.quoting import SeatsAsked
from curule.services.orders import offers, orders
from curule.services.orders.placing import OrderResult
from curule.services.payments import payments, transfers
from curule.services.sweeps import clocks
from curule.services.sweeps.due import DueReport, run_due
from tests.support.factories import (
    VENDOR,
    actor_of,
    join,
    make_account,
    make_person,
    make_plan,
)

Asked: TypeAlias = Any
"""What a test asks of a command besides, passed on as it is."""

ZONE = "Europe/Paris"
MONTH = Interval(IntervalUnit.MONTH)
YEAR = Interval(IntervalUnit.YEAR)
_numbers = count(1)


def day(year: int, month: int, number: int, hour: int = 0, minute: int = 0) -> datetime:
    """A local time in Paris, as an instant."""
    here = datetime.combine(date(year, month, number), time(hour, minute), ZoneInfo(ZONE))
    return here.astimezone(UTC)


APRIL = day(2026, 4, 1)


@dataclass
class Shop:
    """One account with its plan; `now` is what time it is there."""

    account: models.Account
    people: Mapping[str, models.Person]
    terms: PlanTerms
    interval: Interval
    clock_id: UUID | None
    now: datetime
    subscription_ids: list[UUID] = field(default_factory=list)

    @classmethod
    def open(
        cls,
        preset: str = "zoom",
        *,
        unit_amount: int = 3000,
        interval: Interval = MONTH,
        seat_types: Sequence[SeatTypeTerms] | None = None,
        now: datetime = APRIL,
        card: str | None = "succeed",
        is_live: bool = False,
        tax_rate: str | None = None,
        tax_behavior: str = "exclusive",
        currency: str = "EUR",
        time_zone: str = ZONE,
        people: Sequence[str] = tuple(role.value for role in Role),
        **overrides: Asked,
    ) -> Shop:
        """Open an account on a clock of its own; overrides are `decrease__effective="now"`."""
        number = f"{next(_numbers)}-{models.Seat().id.hex[-8:]}"
        clock_id = None if is_live else clocks.create(actor=VENDOR, name=f"c{number}", now=now)
        account = make_account(
            now=now,
            clock_id=clock_id,
            time_zone=time_zone,
            tax_rate=tax_rate,
            tax_id="FR40303265045",
        )
        made = {
            name: join(account, make_person(f"{name}@s{number}.test", now=now), Role(name), now=now)
            for name in people
        }
        written = {key.replace("__", "."): value for key, value in overrides.items()}
        terms = make_plan(
            preset,
            overrides=written,
            seat_types=seat_types,
            unit_amount=unit_amount,
            interval=interval,
            tax_behavior=tax_behavior,
            currency=currency,
            now=now,
        )
        shop = cls(account, made, terms, interval, clock_id, now)
        if card is not None:
            shop.add_card(card)
        return shop

    # --- who and when -------------------------------------------------------------------------

    @property
    def actor(self) -> Actor:
        """The first of the people whom the policy lets decide on numbers."""
        wanted = sorted(role.value for role in self.terms.policy.who.change_roles)
        named = next((name for name in wanted if name in self.people), None)
        return actor_of(self.people[named or next(iter(self.people))])

    @property
    def payer(self) -> Actor:
        """Who pays invoices."""
        return actor_of(self.people.get("billing_contact") or self.people["owner"])

    def to(self, now: datetime, *, attempts: bool = True) -> DueReport:
        """Let time go on; everything due on the way happens."""
        self.now = now
        if self.clock_id is None:
            return run_due(now=now, account_ids=[self.account.id], attempt_payments=attempts)
        return clocks.advance(
            actor=VENDOR, clock_id=self.clock_id, to=now, attempt_payments=attempts
        )

    def check(self) -> None:
        """Ask for everything that must hold."""
        assert not verify(self.account.id)

    # --- commands -----------------------------------------------------------------------------

    @property
    def _on(self) -> dict[str, Any]:
        return {
            "actor": self.actor,
            "account_id": self.account.id,
            "subscription_id": self.subscription_id,
            "now": self.now,
        }

    @property
    def on(self) -> dict[str, Any]:
        """The arguments of a command on the first subscription."""
        return self._on

    def subscribe(
        self, seats: int | Mapping[str, int], *, terms: PlanTerms | None = None, **asked: Asked
    ) -> Done[OrderResult]:
        """Buy a subscription."""
        done = orders.subscribe(
            actor=asked.pop("actor", self.actor),
            account_id=self.account.id,
            plan_version_id=(terms or self.terms).version_id,
            seats=self._numbers(seats),
            currency=(terms or self.terms).prices[0].price.currency,
            interval=(self.interval.unit.value, self.interval.count),
            now=self.now,
            **asked,
        )
        if not done.replayed:
            self.subscription_ids.append(done.value.subscription_id)
        return done

    def _numbers(self, seats: int | Mapping[str, int]) -> dict[str, int]:
        return {self.seat_type: seats} if isinstance(seats, int) else dict(seats)

    def set_seats(self, seats: int | Mapping[str, int], **asked: Asked) -> Done[OrderResult]:
        """Ask for a new total."""
        return orders.change_seats(**self._on, totals=self._numbers(seats), **asked)

    def add_seats(self, seats: int | Mapping[str, int], **asked: Asked) -> Done[OrderResult]:
        """Ask for so many more."""
        return orders.change_seats(**self._on, differences=self._numbers(seats), **asked)

    def price(self, total: int, **asked: Asked) -> models.Quote:
        """Price a new total and keep the quote."""
        wanted = SeatsAsked(totals=self._numbers(total), differences={}, **asked)
        quote_id = offers.price(**self._on, asked=wanted).value
        return models.Quote.objects.get(id=quote_id)

    def accept(self, quote_id: UUID, **asked: Asked) -> Done[OrderResult]:
        """Order a stored quote."""
        return offers.accept(
            actor=self.actor, account_id=self.account.id, quote_id=quote_id, now=self.now, **asked
        )

    def renew(
        self, seats: int | Mapping[str, int] | None = None, **asked: Asked
    ) -> Done[OrderResult]:
        """Order the next term by hand."""
        numbers = None if seats is None else self._numbers(seats)
        return orders.renew(**self._on, seats=numbers, **asked)

    def change_plan(self, terms: PlanTerms, **asked: Asked) -> Done[OrderResult]:
        """Move to another plan of the same product."""
        return orders.change_plan(**self._on, plan=terms.plan_key, **asked)

    def pay(self, **asked: Asked) -> Done[payments.PaymentResult]:
        """Pay the oldest open invoice."""
        return payments.pay(actor=self.payer, account_id=self.account.id, now=self.now, **asked)

    def transfer(self, amount: int | None = None, **asked: Asked) -> Done[payments.PaymentResult]:
        """Let the vendor record a transfer."""
        return transfers.record_transfer(
            actor=VENDOR, account_id=self.account.id, amount=amount, now=self.now, **asked
        )

    def add_card(
        self, answers: str, *, name: str = "card", save: bool = True, default: bool = True
    ) -> UUID:
        """Add a card of the sandbox that answers so."""
        return payment_methods.add_method(
            actor=VENDOR,
            account_id=self.account.id,
            name=name,
            token=f"sandbox:{answers}",
            save=save,
            default=default,
            now=self.now,
        ).value

    def other_plan(
        self,
        preset: str,
        *,
        unit_amount: int,
        interval: Interval | None = None,
        tax_behavior: str = "exclusive",
        **overrides: Asked,
    ) -> PlanTerms:
        """Publish another plan of the same product."""
        written = {key.replace("__", "."): value for key, value in overrides.items()}
        return make_plan(
            preset,
            overrides=written,
            seat_types=[sold.terms for sold in self.terms.seat_types],
            unit_amount=unit_amount,
            interval=interval or self.interval,
            tax_behavior=tax_behavior,
            product_id=self.terms.product_id,
            now=self.now,
        )

    def publish(self, prices: Mapping[str, Price], **overrides: Asked) -> PlanTerms:
        """Publish another plan of the same product with prices of its own."""
        written = {key.replace("__", "."): value for key, value in overrides.items()}
        key = f"p{next(_numbers)}"
        plan_id = catalog.create_plan(
            actor=VENDOR, product_id=self.terms.product_id, key=key, name=key, now=self.now
        )
        version_id = catalog.publish_version(
            actor=VENDOR,
            plan_id=plan_id,
            policy=self.terms.policy.override(written),
            seat_types=[sold.terms for sold in self.terms.seat_types],
            prices=[catalog.PriceOf(seat_type=name, price=price) for name, price in prices.items()],
            now=self.now,
        )
        return get_plan_terms(version_id)

    # --- how things stand ---------------------------------------------------------------------

    @property
    def seat_type(self) -> str:
        """The first seat type of the plan."""
        return self.terms.seat_types[0].terms.name

    @property
    def subscription_id(self) -> UUID:
        """The first subscription."""
        return self.subscription_ids[0]

    @property
    def subscription(self) -> models.Subscription:
        """The first subscription as it is stored."""
        return models.Subscription.objects.get(id=self.subscription_id)

    @property
    def status(self) -> str:
        """The status that is stored."""
        return self.subscription.status

    @property
    def seats(self) -> int:
        """The seats of the first type that are in force."""
        row = get_subscription(self.account.id, self.subscription_id, self.now)
        return row.seats[self.seat_type].counts.total

    @property
    def scheduled(self) -> list[tuple[datetime, int]]:
        """The totals of the first type from dates on."""
        row = get_subscription(self.account.id, self.subscription_id, self.now)
        return list(row.seats[self.seat_type].scheduled)

    @property
    def owed(self) -> int:
        """What is open on invoices."""
        return balance_of(self.account.id, "EUR").owed

    @property
    def credit(self) -> int:
        """What is in credit."""
        return balance_of(self.account.id, "EUR").credit

    @property
    def invoices(self) -> tuple[DocumentRow, ...]:
        """Every invoice, oldest first."""
        return list_invoices([self.account.id])

    @property
    def totals(self) -> list[int]:
        """What each invoice comes to, oldest first."""
        return [invoice.total for invoice in self.invoices]

    @property
    def notes(self) -> tuple[DocumentRow, ...]:
        """Every credit note, oldest first."""
        return list_credit_notes([self.account.id])

    @property
    def order_statuses(self) -> list[str]:
        """The status of each order, oldest first."""
        rows = models.Order.objects.filter(account_id=self.account.id).order_by("id")
        return list(rows.values_list("status", flat=True))

    @property
    def payment_statuses(self) -> list[str]:
        """The status of each payment, oldest first."""
        rows = models.Payment.objects.filter(account_id=self.account.id).order_by("id")
        return list(rows.values_list("status", flat=True))

    def mails(self, template: str) -> list[models.OutboxMessage]:
        """The mails of a template, oldest first."""
        rows = models.OutboxMessage.objects.filter(account_id=self.account.id, template=template)
        return list(rows.order_by("id"))

    def seat(self, name: str = "member") -> models.Person:
        """Give a registered person a seat of the first type, and return them."""
        from curule.services._command import run
        from curule.services.seating import claims

        email = f"{name}@{next(iter(self.people.values())).email.split('@')[1]}"
        person = models.Person.objects.filter(email=email).first() or make_person(
            email, now=self.now
        )
        run(
            account_id=self.account.id,
            actor=VENDOR,
            now=self.now,
            name="test.seat",
            result=bool,
            body=lambda command: (
                claims.claim(
                    command,
                    subscription=command.lock_subscription(self.subscription_id),
                    seat_type_id=self.terms.seat_types[0].id,
                    email=email,
                    person_id=person.id,
                )
                is not None
            ),
        )
        return person

    @property
    def seated(self) -> list[str]:
        """The names of who has a seat, in order of arrival."""
        rows = models.Assignment.objects.filter(
            account_id=self.account.id, subscription_id=self.subscription_id, ended_at=None
        )
        return [row.email.split("@")[0] for row in rows.order_by("started_at", "id")]


def row_counts(account_id: UUID) -> dict[str, int]:
    """Count every row of an account, by table: a refused command changes none of it (I29)."""
    from django.apps import apps

    return {
        model.__name__: model._default_manager.filter(account_id=account_id).count()
        for model in apps.get_app_config("curule").get_models()
        if any(each.name == "account" for each in model._meta.fields)
    }


def later(instant: datetime, **span: int) -> datetime:
    """So much later."""
    return instant + timedelta(**span)
