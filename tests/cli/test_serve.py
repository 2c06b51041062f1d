"""`curule serve`: everything under one command, and nothing left of it afterwards."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from curule.data.database_url import DatabaseUrl
from tests.support.commands import run_curule

PATIENCE = 180.0


@dataclass(slots=True)
class Serving:
    """A `curule serve` that runs, and what it wrote."""

    process: subprocess.Popen[str]
    port: int
    lines: Path

    def said(self) -> str:
        return self.lines.read_text(encoding="utf-8")

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)

    def answer(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/livez", timeout=10) as response:
            return str(response.read().decode())

    def child(self, module: str) -> int:
        """The process that runs a module, of those that serve started.

        Where setproctitle is installed, the web server gives its process another name.
        """
        names = (module, "granian wsgi") if module == "curule.cli.web_process" else (module,)
        return next(
            pid
            for pid in descendants(self.process.pid)
            if any(name in command(pid) for name in names)
        )


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            # The name in brackets may hold anything; the parent is the second word after it.
            stat = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            parents.setdefault(int(stat[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += children
    return found


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ")
    except FileNotFoundError:
        return ""


def assert_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + PATIENCE
    while left := [pid for pid in pids if "curule" in command(pid)]:
        assert time.monotonic() < deadline, [command(pid) for pid in left]
        time.sleep(0.05)


@contextmanager
def serving(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Iterator[Serving]:
    port, lines = free_port(), folder / "said"
    with lines.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "curule", "serve", *arguments],
            env={**os.environ, "PORT": str(port), **(env or {})},
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield Serving(process, port, lines)
        finally:
            left = descendants(process.pid)
            process.kill()
            process.wait()
            assert_gone(left)


@pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_answers_when_it_says_so_and_leaves_nothing(
    fresh_database: DatabaseUrl, tmp_path: Path, request_to_end: signal.Signals
) -> None:
    del fresh_database
    with serving(tmp_path) as served:
        served.wait_for(f"Serving http://localhost:{served.port}")
        assert served.answer() == "ok\n"
        started = descendants(served.process.pid)
        assert served.child("curule.config.worker")
        served.process.send_signal(request_to_end)
        assert served.process.wait(timeout=PATIENCE) == 0, served.said()
        assert_gone(started)
        assert "Traceback" not in served.said()


@pytest.mark.parametrize(
    "pause", [0.8, *(pytest.param(each, marks=pytest.mark.long) for each in (0.3, 1.4, 2.0))]
)
def test_a_request_to_end_is_heard_at_any_moment_of_the_start(
    fresh_database: DatabaseUrl, tmp_path: Path, pause: float
) -> None:
    del fresh_database
    with serving(tmp_path) as served:
        time.sleep(pause)
        served.process.terminate()
        status = served.process.wait(timeout=PATIENCE)
        assert status in {0, -signal.SIGTERM, 128 + signal.SIGTERM}, served.said()


@pytest.mark.parametrize("module", ["curule.config.worker", "curule.cli.web_process"])
def test_when_a_part_dies_the_others_stop(
    fresh_database: DatabaseUrl, tmp_path: Path, module: str
) -> None:
    del fresh_database
    with serving(tmp_path) as served:
        served.wait_for("Serving")
        started = descendants(served.process.pid)
        os.kill(served.child(module), signal.SIGKILL)
        assert served.process.wait(timeout=PATIENCE) == 1
        assert_gone(started)
        assert "ended by itself, so everything was stopped" in served.said()


def test_its_parts_end_with_it_even_when_it_is_killed(
    fresh_database: DatabaseUrl, tmp_path: Path
) -> None:
    del fresh_database
    with serving(tmp_path) as served:
        served.wait_for("Serving")
        started = descendants(served.process.pid)
        assert len(started) >= 2
        served.process.kill()
        served.process.wait()
        assert_gone(started)


def test_without_a_worker_it_only_answers(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    del fresh_database
    with serving(tmp_path, "--no-worker") as served:
        served.wait_for("Serving")
        assert not any(
            "curule.config.worker" in command(pid) for pid in descendants(served.process.pid)
        )


def test_a_busy_port_is_said_in_one_sentence(server: DatabaseUrl) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_curule("serve", "--port", str(port), env={"DATABASE_URL": server.text()})
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} is taken by another program; stop that one, or choose another: PORT=8001.\n"
    )
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("env", "arguments", "said"),
    [
        ({"PORT": "many"}, (), "'many' is not a valid integer range"),
        ({"PORT": "70000"}, (), "70000 is not in the range"),
        ({}, ("--afresh",), "needs CURULE_DEMO=1"),
        ({"CURULE_DEMO": "perhaps"}, (), "CURULE_DEMO is 'perhaps'; set it to true or false."),
        ({"HOST": "nowhere.invalid"}, (), "is no address of this computer"),
    ],
)
def test_a_wrong_setting_is_said_in_one_sentence(
    server: DatabaseUrl, env: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    done = run_curule("serve", *arguments, env={"DATABASE_URL": server.text(), **env})
    assert done.returncode in {1, 2}
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
