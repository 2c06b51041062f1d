"""The worker process: jobs that procrastinate starts, beside them the relay and the senders.

It outlives the database: when the server is away both parts try again, ever less often. It ends on
SIGTERM or SIGINT after the sweep and the mail it is at; a second signal ends it on the spot.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from procrastinate import JobContext, PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

from curule.gateways.mail import configured_mailer
from curule.services.accounts.tax_id_checks import put_waiting
from curule.services.webhooks.endpoints import reach
from curule.worker import tasks
from curule.worker.clock import utc_now
from curule.worker.relay import Drained, drain, keep_relaying
from curule.worker.webhooks import send_due, start_senders

_FIRST_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 30.0
_JOB_POLL_SECONDS: Final = 1.0
_HEARD_WITHIN_SECONDS: Final = 2.0
_PATIENCE_SECONDS: Final = 30.0
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

_log = logging.getLogger(__name__)


def run_once() -> Drained:
    """Do all that is due now, tell endpoints, hand over the mails that are waiting, and return."""
    tasks.sweep()
    put_waiting(now=utc_now())
    send_due(clock=utc_now, reach=reach())
    return drain(mailer=configured_mailer(), clock=utc_now)


def run(*, until_stdin_closes: bool = False) -> None:
    """Work until a signal comes, or until whoever holds our standard input is gone."""
    asyncio.run(_run(until_stdin_closes=until_stdin_closes))


async def _run(*, until_stdin_closes: bool) -> None:
    stopping = asyncio.Event()
    relay_stopping = threading.Event()
    relay = threading.Thread(
        target=keep_relaying,
        name="relay",
        kwargs={"mailer": configured_mailer(), "clock": utc_now, "stopping": relay_stopping},
    )

    def stop() -> None:
        if stopping.is_set():
            os._exit(1)
        _log.info("stopping")
        relay_stopping.set()
        stopping.set()

    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, stop)
    if until_stdin_closes:
        threading.Thread(target=_wait_for_end, args=(loop, stop), daemon=True).start()
    relay.start()
    senders = start_senders(clock=utc_now, stopping=relay_stopping)
    _log.info("working")
    try:
        await _keep_working(stopping)
    finally:
        relay_stopping.set()
        for thread in (relay, *senders):
            await asyncio.to_thread(thread.join)
        await end_rest(pause=_HEARD_WITHIN_SECONDS)
    _log.info("stopped")


async def _keep_working(stopping: asyncio.Event) -> None:
    """Run procrastinate's worker until `stopping`; begin again when the database throws it out."""
    pause = _FIRST_PAUSE_SECONDS
    told_to_stop = asyncio.create_task(stopping.wait())
    while not stopping.is_set():
        started = asyncio.get_running_loop().time()
        at_work = AtWork()
        working = asyncio.create_task(_work(at_work))
        await asyncio.wait({working, told_to_stop}, return_when=asyncio.FIRST_COMPLETED)
        if stopping.is_set():
            await end(working, at_work, pause=_HEARD_WITHIN_SECONDS, patience=_PATIENCE_SECONDS)
            return
        try:
            await working
        except Exception as error:  # noqa: BLE001 - not told to stop, it goes on
            _log.warning("the jobs were interrupted (%s), trying again", type(error).__name__)
        if asyncio.get_running_loop().time() - started > _LONGEST_PAUSE_SECONDS:
            pause = _FIRST_PAUSE_SECONDS
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause)
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)


class AtWork:
    """How many jobs are being done just now; procrastinate calls it around each."""

    def __init__(self) -> None:
        self.jobs = 0

    async def __call__(self, do: AsyncCallNext, context: JobContext, worker: Worker) -> object:
        """Do a job, and be counted meanwhile."""
        del context, worker
        self.jobs += 1
        try:
            return await do()
        finally:
            self.jobs -= 1


async def end(
    working: asyncio.Task[None], at_work: AtWork, *, pause: float, patience: float
) -> None:
    """Cancel work until it has ended, again after `pause` seconds.

    A cancel that comes while procrastinate is starting can be lost there, and a worker that nobody
    ends would keep its connections for ever. One that is at a job has `patience` seconds to end it.
    """
    while not working.done():
        working.cancel()
        await asyncio.wait({working}, timeout=pause)
        if at_work.jobs:
            await asyncio.wait({working}, timeout=patience)
    if not working.cancelled() and (error := working.exception()):
        _log.warning("the jobs ended with %s", type(error).__name__)


async def end_rest(*, pause: float) -> None:
    """Cancel what libraries left running until all of it has ended, again after `pause` seconds.

    A pool of connections that is ended while it connects takes the first cancel for a failure to
    connect, and waits on; `asyncio.run` cancels once, and would wait for it for ever.
    """
    while rest := asyncio.all_tasks() - {asyncio.current_task()}:
        for task in rest:
            task.cancel()
        await asyncio.wait(rest, timeout=pause)


async def _work(at_work: AtWork) -> None:
    # Without LISTEN: it needs a connection of its own and does not go through every pooler, and a
    # job that starts a second later is early enough for a sweep.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=10)
    with app.replace_connector(connector):
        async with app.open_async():
            await app.run_worker_async(
                queues=["curule"],
                concurrency=2,
                listen_notify=False,
                fetch_job_polling_interval=_JOB_POLL_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=False,
                worker_middleware=[at_work],
            )


def _wait_for_end(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Read standard input until it is closed, which also happens when its owner is killed."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    with suppress(RuntimeError):  # the loop has ended meanwhile
        loop.call_soon_threadsafe(stop)
