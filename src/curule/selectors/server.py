"""The database server as it is set up: its role, its clock, what it promises about commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from curule.data.statements import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What the session of Curule meets.

    `now` is the server's clock; `loses` are settings by which an acknowledged commit can be lost.
    It `is_direct` if we speak to the process that we connected to: a pooler gives us others.
    """

    role: str
    is_superuser: bool
    may_make_roles: bool
    passes_row_security: bool
    now: datetime
    encoding: str
    loses: tuple[str, ...]
    is_encrypted: bool
    is_local: bool
    connections_left: int
    is_direct: bool


def describe_server() -> Server:
    """Return how the server is set up, as far as the role may see it."""
    [row] = fetch(_DESCRIBE, {})
    role, superuser, roles, bypass, now, encoding, fsync, pages, commit, tls, local, left, pid = row
    kept = {"fsync": fsync, "full_page_writes": pages, "synchronous_commit": commit}
    return Server(
        role=role,
        is_superuser=superuser,
        may_make_roles=roles,
        passes_row_security=bypass,
        now=now,
        encoding=encoding,
        loses=tuple(name for name, value in kept.items() if value == "off"),
        is_encrypted=tls,
        is_local=local,
        connections_left=left,
        is_direct=connection.connection.info.backend_pid == pid,
    )


_DESCRIBE: Final = """
SELECT role.rolname, role.rolsuper, role.rolcreaterole, role.rolbypassrls, clock_timestamp(),
    current_setting('server_encoding'), current_setting('fsync'),
    current_setting('full_page_writes'), current_setting('synchronous_commit'),
    COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false),
    inet_server_addr() IS NULL OR inet_server_addr() << inet '127.0.0.0/8'
        OR inet_server_addr() = inet '::1',
    current_setting('max_connections')::int - (SELECT count(*)::int FROM pg_stat_activity),
    pg_backend_pid()
FROM pg_roles AS role WHERE role.rolname = current_user
"""
