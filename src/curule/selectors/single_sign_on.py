"""How people of an account sign in: its provider, whom it knows, and what is demanded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.auto_assign import domain_of
from curule.core.domain_claims import lapses_at, record_name, record_value
from curule.core.single_sign_on import SignInRule
from curule.data import models
from curule.data.statements import fetch

MOST_SHOWN: Final = 50
"""So many people are listed at once; more are looked for by their address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRow:
    """The provider of an account, without its secret."""

    id: UUID
    account_id: UUID
    issuer: str
    client_id: str
    has_secret: bool
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRow:
    """A subject of the provider, and who it is here."""

    id: UUID
    email: str
    subject: str
    linked_at: datetime


def find_connection(account_id: UUID) -> ConnectionRow | None:
    """Return the provider that signs people of an account in, if one does."""
    row = models.SsoConnection.objects.filter(account_id=account_id, ended_at=None).first()
    if row is None:
        return None
    return ConnectionRow(
        id=row.id,
        account_id=row.account_id,
        issuer=row.issuer,
        client_id=row.client_id,
        has_secret=bool(row.sealed),
        created_at=row.created_at,
        created_by=row.created_by,
    )


def find_account_of_address(email: str) -> UUID | None:
    """Return the account whose provider signs the people of an address' domain in, if there is one.

    Whether there is such a person is not looked at: an answer says nothing about anybody (TH31).
    """
    try:
        domain = domain_of(canonical_address(email))
    except AddressInvalid:
        return None
    of_domain = models.Domain.objects.filter(name=domain, removed_at=None).values("account_id")
    found = models.SsoConnection.objects.filter(
        account_id__in=of_domain, ended_at=None, account__closed_at=None
    )
    return found.values_list("account_id", flat=True).first()


_IDENTITIES: Final = """
SELECT known.id, person.email, known.subject, known.linked_at
FROM curule_sso_identity AS known
JOIN curule_sso_connection AS provider
    ON provider.account_id = known.account_id AND provider.id = known.connection_id
    AND provider.ended_at IS NULL
JOIN curule_person AS person ON person.id = known.person_id
WHERE known.account_id = %(account)s AND known.unlinked_at IS NULL
AND position(%(wanted)s IN person.email) > 0
ORDER BY person.email LIMIT %(most)s
"""


def list_identities(account_id: UUID, wanted: str = "") -> tuple[IdentityRow, ...]:
    """Return whom the provider of an account knows, by address; with `wanted` in it, if given."""
    asked = {"account": account_id, "wanted": wanted.lower(), "most": MOST_SHOWN}
    return tuple(
        IdentityRow(id=row[0], email=row[1], subject=row[2], linked_at=row[3])
        for row in fetch(_IDENTITIES, asked)
    )


def count_identities(account_id: UUID) -> int:
    """Return how many people the provider of an account knows."""
    return models.SsoIdentity.objects.filter(
        account_id=account_id,
        connection_id__in=models.SsoConnection.objects.filter(
            account_id=account_id, ended_at=None
        ).values("id"),
        unlinked_at=None,
    ).count()


def list_domains(account_id: UUID) -> tuple[str, ...]:
    """Return the verified domains of an account."""
    found = models.Domain.objects.filter(account_id=account_id, removed_at=None)
    return tuple(found.order_by("name").values_list("name", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainRow:
    """A domain that an account has or claims; without `claim_id` the vendor confirmed it.

    `record` is the name and the text of what proves it; `lapses_at` is set while that is missing.
    """

    name: str
    is_verified: bool
    claim_id: UUID | None = None
    record: tuple[str, str] | None = None
    proof: str = ""
    checked_at: datetime | None = None
    lapses_at: datetime | None = None


def list_claimed_domains(account_id: UUID) -> tuple[DomainRow, ...]:
    """Return the domains that an account has or claims, by name."""
    verified = models.Domain.objects.filter(account_id=account_id, removed_at=None)
    held = dict(verified.values_list("name", "claim_id"))
    claims = models.DomainClaim.objects.filter(account_id=account_id, withdrawn_at=None)
    claimed = {row.name: row for row in claims}
    confirmed = [DomainRow(name=name, is_verified=True) for name in held if name not in claimed]
    return tuple(
        sorted(
            [
                *confirmed,
                *(_claimed(row, is_verified=row.name in held) for row in claimed.values()),
            ],
            key=lambda row: row.name,
        )
    )


def _claimed(row: models.DomainClaim, *, is_verified: bool) -> DomainRow:
    return DomainRow(
        name=row.name,
        is_verified=is_verified,
        claim_id=row.id,
        record=(record_name(row.name), record_value(row.token)),
        proof=row.proof,
        checked_at=row.checked_at,
        lapses_at=None if row.missing_since is None else lapses_at(row.missing_since),
    )


def demands_of(account_id: UUID) -> frozenset[SignInRule]:
    """Return what an account demands of how its people sign in."""
    found = models.SignInDemand.objects.filter(account_id=account_id, lifted_at=None)
    return frozenset(SignInRule(rule) for rule in found.values_list("rule", flat=True))


# A member or somebody with a role, of a verified domain; owners keep every way in.
_BOUND: Final = """
SELECT demand.account_id FROM curule_sign_in_demand AS demand
JOIN curule_sso_connection AS provider
    ON provider.account_id = demand.account_id AND provider.ended_at IS NULL
JOIN curule_account AS customer ON customer.id = demand.account_id AND customer.closed_at IS NULL
JOIN curule_person AS person ON person.id = %(person)s
JOIN curule_domain AS own
    ON own.account_id = demand.account_id AND own.removed_at IS NULL
    AND own.name = split_part(person.email, '@', 2)
WHERE demand.rule = 'single_sign_on' AND demand.lifted_at IS NULL
AND (
    EXISTS (
        SELECT FROM curule_member AS belongs
        WHERE belongs.account_id = demand.account_id AND belongs.person_id = person.id
        AND belongs.left_at IS NULL
    ) OR EXISTS (
        SELECT FROM curule_role_grant AS held
        WHERE held.account_id = demand.account_id AND held.person_id = person.id
        AND held.revoked_at IS NULL
    )
) AND NOT EXISTS (
    SELECT FROM curule_role_grant AS owns
    WHERE owns.account_id = demand.account_id AND owns.person_id = person.id
    AND owns.role = 'owner' AND owns.revoked_at IS NULL
)
ORDER BY demand.account_id
"""


def list_bound_to(person_id: UUID) -> tuple[UUID, ...]:
    """Return the accounts whose provider somebody has to come by."""
    return tuple(row[0] for row in fetch(_BOUND, {"person": person_id}))


_FACTOR: Final = """
SELECT demand.account_id FROM curule_sign_in_demand AS demand
JOIN curule_member AS belongs
    ON belongs.account_id = demand.account_id AND belongs.person_id = %(person)s
    AND belongs.left_at IS NULL
WHERE demand.rule = 'second_factor' AND demand.lifted_at IS NULL
ORDER BY demand.account_id
"""


def list_demanding_factor(person_id: UUID) -> tuple[UUID, ...]:
    """Return the accounts of a person that demand a second factor."""
    return tuple(row[0] for row in fetch(_FACTOR, {"person": person_id}))
