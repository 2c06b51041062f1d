"""Contradictions of all customers: what gateways did about payments that is not so here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.money import Money
from curule.data import models
from curule.selectors.console.contradictions import in_state, remedies_of, state_of
from curule.selectors.programs.sight import Sight
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ContradictionSeen:
    """What a gateway did about a payment; `remedies` are what can be done while it is open."""

    id: UUID
    account: UUID
    payment: UUID
    refund: UUID | None
    gateway: str
    kind: str
    reference: str
    amount: Money
    state: str
    remedies: tuple[str, ...]
    remedy: str | None
    reason: str | None
    closed_by: str | None
    created_at: datetime
    closed_at: datetime | None


def list_contradictions(
    sight: Sight,
    window: Window,
    *,
    account: UUID | None = None,
    payment: UUID | None = None,
    state: str | None = None,
) -> Slice[ContradictionSeen]:
    """Return contradictions, the newest first; `state` is open or closed."""
    found = sight.of(models.Contradiction.objects.filter(in_state(state or "")))
    found = narrowed(found, account_id=account, payment_id=payment)
    return slice_of(found, window, _contradictions, made_at="found_at")


def find_contradictions(sight: Sight, ids: Collection[UUID]) -> tuple[ContradictionSeen, ...]:
    """Return the contradictions with these ids, but for those of the other mode."""
    return _contradictions(list(sight.of(models.Contradiction.objects.filter(id__in=ids))))


def _contradictions(listed: Sequence[models.Contradiction]) -> tuple[ContradictionSeen, ...]:
    payments = models.Payment.objects.in_bulk([row.payment_id for row in listed])
    return tuple(
        ContradictionSeen(
            id=row.id,
            account=row.account_id,
            payment=row.payment_id,
            refund=row.refund_id,
            gateway=row.gateway,
            kind=row.kind,
            reference=row.reference,
            amount=Money(row.amount_minor, row.currency),
            state=state_of(row),
            remedies=tuple(each.value for each in remedies_of(row, payments[row.payment_id])),
            remedy=row.remedy or None,
            reason=row.reason or None,
            closed_by=row.closed_by or None,
            created_at=row.found_at,
            closed_at=row.closed_at,
        )
        for row in listed
    )
