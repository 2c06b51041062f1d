"""`curule staff`: who works in the console; the first admin of an installation is named here."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from curule.cli.as_json import local_shape
from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON, dump_list

_ROLES = ("admin", "finance", "support", "developer", "read_only")

_FIELDS = ("email", "name", "role", "since", "granted_by")


@click.group()
def staff() -> None:
    """Name who works in the console, and list them."""


@staff.command()
@click.argument("email")
@click.option("--role", type=click.Choice(_ROLES), default="admin", show_default=True)
@click.option(
    "--language", type=click.Choice(["en", "fr", "de", "ru"]), default="en", show_default=True
)
@needs_database
def add(*, email: str, role: str, language: str) -> None:
    """Give EMAIL a role in the staff; its owner signs in by a code that is mailed there."""
    from curule.core.languages import Language
    from curule.core.permissions import Actor, StaffRole
    from curule.core.refusals import Refused
    from curule.services.people import staff as commands
    from curule.services.seating import people
    from curule.wording.refusals import refusal_text

    now = datetime.now(UTC)
    try:
        person_id = people.register(email=email, language=language, verified=True, now=now)
        commands.grant(
            actor=Actor.system("cli"), person_id=person_id, role=StaffRole(role), now=now
        )
    except Refused as refused:
        said = refusal_text(refused.refusal, Language.EN)
        raise click.ClickException(f"{email}: {said}") from None
    click.echo(f"{email} works in the console as {role} and signs in by a mailed code.")


@staff.command("list")
@AS_JSON
@needs_database
def list_(*, as_json: bool) -> None:
    """List who works in the console, in which role."""
    from curule.selectors.console.staff import list_staff

    found = list_staff()
    if as_json:
        dump_list(local_shape("staff_member", row, *_FIELDS) for row in found)
        return
    for row in found:
        click.echo(f"{row.role:<9}  {row.email}")
    if not found:
        click.echo("Nobody works in the console yet; `curule staff add EMAIL` names the first.")
