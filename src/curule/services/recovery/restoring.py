"""After a restore: what the world knows that the database has forgotten, and how to go on (F15).

A backup of yesterday knows nothing of what was issued, charged and mailed since. The papers are
with the customers and the money is with the gateway, so nothing of it may happen a second time: a
forgotten charge is taken in as money of its account, which pays the invoice when it is issued
again, and the numbers that were given are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum

from curule.core.money import Money
from curule.core.permissions import Actor
from curule.data.issued_numbers import Forgotten, forgotten
from curule.data.models import (
    Event,
    Invoice,
    InvoiceSeries,
    LostNumbers,
    OutboxMessage,
    Payment,
    PaymentMethod,
    Refund,
)
from curule.gateways.payments.base import GatewayCharge, GatewayUnavailable
from curule.gateways.payments.registry import gateway
from curule.services._command import Command, run
from curule.services.receiving import receive
from curule.services.recovery.reconciling import collecting_gateways

SYSTEM: Final = Actor.system("restore-check")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenCharge:
    """A charge that the gateway has and the database has not; whose it is, where that is known."""

    gateway: str
    key: str
    reference: str
    amount: Money
    refunded: Money
    account_id: UUID | None

    @property
    def is_undone(self) -> bool:
        """Whether all of it was given back there, so that nothing of it is left."""
        return self.refunded == self.amount

    @property
    def can_be_taken_in(self) -> bool:
        """Whether nothing of it was given back, so that it is money of the account as it is."""
        return self.refunded.amount_minor == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenRefund:
    """A charge of which more was given back there than the database knows."""

    gateway: str
    reference: str
    account_id: UUID
    here: Money
    there: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What lies between the database and the world; `stands_at` is the last that it remembers.

    `mails_waiting` may have been sent already, and are sent again. `silent` are the gateways that
    cannot be asked now, each with the reason.
    """

    stands_at: datetime | None
    numbers: tuple[Forgotten, ...]
    charges: tuple[ForgottenCharge, ...]
    refunds: tuple[ForgottenRefund, ...]
    mails_waiting: int
    silent: tuple[tuple[str, str], ...]

    @property
    def open_charges(self) -> tuple[ForgottenCharge, ...]:
        """The charges that somebody paid and of which the database has nothing."""
        return tuple(charge for charge in self.charges if not charge.is_undone)

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do.

        Refunds are only told: a credit note to refund would send them a second time.
        """
        return not (self.numbers or self.open_charges or self.silent)


def look_around() -> Gap:
    """Compare the database with what the data folder and the gateways know; nothing is written."""
    charges: list[ForgottenCharge] = []
    refunds: list[ForgottenRefund] = []
    silent: list[tuple[str, str]] = []
    for name in collecting_gateways():
        try:
            listed = gateway(name).list_charges()
        except GatewayUnavailable as error:
            silent.append((name, str(error)))
            continue
        charges += _forgotten_charges(name, listed)
        refunds += _forgotten_refunds(name, listed)
    return Gap(
        stands_at=Event.objects.filter(account__clock_id=None).aggregate(at=Max("occurred_at"))[
            "at"
        ],
        numbers=forgotten(settings.CURULE_DATA),
        charges=tuple(charges),
        refunds=tuple(refunds),
        mails_waiting=OutboxMessage.objects.filter(account__clock_id=None, status="queued").count(),
        silent=tuple(silent),
    )


def _forgotten_charges(name: str, listed: tuple[GatewayCharge, ...]) -> list[ForgottenCharge]:
    known = set(Payment.objects.filter(gateway=name).values_list("key", flat=True))
    return [_forgotten(name, charge) for charge in listed if charge.key not in known]


def _forgotten(name: str, charge: GatewayCharge) -> ForgottenCharge:
    invoice = _invoice_of(charge.key)
    return ForgottenCharge(
        gateway=name,
        key=charge.key,
        reference=charge.reference,
        amount=charge.amount,
        refunded=charge.refunded,
        account_id=invoice.account_id if invoice else _owner(name, charge.method_token),
    )


def _invoice_of(key: str) -> Invoice | None:
    """Return the invoice whose attempt the key was made for, if the database still has it."""
    try:
        invoice_id = UUID(key.partition(":")[0])
    except ValueError:
        return None
    return Invoice.objects.filter(id=invoice_id).first()


def _owner(name: str, token: str) -> UUID | None:
    """Return the one account that has this method."""
    owners = set(
        PaymentMethod.objects.filter(gateway=name, token=token).values_list("account_id", flat=True)
    )
    return owners.pop() if token and len(owners) == 1 else None


def _forgotten_refunds(name: str, listed: tuple[GatewayCharge, ...]) -> list[ForgottenRefund]:
    payments = {payment.key: payment for payment in Payment.objects.filter(gateway=name)}
    found = []
    for charge in listed:
        payment = payments.get(charge.key)
        if payment is None or charge.refunded.amount_minor == 0:
            continue
        # A refund that is still to be sent, or was not answered, is sent under its own key.
        sums = Refund.objects.filter(
            account_id=payment.account_id, payment_id=payment.id, sent_by=""
        ).exclude(status="failed")
        here = sums.aggregate(sum=Sum("amount_minor"))["sum"] or 0
        if charge.refunded.amount_minor > here:
            found.append(
                ForgottenRefund(
                    gateway=name,
                    reference=charge.reference,
                    account_id=payment.account_id,
                    here=Money(here, payment.currency),
                    there=charge.refunded,
                )
            )
    return found


def take_in(charge: ForgottenCharge, *, account_id: UUID, now: datetime) -> UUID:
    """Write down a forgotten charge as money of its account; return the payment.

    It becomes account credit, which is used before any card: it pays the invoice that the charge
    was for, or what is issued in its place. No gateway is called.
    """
    assert charge.can_be_taken_in

    def body(command: Command) -> UUID:
        command.lock_account()
        payment = Payment.objects.create(
            account_id=account_id,
            gateway=charge.gateway,
            method_name=charge.gateway,
            key=charge.key,
            status="succeeded",
            currency=charge.amount.currency,
            amount_minor=charge.amount.amount_minor,
            reference=charge.reference,
            created_at=now,
            settled_at=now,
        )
        receive(command, payment, None)
        return payment.id

    return run(
        account_id=account_id,
        actor=SYSTEM,
        now=now,
        name="restoring.take_in",
        result=UUID,
        body=body,
    ).value


def go_on_behind(numbers: tuple[Forgotten, ...], *, now: datetime) -> None:
    """Let each series go on behind the last number that was given; those between stay unused."""
    with transaction.atomic():
        for each in numbers:
            series, _ = InvoiceSeries.objects.select_for_update().get_or_create(key=each.series)
            if series.last_number >= each.given:
                continue
            LostNumbers.objects.create(
                series=each.series,
                first_number=series.last_number + 1,
                last_number=each.given,
                noted_at=now,
            )
            series.last_number = each.given
            series.save(update_fields=["last_number"])
