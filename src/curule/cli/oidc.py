"""`curule oidc`: the vendor's products that people sign in to with Curule."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from curule.cli.as_json import local_shape
from curule.cli.plain_tables import as_text
from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON, dump, dump_list

_CLIENT_FIELDS = ("client_id", "name", "is_live", "is_public", "redirect_uris", "created_at")
_KEY_FIELDS = ("kid", "created_at", "retired_at", "shown_until")
_CLIENTS = ("id", "name", "product", "data", "kind", "leads back to", "made")
_KEYS = ("key", "made", "signs until", "shown until")


@click.group()
def oidc() -> None:
    """Let people sign in to your own products with Curule (OpenID Connect)."""


@oidc.group()
def clients() -> None:
    """Make the clients by which products ask who somebody is, and end them.

    A secret is printed once, when it is made; nobody can look it up afterwards.
    """


@clients.command()
@click.argument("name")
@click.argument("product")
@click.option(
    "--redirect-uri",
    "redirect_uris",
    multiple=True,
    required=True,
    help="Where people are sent back to, letter by letter; may be given several times.",
)
@click.option("--public", "is_public", is_flag=True, help="Without a secret: an app, a page.")
@click.option("--live/--test", "is_live", default=True, help="Real customers, or test data.")
@AS_JSON
@needs_database
def create(
    name: str,
    product: str,
    *,
    redirect_uris: tuple[str, ...],
    is_public: bool,
    is_live: bool,
    as_json: bool,
) -> None:
    """Let people sign in to PRODUCT (its key) by a client called NAME."""
    from django.conf import settings

    from curule.core.languages import Language
    from curule.core.permissions import Actor
    from curule.core.refusals import Refused
    from curule.services import sign_in_clients
    from curule.wording.refusals import refusal_text

    try:
        made = sign_in_clients.create(
            actor=Actor.system("cli"),
            name=name,
            product=product,
            redirect_uris=redirect_uris,
            is_public=is_public,
            is_live=is_live,
            now=datetime.now(UTC),
        )
    except Refused as refused:
        raise click.ClickException(str(refusal_text(refused.refusal, Language.EN))) from None
    found = {"client_id": made.client_id}
    if made.secret:
        found["client_secret"] = made.secret
    found["issuer"] = f"{settings.CURULE_BASE_URL}/oidc"
    if as_json:
        dump({"object": "sign_in_client", **found})
    else:
        for label, value in found.items():
            click.echo(f"{label} {value}")
    if made.secret:
        click.echo("Keep the secret now: it is not shown again.", err=True)


@clients.command("list")
@AS_JSON
@needs_database
def list_(*, as_json: bool) -> None:
    """List the clients, never their secrets."""
    from curule.selectors.catalog import get_product_key
    from curule.services.sign_in_clients import list_clients

    if as_json:
        dump_list(
            local_shape("sign_in_client", row, *_CLIENT_FIELDS)
            | {"product": get_product_key(row.product_id)}
            for row in list_clients()
        )
        return
    rows = [
        (
            row.client_id,
            row.name,
            get_product_key(row.product_id),
            "live" if row.is_live else "test",
            "public" if row.is_public else "with a secret",
            " ".join(row.redirect_uris),
            _day(row.created_at),
        )
        for row in list_clients()
    ]
    if rows:
        click.echo(as_text(_CLIENTS, rows))
    else:
        click.echo("No client yet; `curule oidc clients create` makes one.")


@clients.command()
@click.argument("client_id")
@needs_database
def end(client_id: str) -> None:
    """End a client with its tokens: nobody signs in by it any more."""
    from curule.core.languages import Language
    from curule.core.permissions import Actor
    from curule.core.refusals import Refused
    from curule.services import sign_in_clients
    from curule.wording.refusals import refusal_text

    try:
        sign_in_clients.end(actor=Actor.system("cli"), client_id=client_id)
    except Refused as refused:
        raise click.ClickException(str(refusal_text(refused.refusal, Language.EN))) from None
    click.echo("Ended. Nobody signs in by it any more.")


@oidc.command()
@AS_JSON
@needs_database
def keys(*, as_json: bool) -> None:
    """List the keys that sign who somebody is; the newest signs."""
    from curule.selectors.tokens import list_signing_keys
    from curule.services.tokens.signing_keys import SIGN_IN

    if as_json:
        dump_list(
            local_shape("signing_key", row, *_KEY_FIELDS) for row in list_signing_keys(SIGN_IN)
        )
        return
    rows = [
        (row.kid, _day(row.created_at), _day(row.retired_at), _day(row.shown_until))
        for row in list_signing_keys(SIGN_IN)
    ]
    if rows:
        click.echo(as_text(_KEYS, rows))
    else:
        click.echo("No key yet; the first sign-in makes one.")


@oidc.command()
@needs_database
def roll() -> None:
    """Let a new key sign from now on; the old one is shown for as long as a token may live."""
    from curule.core.permissions import Actor
    from curule.services.tokens import signing_keys

    now = datetime.now(UTC)
    click.echo(signing_keys.roll(actor=Actor.system("cli"), use=signing_keys.SIGN_IN, now=now))


def _day(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC") if at else ""
