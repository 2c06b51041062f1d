"""One request: the id by which it is found again."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from uuid_utils.compat import uuid7


def request_id(request: HttpRequest) -> UUID:
    """Return the id of a request, made when it is first asked for."""
    mine = cast("Any", request)
    if not hasattr(mine, "curule_id"):
        mine.curule_id = uuid7()
    return cast("UUID", mine.curule_id)
