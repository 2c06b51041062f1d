"""`curule disputes`: payments that a customer's bank wants back, and what the lost ones took."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.acting import DRY_RUN, KEY, There, asks_first, there
from curule.cli.nouns.money import minor_units
from curule.cli.nouns.reading import Seen, add_reading
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.core.disputes import Unpaid
from curule.httpkit.ids import public_id

DISPUTES: Final = Seen(
    kind="dispute",
    prefix="dp",
    plural="disputes",
    module="curule.selectors.programs.disputes",
    columns=("id", "state", "to_book", "amount", "reason", "answer_by", "payment", "account"),
    filters={
        "account": RowId("acc"),
        "payment": RowId("pay"),
        "state": click.Choice(["open", "won", "lost"]),
        "to_book": click.BOOL,
    },
)


@click.group()
def disputes() -> None:
    """List payments that customers dispute at their bank, show one, and book one that is lost."""


add_reading(disputes, DISPUTES)


@disputes.command()
@click.argument("dispute_id", metavar="DISPUTE", type=RowId("dp"))
@click.argument("taken")
@click.argument("currency")
@click.option("--fee", default="0", help="What the gateway keeps for it, like 15.00.")
@click.option(
    "--unpaid",
    type=click.Choice([each.value for each in Unpaid]),
    required=True,
    help="What becomes of what is missing on the invoice.",
)
@click.option("--note", required=True, help="Why, as it is kept.")
@KEY
@DRY_RUN
@printed
@asks_first("This books what the bank took, once.")
@needs_database
def book(
    dispute_id: UUID,
    taken: str,
    currency: str,
    *,
    fee: str,
    unpaid: str,
    note: str,
    key: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Book TAKEN (like 70.88, or 0), what the bank took of the payment of a lost dispute."""
    from curule.services.payments import booking_disputes

    at = there("dispute", dispute_id)
    asked: dict[str, Any] = {
        "dispute_id": at.id,
        "taken": minor_units(taken, currency, least=0),
        "fee": minor_units(fee, currency, least=0),
        "currency": currency,
        "unpaid": unpaid,
    }
    with refusals_said():
        if dry_run:
            _preview(at, asked, screen)
            return
        refuse_older_backup()
        booking_disputes.book(**at.acts(key), **asked, note=note)
    screen.one(DISPUTES.find(dispute_id))


def _preview(at: There, asked: dict[str, Any], screen: Screen) -> None:
    """Say what would be booked."""
    from curule.services.payments.rehearsing_disputes import rehearse_booking

    acts = {name: value for name, value in at.acts().items() if name != "key"}
    found = rehearse_booking(**acts, **asked)
    screen.one(
        {
            "object": "dispute_booking_preview",
            "dispute": public_id("dp", at.id),
            "taken": plain(found.taken),
            "for_refunds": plain(found.for_refunds),
            "from_credit": plain(found.from_credit),
            "reopened": plain(found.reopened),
            "by_credit": plain(found.by_credit),
            "lost": plain(found.lost),
            "fee": plain(found.fee),
            "invoice": plain(found.invoice_id, "invoice"),
            "invoice_status": found.invoice_status or None,
            "open": plain(found.open),
            "given_up": plain(found.given_up),
            "credit": plain(found.credit),
            "entries": [
                {"ledger_account": name, "amount": plain(amount)} for name, amount in found.entries
            ],
        }
    )
    screen.say("Nothing was booked: this was a dry run.")
