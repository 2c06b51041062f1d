"""The stage of a scenario: its catalog, account and people, on a test clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from curule.core.permissions import Actor, StaffRole
from curule.core.roles import Role
from curule.gateways.payments.sandbox import SandboxGateway
from curule.playback.scenario import PersonTerms, Scenario
from curule.playback.terms import PlanTerms
from curule.services import catalog, payment_methods
from curule.services.accounts import accounts
from curule.services.people import roles
from curule.services.seating import people
from curule.services.sweeps import clocks

VENDOR = Actor.staff(name="vendor", role=StaffRole.ADMIN)
CLOCK = "SCENARIO"
USUAL_METHOD = "card"


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The account of a person with a plan of their own."""

    account_id: UUID
    subscription_id: UUID


@dataclass(slots=True)
class Stage:
    """Where a scenario plays: the ids of what its names stand for."""

    scenario: Scenario
    sandbox: SandboxGateway
    clock_id: UUID
    account_id: UUID
    product_id: UUID
    versions: Mapping[str, UUID]
    people: dict[str, UUID]
    subscriptions: dict[str, UUID] = field(default_factory=dict)
    own: dict[str, OwnAccount] = field(default_factory=dict)
    seat_requests: dict[str, UUID] = field(default_factory=dict)

    @property
    def account_ids(self) -> tuple[UUID, ...]:
        """The account of the scenario and those of people with plans of their own."""
        return (self.account_id, *(own.account_id for own in self.own.values()))

    def subscription(self, label: str | None) -> UUID:
        """Return the subscription of that label, or the first one. Raises `KeyError`."""
        return (
            next(iter(self.subscriptions.values())) if label is None else self.subscriptions[label]
        )

    def actor_of(self, email: str) -> Actor:
        """Return the person with that address as an actor; a stranger has no id."""
        person_id = self.people.get(email)
        return Actor.person(person_id=str(person_id) if person_id else "", name=email)


def set_up(scenario: Scenario, folder: Path) -> Stage:
    """Publish the plans, open the account, register its people and give it a saved method."""
    now = scenario.all_steps[0].at
    clock_id = clocks.create(actor=VENDOR, name=CLOCK, now=now)
    product_id = catalog.create_product(actor=VENDOR, key="product", name="Product", now=now)
    versions = {name: publish(product_id, name, plan, now) for name, plan in scenario.plans.items()}
    account_id = _open_account(scenario, clock_id, now)
    stage = Stage(
        scenario=scenario,
        sandbox=SandboxGateway(path=folder / "sandbox.sqlite3"),
        clock_id=clock_id,
        account_id=account_id,
        product_id=product_id,
        versions=versions,
        people={},
    )
    for person in scenario.people:
        _seat_person(stage, person, now)
    if not _adds_methods(scenario):
        _usual_method(account_id, now)
    return stage


def publish(product_id: UUID, name: str, plan: PlanTerms, now: datetime) -> UUID:
    """Publish a plan of the file as a version of its own."""
    plan_id = catalog.create_plan(
        actor=VENDOR, product_id=product_id, key=name, name=name.title(), now=now
    )
    return catalog.publish_version(
        actor=VENDOR,
        plan_id=plan_id,
        policy=plan.policy,
        seat_types=plan.seat_types,
        prices=[
            catalog.PriceOf(seat_type=price.seat_type, price=price.price) for price in plan.prices
        ],
        now=now,
    )


def _open_account(scenario: Scenario, clock_id: UUID, now: datetime) -> UUID:
    terms = scenario.account
    return accounts.open_account(
        actor=VENDOR,
        name="Example",
        country=terms.country or "FR",
        is_business=terms.business,
        tax_id=terms.tax_id or "",
        tax_rate=scenario.tax.written if scenario.tax else None,
        time_zone=terms.time_zone,
        language=terms.language.value,
        channel=terms.channel.value,
        clock_id=clock_id,
        now=now,
    )


def _seat_person(stage: Stage, person: PersonTerms, now: datetime) -> None:
    register(stage, person.email, now, first=person.first_name, last=person.last_name)
    accounts.add_member(
        actor=VENDOR, account_id=stage.account_id, person_id=stage.people[person.email], now=now
    )
    for role in person.roles:
        roles.grant(
            actor=VENDOR,
            account_id=stage.account_id,
            person_id=stage.people[person.email],
            role=Role(role),
            now=now,
        )


def register(
    stage: Stage, email: str, now: datetime, *, first: str | None = None, last: str | None = None
) -> None:
    """Let a stranger make a user account and prove the address."""
    stage.people[email] = people.register(
        email=email,
        first_name=first or "",
        last_name=last or "",
        language=stage.scenario.account.language.value,
        time_zone=stage.scenario.zone,
        verified=True,
        now=now,
    )


def _adds_methods(scenario: Scenario) -> bool:
    return any(step.do == "payment_method" for step in scenario.all_steps)


def _usual_method(account_id: UUID, now: datetime) -> None:
    payment_methods.add_method(
        actor=VENDOR,
        account_id=account_id,
        name=USUAL_METHOD,
        token="sandbox:succeed",  # noqa: S106 - a test card of the sandbox
        now=now,
    )
