"""`curule backup` and `curule restore`: the whole database as one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from curule.cli.prerequisites import open_database


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--force", is_flag=True, help="Write over a file of that name.")
def backup(file: Path | None, *, force: bool) -> None:
    """Write the database to FILE (by default curule- and the time, in this folder).

    It holds one moment, also while customers work. Only you may read it: it holds their names and
    addresses, and no key and no link that works.
    """
    from django.conf import settings

    from curule.data.dumping import dump

    chosen = file or Path(f"curule-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.dump")
    if chosen.exists() and not force:
        raise click.UsageError(f"{chosen} is there already; name another file, or add --force.")
    if not chosen.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {chosen.absolute().parent}.")
    with open_database(migrated=False) as url:
        dump(url, chosen)
    click.echo(chosen)
    click.echo(
        f"Keep {settings.CURULE_DATA} too: the key that signs links, and the numbers of the papers "
        "that were issued.",
        err=True,
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Throw away what the database holds now.")
def restore(file: Path, *, yes: bool) -> None:
    """Put FILE, which `curule backup` wrote, into the database; it must be empty without --yes.

    Nobody may work with the database meanwhile.
    """
    from django.conf import settings
    from django.db import connections

    from curule.data.dumping import restore as put_back

    with open_database(migrated=False) as url:
        if settings.CURULE_DEMO:
            raise click.UsageError("The demo is not restored; `make demo-reset` plays it anew.")
        connections.close_all()
        put_back(url, file, may_replace=yes)
        click.echo(f"Restored: {url}.")
    click.echo(
        "Start nothing yet; run `curule restore-check`, which says what is missing.", err=True
    )
