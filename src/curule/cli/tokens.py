"""`curule tokens`: the keys that sign offline tokens."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from curule.cli.as_json import local_shape
from curule.cli.plain_tables import as_text
from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON, dump_list

_FIELDS = ("kid", "created_at", "retired_at", "shown_until")
_COLUMNS = ("key", "made", "signs until", "shown until")


@click.group()
def tokens() -> None:
    """See the keys that sign offline tokens, roll them, and withdraw one.

    The first is made when the first token is asked for.
    """


@tokens.command()
@AS_JSON
@needs_database
def keys(*, as_json: bool) -> None:
    """List the keys; the newest signs."""
    from curule.selectors.tokens import list_signing_keys

    if as_json:
        dump_list(local_shape("signing_key", row, *_FIELDS) for row in list_signing_keys())
        return
    rows = [
        (row.kid, _day(row.created_at), _day(row.retired_at), _day(row.shown_until))
        for row in list_signing_keys()
    ]
    if rows:
        click.echo(as_text(_COLUMNS, rows))
    else:
        click.echo("No key yet; the first token makes one.")


@tokens.command()
@needs_database
def roll() -> None:
    """Let a new key sign from now on; tokens of the old one live on."""
    from curule.core.permissions import Actor
    from curule.services.tokens import signing_keys

    click.echo(signing_keys.roll(actor=Actor.system("cli"), now=datetime.now(UTC)))


@tokens.command()
@click.argument("kid")
@needs_database
def withdraw(kid: str) -> None:
    """Show the key KID no longer: every token that it has signed is void.

    For a key that somebody else may have. The next token makes another.
    """
    from curule.core.languages import Language
    from curule.core.permissions import Actor
    from curule.core.refusals import Refused
    from curule.services.tokens import signing_keys
    from curule.wording.refusals import refusal_text

    try:
        signing_keys.withdraw(actor=Actor.system("cli"), kid=kid, now=datetime.now(UTC))
    except Refused as refused:
        said = str(refusal_text(refused.refusal, Language.EN))
        raise click.ClickException(said) from None
    click.echo("Withdrawn. Whoever fetches the keys again takes none of its tokens.")


def _day(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC") if at else ""
