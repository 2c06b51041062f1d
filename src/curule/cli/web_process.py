"""`python -m curule.cli.web_process`: the web server; `curule serve` starts it with a database."""

import os
import signal
import sys
import threading

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

_THREADS = 8
"""Requests at once; each has a database connection of its own."""


@click.command()
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
def main(*, host: str, port: int) -> None:
    """Answer requests until told to stop, or until whoever holds our standard input is gone."""
    threading.Thread(target=_stop_with_the_parent, daemon=True).start()
    Granian(
        "curule.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        blocking_threads=_THREADS,
        # Below it would warn of more threads than cores; ours wait for the database.
        log_level=LogLevels.error,
    ).serve()


def _stop_with_the_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
