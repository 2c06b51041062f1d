"""Start, join and stop the server of a data folder."""

import contextlib
import errno
import fcntl
import os
import re
import shlex
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

import psycopg
from psycopg import sql

from curule.data.database_url import DatabaseUnavailable, DatabaseUrl
from curule.data.embedded.binaries import SYSTEM_FOLDER, Binaries, binaries_for
from curule.data.embedded.home import Home, exclusive, home_in
from curule.data.embedded.left_behind import clear_left_behind

DATABASE = "curule"
_SUPERUSER = "curule"
_PATIENCE_SECONDS = 60
_SETTINGS = {
    "listen_addresses": "",  # no port: none can be busy, and nobody else on the machine gets in
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    # Parallel plans want /dev/shm, of which a container has little.
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
}
_FOR_THROWAWAY_DATA = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)?")  # before PostgreSQL 10 as in 9.6
_COMPLAINT = re.compile(r"(?:FATAL|PANIC|error): +")
_SHELL_MARKS = ('"', "$", "`")
_SOON = ("starting up", "shutting down", "not yet accepting", "recovery")


@contextlib.contextmanager
def running_server(data_folder: Path, *, durable: bool = True) -> Iterator[DatabaseUrl]:
    """Keep the server of `data_folder` running for the block; give the address of its database.

    The first who enters starts it, the last who leaves stops it; `durable=False`, for tests, lets
    the one who starts it give up safety at power failure for speed.

    Raises:
        DatabaseUnavailable: it cannot be started; the sentence says why and what to do.
    """
    with _told_in_one_sentence(data_folder):
        home = home_in(data_folder)
        server = _Server(home=home, binaries=binaries_for(home.account), durable=durable)
        user = server.join()
    try:
        yield server.url
    finally:
        server.leave(user)


@dataclass(frozen=True, slots=True)
class _Server:
    home: Home
    binaries: Binaries
    durable: bool

    @property
    def url(self) -> DatabaseUrl:
        return DatabaseUrl(
            {"host": str(self.home.socket_folder()), "user": _SUPERUSER, "dbname": DATABASE}
        )

    def join(self) -> IO[bytes]:
        """Start the server unless it runs; return the file whose shared lock makes us a user."""
        with exclusive(self.home.turnstile), contextlib.ExitStack() as undo:
            user = undo.enter_context(self.home.users.open("ab"))
            alone = _lock_at_once(user)
            if not self._answers():
                self._start(alone=alone)
            fcntl.flock(user, fcntl.LOCK_SH)
            undo.pop_all()
            return user

    def leave(self, user: IO[bytes]) -> None:
        """Stop being a user, and stop the server if nobody else is one."""
        with exclusive(self.home.turnstile), user:
            if _lock_at_once(user):
                self._stop()

    def _answers(self) -> bool:
        """Tell whether the server runs; one that is just starting or stopping is waited for."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while (self.home.cluster / "postmaster.pid").exists() and time.monotonic() < until:
            try:
                self._connect().close()
            except psycopg.OperationalError as error:
                if not any(sign in str(error) for sign in _SOON):
                    return False
                time.sleep(0.1)
            else:
                return True
        return False

    def _connect(self) -> psycopg.Connection:
        address = self.url.with_database("postgres").parameters
        return psycopg.connect(**address, connect_timeout=10, autocommit=True)  # type: ignore[arg-type]

    def _start(self, *, alone: bool) -> None:
        _refuse_unusable_name(self.home.folder)
        if not self.home.cluster.exists():
            self._make_cluster()
        self._check_cluster()
        if not alone and _is_postmaster_of(self.home.cluster):
            raise DatabaseUnavailable(
                f"The server of {self.home.folder} runs but does not answer, and others use it; "
                f"end their commands, then try again (it writes to {self.home.log})."
            )
        if _is_postmaster_of(self.home.cluster):
            self._stop()
        # Its process number may by now be that of some other process, which the server would spare.
        (self.home.cluster / "postmaster.pid").unlink(missing_ok=True)
        self._run_postmaster()
        self._make_database()
        if os.geteuid() == 0:
            clear_left_behind(SYSTEM_FOLDER)

    def _make_cluster(self) -> None:
        draft = self.home.folder / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.home.account.own(draft)
        with self.home.log.open("wb") as log:
            failed = self.binaries.run(
                "initdb", "--pgdata", str(draft), "--username", _SUPERUSER, "--auth", "trust",
                "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin",
                "--builtin-locale", "C.UTF-8", "--no-instructions",
                *([] if self.durable else ["--no-sync"]),
                output=log.fileno(),
            )  # fmt: skip
        if failed:
            shutil.rmtree(draft, ignore_errors=True)
            self._refuse("could not be made")
        draft.rename(self.home.cluster)

    def _check_cluster(self) -> None:
        for name in ("PG_VERSION", "global/pg_control", "postgresql.conf"):
            if not (self.home.cluster / name).is_file():
                self._refuse(f"is damaged ({name} is missing)")
        made_by = (self.home.cluster / "PG_VERSION").read_bytes().strip().decode(errors="replace")
        if not _VERSION.fullmatch(made_by):
            self._refuse("is damaged (PG_VERSION is no number)")
        if made_by != self.binaries.major:
            raise DatabaseUnavailable(
                f"The database in {self.home.cluster} was made by PostgreSQL {made_by}, but this "
                f"installation brings {self.binaries.major}; run the Curule that made it, or set "
                "DATABASE_URL."
            )

    def _run_postmaster(self) -> None:
        settings = {
            **_SETTINGS,
            **({} if self.durable else _FOR_THROWAWAY_DATA),
            "unix_socket_directories": str(self.home.make_socket_folder()),
        }
        options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())
        if self.home.log.exists():
            self.home.log.replace(self.home.log.with_suffix(".log.before"))
        with self.home.log.open("wb") as log:
            failed = self.binaries.run(
                "pg_ctl", "start", "--pgdata", str(self.home.cluster), "--wait",
                "--timeout", str(_PATIENCE_SECONDS), "--silent", "--options", options,
                output=log.fileno(),
            )  # fmt: skip
        if failed:
            self._refuse("could not be started")

    def _make_database(self) -> None:
        try:
            with self._connect() as connection:
                query = "SELECT 1 FROM pg_database WHERE datname = %s"
                if connection.execute(query, [DATABASE]).fetchone() is None:
                    connection.execute(
                        sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE))
                    )
        except psycopg.Error:
            self._stop()
            self._refuse("is damaged")

    def _stop(self) -> None:
        """Stop the server; if it will not, the next user joins it."""
        with self.home.log.open("ab") as log:
            self.binaries.run(
                "pg_ctl", "stop", "--pgdata", str(self.home.cluster), "--mode", "fast", "--wait",
                "--timeout", str(_PATIENCE_SECONDS), "--silent",
                output=log.fileno(),
            )  # fmt: skip
        shutil.rmtree(self.home.socket_folder(), ignore_errors=True)

    def _refuse(self, what: str) -> NoReturn:
        told = _lines(self.home.log)
        if any(os.strerror(errno.ENOSPC) in line for line in told) or _is_full(self.home.folder):
            raise _disk_full(self.home.folder)
        complaints = [_COMPLAINT.split(line)[-1] for line in told if _COMPLAINT.search(line)]
        reason = f" ({complaints[-1]})" if complaints else ""
        raise DatabaseUnavailable(
            f"The database in {self.home.cluster} {what}{reason}; restore the "
            "folder from a backup, or move it away to start with an empty one "
            f"(the server's own words are in {self.home.log})."
        )


def _refuse_unusable_name(folder: Path) -> None:
    """Refuse the marks that pg_ctl passes on to a shell inside quotation marks, unescaped."""
    unusable = [mark for mark in _SHELL_MARKS if mark in str(folder)]
    if unusable:
        raise DatabaseUnavailable(
            f"PostgreSQL cannot work in {folder}: the name of its folder must be without "
            f"{' and '.join(unusable)}; let CURULE_DATA name another folder."
        )


def _lock_at_once(file: IO[bytes]) -> bool:
    """Take the exclusive lock if nobody else holds any; say whether."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lines(log: Path) -> list[str]:
    try:
        return log.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _is_full(folder: Path) -> bool:
    """Tell whether there is no room for a word; a server on a full disk cannot even log why."""
    return shutil.disk_usage(folder).free < 1_000_000


def _disk_full(folder: Path) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The disk of {folder} is full; make room and run the command again."
    )


def _is_postmaster_of(cluster: Path) -> bool:
    """Tell whether the process named in postmaster.pid is a server of this very cluster."""
    try:
        process = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0].strip()
        command = Path("/proc", process, "cmdline").read_bytes()
    except (OSError, IndexError):
        return False
    return b"postgres" in command and str(cluster).encode() in command


@contextlib.contextmanager
def _told_in_one_sentence(data_folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _disk_full(data_folder) from None
        raise DatabaseUnavailable(
            f"The data folder {data_folder} cannot be used ({error.strerror}: {error.filename}); "
            "correct it, or let CURULE_DATA name another one."
        ) from None
