"""How often a key may ask: each of its requests takes from one bucket, entitlements from another.

The check in front of Django takes from the same bucket as the operation behind it, and each request
takes once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Final, cast
from uuid import UUID
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.clock import ticks
from curule.httpkit.rates import Buckets, Taken

TAKEN: Final = "curule.rate"
"""Where a request carries what it took."""


class Rate(StrEnum):
    """What is counted together."""

    REQUESTS = "requests"
    ENTITLEMENTS = "entitlements"


@cache
def buckets(rate: Rate) -> Buckets:
    """Return the buckets of this process."""
    quotas = {
        Rate.REQUESTS: settings.CURULE_API_RATE,
        Rate.ENTITLEMENTS: settings.CURULE_ENTITLEMENT_RATE,
    }
    return Buckets(quotas[rate], ticks=ticks, name=rate.value)


def take(environ: WSGIEnvironment | dict[str, Any], rate: Rate, key_id: UUID) -> Taken:
    """Take one for a request of a key, unless that was done before."""
    if TAKEN not in environ:
        environ[TAKEN] = buckets(rate).take(key_id)
    return cast("Taken", environ[TAKEN])


def require(request: HttpRequest, rate: Rate, key_id: UUID, now: datetime) -> None:
    """Let a request in. Refuses `rate_limited`."""
    taken = take(request.META, rate, key_id)
    if taken.is_refused:
        again = now + timedelta(seconds=taken.wait)
        raise Refused(refuse(RefusalCode.RATE_LIMITED, retry_at=again))


def tell(request: HttpRequest, answer: HttpResponse) -> None:
    """Say in an answer what is left."""
    taken: Taken | None = request.META.get(TAKEN)
    for name, value in taken.headers.items() if taken else ():
        answer.headers[name] = value
