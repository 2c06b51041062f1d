"""Where a gateway's books and ours disagree about a charge or a refund."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from curule.core.contradictions import ContradictionKind
from curule.core.money import Money
from curule.core.refund_states import RefundDifference


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the two books disagree; None on the side that knows nothing of it.

    `what` is `only_at_gateway`, `only_here`, `amount`, `reference`, `twice`, `failed_here` or
    `waits`, which the janitor will settle and is no fault; or a `RefundDifference`, of which
    `refund_waits` is none either. `is_noted` is one about which somebody has decided.
    """

    what: str
    key: str
    reference: str
    account_id: UUID | None = None
    payment_id: UUID | None = None
    refund_id: UUID | None = None
    here: Money | None = None
    there: Money | None = None
    is_noted: bool = False

    @property
    def is_fault(self) -> bool:
        """Whether somebody has to look at it."""
        return not self.is_noted and self.what not in {"waits", RefundDifference.WAITS}


CONTRADICTS: Final = MappingProxyType(
    {
        "failed_here": ContradictionKind.CHARGED,
        RefundDifference.ONLY_THERE: ContradictionKind.REFUNDED,
        RefundDifference.SENT_THERE: ContradictionKind.REFUNDED,
    }
)
"""The differences that somebody has to decide about, and what the gateway did."""
