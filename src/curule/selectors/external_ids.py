"""Whom the vendor's own program means by a name that it gave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.addresses import canonical_or_empty
from curule.data.models import ExternalId, Member, Person
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalIdRow:
    """A name and the address it stands for; `user` is the person there, if there is one yet."""

    id: UUID
    external_id: str
    email: str
    user: UUID | None
    created_at: datetime


def find_called(written: Collection[str], *, is_live: bool) -> Mapping[str, tuple[UUID, str]]:
    """Return the rows and the addresses of those names that somebody has."""
    rows = ExternalId.objects.filter(is_live=is_live, written__in=written, ended_at=None)
    return {row.written: (row.id, row.email) for row in rows}


def addresses_of_users(users: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the addresses of people who are here."""
    return dict(Person.objects.filter(id__in=users).values_list("id", "email"))


def list_external_ids(
    window: Window, *, is_live: bool, external_id: str | None = None, email: str | None = None
) -> Slice[ExternalIdRow]:
    """Return the names of a mode that hold, the newest first."""
    found = ExternalId.objects.filter(is_live=is_live, ended_at=None)
    address = None if email is None else canonical_or_empty(email)
    if address == "":
        found = found.none()
    return slice_of(narrowed(found, written=external_id, email=address), window, _rows)


def find_external_id(row_id: UUID, *, is_live: bool) -> ExternalIdRow | None:
    """Return one name that holds, or None for one of the other mode, as for none."""
    found = ExternalId.objects.filter(id=row_id, is_live=is_live, ended_at=None)
    return next(iter(_rows(list(found))), None)


def _rows(listed: Sequence[ExternalId]) -> tuple[ExternalIdRow, ...]:
    users = _users_there(listed)
    return tuple(
        ExternalIdRow(
            id=row.id,
            external_id=row.written,
            email=row.email,
            user=users.get(row.email),
            created_at=row.created_at,
        )
        for row in listed
    )


def _users_there(listed: Sequence[ExternalId]) -> dict[str, UUID]:
    """Return the members of customers of the same mode; who is in the other one is nobody here."""
    return {
        email: person_id
        for is_live in {row.is_live for row in listed}
        for email, person_id in Member.objects.filter(
            account__clock__isnull=is_live,
            person__email__in={row.email for row in listed if row.is_live is is_live},
        ).values_list("person__email", "person_id")
    }
