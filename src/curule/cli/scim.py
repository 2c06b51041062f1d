"""`curule scim`: the directories of customers, and the seats that their groups give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import click

from curule.cli.as_json import local_shape
from curule.cli.plain_tables import as_text
from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON, dump
from curule.cli.written_ids import RowId

if TYPE_CHECKING:
    from collections.abc import Callable

    from curule.core.permissions import Actor
    from curule.services.directory.tokens import MadeToken  # loads Django

_TOKEN_FIELDS = ("id", "name", "shown", "created_at", "created_by", "used_at", "ends_at")
_GROUP_FIELDS = (
    *("id", "name", "subscription_id", "seat_type"),
    *("people", "given", "waiting", "pending", "refused"),
)
_TOKENS = ("id", "token", "name", "made", "used", "ends")
_GROUPS = ("id", "group", "gives", "people", "given", "waiting", "pending", "refused")


@click.group()
def scim() -> None:
    """Connect the directory of a customer (SCIM), and say which seats its groups give.

    A token is printed once, when it is made; nobody can look it up afterwards.
    """


@scim.command()
@click.argument("account_id", metavar="ACCOUNT_ID", type=RowId("acc"))
@click.argument("name")
@AS_JSON
@needs_database
def connect(account_id: UUID, name: str, *, as_json: bool) -> None:
    """Make a token by which the directory NAME opens ACCOUNT_ID."""
    from curule.services.directory import tokens

    _print_made(
        account_id,
        lambda actor, now: tokens.make_token(
            actor=actor, account_id=account_id, name=name, now=now
        ),
        as_json=as_json,
    )


@scim.command()
@click.argument("account_id", metavar="ACCOUNT_ID", type=RowId("acc"))
@click.argument("token_id", type=click.UUID)
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, 7 * 24),
    default=24,
    show_default=True,
    help="So long the old token holds on.",
)
@AS_JSON
@needs_database
def roll(account_id: UUID, token_id: UUID, overlap_hours: int, *, as_json: bool) -> None:
    """Make a token in the place of another, which ends after the overlap."""
    from curule.services.directory import tokens

    overlap = timedelta(hours=overlap_hours)
    _print_made(
        account_id,
        lambda actor, now: tokens.roll_token(
            actor=actor, account_id=account_id, token_id=token_id, overlap=overlap, now=now
        ),
        as_json=as_json,
    )


@scim.command()
@click.argument("account_id", metavar="ACCOUNT_ID", type=RowId("acc"))
@click.argument("token_id", type=click.UUID)
@needs_database
def end(account_id: UUID, token_id: UUID) -> None:
    """End a token at once; who has a seat keeps it."""
    from curule.services.directory import tokens

    _do(
        account_id,
        lambda actor, now: tokens.end_token(
            actor=actor, account_id=account_id, token_id=token_id, now=now
        ),
    )
    click.echo("Ended. Whoever shows this token from now on is refused.")


@scim.command("list")
@click.argument("account_id", metavar="ACCOUNT_ID", type=RowId("acc"))
@AS_JSON
@needs_database
def list_(account_id: UUID, *, as_json: bool) -> None:
    """List the tokens of an account, never the tokens themselves, and its groups."""
    from curule.selectors.directory import list_group_seats, list_tokens

    if as_json:
        dump(
            {
                "object": "directory",
                "tokens": [
                    local_shape("directory_token", row, *_TOKEN_FIELDS)
                    for row in list_tokens(account_id)
                ],
                "groups": [
                    local_shape("directory_group", row, *_GROUP_FIELDS)
                    for row in list_group_seats(account_id)
                ],
            }
        )
        return
    tokens = [
        (str(row.id), row.shown, row.name, *map(_day, (row.created_at, row.used_at, row.ends_at)))
        for row in list_tokens(account_id)
    ]
    if not tokens:
        click.echo("No directory yet; `curule scim connect` connects one.")
        return
    click.echo(as_text(_TOKENS, tokens))
    groups = [
        (
            str(row.id),
            row.name,
            f"{row.seat_type} of {row.subscription_id}" if row.subscription_id else "nothing",
            *map(str, (row.people, row.given, row.waiting, row.pending, len(row.refused))),
        )
        for row in list_group_seats(account_id)
    ]
    if groups:
        click.echo(as_text(_GROUPS, groups))


@scim.command("map")
@click.argument("account_id", metavar="ACCOUNT_ID", type=RowId("acc"))
@click.argument("group_id", type=click.UUID)
@click.argument("subscription_id", metavar="[SUBSCRIPTION_ID]", type=RowId("sub"), required=False)
@click.option("--seat-type", help="By default the plan's first.")
@needs_database
def map_(
    account_id: UUID, group_id: UUID, subscription_id: UUID | None, seat_type: str | None
) -> None:
    """Let a group give seats of SUBSCRIPTION_ID; without one it gives none any more."""
    from curule.services.directory import giving, groups

    def mapped(actor: Actor, now: datetime) -> None:
        groups.map_to_seats(
            actor=actor,
            account_id=account_id,
            group_id=group_id,
            subscription_id=subscription_id,
            seat_type=seat_type,
            now=now,
        )
        giving.give_waiting(account_id=account_id, group_id=group_id, now=now)

    _do(account_id, mapped)
    click.echo("Mapped. `curule scim list` says what became of each seat.")


def _print_made(
    account_id: UUID, make: Callable[[Actor, datetime], MadeToken], *, as_json: bool
) -> None:
    """Print the token alone on standard output, and where it opens beside."""
    from django.conf import settings

    from curule.httpkit.ids import public_id

    made: list[MadeToken] = []
    _do(account_id, lambda actor, now: made.append(make(actor, now)))
    address = f"{settings.CURULE_BASE_URL}/scim/v2/{public_id('acc', account_id)}"
    if as_json:
        dump({"object": "directory_token", "token": made[0].text, "address": address})
    else:
        click.echo(made[0].text)
    click.echo(f"It opens {address}. Keep the token now: it is not shown again.", err=True)


def _do(account_id: UUID, act: Callable[[Actor, datetime], None]) -> None:
    """Act at the time of the account."""
    from django.core.exceptions import ObjectDoesNotExist

    from curule.core.languages import Language
    from curule.core.permissions import Actor
    from curule.core.refusals import Refused
    from curule.selectors.clocks import now_for
    from curule.wording.refusals import refusal_text

    try:
        act(Actor.system("cli"), now_for(account_id, datetime.now(UTC)))
    except ObjectDoesNotExist:
        raise click.ClickException(f"There is no account {account_id}.") from None
    except Refused as refused:
        text = str(refusal_text(refused.refusal, Language.EN))
        raise click.ClickException(text) from None


def _day(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC") if at else ""
