"""What is unsafe about the database: its role, its clock, its tables, what it promises (TH39)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from curule.config.doctor.findings import Finding, unsafe, unwise
from curule.data.database_url import DatabaseUnavailable, DatabaseUrl

if TYPE_CHECKING:
    from curule.selectors.server import Server

MOST_SKEW: Final = timedelta(seconds=5)
LATEST_SWEEP_SECONDS: Final = 15 * 60
LATEST_MAIL_SECONDS: Final = 60 * 60
FEWEST_CONNECTIONS: Final = 20
"""Of a web server with 8 threads and a worker, and some for whoever looks."""


def of_database(url: DatabaseUrl, *, now: Callable[[], datetime]) -> Iterator[Finding]:
    """Return what is unsafe or unwise about the database that Django points at."""
    from django.conf import settings

    from curule.selectors.server import describe_server

    before = now()
    server = describe_server()
    is_ours = not settings.CURULE_DATABASE_URL
    if not is_ours:
        yield from _of_role(server)
        yield from _of_line(server, url)
    yield from of_clock(server.now, earliest=before, latest=now())
    yield from _of_promises(server)
    yield from _of_work(now())


def _of_role(server: Server) -> Iterator[Finding]:
    rights = [
        right
        for right, has in (
            ("SUPERUSER", server.is_superuser),
            ("CREATEROLE", server.may_make_roles),
            ("BYPASSRLS", server.passes_row_security),
        )
        if has
    ]
    if rights:
        away = " ".join(f"NO{right}" for right in rights)
        yield unsafe(
            f"The role {server.role} may more than Curule needs ({', '.join(rights)}); make one "
            f"that owns its database and nothing else, or run: ALTER ROLE {server.role} {away};"
        )


def _of_line(server: Server, url: DatabaseUrl) -> Iterator[Finding]:
    if not (server.is_local or server.is_encrypted):
        yield unwise(
            f"The line to {url} is not encrypted; add ?sslmode=verify-full to DATABASE_URL, "
            "unless nobody else is on that network."
        )


def of_clock(there: datetime, *, earliest: datetime, latest: datetime) -> Iterator[Finding]:
    """Return whether the server, asked between two times of this machine, has the same one."""
    skew = max(earliest - there, there - latest, timedelta(0))
    if skew > MOST_SKEW:
        yield unsafe(
            f"The clocks of this machine and of the database differ by {skew.total_seconds():.0f} "
            "seconds; let both follow a time server (NTP)."
        )


def _of_promises(server: Server) -> Iterator[Finding]:
    from django.conf import settings

    if server.loses:
        yield unsafe(
            "The database may lose what it has acknowledged, payments too; turn on "
            f"{' and '.join(server.loses)}."
        )
    if server.encoding != "UTF8":
        yield unsafe(
            f"The database is encoded in {server.encoding}, which lacks the names of many people; "
            "make one with ENCODING 'UTF8'."
        )
    if not server.is_direct and not settings.CURULE_DB_IS_POOLED:
        yield unsafe(
            "A pooler stands before the database; if it gives each transaction another connection, "
            "set CURULE_DB_POOLER=transaction, else let Curule connect to the server itself."
        )
    if server.connections_left < FEWEST_CONNECTIONS:
        yield unwise(
            f"The database takes only {server.connections_left} more connections; raise "
            "max_connections, or put a pooler before it (CURULE_DB_POOLER)."
        )


def _of_work(now: datetime) -> Iterator[Finding]:
    from curule.selectors.operation import readiness

    seen = readiness(now=now)
    if seen.pending_migrations:
        number = len(seen.pending_migrations)
        lacks = "a migration" if number == 1 else f"{number} migrations"
        yield unsafe(f"The database lacks {lacks} of this version; run: curule migrate")
        return
    yield from _of_backup()
    if seen.sweep_age_seconds is None or seen.sweep_age_seconds > LATEST_SWEEP_SECONDS:
        yield unwise(
            "No worker has looked for what is due in the last minutes, so nothing renews, ends or "
            "is mailed; run `curule worker` (or `curule serve`, which brings one)."
        )
    if seen.mail_queue_age_seconds > LATEST_MAIL_SECONDS:
        yield unwise(
            f"A mail has waited for {seen.mail_queue_age_seconds / 3600:.0f} hours; see why: "
            "curule mails list"
        )


def _of_backup() -> Iterator[Finding]:
    """Look whether the database has forgotten numbers that it gave (I23)."""
    from curule.cli.prerequisites import refuse_older_backup

    try:
        refuse_older_backup()
    except DatabaseUnavailable as error:
        yield unsafe(error.sentence)
