"""The log of mails, across accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.data import models
from curule.selectors.console.paging import Page, of_one, page_of

STATES = ("queued", "sent", "held", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLine:
    """A mail on its way: to whom, about what, how far it has come."""

    id: UUID
    account_id: UUID | None
    account: str
    template: str
    to: str
    language: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    next_attempt_at: datetime | None
    attempts: int
    failure: str


def list_mail_lines(
    *,
    account_id: UUID | None = None,
    state: str = "",
    template: str = "",
    search: str = "",
    number: int = 1,
) -> Page[MailLine]:
    """Return a page of mails, the newest first."""
    found = models.OutboxMessage.objects.select_related("account").order_by("-id")
    found = of_one(found, account_id=account_id)
    if state in STATES:
        found = found.filter(status=state)
    if template:
        found = found.filter(template=template)
    if search:
        found = found.filter(recipient__icontains=search.strip())
    return page_of(found, number, lambda listed: [_line(row) for row in listed])


def find_mail_line(mail_id: UUID) -> MailLine | None:
    """Return one mail, or None."""
    row = models.OutboxMessage.objects.select_related("account").filter(id=mail_id).first()
    return None if row is None else _line(row)


def mails_about_invoice(account_id: UUID, invoice_id: UUID) -> tuple[MailLine, ...]:
    """Return the mails that name an invoice, the oldest first."""
    found = models.OutboxMessage.objects.select_related("account").filter(
        account_id=account_id, context__invoice_id=str(invoice_id)
    )
    return tuple(_line(row) for row in found.order_by("id"))


def _line(row: models.OutboxMessage) -> MailLine:
    return MailLine(
        id=row.id,
        account_id=row.account_id,
        account=row.account.name if row.account else "",
        template=row.template,
        to=row.recipient,
        language=row.language,
        state=row.status,
        created_at=row.created_at,
        sent_at=row.sent_at,
        next_attempt_at=row.next_attempt_at,
        attempts=row.attempts,
        failure=row.failure,
    )
