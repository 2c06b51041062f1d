"""How requests to Stripe are carried: within a bounded time as a whole, and again when it helps.

Stripe's library repeats a request under the same idempotency key; this client adds to its reasons
what the library passes over: 429, and an answer that is no JSON (a proxy's page, a text cut short).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from time import monotonic
from typing import Any, Final

import requests
import stripe
from urllib3.exceptions import HTTPError

from curule.gateways.bounded import read_body

RETRIES: Final = 2
_SHORTEST_TRY: Final = 1.0

Response = tuple[Any, int, Mapping[str, str] | None]


class DeadlineClient(stripe.HTTPClient):
    """Sends requests; all of those inside `call()` together end within `seconds`."""

    name = "requests"

    def __init__(self, *, seconds: float, try_seconds: float) -> None:
        super().__init__()
        self._seconds = seconds
        self._try_seconds = try_seconds
        self._mine = threading.local()

    @contextmanager
    def call(self) -> Iterator[None]:
        """Begin the time of one call; what it consists of, waits and repetitions, shares it."""
        self._mine.deadline = monotonic() + self._seconds
        try:
            yield
        finally:
            self._mine.deadline = 0.0

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,  # noqa: ANN401 - as in the library
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        """Send one request and read the whole answer.

        Raises:
            stripe.APIConnectionError: there was no answer in time, or no connection.
        """
        until = min(self._deadline(), monotonic() + self._try_seconds)
        left = until - monotonic()
        if left <= 0:
            raise _no_answer("no answer in time", again=False)
        try:
            with self._session().request(
                method,
                url,
                headers=dict(headers or {}),
                data=post_data,
                timeout=left,
                stream=True,
                allow_redirects=False,
            ) as response:
                return read_body(response, until=until), response.status_code, response.headers
        except requests.exceptions.SSLError as error:
            raise _no_answer(type(error).__name__, again=False) from error
        except (requests.exceptions.RequestException, HTTPError, OSError) as error:
            raise _no_answer(type(error).__name__, again=True) from error

    def close(self) -> None:
        """Close the connections of this thread."""
        if hasattr(self._mine, "session"):
            self._mine.session.close()
            del self._mine.session

    def _should_retry(
        self,
        response: Response | None,
        api_connection_error: stripe.APIConnectionError | None,
        num_retries: int,
        max_network_retries: int | None,
    ) -> bool:
        """Tell whether to send it again: never without time for it, never more often than asked."""
        if num_retries >= (max_network_retries or 0):
            return False
        pause = self.INITIAL_DELAY * 2.0**num_retries
        if self._deadline() - monotonic() < pause + min(_SHORTEST_TRY, self._try_seconds):
            return False
        if response is not None and (
            response[1] == HTTPStatus.TOO_MANY_REQUESTS or not _is_json(response[0])
        ):
            return True
        return bool(
            super()._should_retry(response, api_connection_error, num_retries, max_network_retries)
        )

    def _deadline(self) -> float:
        """Return when the call of this thread ends; a request outside of one is a call itself."""
        found: float = getattr(self._mine, "deadline", 0.0)
        return found or monotonic() + self._seconds

    def _session(self) -> requests.Session:
        """Return this thread's connections; one belongs to one thread, and to one process."""
        if not hasattr(self._mine, "session"):
            self._mine.session = requests.Session()
        session: requests.Session = self._mine.session
        return session


def _no_answer(reason: str, *, again: bool) -> stripe.APIConnectionError:
    return stripe.APIConnectionError(reason, should_retry=again)  # type: ignore[no-untyped-call]


def _is_json(text: Any) -> bool:  # noqa: ANN401 - bytes, as the library passes them on
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
