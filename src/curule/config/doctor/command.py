"""`curule doctor`: what is unsafe or unwise about this installation, each with what to do."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from curule.config.doctor.findings import Finding, Gravity, unsafe
from curule.config.doctor.of_database import of_database
from curule.config.doctor.of_settings import of_settings
from curule.config.mistakes import mistakes


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def doctor(*, as_json: bool) -> int:
    """Look for what is unsafe here: settings, files, the database, its role, its clock.

    Nothing is changed, no migration is applied. Exit status 1 when something is unsafe; what is
    only unwise is told.
    """
    found = tuple(_findings())
    if as_json:
        click.echo(json.dumps([_as_mapping(each) for each in found], indent=2))
    else:
        for each in found:
            click.echo(f"{each.gravity.value}: {each.sentence}")
        click.echo(_verdict(found))
    return 1 if any(each.gravity is Gravity.UNSAFE for each in found) else 0


def _findings() -> Iterator[Finding]:
    """Look at everything; what cannot be looked at is a finding itself."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "curule.config.settings")
    wrong = mistakes()
    yield from map(unsafe, wrong)
    if wrong:
        return
    from django.conf import settings

    yield from of_settings(settings, data_folder=settings.CURULE_DATA)
    yield from _of_database()


def _of_database() -> Iterator[Finding]:
    from django.db import DatabaseError

    from curule.cli.prerequisites import open_database
    from curule.data.database_url import DatabaseUnavailable

    try:
        with open_database(migrated=False) as url:
            yield from of_database(url, now=lambda: datetime.now(UTC))
    except DatabaseUnavailable as error:
        yield unsafe(error.sentence)
    except DatabaseError as error:
        yield unsafe(f"The database was lost on the way ({' '.join(str(error).split())}).")


def _verdict(found: tuple[Finding, ...]) -> str:
    number = sum(each.gravity is Gravity.UNSAFE for each in found)
    if not number:
        return "Nothing unsafe was found."
    mended = "it is" if number == 1 else "they are"
    return f"{number} unsafe; do not let customers in before {mended} mended."


def _as_mapping(finding: Finding) -> dict[str, str]:
    return {"gravity": finding.gravity.value, "sentence": finding.sentence}
