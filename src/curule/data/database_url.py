"""Where a database is, how to connect to it, and the one sentence said when that fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

_OLDEST_SERVER = 15
_SCHEMES = ("postgresql://", "postgres://")
_PLAIN = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT", "dbname": "NAME"}


class DatabaseUnavailable(Exception):
    """There is no database to work on; `sentence` says what to do about it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True, repr=False)
class DatabaseUrl:
    """The address of one database: libpq's parameters (`host` may be the folder of a socket)."""

    parameters: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `postgresql://user:password@host:port/name?parameter=value`.

        Raises:
            DatabaseUnavailable: it is not such an address, or names no database.
        """
        if not text.startswith(_SCHEMES):
            raise DatabaseUnavailable(
                "DATABASE_URL does not begin with postgresql://; Curule runs on PostgreSQL only: "
                "write it as postgresql://user:password@host:5432/name."
            )
        try:
            parameters = {key: str(value) for key, value in conninfo_to_dict(text).items()}
        except psycopg.ProgrammingError:
            # libpq quotes what it could not read, and that may be the password: it is not told.
            raise DatabaseUnavailable(
                "DATABASE_URL cannot be read; write postgresql://user:password@host:5432/name, "
                "special characters of the password percent-encoded."
            ) from None
        if not parameters.get("dbname"):
            raise DatabaseUnavailable(
                "DATABASE_URL names no database; add its name after the last slash: "
                "postgresql://user:password@host:5432/name."
            )
        return cls(parameters)

    @property
    def database(self) -> str:
        """The name of the database."""
        return self.parameters["dbname"]

    def with_database(self, name: str) -> "DatabaseUrl":
        """Return the address of another database on the same server."""
        return DatabaseUrl({**self.parameters, "dbname": name})

    def django(self) -> dict[str, Any]:
        """Return the part of Django's DATABASES entry that says where the database is."""
        entry: dict[str, Any] = {key: self.parameters.get(name, "") for name, key in _PLAIN.items()}
        entry["OPTIONS"] = {
            name: value for name, value in self.parameters.items() if name not in _PLAIN
        }
        return entry

    def text(self) -> str:
        """Return the address as one line for DATABASE_URL, password included: not for printing."""
        query = {
            k: v for k, v in self.parameters.items() if k not in {"user", "password", "dbname"}
        }
        user = quote(self.parameters.get("user", ""), safe="")
        password = quote(self.parameters.get("password", ""), safe="")
        sign_in = f"{user}:{password}@" if password else f"{user}@" if user else ""
        name = quote(self.database, safe="")
        return f"postgresql://{sign_in}/{name}" + (f"?{urlencode(query)}" if query else "")

    def __str__(self) -> str:
        """Name the database for people, without the password."""
        host = self.parameters.get("host", "the default socket")
        port = self.parameters.get("port", "5432")
        return f"database {self.database!r} at {host if host.startswith('/') else f'{host}:{port}'}"

    def __repr__(self) -> str:
        return f"<DatabaseUrl {self}>"


def connect(url: DatabaseUrl) -> psycopg.Connection:
    """Open an autocommit connection for work on the server itself (databases, locks).

    Raises:
        DatabaseUnavailable: nobody answers, or not as a PostgreSQL that Curule can use.
    """
    parameters: dict[str, Any] = {"connect_timeout": "10", **url.parameters}
    try:
        connection = psycopg.connect(**parameters, autocommit=True)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(_sentence(url, str(error))) from None
    major = connection.info.server_version // 10_000
    if major < _OLDEST_SERVER:
        connection.close()
        raise DatabaseUnavailable(
            f"The server of {url} is PostgreSQL {major}; Curule needs {_OLDEST_SERVER} or newer."
        )
    return connection


_CAUSES = (
    ("password authentication failed", "it does not accept this user and password; correct them"),
    ("no password supplied", "it asks for a password; add one"),
    ("does not exist", "it has no such database or user; create it, or correct the name"),
    ("Connection refused", "nothing listens there; start the server, or correct host and port"),
    ("No such file or directory", "nothing listens there; start the server, or correct the folder"),
    ("resolve host", "this host name is unknown; correct it"),
    ("translate host name", "this host name is unknown; correct it"),
    ("invalid port", "this is no port; correct it"),
    ("timeout", "it does not answer in time; check the host, the port and the firewall"),
    ("too many clients", "all its connections are taken; close some, or raise max_connections"),
    ("connection slots", "all its connections are taken; close some, or raise max_connections"),
    ("starting up", "it is just starting; try again in a moment"),
    ("invalid response", "what answers on this port is not PostgreSQL; correct the port"),
    ("closed the connection", "what answers on this port is not PostgreSQL; correct the port"),
)  # fmt: skip


def _sentence(url: DatabaseUrl, told: str) -> str:
    for sign, cause in _CAUSES:
        if sign in told:
            return f"Cannot reach {url}: {cause} (DATABASE_URL)."
    last = told.strip().splitlines()[-1] if told.strip() else "no reason given"
    return f"Cannot reach {url}: {last} (DATABASE_URL)."
