"""Who holds which role in an account."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from curule.core.roles import Role
from curule.data import models


def role_holders(account_id: UUID) -> Mapping[Role, tuple[str, ...]]:
    """Return the addresses of the people who hold each role; roles that nobody holds are absent."""
    grants = (
        models.RoleGrant.objects.filter(account_id=account_id, revoked_at=None)
        .select_related("person")
        .order_by("id")
    )
    holders: dict[Role, tuple[str, ...]] = {}
    for grant in grants:
        role = Role(grant.role)
        holders[role] = (*holders.get(role, ()), grant.person.email)
    return holders
