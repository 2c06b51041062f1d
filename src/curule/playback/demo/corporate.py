"""A corporate customer of the same product: an adviser makes offers, nothing is ordered online."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from curule.core.permissions import Actor
from curule.core.roles import Role
from curule.playback.demo.cast import Person
from curule.playback.demo.company import VENDOR, Company
from curule.services import payment_methods
from curule.services.accounts import accounts
from curule.services.orders import offers, orders
from curule.services.people import roles

NAME: Final = "Rhein Werke AG"
_ADVISER: Final = "jana.keller@vendor.example"
_FIRST: Final = {"organizer": 2, "agent": 6, "expert": 1}
_GROWN: Final = {"organizer": 2, "agent": 8, "expert": 1}
_WANTED: Final = {"organizer": 2, "agent": 12, "expert": 2}


def buy(company: Company, person: Person) -> None:
    """Open the account with one person who owns it and pays, buy seats, and give it an adviser."""
    person_id = company.register(person)
    company.partner_id = accounts.open_account(
        actor=VENDOR,
        name=NAME,
        country=company.country.code,
        tax_id="DE129274202",
        tax_rate=company.country.tax_rate,
        time_zone=company.country.time_zone,
        language=company.country.language,
        clock_id=company.clock_id,
        owner_id=person_id,
        now=company.now,
    )
    of: dict[str, Any] = {"account_id": company.partner_id, "now": company.now}
    roles.grant(actor=VENDOR, person_id=person_id, role=Role.BILLING_CONTACT, **of)
    actor = Actor.person(person_id=str(person_id), name=person.email)
    payment_methods.add_method(
        actor=actor,
        name="Visa •• 7007",
        token="sandbox:succeed",  # noqa: S106 - a test card of the sandbox
        **of,
    )
    bought = orders.subscribe(
        actor=actor,
        plan_version_id=company.versions["corporate"],
        seats=_FIRST,
        currency=company.currency,
        interval=("year", 1),
        pays="now",
        **of,
    ).value
    company.partner_subscription_id = bought.subscription_id
    accounts.set_channel(actor=VENDOR, channel="corporate", adviser=_ADVISER, **of)


def grow(company: Company, person: Person) -> None:
    """Accept an offer to be paid later: the seats are there, and the invoice is late now."""
    actor = _offered(company, person, _GROWN)
    quote_id = offers.find_offer(company.partner_id, company.partner_subscription_id)
    offers.accept(
        actor=actor,
        account_id=company.partner_id,
        quote_id=quote_id,
        pays="later",
        now=company.now,
    )


def offer(company: Company, person: Person) -> None:
    """Let the adviser answer what the customer asked for; nobody has said yes or no."""
    _offered(company, person, _WANTED)


def _offered(company: Company, person: Person, wanted: Mapping[str, int]) -> Actor:
    actor = Actor.person(person_id=str(company.register(person)), name=person.email)
    of: dict[str, Any] = {
        "account_id": company.partner_id,
        "subscription_id": company.partner_subscription_id,
        "seats": wanted,
        "now": company.now,
    }
    offers.ask_for_quote(actor=actor, **of)
    offers.offer_quote(actor=VENDOR, days=30, **of)
    return actor
