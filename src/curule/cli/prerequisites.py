"""What a command needs before it starts: a running, migrated database and Django set up for it."""

import contextlib
import functools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import ParamSpec, TypeVar

from curule.data.database_url import DatabaseUrl, connect
from curule.data.embedded import running_server

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def needs_database(command: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Run a command inside `open_database`; put it below click's decorators."""

    @functools.wraps(command)
    def run(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        with open_database():
            return command(*args, **kwargs)

    return run


@contextlib.contextmanager
def open_database(*, migrated: bool = True, afresh: bool = False) -> Iterator[DatabaseUrl]:
    """Point Django at the database for the block, after starting or joining the embedded server.

    With `DATABASE_URL` that server is taken as it is. Pending migrations are applied unless
    `migrated` is False. With `CURULE_DEMO` it is the demo's own database, made when it is not there
    or is wanted `afresh`.

    Raises:
        DatabaseUnavailable: there is none; the sentence says what to do.
        ConfigurationError: a variable of the environment is wrong.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "curule.config.settings")
    import django
    from django.conf import settings
    from django.db import connections

    from curule.data.databases import migrate, pointing_at

    with _leaving_by_the_door(), contextlib.ExitStack() as stack:
        if settings.CURULE_DATABASE_URL:
            url = DatabaseUrl.parse(settings.CURULE_DATABASE_URL)
        else:
            url = stack.enter_context(running_server(settings.CURULE_DATA))
        connect(url).close()
        django.setup()
        if settings.CURULE_DEMO:
            from curule.cli.demo_world import ready

            url = ready(url, afresh=afresh)
        stack.enter_context(pointing_at(url))
        stack.callback(connections.close_all)
        if migrated:
            migrate(url)
        yield url


def refuse_older_backup() -> None:
    """Before anything can be issued, refuse a database that has forgotten what it issued (I23).

    Raises:
        DatabaseUnavailable: it was restored from an older backup; the sentence says what to do.
    """
    from curule.services.numbering import compare_with_issued

    compare_with_issued()


@contextlib.contextmanager
def _leaving_by_the_door() -> Iterator[None]:
    """Let a request to end (kill, a closed terminal) end the block as an exception would.

    Otherwise the embedded server would be left running until the next command. A handler of the
    command's own hears of it first: an exception can get lost, as in a destructor.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    signals = (signal.SIGTERM, signal.SIGHUP)
    before = {signal_.value: signal.getsignal(signal_) for signal_ in signals}

    def leave(number: int, frame: FrameType | None) -> None:
        own = before[number]
        if callable(own):
            own(number, frame)
        sys.exit(128 + number)

    try:
        for signal_ in signals:
            signal.signal(signal_, leave)
        yield
    finally:
        for signal_ in signals:
            signal.signal(signal_, before[signal_.value])
