"""A page of a long list: its rows, its number, and how many there are in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
R = TypeVar("R")

ROWS_PER_PAGE: Final = 50
LAST_PAGE: Final = 10_000
"""Nobody turns so many pages; whoever asks for more is answered with the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[R]):
    """Some rows of a list; pages are counted from 1."""

    rows: tuple[R, ...]
    number: int
    total: int
    size: int

    @property
    def first(self) -> int:
        """The place of the first row in the whole list, from 1; 0 where there is none."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The place of the last row in the whole list."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def before(self) -> int | None:
        """The page before this one, or None."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The page after this one, or None."""
        return self.number + 1 if self.last < self.total and self.rows else None


def of_one(found: QuerySet[M], **ids: UUID | None) -> QuerySet[M]:
    """Return what belongs to one account, subscription or the like; None asks for all."""
    return found.filter(**{name: value for name, value in ids.items() if value is not None})


def page_of(
    found: QuerySet[Any],
    number: int,
    rows: Callable[[list[Any]], Iterable[R]],
    *,
    size: int = ROWS_PER_PAGE,
) -> Page[R]:
    """Return one page of a query; `rows` turns its models into rows, all at once."""
    at = min(max(number, 1), LAST_PAGE)
    listed: list[Model] = list(found[(at - 1) * size : at * size])
    return Page(rows=tuple(rows(listed)), number=at, total=found.count(), size=size)
