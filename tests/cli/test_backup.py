"""`curule backup` and `curule restore`: what was there is there again, and nothing else is lost."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from curule.data.database_url import DatabaseUrl
from curule.data.databases import create_database, drop_database
from curule.worker.clock import utc_now
from tests.support.commands import run_curule
from tests.support.shop import Shop

pytestmark = [pytest.mark.fault("F15"), pytest.mark.threat("TH38")]


@pytest.fixture
def empty(fresh_database: DatabaseUrl) -> Iterator[DatabaseUrl]:
    url = fresh_database.with_database(f"{fresh_database.database}_again")
    create_database(url, template="template0")
    try:
        yield url
    finally:
        drop_database(url)


def _rows(url: DatabaseUrl, table: str) -> list[tuple[object, ...]]:
    with psycopg.connect(**url.parameters) as looked:  # type: ignore[arg-type]
        ordered = sql.SQL("SELECT * FROM {} ORDER BY id").format(sql.Identifier(table))
        return looked.execute(ordered).fetchall()


def test_a_backup_becomes_the_same_database_again(
    fresh_database: DatabaseUrl, empty: DatabaseUrl, tmp_path: Path
) -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True, now=utc_now())
    shop.subscribe(2)
    connection.close()
    file = tmp_path / "kept.dump"
    env = {"CURULE_DATA": str(tmp_path / "data"), "DATABASE_URL": fresh_database.text()}
    made = run_curule("backup", str(file), env=env)
    assert (made.returncode, made.stdout) == (0, f"{file}\n"), made.stderr
    assert "Keep" in made.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".kept*")) == []
    again = run_curule("backup", str(file), env=env)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)

    there = {**env, "DATABASE_URL": empty.text()}
    done = run_curule("restore", str(file), env=there)
    assert done.returncode == 0, done.stderr
    for table in ("curule_account", "curule_seat", "curule_invoice", "django_migrations"):
        assert _rows(empty, table) == _rows(fresh_database, table) != []
    verified = run_curule("verify", env=there)
    assert verified.returncode == 0, verified.stdout

    refused = run_curule("restore", str(file), env=there)
    assert refused.returncode == 1
    assert "is not empty" in refused.stderr
    with psycopg.connect(**empty.parameters, autocommit=True) as busy:  # type: ignore[arg-type]
        busy.execute("DROP TABLE curule_cache")
        company = run_curule("restore", "--yes", str(file), env=there)
        assert (company.returncode, "Somebody else works" in company.stderr) == (1, True)
    replaced = run_curule("restore", "--yes", str(file), env=there)
    assert replaced.returncode == 0, replaced.stderr
    assert run_curule("verify", env=there).returncode == 0


@pytest.mark.parametrize("broken", ["nothing but a name", "cut"])
def test_a_file_that_is_not_whole_costs_nothing(
    fresh_database: DatabaseUrl, tmp_path: Path, broken: str
) -> None:
    file = tmp_path / "broken.dump"
    file.write_bytes(b"PGDMP and nothing after it")
    if broken == "cut":
        file.unlink()
        made = run_curule("backup", str(file), env={"CURULE_DATA": str(tmp_path)})
        assert made.returncode == 0, made.stderr
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) * 9 // 10])
    before = _rows(fresh_database, "django_migrations")
    done = run_curule("restore", "--yes", str(file), env={"CURULE_DATA": str(tmp_path)})
    assert done.returncode == 1
    assert done.stderr.startswith("pg_restore failed: ")
    assert _rows(fresh_database, "django_migrations") == before
