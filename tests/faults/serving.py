"""A web server and a worker as processes of their own, and a browser that never gives up."""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.test import Client

from curule.data.database_url import DatabaseUrl
from curule.data.models import Person


class Processes:
    """The two processes of an installation; each is started again when it was killed."""

    def __init__(self, url: DatabaseUrl, folder: str) -> None:
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = int(trial.getsockname()[1])
        self._env = {
            **os.environ,
            "DATABASE_URL": url.text(),
            "CURULE_DATA": folder,
            "CURULE_BASE_URL": f"http://127.0.0.1:{self.port}",
        }
        began = time.monotonic()
        self._running = {name: self._start(name) for name in ("web", "worker")}
        self._await_web()
        self.starts_in = time.monotonic() - began
        """How long the web server needs until it answers, here and now, in seconds."""
        self.kills = 0

    def _await_web(self) -> None:
        deadline = time.monotonic() + 120
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            except OSError:
                assert time.monotonic() < deadline, "the web server does not start"
                time.sleep(0.05)
            else:
                return

    def kill(self, name: str) -> None:
        """Kill a process with all that it started, and start it again."""
        self._end(name)
        self._running[name] = self._start(name)
        self.kills += 1

    def close(self) -> None:
        """End both."""
        for name in self._running:
            self._end(name)

    def _end(self, name: str) -> None:
        process = self._running[name]
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        command = {
            "web": ["curule.cli.web_process", "--host", "127.0.0.1", "--port", str(self.port)],
            "worker": ["curule.config.worker"],
        }[name]
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            env=self._env,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


@contextmanager
def running(url: DatabaseUrl, folder: str) -> Iterator[Processes]:
    """Run both for the block."""
    made = Processes(url, folder)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def being_killed(processes: Processes, *, times: int, seed: int) -> Iterator[threading.Thread]:
    """Kill one of them at random moments, so many times, while the block runs.

    On a machine where the web server starts slowly they are farther apart: one that never comes up
    shows nothing.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret

    def keep_killing() -> None:
        for _ in range(times):
            time.sleep(chance.uniform(0.0, max(2.0, 2 * processes.starts_in)))
            processes.kill(chance.choice(("web", "web", "worker")))

    killing = threading.Thread(target=keep_killing)
    killing.start()
    try:
        yield killing
    finally:
        killing.join()


class Browser:
    """Somebody who is signed in, and sends a form again until it is answered."""

    def __init__(self, port: int, person: Person, *, patience: float) -> None:
        client = Client()
        client.force_login(person)
        self._cookies = {
            settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value
        }
        self._port = port
        self._patience = patience
        self.unanswered = 0

    def send(self, path: str, key: UUID, **fields: str) -> int:
        """Send a form once for its key; return how it was answered."""
        return self._until_answered(path, key, fields)

    def _until_answered(self, path: str, key: UUID, fields: Mapping[str, str]) -> int:
        deadline = time.monotonic() + self._patience
        while True:
            assert time.monotonic() < deadline, "nobody answers"
            with suppress(OSError, http.client.HTTPException):
                status, page = self._ask("GET", path)
                token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
                if status == 200 and token:
                    sent = {**fields, "form_key": str(key), "csrfmiddlewaretoken": token[1]}
                    status, _ = self._ask("POST", path, urlencode(sent))
                    if status in {302, 303}:
                        return status
            self.unanswered += 1
            time.sleep(0.1)

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            headers = {
                "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
                "Origin": f"http://127.0.0.1:{self._port}",
            }
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            for header in answer.headers.get_all("Set-Cookie") or []:
                for name, morsel in SimpleCookie(header).items():
                    self._cookies[name] = morsel.value
            return answer.status, page
        finally:
            connection.close()
