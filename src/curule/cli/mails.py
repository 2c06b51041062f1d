"""`curule mails`: read what was mailed, or would have been where no mail server is set."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import click

from curule.cli.as_json import local_shape
from curule.cli.prerequisites import needs_database
from curule.cli.showing import AS_JSON, dump, dump_list

if TYPE_CHECKING:
    from curule.selectors.outbox import MailRow  # loads Django, which --help does without

_FIELDS = ("id", "template", "to", "status", "created_at")


@click.group()
def mails() -> None:
    """List the newest mails, or read one; held mails can be read like any other."""


@mails.command("list")
@click.option("--limit", default=20, show_default=True, help="How many, the newest first.")
@AS_JSON
@needs_database
def list_(*, limit: int, as_json: bool) -> None:
    """List mails: when, whether they were sent or are held, to whom, about what."""
    from curule.selectors.outbox import newest_mails

    found = newest_mails(limit)
    if as_json:
        dump_list(local_shape("mail", row, *_FIELDS) for row in found)
        return
    for row in found:
        click.echo(_line(row))
    if not found:
        click.echo("There are no mails.")


@mails.command()
@click.argument("mail_id", type=click.UUID)
@click.option("--language", type=click.Choice(["en", "fr", "de", "ru"]), help="Another language.")
@AS_JSON
@needs_database
def show(*, mail_id: UUID, language: str | None, as_json: bool) -> None:
    """Show one mail in words. Its link proves nothing about who reads it here."""
    from curule.selectors.outbox import is_mail
    from curule.services.mails.deliveries import readable

    if not is_mail(mail_id):
        raise click.BadParameter(
            "there is no mail with this id; `curule mails list` names them.", param_hint="MAIL_ID"
        )
    mail = readable(message_id=mail_id, language=language)
    if as_json:
        said = {"subject": mail.subject, "text": mail.text}
        dump({"object": "mail", "id": str(mail_id), **said})
        return
    click.echo(f"{mail.subject}\n\n{mail.text}")


def _line(row: MailRow) -> str:
    when = f"{row.created_at:%Y-%m-%d %H:%M} UTC"
    return f"{row.id}  {when}  {row.status:<6}  {row.to}  {row.template}"
