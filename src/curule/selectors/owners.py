"""Who owns an account, and who could."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from curule.core.roles import Role
from curule.data import models

_MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A person as others know them."""

    person_id: UUID
    email: str
    name: str

    @property
    def label(self) -> str:
        """The name with the address, or the address alone."""
        return f"{self.name} ({self.email})" if self.name else self.email


def list_owners(account_id: UUID) -> tuple[PersonName, ...]:
    """Return the owners, the longest-serving first."""
    grants = models.RoleGrant.objects.filter(
        account_id=account_id, role=Role.OWNER.value, revoked_at=None
    )
    return tuple(_name(grant.person) for grant in grants.select_related("person").order_by("id"))


def list_heirs(account_id: UUID) -> tuple[PersonName, ...]:
    """Return the members with a proved address who are no owners, by name; at most 200."""
    owners = models.RoleGrant.objects.filter(
        account_id=account_id, role=Role.OWNER.value, revoked_at=None
    ).values("person_id")
    members = models.Member.objects.filter(
        account_id=account_id, left_at=None, person__verified_at__isnull=False
    ).exclude(person_id__in=owners)
    found = members.select_related("person").order_by("person__search_key", "person_id")
    return tuple(_name(member.person) for member in found[:_MOST])


def _name(person: models.Person) -> PersonName:
    return PersonName(
        person_id=person.id,
        email=person.email,
        name=f"{person.first_name} {person.last_name}".strip(),
    )


def is_last_owner(account_id: UUID, person_id: UUID) -> bool:
    """Whether a person owns an account and nobody else does."""
    return {owner.person_id for owner in list_owners(account_id)} == {person_id}
