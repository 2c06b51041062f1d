"""The vendor's staff: who works here, in which role, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.permissions import StaffRole
from curule.data import models
from curule.selectors.api_keys import keys_answered_for


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """A member of the staff."""

    person_id: UUID
    email: str
    name: str
    role: StaffRole
    since: datetime
    granted_by: str
    keys: tuple[str, ...] = ()


def list_staff(*, now: datetime | None = None) -> tuple[StaffRow, ...]:
    """Return who works for the vendor, by address; with `now` also the keys they answer for."""
    grants = list(
        models.StaffGrant.objects.filter(revoked_at=None)
        .select_related("person")
        .order_by("person__email")
    )
    keys = keys_answered_for((row.person_id for row in grants), now=now) if now else {}
    givers = models.Person.objects.in_bulk([row.granted_by for row in grants if row.granted_by])
    return tuple(
        StaffRow(
            person_id=row.person_id,
            email=row.person.email,
            name=f"{row.person.first_name} {row.person.last_name}".strip(),
            role=StaffRole(row.role),
            since=row.granted_at,
            granted_by=givers[row.granted_by].email if row.granted_by in givers else "",
            keys=keys.get(row.person_id, ()),
        )
        for row in grants
    )
