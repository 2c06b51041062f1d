"""`curule keys`: the keys by which programs use the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TextIO
from uuid import UUID

import click

from curule.cli.as_json import local_shape
from curule.cli.plain_tables import as_text
from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON, dump, dump_list

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from curule.core.permissions import Actor
    from curule.services.api_keys import MadeKey  # loads Django

_FIELDS = (
    *("id", "shown", "name", "kind", "is_live", "scopes", "answers"),
    *("created_at", "created_by", "used_at", "ends_at"),
)
_COLUMNS = ("id", "key", "name", "may", "answers", "made", "used", "ends")


@click.group()
def keys() -> None:
    """Make the keys by which programs use the API, roll them, and end them.

    A key is printed once, when it is made; nobody can look it up afterwards.
    """


@keys.command()
@click.argument("name")
@click.option("--live/--test", "is_live", default=False, help="Real customers, or test data.")
@click.option("--scope", "scopes", multiple=True, help="Only this; may be given several times.")
@AS_JSON
@needs_database
def create(name: str, *, is_live: bool, scopes: tuple[str, ...], as_json: bool) -> None:
    """Make a key called NAME, which may everything unless scopes are named."""
    from curule.core.api_keys import Scope
    from curule.services import api_keys

    unknown = sorted(set(scopes) - set(Scope))
    if unknown:
        known = ", ".join(Scope)
        raise click.UsageError(f"there is no scope {', '.join(unknown)}; there are: {known}.")
    chosen = [Scope(scope) for scope in scopes] or None
    _print_made(
        lambda actor, now: api_keys.make_key(
            actor=actor, name=name, is_live=is_live, scopes=chosen, now=now
        ),
        as_json=as_json,
    )


@keys.command()
@click.argument("key_id", type=click.UUID)
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, 7 * 24),
    default=24,
    show_default=True,
    help="So long the old key holds on.",
)
@AS_JSON
@needs_database
def roll(key_id: UUID, overlap_hours: int, *, as_json: bool) -> None:
    """Make a key that may the same as another, which ends after the overlap."""
    from curule.services import api_keys

    overlap = timedelta(hours=overlap_hours)
    _print_made(
        lambda actor, now: api_keys.roll_key(actor=actor, key_id=key_id, overlap=overlap, now=now),
        as_json=as_json,
    )


@keys.command()
@click.argument("key_id", type=click.UUID)
@needs_database
def end(key_id: UUID) -> None:
    """End a key at once."""
    from curule.core.permissions import Actor
    from curule.core.refusals import Refused
    from curule.services import api_keys

    try:
        api_keys.end_key(actor=Actor.system("cli"), key_id=key_id, now=datetime.now(UTC))
    except Refused as refused:
        raise _said(refused) from None
    click.echo("Ended. Whoever shows this key from now on is refused.")


@keys.command("answer-for")
@click.argument("key_id", type=click.UUID)
@needs_database
def answer_for(key_id: UUID) -> None:
    """Let a key go on without the person who answers for it: the installation does from now on."""
    from curule.core.permissions import Actor
    from curule.core.refusals import Refused
    from curule.services import api_keys

    try:
        api_keys.answer_for(actor=Actor.system("cli"), key_id=key_id, now=datetime.now(UTC))
    except Refused as refused:
        raise _said(refused) from None
    click.echo("The key holds whatever becomes of who made it, until somebody ends it.")


@keys.command()
@click.argument("file", type=click.File("r", errors="replace"), default="-")
@needs_database
def leaked(file: TextIO) -> None:
    """End every key that stands in FILE, a log or a page say, and mail to who looks after keys.

    Without FILE, standard input is read. A key is never an argument: those are seen by others.
    """
    from curule.core.api_keys import found_in
    from curule.core.permissions import Actor
    from curule.services import api_keys

    now = datetime.now(UTC)
    ended = sum(
        api_keys.report_leak(actor=Actor.system("cli"), text=text, now=now)
        for text in dict.fromkeys(found_in(file.read()))
    )
    click.echo(f"Keys ended: {ended}.")


@keys.command("list")
@AS_JSON
@needs_database
def list_(*, as_json: bool) -> None:
    """List the keys with what each may and when it was used; never the keys themselves."""
    from curule.selectors.api_keys import list_keys

    found = list_keys()
    if as_json:
        dump_list(local_shape("api_key", row, *_FIELDS) for row in found)
        return
    rows = [
        (
            str(row.id),
            row.shown,
            row.name,
            "everything" if row.kind == "sk" and row.scopes == row.given else _may(row.scopes),
            row.answers,
            _day(row.created_at),
            _day(row.used_at),
            _day(row.ends_at),
        )
        for row in found
    ]
    if rows:
        click.echo(as_text(_COLUMNS, rows))
    else:
        click.echo("No key yet; `curule keys create NAME` makes one.")


def _print_made(make: Callable[[Actor, datetime], MadeKey], *, as_json: bool) -> None:
    """Print the key alone on standard output, and what to do with it beside."""
    from curule.core.permissions import Actor
    from curule.core.refusals import Refused

    try:
        made = make(Actor.system("cli"), datetime.now(UTC))
    except Refused as refused:
        raise _said(refused) from None
    if as_json:
        dump({"object": "api_key", "id": str(made.id), "key": made.text})
    else:
        click.echo(made.text)
    click.echo(f"Its id is {made.id}. Keep the key now: it is not shown again.", err=True)


def _said(refused: Exception) -> click.ClickException:
    from curule.core.languages import Language
    from curule.core.refusals import Refused
    from curule.wording.refusals import refusal_text

    assert isinstance(refused, Refused)
    return click.ClickException(str(refusal_text(refused.refusal, Language.EN)))


def _may(scopes: Collection[str]) -> str:
    return " ".join(sorted(scopes)) or "nothing any more"


def _day(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC") if at else ""
