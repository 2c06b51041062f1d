"""How calls become methods: what both clients do with a call, and how a list is gone through."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from curule_client.calling import Call, Listing

P = ParamSpec("P")
T = TypeVar("T")


class Sends(Protocol):
    """Sends a call and waits for its answer."""

    def send(self, call: Call[T]) -> T:
        """Send a call and return its answer."""
        ...


class AsyncSends(Protocol):
    """The same for `await`."""

    async def send(self, call: Call[T]) -> T:
        """Send a call and return its answer."""
        ...


class Pages(Generic[T]):
    """A list that fetches its pages as somebody goes through it: `for each in pages`."""

    def __init__(self, client: Sends, listing: Listing[T]) -> None:
        self._client = client
        self._listing = listing

    def __iter__(self) -> Iterator[T]:
        after: str | None = None
        while True:
            page = self._client.send(self._listing.page(after))
            yield from page.data
            if not page.has_more or not page.data:
                return
            after = _id_of(page.data[-1])


class AsyncPages(Generic[T]):
    """The same for `async for each in pages`."""

    def __init__(self, client: AsyncSends, listing: Listing[T]) -> None:
        self._client = client
        self._listing = listing

    async def __aiter__(self) -> AsyncIterator[T]:
        after: str | None = None
        while True:
            page = await self._client.send(self._listing.page(after))
            for each in page.data:
                yield each
            if not page.has_more or not page.data:
                return
            after = _id_of(page.data[-1])


class Noun:
    """What can be done with one kind of thing."""

    def __init__(self, client: Sends) -> None:
        self._client = client

    @property
    def client(self) -> Sends:
        """The client that sends."""
        return self._client


class AsyncNoun:
    """The same for `await`."""

    def __init__(self, client: AsyncSends) -> None:
        self._client = client

    @property
    def client(self) -> AsyncSends:
        """The client that sends."""
        return self._client


def sent(call: Callable[P, Call[T]]) -> Callable[Concatenate[Noun, P], T]:
    """Return the method that sends a call and returns its answer."""

    @functools.wraps(call)
    def send(noun: Noun, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return noun.client.send(call(*args, **kwargs))

    return send


def paged(listing: Callable[P, Listing[T]]) -> Callable[Concatenate[Noun, P], Pages[T]]:
    """Return the method that goes through a list."""

    @functools.wraps(listing)
    def pages(noun: Noun, /, *args: P.args, **kwargs: P.kwargs) -> Pages[T]:
        return Pages(noun.client, listing(*args, **kwargs))

    return pages


def awaited(call: Callable[P, Call[T]]) -> Callable[Concatenate[AsyncNoun, P], Awaitable[T]]:
    """Return the method that sends a call and returns its answer when it is there."""

    @functools.wraps(call)
    def send(noun: AsyncNoun, /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        return noun.client.send(call(*args, **kwargs))

    return send


def paged_later(
    listing: Callable[P, Listing[T]],
) -> Callable[Concatenate[AsyncNoun, P], AsyncPages[T]]:
    """Return the method that goes through a list, for `async for`."""

    @functools.wraps(listing)
    def pages(noun: AsyncNoun, /, *args: P.args, **kwargs: P.kwargs) -> AsyncPages[T]:
        return AsyncPages(noun.client, listing(*args, **kwargs))

    return pages


def _id_of(item: Any) -> str:  # noqa: ANN401 - an item of any list
    """Return the id from which the next page follows."""
    return str(item.id)
