"""Somebody comes back from their identity provider: who they are, and whether they may come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core.auto_assign import domain_of
from curule.core.events import EventType
from curule.core.names import NameInvalid, clean_name
from curule.core.permissions import Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.single_sign_on import Named, Untrusted, trusted_address
from curule.data.models import (
    DirectoryPerson,
    Member,
    Person,
    RoleGrant,
    SsoConnection,
    SsoIdentity,
    StaffGrant,
)
from curule.selectors.clocks import now_for
from curule.services._command import Command, run
from curule.services.seating import people
from curule.services.seating.by_domain import domains_of

SYSTEM: Final = Actor.system("single_sign_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Who came, to which account; `is_proved_now` says that nobody had proved the address before.

    What was set up for it until then may be somebody else's, and is dropped (TH2).
    """

    person_id: UUID
    account_id: UUID
    is_proved_now: bool


def arrive(*, connection: SsoConnection, named: Named, now: datetime) -> Arrived:
    """Let whom a provider names in; a subject that is new becomes a member just in time.

    `now` is the real time. A subject that is known is the same person whatever address the provider
    names now. A new one is taken by its address, if that can be trusted; whom somebody took out of
    the account, or the directory holds inactive, does not come back by this door (TH25).

    Refuses `account_closed`, `not_found` for a connection that has ended, `sso_address_untrusted`,
    `sso_other_subject` and `sso_not_admitted`.
    """

    def body(command: Command) -> Arrived:
        command.lock_account()
        _require_open(command, connection)
        known = _known(command, connection, named)
        if known is None:
            return _link(command, connection, named)
        _require_admitted(command, known)
        command.record(EventType.SSO_SIGNED_IN, subject_id=known.id, email=known.email)
        return Arrived(person_id=known.id, account_id=command.account_id, is_proved_now=False)

    return run(
        account_id=connection.account_id,
        actor=SYSTEM,
        now=now_for(connection.account_id, now),
        name="single_sign_on.arrive",
        result=Arrived,
        body=body,
    ).value


def _require_open(command: Command, connection: SsoConnection) -> None:
    closed_at = command.account.closed_at
    if closed_at is not None:
        raise Refused(refuse(RefusalCode.ACCOUNT_CLOSED, closed_at=closed_at))
    is_open = SsoConnection.objects.filter(
        account_id=command.account_id, id=connection.id, ended_at=None
    ).exists()
    if not is_open:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="connection"))


def _known(command: Command, connection: SsoConnection, named: Named) -> Person | None:
    found = (
        SsoIdentity.objects.filter(
            account_id=command.account_id,
            connection_id=connection.id,
            issuer=named.issuer,
            subject=named.subject,
            unlinked_at=None,
        )
        .values_list("person_id", flat=True)
        .first()
    )
    return None if found is None else Person.objects.get(id=found)


def _link(command: Command, connection: SsoConnection, named: Named) -> Arrived:
    """Take a subject for the person whose address the provider vouches for."""
    address = trusted_address(named, domains_of(command.account_id))
    if isinstance(address, Untrusted):
        raise Refused(refuse(RefusalCode.SSO_ADDRESS_UNTRUSTED))
    before = Person.objects.filter(email=address).first()
    if before is not None:
        _require_admitted(command, before, is_new=True)
    _require_listed(command, address)
    person = people.proved(
        address,
        first_name=_name(named.first_name),
        last_name=_name(named.last_name),
        language=command.account.language,
        now=command.now,
    )
    linked = SsoIdentity.objects.filter(
        account_id=command.account_id,
        connection_id=connection.id,
        person_id=person.id,
        unlinked_at=None,
    )
    if linked.exists():
        raise Refused(refuse(RefusalCode.SSO_OTHER_SUBJECT))
    SsoIdentity.objects.create(
        account_id=command.account_id,
        connection_id=connection.id,
        issuer=named.issuer,
        subject=named.subject,
        person_id=person.id,
        linked_at=command.now,
    )
    people.join(command, person)
    command.record(EventType.SSO_LINKED, subject_id=person.id, email=address)
    command.record(EventType.SSO_SIGNED_IN, subject_id=person.id, email=address)
    return Arrived(
        person_id=person.id,
        account_id=command.account_id,
        is_proved_now=before is not None and before.verified_at is None,
    )


def _require_admitted(command: Command, person: Person, *, is_new: bool = False) -> None:
    """Refuse whom this account's provider does not speak for.

    Those are who works for the vendor, whose address belongs to another domain by now, and who is
    no member any more; whoever never was one may become it.
    """
    of_person = {"account_id": command.account_id, "person_id": person.id}
    belongs = (
        Member.objects.filter(**of_person, left_at=None).exists()
        or RoleGrant.objects.filter(**of_person, revoked_at=None).exists()
    )
    may_become = is_new and not Member.objects.filter(**of_person).exists()
    is_staff = StaffGrant.objects.filter(person_id=person.id, revoked_at=None).exists()
    is_ours = domain_of(person.email) in domains_of(command.account_id)
    if is_staff or not is_ours or not (belongs or may_become):
        raise Refused(refuse(RefusalCode.SSO_NOT_ADMITTED))
    _require_listed(command, person.email)


def _require_listed(command: Command, address: str) -> None:
    """Refuse whom the customer's own directory holds inactive."""
    inactive = DirectoryPerson.objects.filter(
        account_id=command.account_id, address=address, active=False
    )
    if inactive.exists():
        raise Refused(refuse(RefusalCode.SSO_NOT_ADMITTED))


def _name(written: str) -> str:
    try:
        return clean_name(written)
    except NameInvalid:
        return ""
