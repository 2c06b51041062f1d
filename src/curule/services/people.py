"""People: one row per proved address, for all accounts of the installation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from curule.core.refusals import Refused, RefusalCode, refuse
from curule.data.models import Person
from curule.services import _input


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
    """Make a user account, without a password until its owner sets one.

    With `verified` the address has been proved. Refuses `address_invalid` and `already_exists`.
    """
    address = _input.address(email)
    person = Person(
        email=address,
        first_name=_input.name(first_name, "first_name"),
        last_name=_input.name(last_name, "last_name"),
        language=language,
        time_zone=time_zone,
        verified_at=now if verified else None,
        created_at=now,
    )
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise Refused(refuse(RefusalCode.ALREADY_EXISTS)) from None
    return person.id


def verify(*, person_id: UUID, now: datetime) -> None:
    """Write down that a person has proved their address; the first proof counts."""
    Person.objects.filter(id=person_id, verified_at=None).update(verified_at=now)
