"""`curule config`: the variables of the environment, before anything is started with them."""

from __future__ import annotations

import click

from curule.config.mistakes import mistakes


@click.group()
def config() -> None:
    """Look at the settings; every one is a variable of the environment."""


@config.command()
def check() -> int:
    """Say what is wrong, each variable in one sentence; exit status 1 then.

    It needs no database and makes nothing. What can be read and is unsafe all the same is told by
    `curule doctor`.
    """
    wrong = mistakes()
    for sentence in wrong:
        click.echo(sentence)
    if not wrong:
        click.echo("Every setting can be read.")
    return 1 if wrong else 0
