"""`curule invoices`, `curule payments`, `curule credit-notes`: what is owed, and what came."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.acting import KEY, asks_first, there
from curule.cli.nouns.reading import Seen, add_reading
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.core.currencies import UnknownCurrency
from curule.core.money import exponent

if TYPE_CHECKING:
    from curule.services.payments.payments import PaymentResult

_MODULE: Final = "curule.selectors.programs.money"
_ACCOUNT: Final = RowId("acc")
_SUBSCRIPTION: Final = RowId("sub")
_INVOICE: Final = RowId("in")
_DAY: Final = click.DateTime(["%Y-%m-%d"])

INVOICES: Final = Seen(
    kind="invoice",
    prefix="in",
    plural="invoices",
    module=_MODULE,
    columns=("id", "number", "status", "total", "open", "due_at", "account"),
    filters={
        "account": _ACCOUNT,
        "subscription": _SUBSCRIPTION,
        "status": click.Choice(["open", "overdue", "paid", "void", "uncollectible"]),
    },
)
PAYMENTS: Final = Seen(
    kind="payment",
    prefix="pay",
    plural="payments",
    module=_MODULE,
    columns=("id", "method", "status", "amount", "invoice", "created_at", "failure"),
    filters={
        "account": _ACCOUNT,
        "invoice": _INVOICE,
        "status": click.Choice(
            ["pending", "confirming", "succeeded", "failed", "unknown", "reversed"]
        ),
    },
)
CREDIT_NOTES: Final = Seen(
    kind="credit_note",
    prefix="cn",
    plural="credit_notes",
    module=_MODULE,
    columns=("id", "number", "reason", "total", "invoice", "created_at"),
    filters={"account": _ACCOUNT, "invoice": _INVOICE},
)


@click.group()
def invoices() -> None:
    """List invoices, show one, collect what is open. `curule invoice` writes them as files."""


@click.group()
def payments() -> None:
    """List payments, show one, and record a bank transfer that came."""


@click.group("credit-notes")
def credit_notes() -> None:
    """List credit notes, and show one."""


add_reading(invoices, INVOICES)
add_reading(payments, PAYMENTS)
add_reading(credit_notes, CREDIT_NOTES)


@invoices.command()
@click.argument("invoice_id", metavar="INVOICE", type=_INVOICE)
@KEY
@printed
@asks_first("This charges the stored method.")
@needs_database
def pay(invoice_id: UUID, *, key: str | None, screen: Screen) -> None:
    """Collect what is open: by account credit first, then by the stored method."""
    from curule.services.payments import payments as commands

    at = there("invoice", invoice_id)
    refuse_older_backup()
    with refusals_said():
        done = commands.pay(**at.acts(key), invoice_id=at.id)
    _print_result(done.value, screen)


@payments.command()
@click.argument("account_id", metavar="ACCOUNT", type=_ACCOUNT)
@click.argument("amount")
@click.argument("currency")
@click.option("--invoice", "invoice_id", type=_INVOICE, help="By default the oldest open one.")
@click.option("--reference", default="", help="What stood on the statement.")
@click.option("--paid-on", type=_DAY, help="The day on which the bank booked it, like 2026-04-02.")
@click.option("--on-account", is_flag=True, help="Name no invoice: all of it becomes credit.")
@click.option("--again", is_flag=True, help="Though the same is recorded under this reference.")
@KEY
@printed
@asks_first("This writes down money that came.")
@needs_database
def record(
    account_id: UUID,
    amount: str,
    currency: str,
    *,
    invoice_id: UUID | None,
    reference: str,
    paid_on: datetime | None,
    on_account: bool,
    again: bool,
    key: str | None,
    screen: Screen,
) -> None:
    """Write down a bank transfer of AMOUNT (like 70.88) that came; what is over becomes credit."""
    from curule.services.payments import transfers

    minor = minor_units(amount, currency)
    at = there("account", account_id)
    refuse_older_backup()
    with refusals_said():
        done = transfers.record_transfer(
            **at.acts(key),
            amount=minor,
            currency=currency,
            reference=reference,
            invoice_id=invoice_id,
            paid_on=paid_on.date() if paid_on else None,
            on_account=on_account,
            again=again,
        )
    _print_result(done.value, screen)


def minor_units(amount: str, currency: str, *, least: int = 1) -> int:
    """Return an amount in minor units. Fails as wrong usage where it has too many decimals."""
    try:
        minor = Decimal(amount).scaleb(exponent(currency))
    except UnknownCurrency as error:
        raise click.UsageError(f"{error}.") from None
    except InvalidOperation:
        minor = Decimal("NaN")
    if not minor.is_finite() or minor != int(minor) or minor < least:
        raise click.UsageError(f"{amount!r} is no amount in {currency}, like 70.88.")
    return int(minor)


def _print_result(result: PaymentResult, screen: Screen) -> None:
    screen.one(
        {
            "object": "payment_result",
            "payment": plain(result.payment_id, "payment"),
            "invoice": plain(result.invoice_id, "invoice"),
            "status": result.status,
            "amount": {"amount": result.amount, "currency": result.currency},
            "failure": result.failure or None,
        }
    )
