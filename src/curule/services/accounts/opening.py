"""A new customer with its owner, made by the vendor: at a desk, or by a program."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from curule.core.permissions import Actor
from curule.services._command import Done
from curule.services.accounts import accounts
from curule.services.once import once
from curule.services.seating import people


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who owns an account from the start; whoever opens it says that the address is theirs."""

    email: str
    first_name: str = ""
    last_name: str = ""


def open_with_owner(
    *,
    actor: Actor,
    name: str,
    country: str,
    kind: str,
    language: str,
    time_zone: str,
    channel: str,
    tax_id: str,
    registration_number: str = "",
    owner: Owner | None,
    clock_id: UUID | None,
    now: datetime,
    key: str | None = None,
) -> Done[UUID]:
    """Open an account and return its id; its owner gets a user account where they have none.

    Refuses what `accounts.open_account` does, and `address_invalid`.
    """
    terms = {
        "name": name,
        "country": country,
        "kind": kind,
        "language": language,
        "time_zone": time_zone,
        "channel": channel,
        "tax_id": tax_id,
        "registration_number": registration_number,
    }

    def body() -> UUID:
        owner_id = None
        if owner is not None:
            owner_id = people.register(
                **asdict(owner), language=language, time_zone=time_zone, verified=True, now=now
            )
        return accounts.open_account(
            actor=actor,
            **terms,
            is_business=kind == "company",
            clock_id=clock_id,
            owner_id=owner_id,
            now=now,
        )

    return once(
        name="accounts.open",
        result=UUID,
        body=body,
        key=key,
        request={**terms, "owner": owner and asdict(owner), "clock": clock_id},
        now=now,
    )
