"""Test clocks: a time of their own for the accounts that hang on them."""

from django.db import models

from curule.data.models._base import Row
from curule.data.rules import never


class TestClock(Row):
    """A clock that a vendor or a scenario moves by hand; it never goes back.

    From `follows_from` on it goes with real time, and no sweep leaves it far behind.
    """

    __test__ = False  # pytest would take the name for a test class

    name = models.CharField(max_length=40, unique=True)
    now = models.DateTimeField()
    follows_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "curule_test_clock"
        triggers = [
            never("test_clock_goes_on", "it never goes back", when="NEW.now < OLD.now"),
            never(
                "test_clock_follows_on",
                "once it follows real time it does so for good",
                when="OLD.follows_from IS NOT NULL "
                "AND NEW.follows_from IS DISTINCT FROM OLD.follows_from",
            ),
        ]
