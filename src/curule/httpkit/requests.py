"""One request: the id by which it is found again, and what it asked for."""

from __future__ import annotations

import re
from typing import Any, Final, cast
from uuid import UUID

from django.http import HttpRequest
from django.urls import ResolverMatch
from uuid_utils.compat import uuid7

_PARAMETER: Final = re.compile(r"<(?:\w+:)?(\w+)>")


def address_of(match: ResolverMatch) -> str:
    """Return which address was asked for, with names where ids stand: `/v1/quotes/{quote}`."""
    return "/" + _PARAMETER.sub(r"{\1}", match.route)


def request_id(request: HttpRequest) -> UUID:
    """Return the id of a request, made when it is first asked for."""
    mine = cast("Any", request)
    if not hasattr(mine, "curule_id"):
        mine.curule_id = uuid7()
    return cast("UUID", mine.curule_id)
