"""Attempts to collect: the intent and its key, committed before a gateway is called (I19)."""

from __future__ import annotations

from curule.core.money import Money
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.renewal import next_question
from curule.data.models import Invoice, Payment, PaymentMethod
from curule.gateways.payments.base import KnowsAmounts
from curule.gateways.payments.registry import gateway
from curule.selectors.money import open_amount
from curule.services._command import Command
from curule.services._parking import refuse_parked


def start(
    command: Command, invoice: Invoice, method: PaymentMethod, *, status: str = "pending"
) -> Payment:
    """Write down the intent to collect what is open on an invoice, with the key of this attempt.

    Refuses `account_parked`.
    """
    refuse_parked(command)
    return Payment.objects.create(
        account_id=command.account_id,
        invoice_id=invoice.id,
        method_id=method.id,
        gateway=method.gateway,
        method_name=method.name,
        key=f"{invoice.id}:{_next_number(command, invoice)}",
        status=status,
        currency=invoice.currency,
        amount_minor=open_amount(invoice),
        created_at=command.now,
        ask_again_at=next_question(command.now, 0),
    )


def refuse_uncarried(invoice: Invoice, method: PaymentMethod) -> None:
    """Refuse `amount_not_carried` for what the method's gateway cannot charge to the unit.

    What falls due by itself is not refused: there the gateway's own answer says it.
    """
    door = gateway(method.gateway)
    if not isinstance(door, KnowsAmounts):
        return
    step, amount = door.step_of(invoice.currency), open_amount(invoice)
    if step is not None and amount % step == 0:
        return
    charged = Money(amount, invoice.currency)
    if step is None:
        raise Refused(refuse(RefusalCode.AMOUNT_NOT_CARRIED, amount=charged))
    least = Money(step, invoice.currency)
    raise Refused(refuse(RefusalCode.AMOUNT_NOT_CARRIED, amount=charged, step=least))


def _next_number(command: Command, invoice: Invoice) -> int:
    """Return the number behind the highest that an attempt to collect an invoice has.

    By the keys, not the rows: of the charges that a restore took in some are on no invoice, others
    are missing, and a key that was used is never used again.
    """
    keys = Payment.objects.filter(
        account_id=command.account_id, key__startswith=f"{invoice.id}:"
    ).values_list("key", flat=True)
    numbers = [key.rpartition(":")[2] for key in keys]
    return max((int(number) for number in numbers if number.isdecimal()), default=0) + 1
