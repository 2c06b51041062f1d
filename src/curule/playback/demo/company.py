"""A company of the demo as its story sees it: one short line for each thing that happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from curule.core.permissions import Actor, StaffRole
from curule.core.roles import Role
from curule.playback.demo.cast import Cast, Person
from curule.services import payment_methods, subscriptions
from curule.services.accounts import accounts
from curule.services.credits import goodwill
from curule.services.invitations import invitations
from curule.services.orders import orders
from curule.services.orders.placing import OrderResult, Pays
from curule.services.payments import payments, transfers
from curule.services.people import roles
from curule.services.seating import people
from curule.services.seats import requests, seats

VENDOR: Final = Actor.staff(name="vendor", role=StaffRole.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """Where a company is, and what follows from it."""

    code: str
    time_zone: str
    language: str
    tax_rate: str
    tax_id: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""

    @property
    def address(self) -> Mapping[str, str]:
        """What invoices say of it beside its name."""
        return {"street": self.street, "postcode": self.postcode, "city": self.city}


@dataclass(slots=True)
class Company:
    """An account with its people; `now` is the time of the step that is played."""

    cast: Cast
    country: Country
    currency: str
    versions: Mapping[str, UUID]
    clock_id: UUID
    now: datetime
    buyer: Role = Role.OWNER
    giver: Role = Role.OWNER
    account_id: UUID = field(init=False)
    subscription_id: UUID = field(init=False)
    partner_id: UUID = field(init=False)
    partner_subscription_id: UUID = field(init=False)

    def open(self) -> None:
        """Open the account with everybody who has a role, and the first plain member."""
        self.account_id = accounts.open_account(
            actor=VENDOR,
            name=self.cast.company,
            country=self.country.code,
            tax_id=self.country.tax_id,
            tax_rate=self.country.tax_rate,
            time_zone=self.country.time_zone,
            language=self.country.language,
            clock_id=self.clock_id,
            now=self.now,
        )
        accounts.set_details(
            actor=VENDOR, account_id=self.account_id, address=self.country.address, now=self.now
        )
        for role in (*Role, None):
            self._employ(self.cast.who(role))

    def _employ(self, person: Person) -> None:
        person_id = self.register(person)
        if person.role is None:
            accounts.add_member(
                actor=VENDOR, account_id=self.account_id, person_id=person_id, now=self.now
            )
            return
        roles.grant(
            actor=VENDOR,
            account_id=self.account_id,
            person_id=person_id,
            role=person.role,
            now=self.now,
        )

    def register(self, person: Person) -> UUID:
        """Let a person make a user account and prove the address."""
        return register(person, time_zone=self.country.time_zone, now=self.now)

    def by(self, role: Role | None) -> Actor:
        """Return who has the role; None is the first plain member."""
        return self.as_person(self.cast.who(role))

    def as_person(self, person: Person) -> Actor:
        """Return a person as an actor."""
        return Actor.person(person_id=str(self.register(person)), name=person.email)

    def _here(self, actor: Actor) -> dict[str, Any]:
        return {"actor": actor, "account_id": self.account_id, "now": self.now}

    def _bought(self, actor: Actor) -> dict[str, Any]:
        return self._here(actor) | {"subscription_id": self.subscription_id}

    # --- what is bought ---------------------------------------------------------------------------

    def card(self, name: str, answers: str = "succeed") -> None:
        """Save a card as the default; `answers` is how the sandbox answers its charges."""
        payment_methods.add_method(
            **self._here(self.by(Role.BILLING_CONTACT)), name=name, token=f"sandbox:{answers}"
        )

    def subscribe(self, plan: str, interval: str, pays: Pays | None = None, **bought: int) -> None:
        """Buy the plan."""
        done = orders.subscribe(
            **self._here(self.by(self.buyer)),
            plan_version_id=self.versions[plan],
            seats=bought,
            currency=self.currency,
            interval=(interval, 1),
            pays=pays,
        )
        self.subscription_id = done.value.subscription_id

    def add(self, pays: Pays | None = None, **more: int) -> OrderResult:
        """Add seats."""
        return orders.change_seats(
            **self._bought(self.by(self.buyer)), differences=more, pays=pays
        ).value

    def set(self, pays: Pays | None = None, **totals: int) -> OrderResult:
        """Order new totals."""
        return orders.change_seats(
            **self._bought(self.by(self.buyer)), totals=totals, pays=pays
        ).value

    def keep(self) -> None:
        """Take the scheduled reduction back."""
        subscriptions.keep_seats(**self._bought(self.by(self.buyer)))

    def change_plan(self, plan: str) -> None:
        """Move to another plan size."""
        orders.change_plan(**self._bought(self.by(self.buyer)), plan=plan)

    def pay(self) -> None:
        """Pay the oldest open invoice with the saved method."""
        payments.pay(**self._here(self.by(Role.BILLING_CONTACT)))

    def transfer_received(self, reference: str) -> None:
        """Record that the bank transfer for the oldest open invoice has come."""
        transfers.record_transfer(**self._here(VENDOR), reference=reference)

    def credit(self, amount: int, reason: str) -> None:
        """Give goodwill, in minor units."""
        goodwill.issue_credit(
            **self._here(VENDOR), amount=amount, currency=self.currency, reason=reason
        )

    # --- who sits ---------------------------------------------------------------------------------

    def invite(
        self, *invited: Person, seat_type: str | None = None, if_full: str | None = None
    ) -> None:
        """Give people seats: at once or by invitation, as the policy says."""
        seats.assign(
            **self._bought(self.by(self.giver)),
            people=[
                seats.Invitee(email=p.email, first_name=p.first_name, last_name=p.last_name)
                for p in invited
            ],
            seat_type=seat_type,
            if_full=if_full,
        )

    def accept(self, *invited: Person) -> None:
        """Let people make their user accounts and say yes."""
        for person in invited:
            found = invitations.newest_for(self.account_id, person.email)
            invitations.accept(**self._here(self.as_person(person)), invitation_id=found)

    def decline(self, person: Person) -> None:
        """Let somebody say no."""
        found = invitations.newest_for(self.account_id, person.email)
        invitations.decline(**self._here(self.as_person(person)), invitation_id=found)

    def resend(self, person: Person) -> None:
        """Send an invitation again."""
        found = invitations.newest_for(self.account_id, person.email)
        invitations.resend(**self._here(self.by(self.giver)), invitation_id=found)

    def cancel_invitation(self, person: Person) -> None:
        """Take an invitation back."""
        found = invitations.newest_for(self.account_id, person.email)
        invitations.cancel(**self._here(self.by(self.giver)), invitation_id=found)

    def bind(self, *bound: Person) -> None:
        """Bind a licence to each of these people, who are registered."""
        for person in bound:
            seats.bind(**self._bought(self.by(self.giver)), email=person.email)

    def unassign(self, person: Person) -> None:
        """Take the seat back."""
        seats.unassign(**self._bought(self.by(self.giver)), email=person.email)

    def ask_for_seat(self, person: Person, reason: str) -> None:
        """Let a member ask for a seat."""
        requests.ask_for_seat(**self._bought(self.as_person(person)), reason=reason)


def register(person: Person, *, time_zone: str, now: datetime) -> UUID:
    """Make a user account with a proved address, or return the one that is there."""
    return people.register(
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        language=person.language.value,
        time_zone=time_zone,
        verified=True,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What happens in a company on a day, counted from the first, at an hour (UTC)."""

    day: int
    hour: int
    happens: Callable[[Company], object]
