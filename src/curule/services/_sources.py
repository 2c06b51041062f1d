"""What can fall due, and the one question that finds what is due first.

Every source is asked in one query. Django would build it anew each time, which takes longer than
the answer, so its text is kept for each shape of the question: whether it names a clock, and
whether it names accounts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, UUIDField, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose time is meant: the accounts of a clock, of the real time, or a few named ones."""

    clock_id: UUID | None = None
    account_ids: frozenset[UUID] | None = None

    def of(self, field_name: str = "account") -> Q:
        """Return the condition on a table whose account is `field_name`."""
        chosen = Q(**{f"{field_name}__clock_id": self.clock_id})
        if self.account_ids is not None:
            chosen &= Q(_compared(f"{field_name}_id", " = ANY(", self.account_ids))
        return chosen


@dataclass(frozen=True, slots=True)
class DueItem:
    """One row that is due: when it was due, in which order, what is to be done, and for whom."""

    due_at: datetime
    rank: int
    source: str
    account_id: UUID
    id: UUID


Finder = Callable[[Scope, datetime, Collection[UUID]], DueItem | None]
Handler = Callable[[DueItem], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of thing that falls due; at one instant the lower rank comes first.

    Nothing of it is due before the time in the `column` of one of its `rows`. Where that is all,
    the row is what is due; where more decides, `look_closer` finds it, once there is such a row.
    """

    name: str
    rank: int
    rows: Callable[[], QuerySet[Any]]
    column: str
    carry_out: Handler
    account: str = "account"
    look_closer: Finder | None = None

    def first(self, scope: Scope, now: datetime, passed_over: Collection[UUID]) -> QuerySet[Any]:
        """Return a query for the earliest row, as the fields of a `DueItem`."""
        rows = self.rows().filter(scope.of(self.account), **{f"{self.column}__lte": now})
        if self.look_closer is None:
            rows = rows.filter(_compared("id", " <> ALL(", passed_over))
        return rows.order_by(self.column, "id").values_list(
            F(self.column), Value(self.rank), Value(self.name), F(f"{self.account}_id"), F("id")
        )[:1]


def earliest(
    sources: Sequence[Source], scope: Scope, now: datetime, passed_over: Collection[UUID]
) -> DueItem | None:
    """Return what is due first by `now`, None if nothing is; rows `passed_over` are left out."""
    closer = {each.name: each.look_closer for each in sources}
    found = []
    for item in _first_rows(tuple(sources), scope, now, passed_over):
        look_closer = closer[item.source]
        found.append(look_closer(scope, now, passed_over) if look_closer else item)
    items = (item for item in found if item is not None)
    return min(items, key=lambda item: (item.due_at, item.rank, item.id), default=None)


def _compared(column: str, comparison: str, ids: Collection[UUID]) -> Func:
    """Compare with one array: a list would be many values, and a text for each number of them."""
    listed = Value(list(ids), output_field=ArrayField(UUIDField()))
    return Func(
        F(column),
        listed,
        template="%(expressions)s)",
        arg_joiner=comparison,
        output_field=BooleanField(),
    )


# --- the question and its shapes ------------------------------------------------------------------

_NOW: Final = datetime(9999, 12, 31, tzinfo=UTC)
_CLOCK, _ACCOUNT, _PASSED_OVER = (UUID(int=number) for number in range(1, 4))
"""These stand in a kept text for what a question means by them."""


def _first_rows(
    sources: tuple[Source, ...], scope: Scope, now: datetime, passed_over: Collection[UUID]
) -> list[DueItem]:
    has_accounts = scope.account_ids is not None
    text, values = _question(sources, scope.clock_id is not None, has_accounts)
    meant: list[tuple[object, Any]] = [
        (_NOW, now),
        (_CLOCK, scope.clock_id),
        ([_ACCOUNT], list(scope.account_ids or ())),
        ([_PASSED_OVER], list(passed_over)),
    ]
    asked = [next((given for mark, given in meant if mark == each), each) for each in values]
    with connection.cursor() as cursor:
        cursor.execute(text, asked)
        return [DueItem(*row) for row in cursor.fetchall()]


@cache
def _question(
    sources: tuple[Source, ...],
    has_clock: bool,  # noqa: FBT001
    has_accounts: bool,  # noqa: FBT001
) -> tuple[str, tuple[Any, ...]]:
    scope = Scope(
        clock_id=_CLOCK if has_clock else None,
        account_ids=frozenset({_ACCOUNT}) if has_accounts else None,
    )
    first, *others = (source.first(scope, _NOW, [_PASSED_OVER]) for source in sources)
    text, values = first.union(*others, all=True).query.sql_with_params()
    return text, tuple(values)
