"""Mails that left or wait to leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """A mail: its template, to whom, and whether it was sent or is held."""

    id: UUID
    template: str
    to: str
    status: str


def list_mails(account_ids: Iterable[UUID]) -> tuple[MailRow, ...]:
    """Return the mails of some accounts, oldest first."""
    rows = models.OutboxMessage.objects.filter(account_id__in=list(account_ids)).order_by("id")
    return tuple(
        MailRow(id=row.id, template=row.template, to=row.recipient, status=row.status)
        for row in rows
    )
