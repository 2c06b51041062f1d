"""Asking an identity provider by HTTP: within a time and a size, and at no address within (TH28).

As with messages to receivers, a name is resolved once, every address that is not public is refused,
and redirects are not followed. What a provider answers is never shown to anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from time import monotonic
from typing import Any, Final

import msgspec
import requests
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError

from curule.gateways.bounded import read_body
from curule.gateways.webhook_http import LeadsWithin, Reach, ending_after, may_lead

__all__ = ["Errand", "Reach", "Said", "may_lead"]

SECONDS = 8.0
"""So long a person waits for their provider in all, however often it is asked (F18)."""
_MOST: Final = 256 * 1024
_HEADERS: Final = {"Accept": "application/json"}


class ProviderAway(Exception):
    """The provider was not reached, or answered nothing that can be read."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider answered: its status, and an object of JSON."""

    status: int
    body: dict[str, Any]


class Errand:
    """What one sign-in asks of a provider: all of it within one time, at allowed addresses only."""

    def __init__(self, reach: Reach) -> None:
        """Begin to count the time."""
        self.reach = reach
        self._until = monotonic() + SECONDS

    def ask(
        self,
        url: str,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Said:
        """Fetch an object of JSON, or send a form and read one.

        Raises:
            ProviderAway: it was not reached in time, it lies where nobody may be sent, or what it
                answered is no object, or too long.
        """
        if not may_lead(url, self.reach):
            raise ProviderAway("the address is not allowed")
        seconds = self._until - monotonic()
        if seconds <= 0:
            raise ProviderAway("its answers took too long")
        return _within(seconds, lambda: _fetch(url, self.reach, seconds, form, headers))


def _within(seconds: float, fetch: Callable[[], Said]) -> Said:
    """Fetch, and leave it behind when the time is over.

    While the system looks for the address of a name it cannot be interrupted, and where no server
    of names answers it looks for half a minute.
    """
    answer: Future[Said] = Future()

    def run() -> None:
        try:
            answer.set_result(fetch())
        except BaseException as error:  # noqa: BLE001  (it is raised where it is waited for)
            answer.set_exception(error)

    Thread(target=run, daemon=True).start()
    try:
        return answer.result(seconds)
    except TimeoutError:
        raise ProviderAway("it was not reached in time") from None


def _fetch(
    url: str,
    reach: Reach,
    seconds: float,
    form: Mapping[str, str] | None,
    headers: Mapping[str, str] | None,
) -> Said:
    until = monotonic() + seconds
    try:
        with _session(reach, seconds) as session, ending_after(session, seconds):
            sent = {**_HEADERS, **(headers or {})}
            if form is None:
                answer = session.get(url, headers=sent, stream=True)
            else:
                answer = session.post(url, data=dict(form), headers=sent, stream=True)
            with answer:
                body = read_body(answer, until=until, most=_MOST)
                status = int(answer.status_code)
    except (InvalidIPAddress, LeadsWithin):
        raise ProviderAway("it lies at a private address") from None
    except (requests.RequestException, HTTPError, OSError, ValueError):
        raise ProviderAway("it was not reached") from None
    return Said(status, _object(body))


def _session(reach: Reach, seconds: float) -> requests.Session:
    manager = Manager(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=reach.loopback,
            never_redirect=True,
            default_timeout=(seconds, seconds),
        )
    )
    session: requests.Session = manager.get_session()
    # Neither a proxy nor a password of the machine's own takes part.
    session.trust_env = False
    return session


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ProviderAway("it answered no JSON") from None
    if not isinstance(found, dict):
        raise ProviderAway("it answered no object")
    return found
