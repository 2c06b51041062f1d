"""What was asked with keys of the API, as their vendor's programs and staff look at it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from curule.data import models
from curule.selectors.programs.windows import Slice, Window, narrowed, slice_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSeen:
    """A request; `key` is the name of the key that it was made with."""

    id: UUID
    livemode: bool
    key: str
    method: str
    path: str
    status: int
    code: str | None
    milliseconds: int
    created_at: datetime


def list_requests(
    window: Window, *, is_live: bool, key: str | None = None, code: str | None = None
) -> Slice[RequestSeen]:
    """Return the requests of a mode, the newest first; those with a key of this name, or a code."""
    found = models.ApiRequest.objects.filter(is_live=is_live)
    if key is not None:
        named = models.ApiKey.objects.filter(name=key)
        found = found.filter(api_key_id__in=named.values("id"))
    return slice_of(narrowed(found, code=code), window, _rows, made_at="at")


def find_requests(ids: Collection[UUID], *, is_live: bool) -> tuple[RequestSeen, ...]:
    """Return the requests with these ids, but for those of the other mode."""
    return _rows(list(models.ApiRequest.objects.filter(id__in=ids, is_live=is_live)))


def _rows(listed: Sequence[models.ApiRequest]) -> tuple[RequestSeen, ...]:
    keys = models.ApiKey.objects.filter(id__in={row.api_key_id for row in listed})
    names = dict(keys.values_list("id", "name"))
    return tuple(
        RequestSeen(
            id=row.id,
            livemode=row.is_live,
            key=names[row.api_key_id],
            method=row.method,
            path=row.route,
            status=row.status,
            code=row.code or None,
            milliseconds=row.milliseconds,
            created_at=row.at,
        )
        for row in listed
    )
