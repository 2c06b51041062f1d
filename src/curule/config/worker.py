"""The entry point of the worker process; `curule worker` starts it with a database."""

import os

import click

from curule.config import tracing


@click.command()
@click.option("--once", is_flag=True, help="Do what is due, hand over waiting mails, and end.")
@click.option("--until-stdin-closes", is_flag=True, hidden=True, help="End with the parent.")
def main(*, once: bool, until_stdin_closes: bool) -> None:
    """Do what is due and send mails until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "curule.config.settings")
    tracing.begin("curule-worker")
    import django  # noqa: PLC0415 - needs the variable above

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - the same

    from curule.worker import loop  # noqa: PLC0415 - needs the tables
    from curule.worker.answering import answering  # noqa: PLC0415 - the same

    if once:
        drained = loop.run_once()
        left = " (the mail server cannot be reached)" if drained.is_cut_off else ""
        click.echo(f"Done. Mails taken out of the outbox: {drained.mails}{left}.")
    else:
        with answering(settings.CURULE_WORKER_ADDRESS):
            loop.run(until_stdin_closes=until_stdin_closes)


if __name__ == "__main__":
    main()
