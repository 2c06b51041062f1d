"""One person in one account: roles, seats, what happened, which mails they got."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core.roles import Role
from curule.data import models
from curule.data.statements import fetch
from curule.selectors.rosters import Bought, Holding, holdings_of, roles_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsOf:
    """The seats of a person in one subscription."""

    bought: Bought
    seats: tuple[Holding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """A person as an account knows them; `left_at` of somebody who belongs to it no more."""

    person_id: UUID
    email: str
    first_name: str
    last_name: str
    joined_at: datetime
    left_at: datetime | None
    roles: tuple[Role, ...]
    seats: tuple[SeatsOf, ...]

    @property
    def name(self) -> str:
        """What the person is called, else the address."""
        return f"{self.first_name} {self.last_name}".strip() or self.email


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something in the history of a person; `what` names the text, `values` go into it."""

    at: datetime
    what: str
    by: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to a person; its words stay where they were sent."""

    id: UUID
    template: str
    status: str
    created_at: datetime
    sent_at: datetime | None


def find_person_page(
    account_id: UUID, person_id: UUID, bought: tuple[Bought, ...], now: datetime
) -> PersonPage | None:
    """Return a person who belongs or belonged to the account; None for anybody else."""
    member = (
        models.Member.objects.filter(account_id=account_id, person_id=person_id)
        .select_related("person")
        .order_by("-joined_at", "-id")
        .first()
    )
    if member is None:
        return None
    held = [
        (each, holdings_of(account_id, each, [person_id], now)[person_id])
        for each in bought
        if not each.is_ended
    ]
    person = member.person
    return PersonPage(
        person_id=person.id,
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        joined_at=member.joined_at,
        left_at=member.left_at,
        roles=roles_of(account_id, [person_id])[person_id],
        seats=tuple(SeatsOf(bought=each, seats=tuple(seats)) for each, seats in held),
    )


_HISTORY: Final = """
SELECT happened.at, happened.what, COALESCE(actor.email, ''), happened.said FROM (
    SELECT joined_at AS at, 'joined' AS what, NULL::uuid AS by, '' AS said
    FROM curule_member WHERE account_id = %(account)s AND person_id = %(person)s
    UNION ALL
    SELECT left_at, 'left', NULL, '' FROM curule_member
    WHERE account_id = %(account)s AND person_id = %(person)s AND left_at IS NOT NULL
    UNION ALL
    SELECT granted_at, 'role_given', granted_by, role FROM curule_role_grant
    WHERE account_id = %(account)s AND person_id = %(person)s
    UNION ALL
    SELECT revoked_at, 'role_taken', revoked_by, role FROM curule_role_grant
    WHERE account_id = %(account)s AND person_id = %(person)s AND revoked_at IS NOT NULL
    UNION ALL
    SELECT activated_at, 'seat_given', assigned_by, seat_type_id::text FROM curule_assignment
    WHERE account_id = %(account)s AND person_id = %(person)s AND activated_at IS NOT NULL
    UNION ALL
    SELECT ended_at, 'seat_taken', ended_by, seat_type_id::text FROM curule_assignment
    WHERE account_id = %(account)s AND person_id = %(person)s AND ended_at IS NOT NULL
    UNION ALL
    SELECT invited_at, 'invited', invited_by, seat_type_id::text FROM curule_invitation
    WHERE account_id = %(account)s AND email = %(email)s::text
) AS happened
LEFT JOIN curule_person AS actor ON actor.id = happened.by
ORDER BY happened.at DESC, happened.what
LIMIT 50
"""


def list_happened(account_id: UUID, person: PersonPage) -> tuple[Happened, ...]:
    """Return the last things that happened to a person in an account, the newest first."""
    of = {"account": account_id, "person": person.person_id, "email": person.email}
    return tuple(
        Happened(at=at, what=what, by=by, values={"said": said})
        for at, what, by, said in fetch(_HISTORY, of)
    )


def list_letters(account_id: UUID, email: str) -> tuple[Letter, ...]:
    """Return the last mails of an account to an address, the newest first."""
    rows = models.OutboxMessage.objects.filter(account_id=account_id, recipient=email)
    return tuple(
        Letter(
            id=row.id,
            template=row.template,
            status=row.status,
            created_at=row.created_at,
            sent_at=row.sent_at,
        )
        for row in rows.order_by("-id")[:20]
    )
