"""A window on a long list, the newest first: rows after one row or before one, never by number.

Ids are in the order of making (UUIDv7), so the window stays where it is while rows are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import QuerySet

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Up to `limit` rows older than the row `after`, or newer than the row `before`, or between.

    `made` narrows the list by when its rows were made: `gte`, `gt`, `lte`, `lt`. `counts` asks how
    many there are in all.
    """

    limit: int = 20
    after: UUID | None = None
    before: UUID | None = None
    made: Mapping[str, datetime] = field(default_factory=dict)
    counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Generic[R]):
    """The rows of a window, the newest first, and whether more follow in its direction."""

    rows: tuple[R, ...]
    has_more: bool
    total: int | None


def slice_of(
    found: QuerySet[Any],
    window: Window,
    rows: Callable[[Sequence[Any]], Iterable[R]],
    *,
    made_at: str = "created_at",
) -> Slice[R]:
    """Return what a window shows of a query; `rows` turns its models into rows, all at once."""
    found = found.filter(**{f"{made_at}__{step}": at for step, at in window.made.items()})
    listed, has_more = _seen(found, window)
    return Slice(
        rows=tuple(rows(listed)),
        has_more=has_more,
        total=found.count() if window.counts else None,
    )


def _seen(found: QuerySet[Any], window: Window) -> tuple[list[Any], bool]:
    if window.after is not None:
        found = found.filter(id__lt=window.after)
    if window.before is not None:
        taken = list(found.filter(id__gt=window.before).order_by("id")[: window.limit + 1])
        return taken[: window.limit][::-1], len(taken) > window.limit
    taken = list(found.order_by("-id")[: window.limit + 1])
    return taken[: window.limit], len(taken) > window.limit


def narrowed(found: QuerySet[Any], **values: object) -> QuerySet[Any]:
    """Return the rows with these values; None and the empty text ask for all."""
    return found.filter(**{name: value for name, value in values.items() if value})
