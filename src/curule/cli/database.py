"""`curule migrate`: bring the database up to date and say so."""

import click

from curule.cli.prerequisites import open_database


@click.command()
def migrate() -> None:
    """Bring the database up to date (every command that needs it does so by itself)."""
    with open_database() as url:
        click.echo(f"Up to date: {url}.")
