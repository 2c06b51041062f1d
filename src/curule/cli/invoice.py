"""`curule invoice`: the papers of what was issued, as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from curule.cli.prerequisites import needs_database

if TYPE_CHECKING:
    from curule.services.invoices.documents import DocumentFiles

_OUT = click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to write it; NUMBER.pdf or NUMBER.xml in this folder if nothing is said.",
)


@click.group()
def invoice() -> None:
    """Write invoices and credit notes as files; the same number gives the same bytes."""


@invoice.command()
@click.argument("number")
@_OUT
@needs_database
def pdf(*, number: str, out: Path | None) -> None:
    """Write the document NUMBER as PDF/A-3b, with the electronic invoice in it where it has one."""
    found = _find(number)
    _write(out or _here(found, "pdf"), found.pdf())
    if found.obstacle is not None:
        click.echo(f"It carries no electronic invoice: {_WHY[found.obstacle]}.", err=True)


@invoice.command()
@click.argument("number")
@_OUT
@needs_database
def xml(*, number: str, out: Path | None) -> None:
    """Write the electronic invoice of the document NUMBER (EN 16931, Factur-X)."""
    found = _find(number)
    if found.obstacle is not None:
        raise click.ClickException(f"{number} has no electronic form: {_WHY[found.obstacle]}.")
    _write(out or _here(found, "xml"), found.xml())


_WHY = {
    "decimals": "EN 16931 knows two decimals at most, and its currency has three",
    "seller_number": "the seller has no number; `curule seller register` or `imprint` records one",
}


def _find(number: str) -> DocumentFiles:
    from curule.selectors.papers import NoSeller
    from curule.services.invoices.documents import find_by_number

    try:
        found = find_by_number(number)
    except NoSeller:
        raise click.ClickException(
            "Nobody has said who sells; `curule seller set` and `curule seller imprint` do."
        ) from None
    if found is None:
        raise click.ClickException(f"There is no invoice and no credit note {number}.")
    return found


def _here(found: DocumentFiles, form: str) -> Path:
    """Return the usual place; the name of a test clock, which is in its numbers, may hold a /."""
    return Path(f"{found.number.replace('/', '-')}.{form}")


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(str(path))
