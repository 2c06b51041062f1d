"""Relays and workers as processes: frozen, killed, stopped, two at once."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO

import psycopg
import pytest
from django.db import connection

from curule.data.database_url import DatabaseUrl
from curule.data.models import Account, OutboxMessage
from curule.gateways.mail import SmtpMailer
from curule.services.mails.deliveries import LEASE
from curule.worker.clock import utc_now
from curule.worker.relay import Drained, drain
from tests.support.mail_server import MailServer, Manner
from tests.worker.rows import again, an_account, queue

DYING = 9


@pytest.fixture
def account(fresh_database: DatabaseUrl) -> Account:
    del fresh_database
    return an_account()


@pytest.fixture
def env(fresh_database: DatabaseUrl, mail_server: MailServer) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": fresh_database.text(),
        "CURULE_SMTP_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "CURULE_MAIL_FROM": "seats@acme.test",
    }


class Running(subprocess.Popen[str]):
    """A process whose errors go to a file: a pipe that nobody reads stops its writer once full."""

    def __init__(self, errors: IO[str], env: dict[str, str], *command: str) -> None:
        self._errors = errors
        super().__init__(
            [sys.executable, "-m", *command],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
        )

    def errors_until_it_ends(self, *, seconds: float) -> str:
        """Return what it wrote to standard error until it had ended."""
        self.wait(seconds)
        self._errors.seek(0)
        return self._errors.read()


@contextmanager
def running(env: dict[str, str], *command: str) -> Iterator[Running]:
    """Run Python with these arguments for the block; kill it if it is still there at the end."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = Running(errors, env, *command)
        try:
            yield process
        finally:
            process.kill()
            process.communicate()


def wait_until(happened: Callable[[], bool], *, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def drained_later(mail_server: MailServer) -> Drained:
    """Drain as another worker does when the first one's lease is over."""
    later = utc_now() + LEASE + timedelta(seconds=30)
    mailer = SmtpMailer(mail_server.address(), sender="seats@acme.test")
    return drain(mailer=mailer, clock=lambda: later)


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")
        return [(str(name), str(status)) for name, status in cursor.fetchall()]


def sweeps_asked_for() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_periodic_defers WHERE task_name = 'curule.sweep'"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.fault("F4")
@pytest.mark.threat("TH37")
def test_a_frozen_relay_that_wakes_up_late_changes_nothing(
    account: Account, mail_server: MailServer, env: dict[str, str]
) -> None:
    message = queue(account)
    mail_server.manner = Manner.HANG_AFTER_DATA
    with running(env, "tests.worker.relay_process") as frozen:
        assert mail_server.reached.wait(30)
        frozen.send_signal(signal.SIGSTOP)
        mail_server.manner = Manner.ACCEPT
        assert drained_later(mail_server) == Drained(1)
        finished = again(message)

        mail_server.released.set()
        frozen.send_signal(signal.SIGCONT)
        errors = frozen.errors_until_it_ends(seconds=60)

    assert frozen.returncode == 0
    assert f"mail {message.id}: the lease was over, the result is not recorded" in errors
    row = again(message)
    assert (row.status, row.fence, row.sent_at) == ("sent", 2, finished.sent_at)
    assert len(mail_server.envelopes) == 2, (
        "the price of not losing it: two deliveries, never three"
    )


@pytest.mark.fault("F2", "F9")
@pytest.mark.threat("TH36")
def test_a_crash_between_sending_and_recording_sends_again_once(
    account: Account, mail_server: MailServer, env: dict[str, str]
) -> None:
    message = queue(account)
    with running(env, "tests.worker.relay_process", "dying") as dying:
        assert dying.wait(60) == DYING
    row = again(message)
    assert (row.status, row.fence) == ("queued", 1)

    assert drained_later(mail_server) == Drained(1)
    assert again(message).status == "sent"
    assert [str(letter["Message-ID"]) for letter in mail_server.messages] == [
        f"<{message.id}@acme.test>"
    ] * 2


@pytest.mark.fault("F2", "F9")
def test_crashes_without_end_never_lead_to_a_third_delivery(
    account: Account, mail_server: MailServer, env: dict[str, str]
) -> None:
    message = queue(account)
    for _ in range(2):
        with running(env, "tests.worker.relay_process", "dying") as dying:
            assert dying.wait(60) == DYING
        OutboxMessage.objects.update(leased_until=utc_now())
    assert drained_later(mail_server) == Drained(0)
    assert again(message).status == "failed"
    assert len(mail_server.envelopes) == 2


@pytest.mark.fault("F3")
def test_two_relay_processes_share_the_queue(
    account: Account, mail_server: MailServer, env: dict[str, str]
) -> None:
    addresses = [f"p{number:02}@x.test" for number in range(30)]
    for address in addresses:
        queue(account, address)
    with (
        running(env, "tests.worker.relay_process") as one,
        running(env, "tests.worker.relay_process") as other,
    ):
        assert (one.wait(60), other.wait(60)) == (0, 0)
    received = [recipient for envelope in mail_server.envelopes for recipient in envelope.rcpt_tos]
    assert sorted(received) == addresses
    assert set(OutboxMessage.objects.values_list("status", "fence")) == {("sent", 1)}


def test_a_worker_sweeps_and_sends_until_it_is_stopped(
    account: Account, mail_server: MailServer, env: dict[str, str]
) -> None:
    with running(env, "curule.config.worker") as worker:
        queue(account, "a@x.test")
        mail_server.wait_for(1)
        wait_until(lambda: sweeps_asked_for() >= 1 and not jobs())
        worker.send_signal(signal.SIGTERM)
        errors = worker.errors_until_it_ends(seconds=30)
    assert worker.returncode == 0
    assert "working" in errors
    assert json.loads(errors.splitlines()[-1])["event"] == "stopped"
    assert "Traceback" not in errors
    queue(account, "b@x.test")
    time.sleep(0.5)
    assert len(mail_server.envelopes) == 1, "nobody works any more"


@pytest.mark.fault("F3")
def test_two_workers_ask_for_each_sweep_once(
    account: Account, mail_server: MailServer, env: dict[str, str]
) -> None:
    with running(env, "curule.config.worker") as one, running(env, "curule.config.worker") as other:
        for number in range(10):
            queue(account, f"p{number}@x.test")
        mail_server.wait_for(10)
        wait_until(lambda: _workers() == 2 and not jobs())
        for worker in (one, other):
            worker.send_signal(signal.SIGTERM)
        assert [worker.wait(30) for worker in (one, other)] == [0, 0]
    assert len(mail_server.envelopes) == 10
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT defer_timestamp) FROM procrastinate_periodic_defers"
            " WHERE task_name = 'curule.sweep'"
        )
        asked, minutes = cursor.fetchone()
    assert asked == minutes >= 1
    assert _workers() == 0, "both said goodbye"


def _workers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return int(cursor.fetchone()[0])


@pytest.mark.threat("TH37")
def test_a_job_whose_worker_died_is_closed_and_holds_no_sweep_back(
    account: Account, env: dict[str, str]
) -> None:
    """It holds the lock of all sweeps; the worker that had it is gone."""
    del account
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status, args)"
            " VALUES ('curule', 'curule.sweep', 'curule.sweep', 'doing', '{}')"
        )
    with running(env, "curule.config.worker"):
        wait_until(lambda: jobs() == [("curule.sweep", "failed")] and sweeps_asked_for() >= 1)


def test_failed_jobs_can_be_looked_at_for_a_week(account: Account, env: dict[str, str]) -> None:
    del account
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args) VALUES"
            " ('curule', 'old', 'failed', '{}'), ('curule', 'young', 'failed', '{}'),"
            " ('curule', 'curule.forget', 'todo', '{\"timestamp\": 0}')"
        )
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at)"
            " SELECT id, 'failed', now() - CASE task_name WHEN 'old' THEN interval '8 days'"
            " ELSE interval '6 days' END FROM procrastinate_jobs WHERE status = 'failed'"
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - interval '9 days' WHERE type <> 'failed'"
        )
    with running(env, "curule.config.worker"):
        wait_until(lambda: jobs() == [("young", "failed")])


@pytest.mark.fault("F12")
def test_a_worker_goes_on_after_the_database_threw_it_out(
    account: Account, mail_server: MailServer, env: dict[str, str], fresh_database: DatabaseUrl
) -> None:
    with running(env, "curule.config.worker") as worker:
        wait_until(lambda: _workers() == 1)
        with psycopg.connect(**fresh_database.parameters, autocommit=True) as other:  # type: ignore[arg-type]
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()
        queue(account)
        mail_server.wait_for(1)
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0


def test_a_second_signal_does_not_wait(
    account: Account, mail_server: MailServer, env: dict[str, str]
) -> None:
    queue(account)
    mail_server.manner = Manner.HANG_AT_RECIPIENT
    with running(env, "curule.config.worker") as worker:
        assert mail_server.reached.wait(30)
        worker.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert worker.poll() is None, "it is at a mail"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(5) == 1


def test_a_worker_ends_with_the_process_that_keeps_its_database(
    account: Account, env: dict[str, str]
) -> None:
    del account
    with running(env, "curule.config.worker", "--until-stdin-closes") as worker:
        wait_until(lambda: _workers() == 1)
        worker.communicate(timeout=30)  # closes its standard input
        assert worker.returncode == 0


def test_once_does_what_is_due_and_ends(
    account: Account, mail_server: MailServer, env: dict[str, str]
) -> None:
    queue(account)
    done = subprocess.run(
        [sys.executable, "-m", "curule", "worker", "--once"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, "Done. Mails taken out of the outbox: 1.\n")
    assert len(mail_server.envelopes) == 1


def test_the_command_passes_the_wish_to_stop_on(
    account: Account, mail_server: MailServer, env: dict[str, str]
) -> None:
    with running(env, "curule", "worker") as command:
        queue(account)
        mail_server.wait_for(1)
        command.send_signal(signal.SIGINT)
        assert command.wait(30) == 0
    assert _workers() == 0


def test_a_killed_command_leaves_no_worker_behind(account: Account, env: dict[str, str]) -> None:
    del account
    with running(env, "curule", "worker") as command:
        wait_until(lambda: _workers() == 1)
        command.kill()
        wait_until(lambda: _workers() == 0)
