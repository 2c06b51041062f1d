"""Entity tags (RFC 9110): who has the same gets nothing again, who saw another changes nothing.

A tag is a digest of what a look at one object shows, in the version that it is shown in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from ninja import Schema

from curule.api.v1.answers import headed
from curule.api.v1.versions import asked_for
from curule.core.refusals import RefusalCode, Refused, refuse

IF_MATCH: Final = "If-Match"
IF_NONE_MATCH: Final = "If-None-Match"


_MOVES_BY_ITSELF: Final = frozenset({"waiting"})
"""Fields of an object that change though nobody changes it: no tag depends on them."""


def tag_of(content: bytes, version: str) -> str:
    """Return the tag of an object that is shown."""
    shown = msgspec.json.decode(content)
    kept = {name: value for name, value in shown.items() if name not in _MOVES_BY_ITSELF}
    stable = msgspec.json.encode(kept, order="sorted")
    return f'"{hashlib.sha256(version.encode() + stable).hexdigest()[:32]}"'


def tagged(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return the answer to a look at one object with its tag, or none where they have the same."""
    tag = tag_of(answer.content, asked_for(request).name)
    had = parse_etags(request.headers.get(IF_NONE_MATCH, ""))
    if "*" in had or tag in [each.removeprefix("W/") for each in had]:
        answer = headed(request, HttpResponse(status=304))
        del answer.headers["Content-Type"], answer.headers["Content-Length"]
    answer.headers["ETag"] = tag
    return answer


@contextmanager
def as_it_was_seen(
    request: HttpRequest, *, held: AbstractContextManager[None], shown: Callable[[], Schema]
) -> Iterator[None]:
    """Let something be changed only while it looks as who asks has seen it.

    Where `If-Match` says how that was, the row is `held` until the change is done. Refuses
    `version_conflict`.
    """
    seen = request.headers.get(IF_MATCH)
    if seen is None:
        yield
        return
    with transaction.atomic(), held:
        version = asked_for(request)
        tag = tag_of(version.written(shown()), version.name)
        if seen.strip() != "*" and tag not in parse_etags(seen):
            raise Refused(refuse(RefusalCode.VERSION_CONFLICT))
        yield
