"""`curule imports`, `curule bank-lines`: statements of the vendor's bank, and whose money it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain, shaped
from curule.cli.nouns.acting import actor, asks_first, there
from curule.cli.nouns.doing import REASON, UNPAID
from curule.cli.nouns.money import minor_units
from curule.cli.nouns.reading import Seen, Told, add_list, add_reading
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import Missing, refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import internal_id, public_id

if TYPE_CHECKING:
    from curule.selectors.programs.bank import BankLineSeen, SuggestionSeen
    from curule.services.payments.bank_statements import Part

_MODULE: Final = "curule.selectors.programs.bank"
_STATUS: Final = click.Choice(["open", "assigned", "recorded", "set_aside"])
_IMPORT: Final = click.argument("import_id", metavar="IMPORT", type=RowId("imp"))
_LINE: Final = click.argument("line_id", metavar="LINE", type=RowId("bsl"))


def _line_shape(row: BankLineSeen) -> dict[str, Any]:
    """Return a line as the API lists it."""
    shape = shaped("bank_line", "bsl", row)
    parts = [{"object": "bank_line_part", **each} for each in shape["parts"]]
    shape = {**shape, "import": shape["import_id"], "parts": parts}
    return {
        name: value
        for name, value in shape.items()
        if name not in {"import_id", "suggestions", "transfers", "history"}
    }


IMPORTS: Final = Seen(
    kind="import",
    prefix="imp",
    plural="imports",
    module=_MODULE,
    columns=("id", "file_name", "format", "first_on", "last_on", "lines", "created_at"),
    filters={"status": _STATUS},
    told=Told.NOTHING,
)
BANK_LINES: Final = Seen(
    kind="bank_line",
    prefix="bsl",
    plural="bank_lines",
    finds="find_bank_line",
    module=_MODULE,
    columns=("id", "booked_on", "amount", "payer", "remittance", "status"),
    filters={"import_id": RowId("imp"), "status": _STATUS},
    told=Told.NOTHING,
    shape=_line_shape,
)


@click.group()
def imports() -> None:
    """Bring statements of your bank, list them, record what nobody need look at."""


@click.group("bank-lines")
def bank_lines() -> None:
    """List lines of bank statements, and say whose money each is."""


add_reading(imports, IMPORTS)
add_list(bank_lines, BANK_LINES)


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--iban", default="", help="The file must be of this account.")
@printed
@needs_database
def create(file: Path, *, iban: str, screen: Screen) -> None:
    """Bring FILE: camt.053, MT940, or a CSV whose titles were explained once in the console.

    What came in another file is known and left alone; nothing is recorded yet.
    """
    from curule.gateways.statements import StatementFormat, format_of
    from curule.services.payments import statement_columns, statement_files

    raw = file.read_bytes()
    known = None
    if format_of(raw) is StatementFormat.CSV:
        known = statement_columns.known_columns(raw, iban=iban.strip())
    with refusals_said():
        done = statement_files.import_file(
            actor=actor(),
            raw=raw,
            name=file.name,
            columns=None if known is None else known.columns,
            iban=iban.strip(),
            now=datetime.now(UTC),
        )
    screen.one(
        {
            "object": "import_result",
            "imports": [public_id("imp", each) for each in done.statement_ids],
            "new": done.new,
            "known": done.known,
        }
    )
    for each in done.statement_ids:
        screen.say(f"Record what is sure: curule imports match {public_id('imp', each)}")


@imports.command("match")
@_IMPORT
@printed
@asks_first("This records money that came.")
@needs_database
def match_import(import_id: UUID, *, screen: Screen) -> None:
    """Record each line that names its invoice and pays it exactly, 200 at most."""
    from curule.services.payments import bank_statements, sure_lines

    IMPORTS.find(import_id)
    refuse_older_backup()
    with refusals_said():
        now = datetime.now(UTC)
        found = sure_lines.decide_sure(actor=actor(), statement_id=import_id, now=now)
        for line_id in found:
            bank_statements.record(entry_id=line_id, actor=actor(), now=now)
    lines = IMPORTS.find(import_id)["lines"]
    screen.one({"object": "matched_lines", "matched": len(found), "lines": lines})


# --- lines ----------------------------------------------------------------------------------------


@bank_lines.command()
@_LINE
@printed
@needs_database
def show(line_id: UUID, *, screen: Screen) -> None:
    """Show one line with the invoices that it may be for, each with the reasons."""
    screen.one(_looked_at(line_id))


@bank_lines.command("match")
@_LINE
@click.argument("parts", nargs=-1, required=True, metavar="PART...")
@printed
@asks_first("This records money that came.")
@needs_database
def match_line(line_id: UUID, parts: tuple[str, ...], *, screen: Screen) -> None:
    """Say whose money a line is, and record it.

    A PART is an invoice (in_…=70.88), or an account that keeps it as credit (acc_…=70.88).
    """
    from curule.services.payments import bank_statements

    row = _found(line_id)
    refuse_older_backup()
    decided = [_part(each, row.amount.currency) for each in parts]
    with refusals_said():
        now = datetime.now(UTC)
        bank_statements.decide(actor=actor(), entry_id=line_id, parts=decided, now=now)
        bank_statements.record(entry_id=line_id, actor=actor(), now=now)
    screen.one(_looked_at(line_id))


@bank_lines.command()
@_LINE
@click.option(
    "--payment",
    "payment_ids",
    type=RowId("pay"),
    required=True,
    multiple=True,
    help="Recorded by hand; may be said again.",
)
@printed
@needs_database
def link(line_id: UUID, *, payment_ids: tuple[UUID, ...], screen: Screen) -> None:
    """Say that a line is payments recorded by hand: nothing is paid once more."""
    from curule.services.payments import bank_statements

    found = [there("payment", each) for each in payment_ids]
    refuse_older_backup()
    _do(
        line_id,
        screen,
        lambda: bank_statements.link(
            actor=actor(),
            entry_id=line_id,
            payments=[
                bank_statements.Recorded(account_id=at.account_id, payment_id=at.id) for at in found
            ],
            now=datetime.now(UTC),
        ),
    )


@bank_lines.command()
@_LINE
@printed
@needs_database
def record(line_id: UUID, *, screen: Screen) -> None:
    """Try again to record what was matched and could not be recorded then."""
    from curule.services.payments import bank_statements

    refuse_older_backup()
    _do(
        line_id,
        screen,
        lambda: bank_statements.record(entry_id=line_id, actor=actor(), now=datetime.now(UTC)),
    )


@bank_lines.command("set-aside")
@_LINE
@click.option("--comment", required=True, help="Why it pays nothing here, as it is kept.")
@printed
@needs_database
def set_aside(line_id: UUID, *, comment: str, screen: Screen) -> None:
    """Set a line aside that pays nothing here, such as a fee."""
    from curule.services.payments import bank_statements

    _do(
        line_id,
        screen,
        lambda: bank_statements.set_aside(
            actor=actor(), entry_id=line_id, comment=comment, now=datetime.now(UTC)
        ),
    )


@bank_lines.command("open-again")
@_LINE
@printed
@needs_database
def open_again(line_id: UUID, *, screen: Screen) -> None:
    """Open a line again that was set aside, or matched and not recorded yet."""
    from curule.services.payments import bank_statements

    _do(
        line_id,
        screen,
        lambda: bank_statements.take_back(actor=actor(), entry_id=line_id, now=datetime.now(UTC)),
    )


@bank_lines.command()
@_LINE
@click.option("--payment", "payment_id", type=RowId("pay"), required=True, help="What returned.")
@REASON
@UNPAID
@printed
@asks_first("This opens the invoice of the transfer again.")
@needs_database
def reverse(
    line_id: UUID, *, payment_id: UUID, reason: str, unpaid: str | None, screen: Screen
) -> None:
    """Take a transfer back that went out again, and set the line aside, as one."""
    from curule.services.payments import bank_statements

    at = there("payment", payment_id)
    refuse_older_backup()
    _do(
        line_id,
        screen,
        lambda: bank_statements.reverse_by_line(
            actor=actor(),
            entry_id=line_id,
            account_id=at.account_id,
            payment_id=at.id,
            reason=reason,
            unpaid=unpaid,
            now=datetime.now(UTC),
        ),
    )


def _do(line_id: UUID, screen: Screen, act: Callable[[], None]) -> None:
    """Do something about a line, and show it as it is then."""
    _found(line_id)
    with refusals_said():
        act()
    screen.one(_looked_at(line_id))


def _found(line_id: UUID) -> BankLineSeen:
    """Return a line. Raises `Missing`."""
    from curule.selectors.programs.bank import find_bank_line

    found = find_bank_line(line_id)
    if found is None:
        raise Missing(f"There is no bank line {public_id('bsl', line_id)}.")
    return found


def _looked_at(line_id: UUID) -> dict[str, Any]:
    """Return a line with what it may be for, as the API shows it."""
    row = _found(line_id)
    return {
        **_line_shape(row),
        "suggestions": [_suggestion(each) for each in row.suggestions],
        "transfers": [public_id("pay", each) for each in row.transfers],
        "history": [{"object": "bank_event", **plain(each)} for each in row.history],
    }


def _suggestion(row: SuggestionSeen) -> dict[str, Any]:
    return {
        "object": "suggestion",
        "invoice": public_id("in", row.invoice),
        "account": public_id("acc", row.account),
        "number": row.number,
        "open": plain(row.open),
        "reasons": plain(row.reasons),
        "sure": row.is_sure,
        "written_off": row.is_written_off,
    }


def _part(written: str, currency: str) -> Part:
    """Return a part as it is recorded. Fails as wrong usage; raises `Missing`."""
    from curule.services.payments.bank_statements import Part

    whose, _, amount = written.partition("=")
    invoice_id, account_id = internal_id("in", whose), internal_id("acc", whose)
    if (invoice_id or account_id) is None:
        raise click.UsageError(f"{written!r} is no part, like in_…=70.88 or acc_…=70.88.")
    minor = minor_units(amount, currency)
    if invoice_id is not None:
        at = there("invoice", invoice_id)
        return Part(account_id=at.account_id, amount=minor, invoice_id=at.id)
    assert account_id is not None
    return Part(account_id=there("account", account_id).id, amount=minor)
