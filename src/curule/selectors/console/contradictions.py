"""What gateways did that is not so here, as the vendor's staff read and decide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from curule.core.contradictions import ContradictionKind, Remedy, remedies
from curule.core.money import Money
from curule.data import models
from curule.selectors.console.paging import Page, page_of

CONTRADICTION_STATES: Final = ("open", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionLine:
    """What a gateway did about a payment, and how that stands here.

    `there` is what it moved, `here` the payment's amount and `payment_state` how it stands; of a
    refund here that it is about, `refund_state`. `remedies` are what can be done about it while it
    is open, `remedy` what was done.
    """

    id: UUID
    account_id: UUID
    account: str
    time_zone: str
    payment_id: UUID
    invoice_id: UUID | None
    invoice: str
    refund_id: UUID | None
    gateway: str
    kind: str
    reference: str
    there: Money
    here: Money
    payment_state: str
    failure: str
    refund_state: str
    state: str
    found_at: datetime
    found_by: str
    closed_at: datetime | None
    closed_by: str
    remedy: str
    reason: str
    remedies: tuple[Remedy, ...]


def open_contradictions() -> QuerySet[models.Contradiction]:
    """Return those about which nobody has decided yet."""
    return models.Contradiction.objects.filter(closed_at=None)


def in_state(state: str) -> Q:
    """Return the condition of a state; of none, all are meant."""
    return {"open": Q(closed_at=None), "closed": Q(closed_at__isnull=False)}.get(state, Q())


def state_of(row: models.Contradiction) -> str:
    """Return `open` or `closed`."""
    return "open" if row.closed_at is None else "closed"


def list_contradictions(*, state: str = "", number: int = 1) -> Page[ContradictionLine]:
    """Return a page of contradictions, the newest first."""
    found = models.Contradiction.objects.filter(in_state(state)).select_related("account")
    return page_of(found.order_by("-found_at", "-id"), number, _lines)


def find_contradiction(account_id: UUID, contradiction_id: UUID) -> ContradictionLine | None:
    """Return one of an account; None for another's, as for none."""
    found = models.Contradiction.objects.select_related("account").filter(
        account_id=account_id, id=contradiction_id
    )
    lines = _lines(list(found))
    return lines[0] if lines else None


def remedies_of(row: models.Contradiction, payment: models.Payment) -> tuple[Remedy, ...]:
    """Return what can be done about it; nothing once it is closed."""
    if row.closed_at is not None:
        return ()
    return remedies(
        ContradictionKind(row.kind),
        there=Money(row.amount_minor, row.currency),
        here=Money(payment.amount_minor, payment.currency),
        payment_status=payment.status,
    )


def _lines(listed: Sequence[models.Contradiction]) -> list[ContradictionLine]:
    payments = models.Payment.objects.in_bulk([row.payment_id for row in listed])
    refunds = models.Refund.objects.in_bulk([row.refund_id for row in listed if row.refund_id])
    numbers = dict(
        models.Invoice.objects.filter(
            id__in=[payment.invoice_id for payment in payments.values()]
        ).values_list("id", "number")
    )
    return [
        _line(row, payments[row.payment_id], refunds.get(row.refund_id), numbers) for row in listed
    ]


def _line(
    row: models.Contradiction,
    payment: models.Payment,
    refund: models.Refund | None,
    numbers: dict[UUID, str | None],
) -> ContradictionLine:
    return ContradictionLine(
        id=row.id,
        account_id=row.account_id,
        account=row.account.name,
        time_zone=row.account.time_zone,
        payment_id=payment.id,
        invoice_id=payment.invoice_id,
        invoice=(numbers.get(payment.invoice_id) or "") if payment.invoice_id else "",
        refund_id=row.refund_id,
        gateway=row.gateway,
        kind=row.kind,
        reference=row.reference,
        there=Money(row.amount_minor, row.currency),
        here=Money(payment.amount_minor, payment.currency),
        payment_state=payment.status,
        failure=payment.failure,
        refund_state=refund.status if refund else "",
        state=state_of(row),
        found_at=row.found_at,
        found_by=row.found_by,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        remedy=row.remedy,
        reason=row.reason,
        remedies=remedies_of(row, payment),
    )
