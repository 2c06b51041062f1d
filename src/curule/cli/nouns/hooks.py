"""`curule webhook-endpoints`: where events are sent to, and what was sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

from curule.cli.as_json import plain
from curule.cli.nouns.acting import actor, asks_first
from curule.cli.prerequisites import needs_database
from curule.cli.refused import Missing, refusals_said
from curule.cli.showing import Screen, printed
from curule.cli.written_ids import RowId
from curule.httpkit.ids import public_id

if TYPE_CHECKING:
    from curule.selectors.webhooks import DeliveryRow, EndpointRow
    from curule.services.webhooks.endpoints import MadeSecret

_COLUMNS: Final = ("id", "url", "types", "status", "waiting", "created_at")
_ENDPOINT: Final = click.argument("endpoint_id", metavar="ENDPOINT", type=RowId("we"))
_TYPES: Final = click.option(
    "--type", "types", multiple=True, help="Only this; may be given several times."
)
_INSTANT: Final = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.group("webhook-endpoints")
def webhook_endpoints() -> None:
    """List where events are sent to, make and change endpoints, send again."""


@click.group("webhook-deliveries")
def webhook_deliveries() -> None:
    """List what an endpoint was sent, with every try, and try one again."""


@webhook_endpoints.command("list")
@click.option("--live/--test", "is_live", default=True, help="Real customers, or test data.")
@printed
@needs_database
def list_(*, is_live: bool, screen: Screen) -> None:
    """List the endpoints."""
    from curule.selectors.webhooks import list_endpoints

    rows = list_endpoints(is_live=is_live, now=datetime.now(UTC))
    screen.many([_shape(row) for row in rows], _COLUMNS)


@webhook_endpoints.command()
@_ENDPOINT
@printed
@needs_database
def show(endpoint_id: UUID, *, screen: Screen) -> None:
    """Show one endpoint; never its secret."""
    screen.one(_shape(_found(endpoint_id)))


@webhook_endpoints.command()
@click.argument("url")
@_TYPES
@click.option("--note", default="", help="What it is for.")
@click.option("--live/--test", "is_live", default=True, help="Real customers, or test data.")
@printed
@needs_database
def create(url: str, *, types: tuple[str, ...], note: str, is_live: bool, screen: Screen) -> None:
    """Let events be sent to URL; the secret is printed now and never again."""
    from curule.services.webhooks import endpoints

    named: dict[str, Any] = {"types": types} if types else {}
    with refusals_said():
        made = endpoints.add_endpoint(
            actor=actor(), url=url, note=note, is_live=is_live, now=datetime.now(UTC), **named
        )
    _print_made(made, screen)


@webhook_endpoints.command()
@_ENDPOINT
@click.option("--url", help="Another address.")
@_TYPES
@click.option("--note", help="What it is for.")
@printed
@needs_database
def change(
    endpoint_id: UUID, *, url: str | None, types: tuple[str, ...], note: str | None, screen: Screen
) -> None:
    """Change what is given."""
    from curule.services.webhooks import endpoints

    _found(endpoint_id)
    with refusals_said():
        endpoints.change_endpoint(
            actor=actor(),
            endpoint_id=endpoint_id,
            url=url,
            types=types or None,
            note=note,
            now=datetime.now(UTC),
        )
    screen.one(_shape(_found(endpoint_id)))


@webhook_endpoints.command()
@_ENDPOINT
@printed
@asks_first("What waits for it is dropped.")
@needs_database
def delete(endpoint_id: UUID, *, screen: Screen) -> None:
    """Delete an endpoint."""
    from curule.services.webhooks import endpoints

    row = _found(endpoint_id)
    with refusals_said():
        endpoints.delete_endpoint(actor=actor(), endpoint_id=endpoint_id, now=datetime.now(UTC))
    screen.one({"object": "webhook_endpoint", "id": public_id("we", row.id), "deleted": True})


@webhook_endpoints.command()
@_ENDPOINT
@click.option("--overlap-hours", type=click.IntRange(0, 7 * 24), default=24, show_default=True)
@printed
@needs_database
def roll(endpoint_id: UUID, *, overlap_hours: int, screen: Screen) -> None:
    """Give an endpoint another secret; during the overlap, messages are signed with both."""
    from curule.services.webhooks import endpoints

    _found(endpoint_id)
    with refusals_said():
        made = endpoints.roll_secret(
            actor=actor(),
            endpoint_id=endpoint_id,
            overlap=timedelta(hours=overlap_hours),
            now=datetime.now(UTC),
        )
    _print_made(made, screen)


@webhook_endpoints.command()
@_ENDPOINT
@printed
@needs_database
def disable(endpoint_id: UUID, *, screen: Screen) -> None:
    """Tell an endpoint nothing more; what waits for it goes on waiting."""
    from curule.services.webhooks import endpoints

    _found(endpoint_id)
    with refusals_said():
        endpoints.disable_endpoint(actor=actor(), endpoint_id=endpoint_id, now=datetime.now(UTC))
    screen.one(_shape(_found(endpoint_id)))


@webhook_endpoints.command()
@_ENDPOINT
@printed
@needs_database
def enable(endpoint_id: UUID, *, screen: Screen) -> None:
    """Tell an endpoint again; what has waited is told first."""
    from curule.services.webhooks import endpoints

    _found(endpoint_id)
    with refusals_said():
        endpoints.enable_endpoint(actor=actor(), endpoint_id=endpoint_id, now=datetime.now(UTC))
    screen.one(_shape(_found(endpoint_id)))


@webhook_endpoints.command()
@_ENDPOINT
@click.option("--event", "event_id", type=RowId("evt"), help="This one only.")
@click.option("--since", type=_INSTANT, help="All from this instant on (UTC).")
@click.option("--until", type=_INSTANT, help="Up to this instant (UTC); by default now.")
@printed
@needs_database
def replay(
    endpoint_id: UUID,
    *,
    event_id: UUID | None,
    since: datetime | None,
    until: datetime | None,
    screen: Screen,
) -> None:
    """Tell an endpoint again of one event, or of all that it asks for of a time."""
    from curule.services.webhooks import replaying

    if (event_id is None) == (since is None):
        raise click.UsageError("name an --event, or --since when.")
    row, last = _found(endpoint_id), until.replace(tzinfo=UTC) if until else datetime.now(UTC)
    events = 1
    with refusals_said():
        if event_id is not None:
            replaying.replay_event(
                actor=actor(), endpoint_id=row.id, event_id=event_id, is_live=row.is_live
            )
        else:
            assert since is not None
            events = replaying.replay_range(
                actor=actor(),
                endpoint_id=row.id,
                since=since.replace(tzinfo=UTC),
                until=last,
                is_live=row.is_live,
            )
    screen.one({"object": "replay", "endpoint": public_id("we", row.id), "events": events})


# --- what was sent --------------------------------------------------------------------------------


@webhook_deliveries.command("list")
@_ENDPOINT
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True)
@click.option("--after", type=RowId("whd"), help="Go on behind this one.")
@printed
@needs_database
def list_deliveries(endpoint_id: UUID, *, limit: int, after: UUID | None, screen: Screen) -> None:
    """List what an endpoint was sent, the newest first."""
    from curule.selectors.webhooks import page_deliveries

    rows = page_deliveries(_found(endpoint_id).id, before=after, limit=limit + 1)
    shown = [_delivery_shape(row) for row in rows[:limit]]
    columns = ("id", "event", "type", "status", "next_attempt_at", "done_at")
    screen.page(shown, columns, has_more=len(rows) > limit, none="It was sent nothing.")


@webhook_deliveries.command()
@click.argument("delivery_id", metavar="DELIVERY", type=RowId("whd"))
@printed
@needs_database
def retry(delivery_id: UUID, *, screen: Screen) -> None:
    """Try a delivery again now, whatever became of it."""
    from curule.services.webhooks import replaying

    _delivery(delivery_id)
    with refusals_said():
        replaying.retry(actor=actor(), delivery_id=delivery_id)
    screen.one(_delivery_shape(_delivery(delivery_id)))


def _found(endpoint_id: UUID) -> EndpointRow:
    """Return an endpoint. Raises `Missing`."""
    from curule.selectors.webhooks import find_endpoint

    found = find_endpoint(endpoint_id, now=datetime.now(UTC))
    if found is None:
        raise Missing(f"There is no endpoint {public_id('we', endpoint_id)}.")
    return found


def _delivery(delivery_id: UUID) -> DeliveryRow:
    """Return a delivery. Raises `Missing`."""
    from curule.selectors.webhooks import find_delivery

    found = find_delivery(delivery_id)
    if found is None:
        raise Missing(f"There is no delivery {public_id('whd', delivery_id)}.")
    return found


def _print_made(made: MadeSecret, screen: Screen) -> None:
    screen.one({**_shape(_found(made.endpoint_id)), "secret": made.secret})
    screen.say("Keep the secret now: it is not shown again.")


def _shape(row: EndpointRow) -> dict[str, Any]:
    """Return an endpoint as the API shows it."""
    return {
        "object": "webhook_endpoint",
        "id": public_id("we", row.id),
        "livemode": row.is_live,
        "url": row.url,
        "note": row.note,
        "types": list(row.types),
        "status": "enabled" if row.disabled_at is None else "disabled",
        "disabled_because": row.disabled_because or None,
        "disabled_at": plain(row.disabled_at),
        "waiting": row.waiting,
        "created_at": plain(row.created_at),
    }


def _delivery_shape(row: DeliveryRow) -> dict[str, Any]:
    return {
        "object": "webhook_delivery",
        "id": public_id("whd", row.id),
        "endpoint": public_id("we", row.endpoint_id),
        "event": public_id("evt", row.event_id),
        "type": row.type,
        "status": row.status,
        "next_attempt_at": plain(row.next_attempt_at),
        "done_at": plain(row.done_at),
        "attempts": plain(row.attempts),
    }
