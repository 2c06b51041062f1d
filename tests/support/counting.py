"""Count the statements and the rows that something takes from the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from curule.data import statements


class Counted:
    """Statements, Django's and our own; `rows` are those that our own brought."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.own = 0
        self.rows = 0
        run = statements._run  # the one place all of ours go through

        def counted(*given: object) -> object:
            self.own += 1
            cursor = run(*given)  # type: ignore[arg-type]
            self.rows += max(cursor.rowcount, 0)
            return cursor

        monkeypatch.setattr(statements, "_run", counted)

    def of(self, read: Callable[[], object]) -> int:
        """Return how many statements a function takes."""
        self.own = self.rows = 0
        with CaptureQueriesContext(connection) as django:
            read()
        return len(django) + self.own

    def page(self, client: Client, path: str) -> int:
        """Return how many statements a page takes."""

        def read() -> None:
            assert client.get(path).status_code == 200

        return self.of(read)
