"""Somebody with a paid plan of their own, whom a company invites later (P30)."""

from __future__ import annotations

from curule.core.permissions import Actor
from curule.playback.demo.cast import Person
from curule.playback.demo.company import VENDOR, Company
from curule.services import payment_methods
from curule.services.accounts import accounts
from curule.services.orders import orders


def buy_own_plan(company: Company, person: Person, *, plan: str, seat_type: str) -> None:
    """Open an individual account for a person and buy one seat in it for a year."""
    person_id = company.register(person)
    account_id = accounts.open_account(
        actor=VENDOR,
        name=person.name,
        kind="individual",
        country=company.country.code,
        is_business=False,
        tax_rate=company.country.tax_rate,
        time_zone=company.country.time_zone,
        language=person.language.value,
        clock_id=company.clock_id,
        owner_id=person_id,
        now=company.now,
    )
    actor = Actor.person(person_id=str(person_id), name=person.email)
    payment_methods.add_method(
        actor=actor,
        account_id=account_id,
        name="Visa •• 3005",
        token="sandbox:succeed",  # noqa: S106 - a test card of the sandbox
        now=company.now,
    )
    orders.subscribe(
        actor=actor,
        account_id=account_id,
        plan_version_id=company.versions[plan],
        seats={seat_type: 1},
        currency=company.currency,
        interval=("year", 1),
        now=company.now,
    )
