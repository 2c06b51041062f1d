"""`curule jobs`: the renewals that are due, carried out by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from curule.cli.nouns.acting import actor, asks_first
from curule.cli.prerequisites import needs_database, refuse_older_backup
from curule.cli.refused import refusals_said
from curule.cli.showing import Screen, printed
from curule.httpkit.ids import public_id

if TYPE_CHECKING:
    from curule.services.sweeps.renewing_now import Progress

_COLUMNS: Final = ("id", "kind", "status", "number", "done", "left", "created_at")


@click.group()
def jobs() -> None:
    """Renew what is due now, see how far it came, stop it.

    The worker renews by itself, each at its time; `curule renewals --dry-run` says what it will do.
    """


@jobs.command("list")
@printed
@needs_database
def list_(*, screen: Screen) -> None:
    """List the jobs of the last day, the last one first."""
    from curule.services.sweeps import renewing_now

    screen.many([_shape(each) for each in renewing_now.list_runs()], _COLUMNS)


@jobs.command()
@printed
@asks_first("This renews what is due, and money may move.")
@needs_database
def renew(*, screen: Screen) -> None:
    """Renew what is due, account by account; a run that goes on goes on alone."""
    from curule.services.sweeps import renewing_now

    refuse_older_backup()
    with refusals_said():
        is_alone = renewing_now.renew_here(actor=actor(), now=datetime.now(UTC))
    if not is_alone:
        screen.say("A run goes on already; it goes on alone.")
    last = _last()
    if last is not None:
        screen.one(_shape(last))


@jobs.command()
@printed
@needs_database
def stop(*, screen: Screen) -> None:
    """Let the run end after the account that it is at; what it did stays."""
    from curule.services.sweeps import renewing_now

    last = _last()
    if last is not None:
        with refusals_said():
            renewing_now.stop(actor=actor(), run_id=last.id)
        last = _last()
    screen.many([] if last is None else [_shape(last)], _COLUMNS)


def _last() -> Progress | None:
    from curule.services.sweeps import renewing_now

    return renewing_now.progress()


def _shape(last: Progress) -> dict[str, Any]:
    """Return a run as the API shows it."""
    return {
        "object": "job",
        "id": public_id("job", last.id),
        "kind": "renewals",
        "status": last.state.value,
        "number": last.number,
        "done": last.done,
        "left": last.left,
        "created_at": last.begun_at.isoformat().replace("+00:00", "Z"),
    }
