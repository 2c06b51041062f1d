"""The time it is in each account of a query: its test clock's, or the real one."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.db.models.functions import Greatest


def time_there(now: datetime, account: str = "account__") -> Case:
    """Return the expression of the time in the account that `account` leads to.

    A query names it with `alias` or `annotate` first and filters by that name: a filter that
    reaches a clock by itself would leave out the accounts that have none.
    """
    real = Value(now, output_field=DateTimeField())
    clock = F(f"{account}clock__now")
    return Case(
        When(Q(**{f"{account}clock": None}), then=real),
        When(Q(**{f"{account}clock__follows_from": None}), then=clock),
        default=Greatest(clock, real),
        output_field=DateTimeField(),
    )


TIME_THERE: Final = """
CASE WHEN clock.id IS NULL THEN %(now)s::timestamptz
     WHEN clock.follows_from IS NULL THEN clock.now
     ELSE GREATEST(clock.now, %(now)s::timestamptz) END
"""
"""The same in a statement that joins `curule_test_clock AS clock`."""
