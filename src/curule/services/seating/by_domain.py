"""Seats for everybody of a verified domain, inside a command (assignment.auto_assign)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction

from curule.core.auto_assign import gets_seat
from curule.core.policy import AutoAssign
from curule.core.refusals import Refused
from curule.data.models import Domain, Person, Subscription
from curule.data.statements import fetch
from curule.selectors.catalog import get_plan_terms
from curule.services._acts import Command
from curule.services.seating import claims
from curule.services.seating.seating import Given, Invitee, Pool, seat

_STRANGERS: Final = """
SELECT person.id FROM curule_person AS person
WHERE split_part(person.email, '@', 2) = ANY (%(domains)s) AND person.verified_at IS NOT NULL
AND NOT EXISTS (
    SELECT FROM curule_assignment AS held
    WHERE held.account_id = %(account)s AND held.subscription_id = %(subscription)s
    AND (held.email = person.email OR held.person_id = person.id)
) AND NOT EXISTS (
    SELECT FROM curule_invitation AS invited
    WHERE invited.account_id = %(account)s AND invited.subscription_id = %(subscription)s
    AND invited.email = person.email
) AND NOT EXISTS (
    SELECT FROM curule_waitlist_entry AS waiting
    WHERE waiting.account_id = %(account)s AND waiting.subscription_id = %(subscription)s
    AND waiting.email = person.email
) AND NOT EXISTS (
    SELECT FROM curule_seat_request AS asked
    WHERE asked.account_id = %(account)s AND asked.subscription_id = %(subscription)s
    AND asked.person_id = person.id
) AND NOT EXISTS (
    SELECT FROM curule_directory_person AS listed
    WHERE listed.account_id = %(account)s AND listed.address = person.email AND NOT listed.active
)
ORDER BY person.verified_at, person.id
"""
"""Who proved an address of a domain and was never dealt with here, the first first.

Whom the customer's directory holds inactive comes in by no other way (TH25).
"""


def serve(command: Command, subscription_id: UUID) -> tuple[Given, ...]:
    """Give the seats that are still free to the people of the account's domains."""
    domains = domains_of(command.account_id)
    pool = find_pool(command, subscription_id) if domains else None
    if pool is None:
        return ()
    served: list[Given] = []
    for person in strangers(pool, domains):
        free = pool.sold.terms.unlimited or claims.reserve(
            command, subscription=pool.subscription, seat_type_id=pool.sold.id, count=1
        )
        if not free:
            break
        given = _seat_or_pass_over(command, pool, person)
        if given is not None:
            served.append(given)
    return tuple(served)


def domains_of(account_id: UUID) -> list[str]:
    """Return the verified domains of an account."""
    found = Domain.objects.filter(account_id=account_id, removed_at=None)
    return list(found.values_list("name", flat=True))


def find_pool(command: Command, subscription_id: UUID) -> Pool | None:
    """Return the seats that a domain lets people in to: the plan's first that need no other."""
    subscription = Subscription.objects.get(account_id=command.account_id, id=subscription_id)
    terms = get_plan_terms(subscription.plan_version_id)
    if terms.policy.assignment.auto_assign is AutoAssign.OFF:
        return None
    sold = next(sold for sold in terms.seat_types if sold.terms.base is None)
    return Pool(subscription=subscription, terms=terms, sold=sold)


def strangers(pool: Pool, domains: list[str], *only: UUID) -> list[Person]:
    """Return who may get a seat there by themselves, all or only some."""
    rows = fetch(
        _STRANGERS,
        {
            "account": pool.subscription.account_id,
            "subscription": pool.subscription.id,
            "domains": domains,
        },
    )
    ids = [person_id for (person_id,) in rows if not only or person_id in only]
    people = Person.objects.in_bulk(ids)
    policy = pool.terms.policy.assignment
    return [
        person
        for person in (people[each] for each in ids)
        if gets_seat(
            policy,
            address=person.email,
            is_proved=person.verified_at is not None,
            domains=domains,
            is_known=False,
        )
    ]


def invitee_of(person: Person) -> Invitee:
    """Return a person as somebody who is to have a seat."""
    return Invitee(email=person.email, first_name=person.first_name, last_name=person.last_name)


def _seat_or_pass_over(command: Command, pool: Pool, person: Person) -> Given | None:
    """Return None where this person cannot be seated now; what freed the seat goes on anyway."""
    try:
        with transaction.atomic():
            return seat(command, pool, invitee_of(person))
    except Refused:
        return None
