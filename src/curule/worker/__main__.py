"""`python -m curule.worker`: the worker process; `curule worker` starts it with a database."""

import logging
import os
import sys

import click


@click.command()
@click.option("--once", is_flag=True, help="Do what is due, hand over waiting mails, and end.")
@click.option("--until-stdin-closes", is_flag=True, hidden=True, help="End with the parent.")
def main(*, once: bool, until_stdin_closes: bool) -> None:
    """Do what is due and send mails until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "curule.config.settings")
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format=_FORMAT)
    logging.getLogger("curule").setLevel(logging.INFO)
    import django  # noqa: PLC0415 - needs the variable above

    django.setup()
    from curule.worker import loop  # noqa: PLC0415 - needs the tables

    if once:
        drained = loop.run_once()
        left = " (the mail server cannot be reached)" if drained.is_cut_off else ""
        click.echo(f"Done. Mails taken out of the outbox: {drained.mails}{left}.")
    else:
        loop.run(until_stdin_closes=until_stdin_closes)


_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

if __name__ == "__main__":
    main()
