"""`make baseline`: write the schema that a new database begins with."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from curule.data.baseline import BASELINE
from curule.data.database_url import DatabaseUrl, connect
from tests.faults import backups
from tests.support.session_folder import session_folder

MIGRATIONS: Final = BASELINE.with_name("migrations")
_HEAD: Final = """\
-- Written by `make baseline` from a database that went through the migrations below; not by hand.
-- digest of ours: {}
SET LOCAL check_function_bodies = false;
"""
_HELD: Final = re.compile(r"^INSERT INTO django_migrations .*\('curule', '(\w+)',", re.MULTILINE)
# The bodies of functions are taken letter by letter: what is compared in the end is their text.
_BODY: Final = re.compile(r"(\$\w*\$.*?\$\w*\$)", re.DOTALL)
_LEFT_OUT: Final = re.compile(
    r"^(?:--.*|\\.*|SET \w+ = .*;|SELECT pg_catalog\.set(?:_config|val)\(.*;"
    r"|COMMENT ON EXTENSION .*;|REVOKE [\w,]+ ON TABLE .*;"
    r"|INSERT INTO public\.(?!django_migrations).*;)\n",
    re.MULTILINE,
)
_APPLIED: Final = re.compile(
    r"^INSERT INTO public\.django_migrations VALUES \(\d+, ('\w+', '\w+'), '[^']*'\);$",
    re.MULTILINE,
)
_GRANTED: Final = re.compile(r"^GRANT ([\w,]+) ON TABLE (\S+) TO \S+;$", re.MULTILINE)
_RIGHTS_TO_CHANGE: Final = ("UPDATE", "DELETE", "TRUNCATE")


def written(url: DatabaseUrl) -> str:
    """Return the baseline as the migrated database says it, for every server that Curule takes."""
    statements = "".join(_tidied(dumped(url)))
    return _HEAD.format(digest_of_held(statements)) + statements


def digest_of_held(statements: str) -> str:
    """Return a digest of our migrations that a baseline holds, as they are on disk now."""
    digest = hashlib.sha256()
    for name in sorted(_HELD.findall(statements)):
        digest.update(name.encode() + (MIGRATIONS / f"{name}.py").read_bytes())
    return digest.hexdigest()


def dumped(url: DatabaseUrl) -> str:
    """Return all that is in a database as pg_dump says it."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "dump.sql")
        backups.dump(url, file, "--inserts")
        return file.read_text(encoding="utf-8")


@contextlib.contextmanager
def by_migrations_alone(server: DatabaseUrl) -> Iterator[DatabaseUrl]:
    """Make a database that went through every migration, step by step, and drop it afterwards."""
    from django.core.management import call_command

    from curule.data.databases import pointing_at

    with _empty_database(server.with_database("curule_by_migrations_alone")) as url:
        with pointing_at(url):
            call_command("migrate", verbosity=0, interactive=False)
        yield url


@contextlib.contextmanager
def by_hand(server: DatabaseUrl, statements: str) -> Iterator[DatabaseUrl]:
    """Make a database out of statements, and drop it afterwards."""
    with _empty_database(server.with_database("curule_by_hand")) as url:
        with connect(url) as sql, sql.transaction():
            sql.execute(statements.encode())
        yield url


@contextlib.contextmanager
def _empty_database(url: DatabaseUrl) -> Iterator[DatabaseUrl]:
    from curule.data.databases import create_database, drop_database

    create_database(url)
    try:
        yield url
    finally:
        drop_database(url)


def _tidied(statements: str) -> Iterator[str]:
    for number, piece in enumerate(_BODY.split(statements)):
        if number % 2:
            yield piece
            continue
        said = _LEFT_OUT.sub("", piece)
        said = _APPLIED.sub(
            r"INSERT INTO django_migrations (app, name, applied) VALUES (\1, now());", said
        )
        said = _GRANTED.sub(_revoked, said).replace("public.", "")
        yield re.sub(r"\n{2,}", "\n", said.replace(" WITH SCHEMA public", ""))


def _revoked(granted: re.Match[str]) -> str:
    """Say what the role lacks instead of what it has: newer servers know some that older do not."""
    lacks = ", ".join(right for right in _RIGHTS_TO_CHANGE if right not in granted[1].split(","))
    return f"REVOKE {lacks} ON TABLE {granted[2]} FROM PUBLIC, CURRENT_USER;"


def main() -> None:
    """Write the baseline anew."""
    with session_folder() as folder:
        os.environ["CURULE_DATA"] = str(folder / "data")
        os.environ["DJANGO_SETTINGS_MODULE"] = "curule.config.settings"
        import django

        from curule.data.embedded import running_server

        django.setup()
        with (
            running_server(folder / "data", durable=False) as server,
            by_migrations_alone(server) as url,
        ):
            BASELINE.write_text(written(url), encoding="utf-8")


if __name__ == "__main__":
    main()
