"""A gateway's own list of refunds beside ours, in both directions (I18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from curule.core.money import Money
from curule.core.refund_states import (
    RefundHere,
    RefundThere,
    Told,
    refund_difference,
)
from curule.data.models import Payment, Refund
from curule.gateways.payments.base import Declined, GatewayRefund, ListsRefunds, Succeeded
from curule.gateways.payments.registry import gateway
from curule.services.recovery.differences import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundsCompared:
    """The two lists of refunds compared; `compared` is how many the gateway has."""

    compared: int
    differences: tuple[Difference, ...]


def compare_refunds(gateway_name: str) -> RefundsCompared | None:
    """Compare the lists; nothing is written. None where the gateway has no such list.

    What was sent while the gateway's list was read is no difference: ours are read before and
    after it.

    Raises:
        GatewayUnavailable: the gateway's books cannot be read now.
    """
    door = gateway(gateway_name)
    if not isinstance(door, ListsRefunds):
        return None
    before = {row.id for row in _ours(gateway_name)}
    listed = door.list_refunds()
    payments = {row.key: row for row in Payment.objects.filter(gateway=gateway_name)}
    rows = list(_ours(gateway_name))
    meant = _meant(listed, rows, payments)
    found: list[Difference | None] = []
    seen: set[UUID] = set()
    for there in listed:
        row = meant.get(there.reference)
        if row is not None and row.id in seen:
            row = None  # a second one under its key
        if row is not None:
            seen.add(row.id)
        found.append(_compared(row, there, payments.get(there.charge_key)))
    missing = (row for row in rows if row.id in before - seen)
    found.extend(_compared(row, None, None) for row in missing)
    return RefundsCompared(
        compared=len(listed), differences=tuple(each for each in found if each is not None)
    )


def _meant(
    listed: Iterable[GatewayRefund], rows: Iterable[Refund], payments: Mapping[str, Payment]
) -> dict[str, Refund]:
    """Return which row of ours each refund of the gateway is, by what the gateway calls it.

    Its name comes before our key: what came back under a key may have been sent anew by hand.
    """
    named = {(row.payment_id, row.reference): row for row in rows if row.reference}
    keyed = {(row.payment_id, row.key): row for row in rows}
    of_ours = [
        (each, payments[each.charge_key].id) for each in listed if each.charge_key in payments
    ]
    meant = {
        each.reference: named[payment_id, each.reference]
        for each, payment_id in of_ours
        if (payment_id, each.reference) in named
    }
    taken = {row.id for row in meant.values()}
    for each, payment_id in of_ours:
        row = keyed.get((payment_id, each.key))
        if each.reference not in meant and row is not None and row.id not in taken:
            meant[each.reference] = row
    return meant


def _ours(gateway_name: str) -> Iterable[Refund]:
    paid = Payment.objects.filter(gateway=gateway_name).values("id")
    # One that was paid at the bank comes first: another that went under its name is the one meant.
    return Refund.objects.filter(payment_id__in=paid).order_by("-sent_by", "created_at", "id")


def _compared(
    row: Refund | None, there: GatewayRefund | None, payment: Payment | None
) -> Difference | None:
    what = refund_difference(_here(row), _there(there))
    if what is None:
        return None
    owner = row or payment
    return Difference(
        what=what,
        key=there.key if there else row.key if row else "",
        reference=there.reference if there else row.reference if row else "",
        account_id=owner.account_id if owner else None,
        payment_id=row.payment_id if row else payment.id if payment else None,
        refund_id=row.id if row else None,
        here=Money(row.amount_minor, row.currency) if row else None,
        there=there.amount if there else None,
    )


def _here(row: Refund | None) -> RefundHere | None:
    if row is None:
        return None
    return RefundHere(
        status=row.status,
        sent_by=row.sent_by,
        amount=Money(row.amount_minor, row.currency),
        reference=row.reference,
    )


def _there(listed: GatewayRefund | None) -> RefundThere | None:
    if listed is None:
        return None
    match listed.answer:
        case Succeeded():
            told = Told.SENT
        case Declined():
            told = Told.FAILED
        case _:
            told = Told.WAITS
    return RefundThere(told=told, amount=listed.amount, reference=listed.reference)
