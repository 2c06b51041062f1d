"""A new database begins with the schema as it stands in `baseline.sql`; later migrations follow.

Played one by one, a hundred migrations take Django half a minute, since it draws all models anew
after each step. The file is written from a database that went through them
(`make baseline`), and a test compares the two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import psycopg

from curule.data.database_url import DatabaseUrl, connect

BASELINE: Final = Path(__file__).with_name("baseline.sql")

_HOLDS_SOMETHING: Final = """
SELECT FROM pg_class WHERE relnamespace = to_regnamespace(current_schema()) LIMIT 1
"""


def holds_something(server: psycopg.Connection) -> bool:
    """Tell whether there is any table, index, view or sequence in the database."""
    return server.execute(_HOLDS_SOMETHING).fetchone() is not None


def lay(url: DatabaseUrl) -> None:
    """Give an empty database the schema of the baseline, all of it or nothing; leave any other.

    What is newer than the baseline is left to the migrations.
    """
    with connect(url) as server, server.transaction():
        if not holds_something(server):
            server.execute(BASELINE.read_bytes())
