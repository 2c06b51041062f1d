"""Whole databases: make one from a template, drop it, bring it up to date, point Django at it."""

import contextlib
import hashlib
import pkgutil
import secrets
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from curule.data import baseline
from curule.data.database_url import DatabaseUnavailable, DatabaseUrl, connect

_MAINTENANCE = ("postgres", "template1")
# Any number does, as long as every Curule takes the same one.
_MIGRATING = 7_210_845_331
_MAKING = 7_210_845_332
_LABEL = "curule"


def create_database(url: DatabaseUrl, *, template: str | None = None) -> None:
    """Make the database that `url` names, empty or as a copy of `template`.

    Nobody may be connected to the template meanwhile.

    Raises:
        DatabaseUnavailable: the server does not answer, or its role may not make databases.
    """
    copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    make = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(url.database)) + copied
    with _maintenance(url) as server:
        try:
            server.execute(make)
        except psycopg.errors.InsufficientPrivilege:
            role = server.info.user
            raise DatabaseUnavailable(
                f"The role {role} may not make databases on this server, and this command needs "
                f"one of its own; grant it: ALTER ROLE {role} CREATEDB."
            ) from None
        except psycopg.errors.DiskFull:
            raise DatabaseUnavailable(
                "The disk of the database server is full; make room and run the command again."
            ) from None


def drop_database(url: DatabaseUrl) -> None:
    """Drop the database that `url` names, if it is there, also under people who are connected."""
    with _maintenance(url) as server:
        server.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(url.database))
        )


@contextlib.contextmanager
def scratch_database(
    url: DatabaseUrl, *, template: str | None = None, durable: bool = True
) -> Iterator[DatabaseUrl]:
    """Make a database of one's own on the server of `url`, and drop it afterwards.

    Django is not pointed at it: that is what `pointing_at` does. `template` is by default the
    migrated one (`migrated_template`). Not `durable`, commits there wait for no disk.
    """
    chosen = template or migrated_template(url)
    scratch = url.with_database(f"{_LABEL}_scratch_{secrets.token_hex(6)}")
    create_database(scratch, template=chosen)
    try:
        if not durable:
            _let_commits_be_lost(scratch)
        yield scratch
    finally:
        drop_database(scratch)


def _let_commits_be_lost(url: DatabaseUrl) -> None:
    """Let commits in a database that is dropped anyway be done before they are on the disk."""
    with _maintenance(url) as server:
        server.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(
                sql.Identifier(url.database)
            )
        )


def migrated_template(url: DatabaseUrl) -> str:
    """Return the name of an empty migrated database on the server of `url`, made when missing.

    The name carries a digest of the migrations, so that a changed one makes another template; those
    of older migrations are dropped.
    """
    template = url.with_database(f"{_LABEL}_template_{_digest_of_migrations()}")
    with _maintenance(url) as server, _locked(server, _MIGRATING):
        if not _exists(server, template.database):
            _drop_older_templates(server, url)
            _make_whole(server, template)
    return template.database


def make_once(url: DatabaseUrl, fill: Callable[[], object]) -> bool:
    """Make the database that `url` names, migrated and filled, unless it is there; say whether.

    It gets its name when all of it is there: one that was half made, as in a crash, is begun again.
    Of two who make it at once, one waits.
    """
    with _maintenance(url) as server, _locked(server, _MAKING):
        if _exists(server, url.database):
            return False
        _make_whole(server, url, fill)
        return True


def _make_whole(
    server: psycopg.Connection, url: DatabaseUrl, fill: Callable[[], object] = lambda: None
) -> None:
    draft = url.with_database(f"{url.database}_draft")
    drop_database(draft)
    create_database(draft)
    with pointing_at(draft):
        _bring_up_to_date(draft)
        fill()
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(draft.database), sql.Identifier(url.database)
        )
    )


def migrate(url: DatabaseUrl) -> None:
    """Bring the database that Django points at up to date; of two commands at once, one waits.

    Raises:
        DatabaseUnavailable: it was made by a newer Curule.
    """
    if not _has_pending_migrations():
        return
    with connect(url) as server, _locked(server, _MIGRATING):
        if _has_pending_migrations():
            _bring_up_to_date(url)


def _bring_up_to_date(url: DatabaseUrl) -> None:
    baseline.lay(url)
    call_command("migrate", verbosity=0, interactive=False)


def pending_migrations() -> tuple[str, ...]:
    """Return the migrations that the database Django points at does not have yet.

    One that a newer Curule made lacks none: while machines are brought up to date one by one, the
    older ones go on.
    """
    applied = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(".".join(each) for each in _known_migrations() - set(applied)))


@lru_cache(maxsize=1)
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations of this program; of those that one took the place of, that one."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def point_at(url: DatabaseUrl) -> None:
    """Let Django's default connection, in every thread, lead to `url` from now on."""
    connection.close()
    _default_entry().update(_merged(_default_entry(), url))


@contextlib.contextmanager
def pointing_at(url: DatabaseUrl) -> Iterator[None]:
    """Let Django's default connection, in every thread, lead to `url` for the block.

    Threads that live longer than the block must have closed their connections by its end.
    """
    entry = _default_entry()
    before = dict(entry)
    connection.close()
    entry.update(_merged(entry, url))
    try:
        yield
    finally:
        connection.close()
        entry.clear()
        entry.update(before)


def _default_entry() -> dict[str, Any]:
    """Return the settings that every thread's default connection shares; changed in place."""
    entry: dict[str, Any] = connections.settings["default"]
    return entry


def _merged(entry: dict[str, Any], url: DatabaseUrl) -> dict[str, Any]:
    address = url.django()
    kept = {
        name: entry["OPTIONS"][name] for name in ("prepare_threshold",) if name in entry["OPTIONS"]
    }
    return {**address, "OPTIONS": {"application_name": "curule", **address["OPTIONS"], **kept}}


def _has_pending_migrations() -> bool:
    applied = set(MigrationRecorder(connection).applied_migrations())
    known = migrations_on_disk()
    strange = sorted(name for label, name in applied - known if label == _LABEL)
    if strange:
        raise DatabaseUnavailable(
            f"The database was made by a newer Curule (it has the migration {strange[-1]}); "
            "install that version, or let DATABASE_URL or CURULE_DATA name another database."
        )
    if known <= applied:  # asked at every start: without importing them
        return False
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrations_on_disk() -> set[tuple[str, str]]:
    """Return label and name of every migration file, also of those another took the place of."""
    return {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
        if not module.ispkg and module.name[0] not in "_~"
    }


def _digest_of_migrations() -> str:
    """Return a short digest of the migrations on disk, also of those still being written."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    digest = hashlib.sha256(baseline.BASELINE.read_bytes())
    for (label, name), migration in sorted((loader.disk_migrations or {}).items()):
        source = sys.modules[migration.__module__].__file__
        digest.update(f"{label}.{name}\n".encode())
        digest.update(Path(source).read_bytes() if source else b"")
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def _maintenance(url: DatabaseUrl) -> Iterator[psycopg.Connection]:
    """Open a connection that stands in no database we make, copy or drop."""
    try:
        server = connect(url.with_database(_MAINTENANCE[0]))
    except DatabaseUnavailable:
        # A role at a provider may be kept out of "postgres"; its own database does as well.
        server = connect(url)
    with server:
        yield server


@contextlib.contextmanager
def _locked(server: psycopg.Connection, number: int) -> Iterator[None]:
    server.execute("SELECT pg_advisory_lock(%s)", [number])
    try:
        yield
    finally:
        server.execute("SELECT pg_advisory_unlock(%s)", [number])


def _exists(server: psycopg.Connection, name: str) -> bool:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    return server.execute(query, [name]).fetchone() is not None


def _drop_older_templates(server: psycopg.Connection, url: DatabaseUrl) -> None:
    query = "SELECT datname FROM pg_database WHERE datname LIKE %s"
    for (name,) in server.execute(query, [rf"{_LABEL}\_template\_%"]).fetchall():
        drop_database(url.with_database(name))
