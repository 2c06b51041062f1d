"""The accounts of a person, and what one of them is to those who work in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.permissions import StaffRole
from curule.core.policy import Channel
from curule.core.roles import Role
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRow:
    """An account and the roles of one person in it; `clock_at` is the time its test clock shows."""

    account_id: UUID
    name: str
    country: str
    tax_id: str
    language: str
    time_zone: str
    channel: Channel
    adviser: str
    clock_at: datetime | None
    roles: frozenset[Role]
    is_member: bool


def list_companies(person_id: UUID) -> tuple[CompanyRow, ...]:
    """Return the accounts that a person belongs to or has a role in, by name."""
    roles = _roles(models.RoleGrant.objects.filter(person_id=person_id, revoked_at=None))
    member_of = set(
        models.Member.objects.filter(person_id=person_id, left_at=None).values_list(
            "account_id", flat=True
        )
    )
    rows = models.Account.objects.filter(id__in={*roles, *member_of}).select_related("clock")
    return tuple(
        _row(account, roles[account.id], is_member=account.id in member_of)
        for account in rows.order_by("name", "id")
    )


def find_account_name(account_id: UUID) -> tuple[str, str] | None:
    """Return an account's name and time zone, or None where there is no such account."""
    found = models.Account.objects.filter(id=account_id).values_list("name", "time_zone").first()
    return None if found is None else (str(found[0]), str(found[1]))


def find_company(person_id: UUID, account_id: UUID) -> CompanyRow | None:
    """Return an account as one of its people sees it; None for a stranger, as for no account."""
    roles = _roles(
        models.RoleGrant.objects.filter(account_id=account_id, person_id=person_id, revoked_at=None)
    )[account_id]
    is_member = models.Member.objects.filter(
        account_id=account_id, person_id=person_id, left_at=None
    ).exists()
    if not roles and not is_member:
        return None
    account = models.Account.objects.select_related("clock").get(id=account_id)
    return _row(account, roles, is_member=is_member)


def find_staff_role(person_id: UUID) -> StaffRole | None:
    """Return in which role a person works for the vendor."""
    role = (
        models.StaffGrant.objects.filter(person_id=person_id, revoked_at=None)
        .values_list("role", flat=True)
        .first()
    )
    return None if role is None else StaffRole(role)


def _roles(grants: Iterable[models.RoleGrant]) -> defaultdict[UUID, set[Role]]:
    held: defaultdict[UUID, set[Role]] = defaultdict(set)
    for grant in grants:
        held[grant.account_id].add(Role(grant.role))
    return held


def _row(account: models.Account, roles: set[Role], *, is_member: bool) -> CompanyRow:
    return CompanyRow(
        account_id=account.id,
        name=account.name,
        country=account.country,
        tax_id=account.tax_id,
        language=account.language,
        time_zone=account.time_zone,
        channel=Channel(account.channel),
        adviser=account.adviser,
        clock_at=account.clock.now if account.clock else None,
        roles=frozenset(roles),
        is_member=is_member,
    )
