"""Mail domains of an account, and the seats that their people get by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.auto_assign import domain_of
from curule.core.events import EventType
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Domain, DomainClaim, Person, Subscription
from curule.selectors.clocks import now_for
from curule.services._command import Command, Done, run
from curule.services.seating import by_domain
from curule.services.seating.claim_statement import USABLE
from curule.services.seating.seating import Given
from curule.services.seats._giving import Bought, Wish, give_one
from curule.services.seats.seats import run_buying

SYSTEM: Final = Actor.system("domain")


def verify(
    *, actor: Actor, account_id: UUID, name: str, now: datetime, key: str | None = None
) -> Done[bool]:
    """Write down that a mail domain is the account's, by the vendor; false if it was before.

    Where the policy says so, its people get the free seats at once. Refuses `role_not_allowed`,
    `field_invalid`, and `already_exists` for a domain of another account.
    """

    def body(command: Command) -> bool:
        command.require(Action.MANAGE_ACCOUNTS)
        command.lock_account()
        called = canonical_domain(name)
        if Domain.objects.filter(account_id=account_id, name=called, removed_at=None).exists():
            return False
        try:
            with transaction.atomic():
                row = Domain.objects.create(
                    account_id=account_id,
                    name=called,
                    verified_at=command.now,
                    verified_by=command.person_id,
                )
        except IntegrityError:
            raise Refused(refuse(RefusalCode.ALREADY_EXISTS)) from None
        command.record(EventType.ACCOUNT_DOMAIN_VERIFIED, subject_id=row.id, domain=called)
        command.vacate(*usable(account_id))
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="domains.verify",
        result=bool,
        body=body,
        key=key,
        request={"name": name},
    )


def remove(
    *, actor: Actor, account_id: UUID, name: str, now: datetime, key: str | None = None
) -> Done[bool]:
    """Write down that a domain is the account's no more, by the vendor; false if it was not.

    Who has a seat keeps it; a claim to the domain is over too, proved or not, so that its record
    does not bring it back. Refuses `role_not_allowed` and `field_invalid`.
    """

    def body(command: Command) -> bool:
        command.require(Action.MANAGE_ACCOUNTS)
        command.lock_account()
        called = canonical_domain(name)
        row = (
            Domain.objects.select_for_update()
            .filter(account_id=account_id, name=called, removed_at=None)
            .first()
        )
        claims = DomainClaim.objects.filter(account_id=account_id, name=called, withdrawn_at=None)
        were = claims.update(
            withdrawn_at=command.now,
            withdrawn_by=command.actor.name[:254],
            next_check_at=None,
            missing_since=None,
        )
        if row is None:
            return bool(were)
        row.removed_at = command.now
        row.save(update_fields=["removed_at"])
        command.record(EventType.ACCOUNT_DOMAIN_REMOVED, subject_id=row.id, domain=called)
        return True

    return run(
        account_id=account_id,
        actor=actor,
        now=now,
        name="domains.remove",
        result=bool,
        body=body,
        key=key,
        request={"name": name},
    )


def welcome(*, person_id: UUID, now: datetime) -> tuple[Given, ...]:
    """Give somebody who proved an address the seats that their domain gives them.

    `now` is the real time. Where no seat is free, what the policy has for a full pool is done; what
    it refuses changes nothing, and the next free seat is theirs after those who wait.
    """
    person = Person.objects.filter(id=person_id, verified_at__isnull=False).first()
    if person is None:
        return ()
    accounts = Domain.objects.filter(name=domain_of(person.email), removed_at=None)
    return tuple(
        given
        for account_id in sorted(accounts.values_list("account_id", flat=True))
        for subscription_id in usable(account_id)
        for given in _let_in(account_id, subscription_id, person, now_for(account_id, now))
    )


def _let_in(
    account_id: UUID, subscription_id: UUID, person: Person, now: datetime
) -> tuple[Given, ...]:
    def body(command: Command, bought: Bought | None) -> tuple[Given, ...]:
        pool = by_domain.find_pool(command, subscription_id)
        if pool is None:
            return ()
        domains = by_domain.domains_of(account_id)
        if not by_domain.strangers(pool, domains, person.id):
            return ()
        return (give_one(command, pool, by_domain.invitee_of(person), Wish(bought=bought)),)

    try:
        return run_buying(
            account_id=account_id,
            actor=SYSTEM,
            now=now,
            name="domains.welcome",
            body=body,
            key=None,
            request={},
        ).value
    except Refused:
        return ()


def usable(account_id: UUID) -> list[UUID]:
    """Return the subscriptions of an account whose seats can be used."""
    found = Subscription.objects.filter(account_id=account_id, status__in=USABLE)
    return list(found.order_by("id").values_list("id", flat=True))


def canonical_domain(name: object) -> str:
    """Return a domain as addresses write it. Refuses `field_invalid`."""
    try:
        return domain_of(canonical_address(f"x@{name}"))
    except AddressInvalid:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="domain")) from None
