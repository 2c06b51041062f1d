"""What comparing the books has found, brought to where somebody sees to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.core.refund_states import RefundDifference
from curule.data.models import Payment
from curule.gateways.payments.base import ChargeRef, Declined, ListsRefunds
from curule.gateways.payments.registry import gateway
from curule.selectors.clocks import now_for
from curule.services import refunds
from curule.services.payments import contradictions
from curule.services.recovery.differences import CONTRADICTS
from curule.services.recovery.reconciling import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """How many contradictions were written down anew, and refunds heard of that came back."""

    contradictions: int
    came_back: int


def bring(compared: Comparison, *, now: datetime) -> Filed:
    """Write down what contradicts, and hear of refunds that came back while nobody listened.

    What is written down already stays as it is; so what was found twice is there once.

    Raises:
        GatewayUnavailable: the gateway's books cannot be read now.
    """
    found = came_back = 0
    for each in compared.differences:
        if not each.is_fault or each.account_id is None or each.payment_id is None:
            continue
        payment = Payment.objects.get(account_id=each.account_id, id=each.payment_id)
        there = now_for(payment.account_id, now)
        if each.what in CONTRADICTS and each.there is not None:
            found += contradictions.record(
                payment=payment,
                kind=CONTRADICTS[each.what],
                reference=each.reference,
                amount=each.there,
                refund_id=each.refund_id,
                found_by="reconcile",
                now=there,
            )
        elif each.what == RefundDifference.FAILED_THERE and each.refund_id is not None:
            came_back += _heard(each.refund_id, each.reference, payment, there)
    return Filed(contradictions=found, came_back=came_back)


def _heard(refund_id: UUID, reference: str, payment: Payment, now: datetime) -> bool:
    """Hear of a refund that came back, as it stands now and not as it was listed."""
    door = gateway(payment.gateway)
    assert isinstance(door, ListsRefunds), "the difference comes from such a list"
    charge = ChargeRef(key=payment.key, reference=payment.reference)
    for listed in door.list_refunds(charge):
        if listed.reference == reference and isinstance(listed.answer, Declined):
            refunds.hear(
                account_id=payment.account_id, refund_id=refund_id, answer=listed.answer, now=now
            )
            return True
    return False
