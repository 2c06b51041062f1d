"""`curule worker`: keep the database open and run the worker process beside it."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from types import FrameType

import click

from curule.cli.prerequisites import open_database, refuse_older_backup


@click.command()
@click.option("--once", is_flag=True, help="Do what is due, hand over waiting mails, and end.")
def worker(*, once: bool) -> int:
    """Do what is due (renewals, ends, reminders, payments) and send mails, until stopped."""
    command = [sys.executable, "-m", "curule.config.worker", "--until-stdin-closes"]
    with open_database() as url:
        refuse_older_backup()
        process = subprocess.Popen(
            [*command, *(["--once"] if once else [])],
            env={**os.environ, "DATABASE_URL": url.text()},
            stdin=subprocess.PIPE,  # never written to: it closes when we are gone, however we went
            start_new_session=True,  # a Ctrl-C reaches it through us alone, once
        )
        with _passing_on_to(process):
            status = process.wait()
        return status if status >= 0 else 128 - status


@contextlib.contextmanager
def _passing_on_to(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ask the worker to stop when we are asked to; asked again, it stops on the spot."""

    def pass_on(number: int, frame: FrameType | None) -> None:
        del number, frame
        process.terminate()

    signals = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    before = {number: signal.signal(number, pass_on) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
