"""What the vendor's own program calls somebody: given to an address, and taken back."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import ExternalId
from curule.services import _input

WRITTEN: Final = r"^(?!usr_)[A-Za-z0-9._:|~=\-]{1,100}$"
"""No address, and no id of ours."""


def give(*, actor: Actor, external_id: str, email: str, is_live: bool, now: datetime) -> UUID:
    """Call an address by a name of the vendor's from now on, and nobody else; return the row's id.

    Refuses `role_not_allowed`, `address_invalid`, and `field_invalid` for a name that could be an
    address or an id of ours.
    """
    _require(actor)
    address = _input.address(email)
    if not re.fullmatch(WRITTEN, external_id):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="external_id"))
    new = ExternalId(
        is_live=is_live,
        written=external_id,
        email=address,
        created_at=now,
        created_by=actor.name,
    )
    try:
        return _moved_or_made(new)
    except IntegrityError:  # somebody gave it at the same moment: now it is there
        return _moved_or_made(new)


def _moved_or_made(new: ExternalId) -> UUID:
    """Let the row of this name have the address, or write down a new one."""
    with transaction.atomic():
        held = ExternalId.objects.select_for_update().filter(ended_at=None)
        row = held.filter(is_live=new.is_live, written=new.written).first()
        if row is None:
            new.save(force_insert=True)
            return new.id
        if row.email != new.email:
            row.email = new.email
            row.save(update_fields=["email"])
        return row.id


def end(*, actor: Actor, row_id: UUID, is_live: bool, now: datetime) -> None:
    """Let a name mean nobody. Refuses `role_not_allowed` and `not_found`."""
    _require(actor)
    held = ExternalId.objects.filter(id=row_id, is_live=is_live, ended_at=None)
    if not held.update(ended_at=now):
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="external_id"))


def follow(*, before: str, after: str) -> None:
    """Let the names of an address be those of another one, which the same person has now."""
    ExternalId.objects.filter(email=before, ended_at=None).update(email=after)


def _require(actor: Actor) -> None:
    refused = may(actor, Action.MANAGE_ACCOUNTS)
    if refused is not None:
        raise Refused(refused)
