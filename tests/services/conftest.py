"""Every service test runs on a migrated PostgreSQL, and leaves it as the rules want it.

The transaction is rolled back, so what the database checks at a commit is asked for before.
"""

from collections.abc import Iterator

import pytest
from django.db import connection

from curule.selectors.invariants import verify


@pytest.fixture(autouse=True)
def _database(db: None) -> Iterator[None]:  # noqa: ARG001
    """The shared database; afterwards nothing in it may break an invariant."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not list(verify())
