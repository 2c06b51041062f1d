"""What is known of addresses before their people are given seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from curule.data import models
from curule.data.statements import fetch
from curule.selectors.catalog import SoldSeatType
from curule.selectors.rosters import Bought


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An address as the account may know it: names only of those who belong to it.

    `member_id` is the person, if they belong to the account; `is_registered` is told only where
    giving a seat tells it as well.
    """

    first_name: str = ""
    last_name: str = ""
    member_id: UUID | None = None
    is_registered: bool = False
    has_seat: bool = False
    is_invited: bool = False


_KNOWN: Final = """
SELECT asked.email,
    CASE WHEN belongs.id IS NULL THEN '' ELSE person.first_name END,
    CASE WHEN belongs.id IS NULL THEN '' ELSE person.last_name END,
    CASE WHEN belongs.id IS NULL THEN NULL ELSE person.id END,
    person.verified_at IS NOT NULL,
    EXISTS (
        SELECT FROM curule_assignment AS holder
        JOIN curule_seat AS seat
            ON seat.account_id = holder.account_id AND seat.id = holder.seat_id
            AND seat.starts_at <= %(now)s AND (seat.ends_at IS NULL OR seat.ends_at > %(now)s)
        WHERE holder.account_id = %(account)s AND holder.subscription_id = %(subscription)s
        AND holder.seat_type_id = %(seat_type)s AND holder.email = asked.email
        AND holder.ended_at IS NULL AND holder.state = 'active'
    ),
    EXISTS (
        SELECT FROM curule_invitation AS invitation
        WHERE invitation.account_id = %(account)s
        AND invitation.subscription_id = %(subscription)s
        AND invitation.seat_type_id = %(seat_type)s AND invitation.email = asked.email
        AND invitation.status = 'open' AND invitation.expires_at > %(now)s
    )
FROM unnest(%(emails)s::text[]) AS asked (email)
LEFT JOIN curule_person AS person ON person.email = asked.email
LEFT JOIN curule_member AS belongs ON belongs.account_id = %(account)s
    AND belongs.person_id = person.id AND belongs.left_at IS NULL
"""


def known_among(
    account_id: UUID,
    bought: Bought,
    sold: SoldSeatType,
    emails: Sequence[str],
    now: datetime,
) -> dict[str, Known]:
    """Return what is known of some canonical addresses."""
    of = {
        "account": account_id,
        "subscription": bought.id,
        "seat_type": sold.id,
        "emails": list(dict.fromkeys(emails)),
        "now": now,
    }
    return {
        email: Known(
            first_name=first or "",
            last_name=last or "",
            member_id=member_id,
            is_registered=bool(is_registered),
            has_seat=has_seat,
            is_invited=is_invited,
        )
        for email, first, last, member_id, is_registered, has_seat, is_invited in fetch(_KNOWN, of)
    }


def was_done(account_id: UUID, key: str | None) -> bool:
    """Tell whether a form with this one-time key was carried out already."""
    if key is None:
        return False
    return models.Operation.objects.filter(account_id=account_id, key=key).exists()
