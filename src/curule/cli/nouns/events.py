"""`curule events`: what happened, now and as it happens."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.prerequisites import needs_database
from curule.cli.refused import Missing
from curule.cli.showing import Form, Screen, cells, printed, safe
from curule.cli.written_ids import RowId
from curule.httpkit.ids import public_id

if TYPE_CHECKING:
    from collections.abc import Collection

    from curule.core.events import EventType
    from curule.selectors.told_events import ToldEvent

_COLUMNS: Final = ("created_at", "type", "account", "subject", "actor", "id")
_MODE: Final = click.option("--live/--test", "is_live", default=True, help="Real, or test data.")
_TYPE: Final = click.option("--type", "types", multiple=True, help="Only this; several times.")
_POLL_SECONDS: Final = 1.0
_LOOK_BACK: Final = timedelta(minutes=1)
"""An event is seen when its transaction ends, which may be after that of a later one."""
_MOST: Final = 500


@click.group()
def events() -> None:
    """List what happened, show one event, or follow what happens."""


@events.command("list")
@click.option("--account", "account_id", type=RowId("acc"), help="Of this account.")
@_TYPE
@_MODE
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True)
@click.option("--after", type=RowId("evt"), help="Go on behind this one.")
@printed
@needs_database
def list_(
    *,
    account_id: UUID | None,
    types: tuple[str, ...],
    is_live: bool,
    limit: int,
    after: UUID | None,
    screen: Screen,
) -> None:
    """List what happened, the newest first."""
    from curule.selectors.told_events import page_told_events

    rows = page_told_events(
        is_live=is_live,
        account_id=account_id,
        events=_heard(types),
        before=after,
        limit=limit + 1,
    )
    shown = [_shape(row) for row in rows[:limit]]
    none = "No event among real customers; --test lists test data." if is_live else "No event."
    screen.page(shown, _COLUMNS, has_more=len(rows) > limit, none=none)
    if len(rows) > limit:
        screen.say(f"More: curule events list --after {shown[-1]['id']}")


@events.command()
@click.argument("event_id", metavar="EVENT", type=RowId("evt"))
@printed
@needs_database
def show(event_id: UUID, *, screen: Screen) -> None:
    """Show one event with what was recorded of it."""
    from curule.selectors.told_events import find_told_event

    for is_live in (True, False):
        found = find_told_event(event_id, is_live=is_live)
        if found is not None:
            screen.one(_shape(found))
            return
    raise Missing(f"There is no event {public_id('evt', event_id)}.")


@events.command()
@_TYPE
@_MODE
@click.option("--since-minutes", type=click.IntRange(0, 60), default=0, help="Begin so far back.")
@click.option("--once", is_flag=True, help="Print what there is, and end.")
@printed
@needs_database
def tail(
    *, types: tuple[str, ...], is_live: bool, since_minutes: int, once: bool, screen: Screen
) -> None:
    """Print what happens as it happens, one line each; Ctrl-C ends it.

    With `--json` each line is one event. `curule listen` forwards them to a receiver instead.
    """
    from curule.core.public_events import public_type

    wanted = {public_type(event) for event in _heard(types) or ()}
    begun = datetime.now(UTC) - timedelta(minutes=since_minutes)
    screen.say("Waiting for what happens; Ctrl-C ends it.")
    seen: set[UUID] = set()
    while True:
        for event in _new(begun, seen, is_live=is_live):
            if not wanted or event.type in wanted:
                _print(_shape(event), screen)
        if once:
            return
        time.sleep(_POLL_SECONDS)


def _new(begun: datetime, seen: set[UUID], *, is_live: bool) -> list[ToldEvent]:
    """Return events that were recorded since and not seen before, the oldest first."""
    from curule.selectors.told_events import list_told_events_since

    since = begun if not seen else max(begun, datetime.now(UTC) - _LOOK_BACK)
    found = list_told_events_since(since, is_live=is_live, limit=_MOST)
    new = [event for event in found if event.id not in seen]
    seen.update(event.id for event in new)
    return new


def _print(shape: dict[str, Any], screen: Screen) -> None:
    match screen.form:
        case Form.JSON:
            click.echo(json.dumps(shape, ensure_ascii=False))
        case Form.QUIET:
            click.echo(shape["id"])
        case Form.PLAIN:
            click.echo("\t".join(map(safe, cells(shape, _COLUMNS))))
        case Form.TABLE:
            click.echo("  ".join(map(safe, cells(shape, _COLUMNS[:-1]))).rstrip())


def _shape(event: ToldEvent) -> dict[str, Any]:
    from curule.services.webhooks.bodies import told

    shape: dict[str, Any] = plain(told(event))
    return shape


def _heard(types: Collection[str]) -> frozenset[EventType] | None:
    """Return which events are asked for; None for all. Fails as wrong usage for an unknown type."""
    from curule.core.public_events import PUBLIC_TYPES, heard

    unknown = sorted(set(types).difference(PUBLIC_TYPES))
    if unknown:
        raise click.UsageError(f"there is no type {', '.join(unknown)}.")
    return heard(types) if types else None
