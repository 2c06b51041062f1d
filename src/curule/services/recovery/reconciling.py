"""A gateway's own list of charges beside our payments: one to one in id, amount, currency (I18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from curule.core.money import Money
from curule.core.payment_states import IN_FLIGHT
from curule.data.models import Payment
from curule.gateways.payments.base import GatewayCharge
from curule.gateways.payments.registry import gateway, names

_ARRIVED: Final = ("succeeded", "reversed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the two books disagree; None on the side that knows nothing of it.

    `what` is `only_at_gateway`, `only_here`, `amount`, `reference`, `twice`, `failed_here` or
    `waits`, which the janitor will settle and is no fault.
    """

    what: str
    key: str
    reference: str
    account_id: UUID | None = None
    payment_id: UUID | None = None
    here: Money | None = None
    there: Money | None = None

    @property
    def is_fault(self) -> bool:
        """Whether somebody has to look at it."""
        return self.what != "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The two books of a gateway compared; `compared` is how many charges it has."""

    gateway: str
    compared: int
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Whether every charge is a payment and every payment a charge."""
        return not any(difference.is_fault for difference in self.differences)


def collecting_gateways() -> tuple[str, ...]:
    """Return the names of the gateways that have books to compare."""
    return tuple(name for name in names() if gateway(name).collects)


def reconcile(gateway_name: str) -> Comparison:
    """Compare the books; nothing is written.

    What arrives while they are read is no difference: our payments are read before and after the
    gateway's charges.

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
    return Comparison(gateway=gateway_name, compared=len(charges), differences=tuple(found))


def _ours(gateway_name: str) -> list[Payment]:
    return list(Payment.objects.filter(gateway=gateway_name))


def _compared(charge: GatewayCharge, payment: Payment | None) -> list[Difference]:
    if payment is None:
        return [_difference("only_at_gateway", charge, None)]
    if payment.status in IN_FLIGHT:
        return [_difference("waits", charge, payment)]
    if payment.status not in _ARRIVED:
        return [_difference("failed_here", charge, payment)]
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
