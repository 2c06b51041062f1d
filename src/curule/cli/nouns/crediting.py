"""`curule credit-notes create`, `curule invoices creditable`: what of an invoice is given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.acting import KEY, There, asks_first, there
from curule.cli.nouns.doing import REASON
from curule.cli.nouns.money import CREDIT_NOTES, credit_notes, minor_units
from curule.cli.nouns.paying import invoices
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import Missing, refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import internal_id, public_id

if TYPE_CHECKING:
    from curule.selectors.console.crediting import Creditable

__all__ = ["credit_notes", "invoices"]

_INVOICE: Final = click.argument("invoice_id", metavar="INVOICE", type=RowId("in"))
_COLUMNS: Final = ("id", "seat_type", "quantity", "starts_at", "ends_at", "amount", "left")


@invoices.command("creditable")
@_INVOICE
@printed
@needs_database
def left(invoice_id: UUID, *, screen: Screen) -> None:
    """List the lines of an invoice, and what of each may still be given back."""
    from curule.selectors.console.crediting import creditable

    at = there("invoice", invoice_id)
    found = creditable(at.account_id, at.id)
    lines = () if found is None else found.lines
    rows = [
        {
            "object": "creditable_line",
            **plain(line),
            "id": public_id("chg", line.id),
        }
        for line in lines
    ]
    screen.many(rows, _COLUMNS)


@credit_notes.command()
@_INVOICE
@click.option(
    "--line",
    "lines",
    multiple=True,
    required=True,
    metavar="CHARGE=AMOUNT",
    help="So much of this line, like chg_…=10.00; `curule invoices creditable` lists them.",
)
@click.option("--refund", is_flag=True, help="What was paid goes back the way it came.")
@REASON
@KEY
@click.option("-n", "--dry-run", is_flag=True, help="Say what it would be; nothing is issued.")
@printed
@asks_first("This issues a credit note, which stays.")
@needs_database
def create(
    invoice_id: UUID,
    *,
    lines: tuple[str, ...],
    refund: bool,
    reason: str,
    key: str | None,
    dry_run: bool,
    screen: Screen,
) -> None:
    """Give back a part of an invoice: off what is open first, of what was paid to credit."""
    from curule.selectors.console.crediting import creditable
    from curule.services.credits import crediting

    at = there("invoice", invoice_id)
    found = creditable(at.account_id, at.id, was_sent=True)
    if found is None:
        raise Missing(f"Of the invoice {public_id('in', invoice_id)} nothing can be given back.")
    asked: dict[str, Any] = {
        "invoice_id": at.id,
        "amounts": _amounts(lines, found),
        "refunds_money": refund,
    }
    with refusals_said():
        if dry_run:
            _preview(at, asked, screen)
            return
        refuse_older_backup()
        done = crediting.credit_lines(**at.acts(key), **asked, reason=reason)
    screen.one(CREDIT_NOTES.find(done.value))


def _preview(at: There, asked: dict[str, Any], screen: Screen) -> None:
    """Say what would be issued, and who would be told."""
    from curule.services.credits import crediting

    acts = {name: value for name, value in at.acts().items() if name != "key"}
    found = crediting.rehearse_credit(**acts, **asked)
    screen.one(
        {
            "object": "credit_note_preview",
            "invoice": public_id("in", at.id),
            "subtotal": plain(found.net),
            "tax": plain(found.tax),
            "total": plain(found.total),
            "to_open": plain(found.to_open),
            "to_credit": plain(found.to_credit),
            "to_refund": plain(found.to_refund),
            "mails": [{"template": template, "to": to} for template, to in found.mails],
        }
    )
    screen.say("Nothing was issued: this was a dry run.")


def _amounts(lines: tuple[str, ...], found: Creditable) -> dict[UUID, int]:
    """Return how much is given back of which charge. Fails as wrong usage."""
    currencies = {line.id: line.amount.currency for line in found.lines}
    amounts: dict[UUID, int] = {}
    for each in lines:
        written, _, amount = each.partition("=")
        charge = internal_id("chg", written)
        if charge is None or charge not in currencies or charge in amounts:
            raise click.UsageError(f"{each!r} is no line of it, like chg_…=10.00, named once.")
        amounts[charge] = minor_units(amount, currencies[charge])
    return amounts
