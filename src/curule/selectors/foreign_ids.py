"""What is here under a name that it has in another system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from curule.data.models import ForeignId

Kind = Literal["customer", "subscription"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRow:
    """A name in another system, and what it is here."""

    source: str
    kind: str
    written: str
    account: UUID
    subscription: UUID | None


def find_foreign(source: str, kind: Kind, written: str) -> UUID | None:
    """Return the account that has something by this name over there, or None."""
    found = ForeignId.objects.filter(source=source, kind=kind, written=written)
    return found.values_list("account_id", flat=True).first()


def list_foreign(written: str, *, source: str | None = None) -> tuple[ForeignRow, ...]:
    """Return everything that is called so, in one other system or in all of them."""
    found = ForeignId.objects.filter(written=written)
    if source:
        found = found.filter(source=source)
    return tuple(
        ForeignRow(
            source=row.source,
            kind=row.kind,
            written=row.written,
            account=row.account_id,
            subscription=row.subscription_id,
        )
        for row in found.order_by("source", "kind")
    )
