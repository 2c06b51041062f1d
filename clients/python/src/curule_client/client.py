"""The two clients: one that waits, one for `await`. Both send the same calls."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

import httpx

from curule_client import calls
from curule_client.calls import Call, Listing
from curule_client.errors import NoConnection
from curule_client.sending import Retrying, answer_of, request_of

P = ParamSpec("P")
T = TypeVar("T")
_USUAL_SECONDS = 30.0


class Pages(Generic[T]):
    """A list that fetches its pages as somebody goes through it: `for each in pages`."""

    def __init__(self, client: Curule, listing: Listing[T]) -> None:
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

    def __init__(self, client: AsyncCurule, listing: Listing[T]) -> None:
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

    def __init__(self, client: Curule) -> None:
        self._client = client

    @property
    def client(self) -> Curule:
        """The client that sends."""
        return self._client


class AsyncNoun:
    """The same for `await`."""

    def __init__(self, client: AsyncCurule) -> None:
        self._client = client

    @property
    def client(self) -> AsyncCurule:
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


# --- the nouns -----------------------------------------------------------------------------------


class Entitlements(Noun):
    """Who may use what."""

    get = sent(calls.get_entitlement)
    get_many = sent(calls.get_entitlements)


class Accounts(Noun):
    """The vendor's customers."""

    list = paged(calls.list_accounts)
    get = sent(calls.get_account)
    create = sent(calls.create_account)


class Plans(Noun):
    """What is sold, and by which rules."""

    list = paged(calls.list_plans)


class Quotes(Noun):
    """What purchases and changes cost, and their orders."""

    purchase = sent(calls.quote_purchase)
    seats = sent(calls.quote_seats)
    get = sent(calls.get_quote)
    accept = sent(calls.accept_quote)


class Subscriptions(Noun):
    """What customers have bought."""

    list = paged(calls.list_subscriptions)
    get = sent(calls.get_subscription)
    change_seats = sent(calls.change_seats)


class Seats(Noun):
    """Seats, given to people and taken back."""

    assign = sent(calls.assign_seats)
    unassign = sent(calls.unassign_seat)


class Tokens(Noun):
    """Offline tokens."""

    issue = sent(calls.issue_token)
    revoke = sent(calls.revoke_token)


class Devices(Noun):
    """The devices on which seats are used offline."""

    list = paged(calls.list_devices)
    release = sent(calls.release_device)


class AsyncEntitlements(AsyncNoun):
    """Who may use what."""

    get = awaited(calls.get_entitlement)
    get_many = awaited(calls.get_entitlements)


class AsyncAccounts(AsyncNoun):
    """The vendor's customers."""

    list = paged_later(calls.list_accounts)
    get = awaited(calls.get_account)
    create = awaited(calls.create_account)


class AsyncPlans(AsyncNoun):
    """What is sold, and by which rules."""

    list = paged_later(calls.list_plans)


class AsyncQuotes(AsyncNoun):
    """What purchases and changes cost, and their orders."""

    purchase = awaited(calls.quote_purchase)
    seats = awaited(calls.quote_seats)
    get = awaited(calls.get_quote)
    accept = awaited(calls.accept_quote)


class AsyncSubscriptions(AsyncNoun):
    """What customers have bought."""

    list = paged_later(calls.list_subscriptions)
    get = awaited(calls.get_subscription)
    change_seats = awaited(calls.change_seats)


class AsyncSeats(AsyncNoun):
    """Seats, given to people and taken back."""

    assign = awaited(calls.assign_seats)
    unassign = awaited(calls.unassign_seat)


class AsyncTokens(AsyncNoun):
    """Offline tokens."""

    issue = awaited(calls.issue_token)
    revoke = awaited(calls.revoke_token)


class AsyncDevices(AsyncNoun):
    """The devices on which seats are used offline."""

    list = paged_later(calls.list_devices)
    release = awaited(calls.release_device)


# --- the clients ---------------------------------------------------------------------------------


class Curule:
    """A client that waits for each answer; it may be shared by threads. Close it, or use `with`.

    `http` is an `httpx.Client` of your own, with proxies or certificates. `sleep` waits between two
    attempts.
    """

    def __init__(
        self,
        key: str,
        *,
        base_url: str,
        http: httpx.Client | None = None,
        retrying: Retrying | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._key = key
        self._base = base_url.rstrip("/")
        self._http = http or httpx.Client(timeout=_USUAL_SECONDS)
        self._retrying = retrying or Retrying()
        self._sleep = sleep
        self.entitlements = Entitlements(self)
        self.accounts = Accounts(self)
        self.plans = Plans(self)
        self.quotes = Quotes(self)
        self.subscriptions = Subscriptions(self)
        self.seats = Seats(self)
        self.tokens = Tokens(self)
        self.devices = Devices(self)

    def send(self, call: Call[T]) -> T:
        """Send a call, again where that helps, and return its answer.

        Raises:
            ApiError: the service refused it; the class and `code` say why.
            NoConnection: the service was not reached.
        """
        request, attempt = request_of(self._base, self._key, call), 0
        while True:
            attempt += 1
            answer, lost = self._try(request)
            pause = self._retrying.pause(attempt, answer)
            if pause is None:
                if answer is None:
                    raise NoConnection(str(lost)) from lost
                return answer_of(call, answer)
            self._sleep(pause)

    def _try(self, request: httpx.Request) -> tuple[httpx.Response | None, Exception | None]:
        try:
            return self._http.send(request), None
        except httpx.TransportError as error:
            return None, error

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Curule({self._base!r})"


async def _sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)


class AsyncCurule:
    """The client for `await`: the same nouns, the same retries. Close it, or use `async with`."""

    def __init__(
        self,
        key: str,
        *,
        base_url: str,
        http: httpx.AsyncClient | None = None,
        retrying: Retrying | None = None,
        sleep: Callable[[float], Awaitable[object]] = _sleep,
    ) -> None:
        self._key = key
        self._base = base_url.rstrip("/")
        self._http = http or httpx.AsyncClient(timeout=_USUAL_SECONDS)
        self._retrying = retrying or Retrying()
        self._sleep = sleep
        self.entitlements = AsyncEntitlements(self)
        self.accounts = AsyncAccounts(self)
        self.plans = AsyncPlans(self)
        self.quotes = AsyncQuotes(self)
        self.subscriptions = AsyncSubscriptions(self)
        self.seats = AsyncSeats(self)
        self.tokens = AsyncTokens(self)
        self.devices = AsyncDevices(self)

    async def send(self, call: Call[T]) -> T:
        """Send a call, again where that helps, and return its answer.

        Raises:
            ApiError: the service refused it; the class and `code` say why.
            NoConnection: the service was not reached.
        """
        request, attempt = request_of(self._base, self._key, call), 0
        while True:
            attempt += 1
            answer, lost = await self._try(request)
            pause = self._retrying.pause(attempt, answer)
            if pause is None:
                if answer is None:
                    raise NoConnection(str(lost)) from lost
                return answer_of(call, answer)
            await self._sleep(pause)

    async def _try(self, request: httpx.Request) -> tuple[httpx.Response | None, Exception | None]:
        try:
            return await self._http.send(request), None
        except httpx.TransportError as error:
            return None, error

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncCurule({self._base!r})"


def _id_of(item: Any) -> str:  # noqa: ANN401 - an item of any list
    """Return the id from which the next page follows."""
    return str(item.id)
