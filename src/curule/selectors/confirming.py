"""Whether a customer has to confirm a payment at their bank."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from curule.core.payment_states import AUTHENTICATION_REQUIRED, CONFIRMING
from curule.data import models


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """`wanted` if the last attempt failed for want of it; `waiting` is the payment under way."""

    wanted: bool
    waiting: UUID | None


def confirmation_of(account_id: UUID, invoice_id: UUID | None) -> Confirmation:
    """Return whether the newest attempt at an invoice asks its customer to confirm it."""
    last = (
        models.Payment.objects.filter(account_id=account_id, invoice_id__in=[invoice_id])
        .order_by("-created_at", "-id")
        .first()
    )
    if last is None:
        return Confirmation(wanted=False, waiting=None)
    return Confirmation(
        wanted=last.status == "failed" and last.failure == AUTHENTICATION_REQUIRED,
        waiting=last.id if last.status == CONFIRMING else None,
    )
