"""Asking an identity provider by HTTP: within a time and a size, and at no address within (TH28).

As with messages to receivers, a name is resolved once, every address that is not public is refused,
and redirects are not followed. What a provider answers is never shown to anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

import msgspec
import requests
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError

from curule.gateways.bounded import read_body
from curule.gateways.webhook_http import Reach, ending_after, may_lead

__all__ = ["Reach", "Said", "ask", "may_lead"]

SECONDS: Final = 6.0
"""So long a person waits for one answer of their provider."""
_MOST: Final = 256 * 1024
_HEADERS: Final = {"Accept": "application/json"}


class ProviderAway(Exception):
    """The provider was not reached, or answered nothing that can be read."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider answered: its status, and an object of JSON."""

    status: int
    body: dict[str, Any]


def ask(
    url: str,
    *,
    reach: Reach,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Said:
    """Fetch an object of JSON, or send a form and read one.

    Raises:
        ProviderAway: it was not reached in time, it lies where nobody may be sent, or what it
            answered is no object, or too long.
    """
    if not may_lead(url, reach):
        raise ProviderAway("the address is not allowed")
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
    except InvalidIPAddress:
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
