"""People: one user of the installation for each proved address, and the accounts they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction

from curule.core.events import EventType
from curule.core.languages import Language
from curule.core.localtime import UnknownTimeZone
from curule.core.localtime import time_zone as known_zone
from curule.core.names import search_key
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.ids import new_id
from curule.data.models import Member, Person
from curule.data.statements import fetch, fetch_rows
from curule.services import _input
from curule.services._acts import Command


def register(
    *,
    email: str,
    first_name: str = "",
    last_name: str = "",
    language: str = "en",
    time_zone: str = "UTC",
    verified: bool = False,
    now: datetime,
) -> UUID:
    """Make a user account for an address and return the person's id.

    It gives no right to anything before the address is proved; `verified` says that it is. An
    address that has a user account keeps it as it is, and the door answers both cases alike (TH31).
    Refuses `address_invalid` and `field_invalid`.
    """
    canonical = _input.address(email)
    first, last = _input.name(first_name, "first_name"), _input.name(last_name, "last_name")
    with transaction.atomic():
        person = _get_or_create(
            canonical,
            first_name=first,
            last_name=last,
            language=language,
            time_zone=time_zone,
            now=now,
        )
        if verified:
            _record_proof(Person.objects.select_for_update().get(id=person.id), now)
    return person.id


def verify(*, person_id: UUID, now: datetime, keep_password: bool = False) -> None:
    """Record that a person proved the address. Refuses `not_found`.

    Whoever registered the address first need not be who owns it: what was set up before the first
    proof is dropped (TH2). `keep_password` says that the proof came in the session in which the
    password was chosen, so that one person did both.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(id=person_id).first()
        if person is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="person"))
        _record_proof(person, now, keep_password=keep_password)


def set_language(*, person_id: UUID, language: str) -> None:
    """Let a person read in another language from now on. Refuses `field_invalid`."""
    if language not in set(Language):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="language"))
    Person.objects.filter(id=person_id).update(language=language)


def set_profile(
    *, person_id: UUID, first_name: str, last_name: str, language: str, time_zone: str
) -> None:
    """Let a person change how they are called, and how they read. Refuses `field_invalid`."""
    first, last = _input.name(first_name, "first_name"), _input.name(last_name, "last_name")
    if language not in set(Language):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="language"))
    try:
        known_zone(time_zone)
    except UnknownTimeZone:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="time_zone")) from None
    with transaction.atomic():
        person = Person.objects.select_for_update().get(id=person_id)
        person.first_name, person.last_name = first, last
        person.search_key = search_key(first, last, person.email)
        person.language, person.time_zone = language, time_zone
        person.save(
            update_fields=["first_name", "last_name", "search_key", "language", "time_zone"]
        )


def set_time_zone(*, person_id: UUID, time_zone: str) -> None:
    """Let a person read times in another zone from now on. Refuses `field_invalid`."""
    if time_zone not in available_timezones():
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="time_zone"))
    Person.objects.filter(id=person_id).update(time_zone=time_zone)


def find_verified(email: str) -> Person | None:
    """Return whose proved address this is; one that was only typed in belongs to nobody (TH2)."""
    found = fetch_rows(Person, "email = %(email)s AND verified_at IS NOT NULL", {"email": email})
    return found[0] if found else None


def proved(
    email: str, *, first_name: str = "", last_name: str = "", language: str = "en", now: datetime
) -> Person:
    """Return the person of an address that was proved just now, registering them if need be."""
    person = _get_or_create(
        email,
        first_name=first_name,
        last_name=last_name,
        language=language,
        time_zone="UTC",
        now=now,
    )
    person = Person.objects.select_for_update().get(id=person.id)
    _record_proof(person, now)
    _complete_names(person, first_name, last_name)
    return person


_JOIN: Final = """
INSERT INTO curule_member (id, account_id, person_id, joined_at)
VALUES (%(id)s, %(account)s, %(person)s, %(now)s)
ON CONFLICT (account_id, person_id) WHERE left_at IS NULL DO NOTHING
RETURNING id
"""


def join(command: Command, person: Person) -> bool:
    """Make a person a member of the account; False if they are one already."""
    joined = fetch(
        _JOIN,
        {
            "id": new_id(),
            "account": command.account_id,
            "person": person.id,
            "now": command.now,
        },
    )
    if not joined:
        return False
    command.record(EventType.MEMBER_JOINED, subject_id=person.id, email=person.email)
    return True


def leave(command: Command, person_id: UUID) -> bool:
    """End a membership; False if there is none."""
    left = Member.objects.filter(
        account_id=command.account_id, person_id=person_id, left_at=None
    ).update(left_at=command.now)
    if left:
        command.record(EventType.MEMBER_LEFT, subject_id=person_id)
    return bool(left)


def _get_or_create(
    email: str, *, first_name: str, last_name: str, language: str, time_zone: str, now: datetime
) -> Person:
    found = Person.objects.filter(email=email).first()
    if found is not None:
        return found
    person = Person(
        email=email,
        first_name=first_name,
        last_name=last_name,
        search_key=search_key(first_name, last_name, email),
        language=language,
        time_zone=time_zone,
        created_at=now,
    )
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        return Person.objects.get(email=email)
    return person


def _record_proof(person: Person, now: datetime, *, keep_password: bool = False) -> None:
    if person.verified_at is not None:
        return
    person.verified_at = now
    if not keep_password:
        person.set_unusable_password()
    person.save(update_fields=["verified_at", "password"])


def _complete_names(person: Person, first_name: str, last_name: str) -> None:
    if person.first_name or person.last_name or not (first_name or last_name):
        return
    person.first_name, person.last_name = first_name, last_name
    person.search_key = search_key(first_name, last_name, person.email)
    person.save(update_fields=["first_name", "last_name", "search_key"])
