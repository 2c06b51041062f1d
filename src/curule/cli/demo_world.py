"""The demo's own database, made when it is not there, and what is said about it at the start."""

from collections.abc import Iterator
from datetime import UTC, datetime

import click

from curule.data.database_url import DatabaseUrl
from curule.data.databases import drop_database, make_once
from curule.playback.demo.cast import Link
from curule.playback.demo.staff import STAFF
from curule.playback.demo.world import STORIES, build


def ready(server: DatabaseUrl, *, afresh: bool = False) -> DatabaseUrl:
    """Return the address of the demo's database, beside the one `server` names.

    Making it takes a while, which is said; one that was half made is begun again.
    """
    url = server.with_database(f"{server.database}_demo")
    if afresh:
        drop_database(url)
    make_once(url, _fill)
    return url


def _fill() -> None:
    click.echo("Playing a year of history for the demo (once, less than a minute) …", err=True)
    build(now=datetime.now(UTC))


def introduction(address: str) -> str:
    """Return what is printed when the demo serves at `address`: how to sign in as whom."""
    return "\n".join(_lines(address))


def _lines(address: str) -> Iterator[str]:
    yield f"Serving the demo at {address}"
    yield ""
    yield "Sign in with one of these links; each opens a page with a button, as often as you like."
    for story in STORIES:
        cast = story.cast
        yield ""
        yield f"{cast.company} ({cast.preset}, {story.country.language})"
        yield from (_line(address, link) for link in cast.links())
    yield ""
    yield "Your own staff, in the console"
    yield from (_line(address, member.link()) for member in STAFF)
    yield ""
    yield f"Mails are caught, not sent: {address}/console/mails (sign in as staff)"
    yield "Stop with Ctrl-C. `make demo` goes on where you stopped, `make demo-reset` begins anew."


def _line(address: str, link: Link) -> str:
    part = link.part.removeprefix("staff.").replace("_", " ")
    return f"  {part:<17} {address}/demo/{link.name:<33} {link.person}"
