"""A gateway's own books beside ours: charges and refunds, one to one in id and amount (I18)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from curule.core.contradictions import Remedy
from curule.core.money import Money
from curule.core.payment_states import IN_FLIGHT
from curule.data.models import Contradiction, Payment
from curule.gateways.payments.base import GatewayCharge
from curule.gateways.payments.registry import gateway, names
from curule.services.recovery.differences import CONTRADICTS, Difference
from curule.services.recovery.reconciling_refunds import compare_refunds

_ARRIVED: Final = ("succeeded", "reversed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The two books of a gateway compared; `compared` is how many charges it has.

    `refunds` is how many refunds it has, None where it cannot list them.
    """

    gateway: str
    compared: int
    refunds: int | None
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Whether every charge is a payment, every payment a charge, and refunds likewise."""
        return not any(difference.is_fault for difference in self.differences)


def collecting_gateways() -> tuple[str, ...]:
    """Return the names of the gateways that have books to compare."""
    return tuple(name for name in names() if gateway(name).collects)


def reconcile(gateway_name: str) -> Comparison:
    """Compare the books; nothing is written.

    What arrives while they are read is no difference: ours are read before and after the
    gateway's.

    Raises:
        UnknownGateway: there is none of that name.
        GatewayUnavailable: its books cannot be read now.
    """
    before = {payment.key for payment in _ours(gateway_name) if payment.status in _ARRIVED}
    charges = gateway(gateway_name).list_charges()
    ours = {payment.key: payment for payment in _ours(gateway_name)}
    by_key: dict[str, GatewayCharge] = {}
    found: list[Difference] = []
    for charge in charges:
        if charge.key in by_key:
            found.append(_difference("twice", charge, ours.get(charge.key)))
            continue
        by_key[charge.key] = charge
        found.extend(_compared(charge, ours.get(charge.key)))
    found.extend(
        Difference(
            what="only_here",
            key=key,
            reference=ours[key].reference,
            account_id=ours[key].account_id,
            payment_id=ours[key].id,
            here=Money(ours[key].amount_minor, ours[key].currency),
        )
        for key in sorted(before - set(by_key))
    )
    refunds = compare_refunds(gateway_name)
    if refunds is not None:
        found.extend(refunds.differences)
    noted = _decided(gateway_name)
    return Comparison(
        gateway=gateway_name,
        compared=len(charges),
        refunds=None if refunds is None else refunds.compared,
        differences=tuple(
            replace(each, is_noted=(CONTRADICTS.get(each.what), each.reference) in noted)
            for each in found
        ),
    )


def _decided(gateway_name: str) -> set[tuple[str, str]]:
    """Return what somebody has decided about: what the gateway did, and what it calls it."""
    rows = Contradiction.objects.filter(gateway=gateway_name).exclude(closed_at=None)
    return set(rows.exclude(remedy=Remedy.GONE.value).values_list("kind", "reference"))


def _ours(gateway_name: str) -> list[Payment]:
    return list(Payment.objects.filter(gateway=gateway_name))


def _compared(charge: GatewayCharge, payment: Payment | None) -> list[Difference]:
    if payment is None:
        return [_difference("only_at_gateway", charge, None)]
    if payment.status in IN_FLIGHT:
        return [_difference("waits", charge, payment)]
    if payment.status not in _ARRIVED:
        is_undone = charge.refunded == charge.amount
        return [] if is_undone else [_difference("failed_here", charge, payment)]
    found = []
    if Money(payment.amount_minor, payment.currency) != charge.amount:
        found.append(_difference("amount", charge, payment))
    if payment.reference != charge.reference:
        found.append(_difference("reference", charge, payment))
    return found


def _difference(what: str, charge: GatewayCharge, payment: Payment | None) -> Difference:
    return Difference(
        what=what,
        key=charge.key,
        reference=charge.reference,
        account_id=payment.account_id if payment else None,
        payment_id=payment.id if payment else None,
        here=Money(payment.amount_minor, payment.currency) if payment else None,
        there=charge.amount,
    )
