"""Mails that left or wait to leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """A mail: its template, to whom, when it was written, and whether it was sent or is held."""

    id: UUID
    template: str
    to: str
    status: str
    created_at: datetime


def list_mails(account_ids: Iterable[UUID]) -> tuple[MailRow, ...]:
    """Return the mails of some accounts, oldest first."""
    rows = models.OutboxMessage.objects.filter(account_id__in=list(account_ids)).order_by("id")
    return tuple(_mail(row) for row in rows)


def newest_mails(limit: int) -> tuple[MailRow, ...]:
    """Return the newest mails of all accounts, the newest first."""
    return tuple(
        _mail(row) for row in models.OutboxMessage.objects.order_by("-id")[: max(limit, 0)]
    )


def is_mail(mail_id: UUID) -> bool:
    """Return whether there is a mail with this id."""
    return models.OutboxMessage.objects.filter(id=mail_id).exists()


def _mail(row: models.OutboxMessage) -> MailRow:
    return MailRow(
        id=row.id,
        template=row.template,
        to=row.recipient,
        status=row.status,
        created_at=row.created_at,
    )
