"""`curule listen` and `curule trigger`: webhooks while a receiver is being written."""

from __future__ import annotations

import base64
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import click

from curule.cli.prerequisites import needs_database

if TYPE_CHECKING:
    from curule.gateways.webhook_http import Answer
    from curule.selectors.told_events import ToldEvent

_POLL_SECONDS: Final = 1.0
_LOOK_BACK: Final = timedelta(minutes=1)
"""An event is seen when its transaction ends, which may be after that of a later one."""
_MOST: Final = 200


@click.command()
@click.option("--forward-to", "url", required=True, help="Your receiver on this computer.")
@click.option("--live/--test", "is_live", default=False, help="Real customers, or test data.")
@click.option("--type", "types", multiple=True, help="Only this; may be given several times.")
@click.option("--once", is_flag=True, help="Forward what happened in the last minute, and end.")
@needs_database
def listen(url: str, *, is_live: bool, types: tuple[str, ...], once: bool) -> None:
    """Forward what happens from now on to a receiver on this computer, signed.

    The secret holds for this session only; it is printed first. No endpoint has to exist.
    """
    from curule.core.public_events import PUBLIC_TYPES

    unknown = sorted(set(types).difference(PUBLIC_TYPES))
    if unknown:
        raise click.UsageError(f"there is no type {', '.join(unknown)}.")
    address = url if "://" in url else f"http://{url}"
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
    click.echo(secret)
    click.echo(f"Forwarding to {address}; Ctrl-C ends it.", err=True)
    begun, seen = datetime.now(UTC), set[UUID]()
    if once:
        begun -= _LOOK_BACK
    while True:
        since = max(begun, datetime.now(UTC) - _LOOK_BACK)
        for event in _new_events(begun if once else since, seen, is_live=is_live):
            if not types or event.type in types:
                _print(event.type, _forward(event, address, secret))
        if once:
            return
        time.sleep(_POLL_SECONDS)


@click.command()
@click.argument("type_", metavar="TYPE")
@needs_database
def trigger(type_: str) -> None:
    """Send a sample of the event TYPE, like invoice.paid, to the endpoints of test data."""
    from curule.core.languages import Language
    from curule.core.permissions import Actor
    from curule.core.refusals import Refused
    from curule.services.webhooks.sampling import tell_sample
    from curule.wording.refusals import refusal_text

    try:
        sampled = tell_sample(actor=Actor.system("cli"), type_=type_, now=datetime.now(UTC))
    except Refused as refused:
        said = str(refusal_text(refused.refusal, Language.EN))
        raise click.ClickException(said) from None
    for each in sampled:
        _print(each.url, each.answer)
    if not sampled:
        click.echo("No enabled endpoint of test data asks for it.", err=True)


def _new_events(since: datetime, seen: set[UUID], *, is_live: bool) -> list[ToldEvent]:
    """Return events that were recorded since and not seen before, the oldest first."""
    from curule.selectors.told_events import list_told_events_since

    found = list_told_events_since(since, is_live=is_live, limit=_MOST)
    new = [event for event in found if event.id not in seen]
    seen.update(event.id for event in new)
    return new


def _forward(event: ToldEvent, url: str, secret: str) -> Answer:
    from curule.core.public_ids import public_text
    from curule.gateways.webhook_http import Reach, post
    from curule.services.webhooks.bodies import body_of, headers_of

    body = body_of(event)
    message_id = public_text("evt", event.id.int)
    headers = headers_of(message_id, body, secrets=[secret], at=datetime.now(UTC))
    return post(url, body, headers, reach=Reach(loopback=True))


def _print(about: str, answer: Answer) -> None:
    status = f" {answer.status}" if answer.status else ""
    click.echo(f"{about}: {answer.outcome.value}{status} ({answer.milliseconds} ms)", err=True)
