"""The two clients: one that waits, one for `await`. Both send the same calls."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self, TypeVar

import httpx

from curule_client.calling import Call
from curule_client.errors import NoConnection
from curule_client.nouns import awaiting, waiting
from curule_client.sending import Retrying, answer_of, request_of

T = TypeVar("T")
_USUAL_SECONDS = 30.0


class Curule(waiting.Nouns):
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
        super().__init__(self)

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


class AsyncCurule(awaiting.Nouns):
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
        super().__init__(self)

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
