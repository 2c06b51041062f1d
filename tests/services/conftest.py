"""Every service test runs on a migrated PostgreSQL, in a transaction that is rolled back."""

import pytest


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """The shared database."""
