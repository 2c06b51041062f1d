"""A PostgreSQL of a test's own, that may be killed, starved of disk, and doubled."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from curule.data.database_url import DatabaseUrl
from curule.data.embedded.accounts import Account, account_for
from curule.data.embedded.binaries import Binaries, binaries_for
from tests.faults.backups import dump, restore

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "50",
    "shared_buffers": "16MB",
    "wal_keep_size": "0",
    "max_wal_size": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "lc_messages": "C",
    "restart_after_crash": "on",
}


class OwnServer:
    """One cluster in a folder, and its server while it runs."""

    def __init__(self, folder: Path, binaries: Binaries) -> None:
        self.folder = folder
        self.cluster = folder / "cluster"
        self._binaries = binaries
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> DatabaseUrl:
        """Where the database is."""
        return DatabaseUrl({"host": str(self.folder), "user": "curule", "dbname": "curule"})

    @property
    def pid(self) -> int:
        """The process of the postmaster."""
        assert self._process is not None
        return int((self.cluster / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    def make(self) -> None:
        """Make an empty cluster."""
        self.run(
            "initdb", "--pgdata", str(self.cluster), "--username", "curule", "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions",
            "--set", "fsync=off",
        )  # fmt: skip

    def copy(self, primary: OwnServer) -> None:
        """Become a standby of another server."""
        self.run(
            "pg_basebackup", "--pgdata", str(self.cluster), "--host", str(primary.folder),
            "--username", "curule", "--write-recovery-conf", "--checkpoint", "fast", "--no-sync",
            "--wal-method", "stream",
        )  # fmt: skip

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the account that owns the cluster."""
        with (self.folder / "log").open("ab") as log:
            assert self._binaries.run(program, *arguments, output=log.fileno()) == 0, self.said()

    def start(self, *, before: Callable[[], None] | None = None, **settings: str) -> None:
        """Start the server and wait for its first answer; `before` is done in its process."""
        given = {**_SETTINGS, "unix_socket_directories": str(self.folder), **settings}
        options = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._binaries.folder / "bin" / "postgres"), "-D", str(self.cluster),
                 *options],
                cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC",
                     },
                start_new_session=True, preexec_fn=before,  # noqa: PLW1509 - no other thread
                **self._binaries.account.process_options(),
            )  # fmt: skip
        self.wait()

    def wait(self, *, seconds: float = 60.0) -> None:
        """Wait until the server answers."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.connect("postgres").close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, self.said()
                time.sleep(0.05)
            else:
                return

    def connect(self, database: str = "curule") -> psycopg.Connection:
        """Connect past the proxy."""
        address = self.url.with_database(database).parameters
        return psycopg.connect(**address, autocommit=True, connect_timeout=5)  # type: ignore[arg-type]

    def ask(self, statement: str) -> object:
        """Run one statement and return the first thing it says."""
        with self.connect("postgres") as connection:
            told = connection.execute(statement.encode())
            row = told.fetchone() if told.description else None
        return row[0] if row else None

    def kill(self) -> None:
        """Kill all of it at once, as a machine that loses its power."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
            _kill_all_in(self.cluster)

    def starve(self, largest_file: int) -> None:
        """Let no process of the server write past so many bytes of a file; -1: as far as it likes.

        The kernel refuses the write, as it does where the disk is full.
        """
        limit = (largest_file, resource.RLIM_INFINITY)
        pids = [self.pid, *_children(self.pid)]

        def set_limits() -> None:
            for pid in pids:
                with suppress(ProcessLookupError):
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)

        # The limits of a process are set by its own account, even where root may not.
        subprocess.run(
            ["/bin/true"],
            check=True,
            preexec_fn=set_limits,
            **self._binaries.account.process_options(),
        )

    def said(self) -> str:
        """What the server wrote."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            stat = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(stat[1]) == parent:
                found.append(int(entry.name))
    return found


def _kill_all_in(cluster: Path) -> None:
    """Kill the backends too: they are of sessions of their own.

    One that waits for what a killed one held would not notice that the postmaster is gone.
    """
    deadline = time.monotonic() + 30
    while pids := _working_in(cluster):
        assert time.monotonic() < deadline, [_told(pid) for pid in pids]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def _told(pid: int) -> str:
    """What a process calls itself."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ").strip()
    return str(pid)


def _working_in(cluster: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if (entry / "cwd").resolve(strict=True) == cluster:
                found.append(int(entry.name))
    return found


@contextmanager
def own_servers(folder: Path, *names: str) -> Iterator[Mapping[str, OwnServer]]:
    """Make folders for some servers that their account can enter; kill them all afterwards."""
    account = account_for(folder / "none")
    binaries = binaries_for(account)
    made = {name: OwnServer(_folder_for(folder / name, account), binaries) for name in names}
    try:
        yield made
    finally:
        for server in made.values():
            server.kill()
            shutil.rmtree(server.cluster, ignore_errors=True)


def _folder_for(folder: Path, account: Account) -> Path:
    folder.mkdir(mode=0o700)
    account.own(folder)
    return folder


def fill(server: OwnServer, template: DatabaseUrl, file: Path) -> None:
    """Let the server have a migrated database, copied from a template elsewhere."""
    dump(template, file)
    restore(server.url, file)
