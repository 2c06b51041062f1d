"""Money that came by bank transfer, recorded by the vendor (R3)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from curule.core.localtime import local_date
from curule.core.money import Money
from curule.core.permissions import Action, Actor
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import Account, Invoice, Payment, Subscription
from curule.selectors.money import open_amount
from curule.services import _input
from curule.services._command import Command, Done
from curule.services._lateness import lock_up_to_date
from curule.services.catching_up import run_up_to_date
from curule.services.invoices import giving_up
from curule.services.payments.payments import PaymentResult, result_of
from curule.services.receiving import receive

BANK_TRANSFER = "bank_transfer"

FIRST_DAY = date(2000, 1, 1)
"""An earlier day is a slip of the keyboard."""

LARGEST_AMOUNT = 10**15
"""No transfer is larger, in minor units; a larger number is a slip of the keyboard."""


def record_transfer(
    *,
    actor: Actor,
    account_id: UUID,
    amount: int | None = None,
    currency: str | None = None,
    reference: str = "",
    invoice_id: UUID | None = None,
    paid_on: date | None = None,
    of_line_on: date | None = None,
    on_account: bool = False,
    again: bool = False,
    now: datetime,
    key: str | None = None,
) -> Done[PaymentResult]:
    """Record a transfer, by the vendor: on the oldest open invoice, or on the given one.

    Without an `amount` all that is open came. A part payment stays on the invoice; what is over,
    or comes when nothing is open, becomes account credit; with `on_account` all of it does, in any
    currency, and no invoice is paid. With a `currency` only an invoice in it is looked for.

    `paid_on` is the day on which the bank booked it: the books go by it, while what the payment
    gives begins now. A line of a statement brings its own day instead, `of_line_on`, which its key
    stands for; where that has not come, as on a test clock, it is today.

    The same `reference` with the same amount is taken for a slip, unless it is said `again`.

    Refuses `payment_already_recorded` for it, `role_not_allowed`, `nothing_to_pay`,
    `amount_invalid`, `date_invalid` for a day that has not come there, `currency_mismatch` for
    money in another currency than the named invoice's or than the account usually pays in, and
    `field_invalid` for an invoice that is named beside `on_account`.
    """
    said = _input.name(reference, "reference")[:140]
    if on_account and invoice_id is not None:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="on_account"))

    def body(command: Command) -> PaymentResult:
        command.lock_account()
        command.require(Action.RECORD_PAYMENT)
        today = local_date(now, command.account.time_zone)
        if paid_on is not None and not FIRST_DAY <= paid_on <= today:
            raise Refused(refuse(RefusalCode.DATE_INVALID, given=paid_on))
        came_on = paid_on or (of_line_on and day_there(account_id, of_line_on, now))
        invoice = None if on_account else _find_invoice(command, invoice_id, currency)
        if invoice is not None and invoice.subscription_id is not None:
            lock_up_to_date(command, invoice.subscription_id)
        if invoice is not None and invoice.status == "uncollectible":
            giving_up.take_back(command, invoice)
        expected = (
            invoice.currency if invoice else _currency_of(command, currency if on_account else None)
        )
        if expected is None or (invoice is None and amount is None):
            raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
        if currency not in {None, expected}:
            raise Refused(refuse(RefusalCode.CURRENCY_MISMATCH, expected=expected, got=currency))
        is_open = open_amount(invoice) if invoice else 0
        received = is_open if amount is None else amount
        if not 0 < received <= LARGEST_AMOUNT:
            raise Refused(refuse(RefusalCode.AMOUNT_INVALID, given=received))
        if said and not again:
            _refuse_twice(command, said, Money(received, expected))
        payment = Payment.objects.create(
            account_id=account_id,
            invoice_id=invoice.id if invoice else None,
            gateway=BANK_TRANSFER,
            method_name=BANK_TRANSFER,
            key=_key(command, invoice),
            status="succeeded",
            currency=expected,
            amount_minor=received,
            applied_minor=min(received, is_open),
            reference=said,
            created_at=now,
            paid_on=came_on,
            settled_at=now,
        )
        receive(command, payment, invoice)
        return result_of(payment)

    return run_up_to_date(
        account_id=account_id,
        actor=actor,
        now=now,
        name="transfers.record_transfer",
        result=PaymentResult,
        body=body,
        key=key,
        request={
            "amount": amount,
            "reference": said,
            "invoice": invoice_id,
            **({} if currency is None else {"currency": currency}),
            **({"on_account": True} if on_account else {}),
            **({} if paid_on is None else {"paid_on": paid_on}),
            **({"again": True} if again else {}),
        },
    )


def _refuse_twice(command: Command, reference: str, amount: Money) -> None:
    """Refuse money that stands in the account already, under the same words and not taken back."""
    before = Payment.objects.filter(
        account_id=command.account_id,
        gateway=BANK_TRANSFER,
        status="succeeded",
        reference=reference,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
    ).first()
    if before is not None:
        recorded_on = local_date(before.created_at, command.account.time_zone)
        raise Refused(refuse(RefusalCode.PAYMENT_ALREADY_RECORDED, recorded_on=recorded_on))


def day_there(account_id: UUID, day: date, now: datetime) -> date:
    """Return a day of the bank as an account can have it: a test clock may be behind the bank."""
    zone = Account.objects.values_list("time_zone", flat=True).get(id=account_id)
    return max(min(day, local_date(now, zone)), FIRST_DAY)


def _find_invoice(
    command: Command, invoice_id: UUID | None, currency: str | None
) -> Invoice | None:
    """Return the invoice that is meant. Refuses `nothing_to_pay` for one with nothing open.

    Money may still come for one that was written off, if it is named.
    """
    invoices = Invoice.objects.select_for_update().filter(account_id=command.account_id)
    if invoice_id is None:
        payable = invoices.filter(status="open")
        if currency is not None:
            payable = payable.filter(currency=currency)
        return payable.order_by("issued_at", "id").first()
    found = invoices.filter(id=invoice_id, status__in=["open", "uncollectible"]).first()
    if found is None:
        raise Refused(refuse(RefusalCode.NOTHING_TO_PAY))
    return found


def _currency_of(command: Command, named: str | None) -> str | None:
    """Return the currency that is named, else that of the account's newest subscription."""
    if named is not None:
        return named
    return (
        Subscription.objects.filter(account_id=command.account_id)
        .order_by("-id")
        .values_list("currency", flat=True)
        .first()
    )


def _key(command: Command, invoice: Invoice | None) -> str:
    """Return the key of this record; it stands for no call of a gateway."""
    invoice_id = invoice.id if invoice else None
    before = Payment.objects.filter(
        account_id=command.account_id, gateway=BANK_TRANSFER, invoice_id=invoice_id
    ).count()
    return f"{BANK_TRANSFER}:{invoice_id or 'credit'}:{before + 1}"
