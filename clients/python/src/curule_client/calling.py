"""What a call is: a request and the type of its answer, as a value that either client sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from msgspec import UNSET

from curule_client.modelling import Page

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T]):
    """One request and the type of its answer.

    What is sent twice under one `idempotency_key` has one effect; without one of the caller's each
    call that changes something gets a key of its own, which its retries share.
    """

    method: str
    path: str
    answer: Any
    query: Mapping[str, object]
    body: Mapping[str, object] | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[T]):
    """A list, which is fetched page by page as somebody goes through it."""

    path: str
    item: type[T]
    query: Mapping[str, object]

    def page(self, after: str | None) -> Call[Page[T]]:
        """Return the call of the page that follows the item with the id `after`."""
        query = dict(self.query) if after is None else {**self.query, "starting_after": after}
        return Call(method="GET", path=self.path, answer=Page[self.item], query=query)  # type: ignore[name-defined]


def ask(
    method: str,
    path: str,
    answer: type[T],
    *,
    query: Mapping[str, object] | None = None,
    body: Mapping[str, object] | None = None,
    idempotency_key: str | None = None,
) -> Call[T]:
    """Return the call of an operation; `bytes` are answered as they come."""
    return Call(
        method=method,
        path=path,
        answer=answer,
        query=query or {},
        body=body,
        idempotency_key=idempotency_key,
    )


def given(named: Mapping[str, object]) -> dict[str, object]:
    """Return what was given of what may be given; None says nothing."""
    return {name: value for name, value in named.items() if value is not None}


def settled(named: Mapping[str, object]) -> dict[str, object]:
    """Return what was given of what may be given, where None says something of its own."""
    return {name: value for name, value in named.items() if value is not UNSET}


def in_path(written: str) -> str:
    """Return an id as one step of a path, whatever stands in it."""
    return quote(written, safe="") or "-"
