"""What a customer asked is over: answered, taken back, or nothing is left of what it was about."""

from __future__ import annotations

from django.db.models import QuerySet

from curule.core.events import EventType
from curule.core.invoice_requests import RequestKind, RequestStatus
from curule.data.models import InvoiceRequest
from curule.selectors.credit import credit_made_of
from curule.services._acts import Command


def close_request(
    command: Command, row: InvoiceRequest, status: RequestStatus, answer: str = ""
) -> None:
    """Write down how a request ended, and the sentence that the customer is told, if any."""
    row.status = status
    row.answer = answer
    row.answered_at = command.now
    row.answered_by = command.actor.name
    row.save(update_fields=["status", "answer", "answered_at", "answered_by"])
    command.record(
        _closed_as(row),
        subject_id=row.invoice_id or row.id,
        kind=row.kind,
        status=row.status,
        reason=answer,
    )


def grant_by_paying_out(command: Command, currency: str) -> None:
    """Answer who asks for credit in a currency by what is paid out of it, however much it is."""
    for row in _open_for_credit(command).filter(currency=currency):
        close_request(command, row, RequestStatus.GRANTED)


def close_spent(command: Command) -> None:
    """Close what is asked for of credit where none of the customer's own money is left in it."""
    for row in _open_for_credit(command):
        if not credit_made_of(command.account_id, row.currency).own:
            close_request(command, row, RequestStatus.CANCELED)


def close_for_credit(command: Command) -> None:
    """Close what is still asked for of credit in an account that closes: nothing more can go."""
    for row in _open_for_credit(command):
        close_request(command, row, RequestStatus.CANCELED)


def _open_for_credit(command: Command) -> QuerySet[InvoiceRequest]:
    rows = InvoiceRequest.objects.select_for_update().filter(
        account_id=command.account_id, kind=RequestKind.CREDIT, status=RequestStatus.OPEN
    )
    return rows.order_by("id")


def _closed_as(row: InvoiceRequest) -> EventType:
    is_answer = row.status != RequestStatus.CANCELED
    if row.kind == RequestKind.CREDIT:
        answered, taken_back = EventType.CREDIT_PAYOUT_ANSWERED, EventType.CREDIT_PAYOUT_CANCELED
    else:
        answered, taken_back = EventType.INVOICE_ANSWERED, EventType.INVOICE_TAKEN_BACK
    return answered if is_answer else taken_back
