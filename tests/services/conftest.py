"""Every service test runs on a migrated PostgreSQL, and leaves it as the rules want it.

The transaction is rolled back, so what the database checks at a commit is asked for before.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import Max

from curule.data.models import Event, RevenueSchedule
from curule.selectors.invariants import verify
from curule.services.invoices import revenue


@pytest.fixture(autouse=True)
def _database(db: None) -> Iterator[None]:  # noqa: ARG001
    """The shared database; afterwards nothing in it may break an invariant."""
    yield
    _close_the_months()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not list(verify())


def _close_the_months() -> None:
    """Post the revenue of the months that have ended, as the worker would have done meanwhile."""
    due = RevenueSchedule.objects.filter(next_at__isnull=False, account__clock_id=None)
    for books in due:
        happened = Event.objects.filter(account_id=books.account_id)
        last = happened.aggregate(at=Max("occurred_at"))["at"]
        while last is not None and books.next_at is not None and books.next_at <= last:
            revenue.recognize_due(account_id=books.account_id, now=books.next_at)
            books.refresh_from_db()
