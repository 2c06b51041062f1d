"""The books of the fake company: objects as JSON, made and changed under one lock."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """An answer that is an error, as Stripe words it."""

    def __init__(
        self, status: int, kind: str, code: str, message: str = "", **more: object
    ) -> None:
        super().__init__(message or code)
        self.status = status
        self.body: Json = {
            "error": {"type": kind, "code": code, "message": message or code, **more}
        }


def invalid(code: str, message: str = "") -> ApiError:
    return ApiError(400, "invalid_request_error", code, message)


class Books:
    """Every object by its id, in the order in which they were made."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.objects: dict[str, Json] = {}
        self.behaviors: dict[str, str] = {}  # the number of each card; no API tells it
        self._numbers = itertools.count(1)
        self.on_event: Callable[[Json], None] = lambda _: None

    def make(self, prefix: str, kind: str, **fields: object) -> Json:
        """Write down a new object and return it."""
        number = next(self._numbers)
        made: Json = {
            "id": f"{prefix}_{number:016d}",
            "object": kind,
            "created": int(time.time()),  # noqa: TID251 - another company's clock
            "livemode": False,
            **fields,
        }
        self.objects[made["id"]] = made
        return made

    def get(self, object_id: str, kind: str) -> Json:
        """Return an object; an unknown one is a 404, as at Stripe."""
        found = self.objects.get(object_id)
        if found is None or found["object"] != kind:
            raise ApiError(
                404, "invalid_request_error", "resource_missing", f"No such {kind}: '{object_id}'"
            )
        return found

    def all(self, kind: str) -> list[Json]:
        """Return the objects of a kind, the newest first."""
        return [each for each in reversed(self.objects.values()) if each["object"] == kind]

    def tell(self, kind: str, about: Json) -> Json:
        """Write an event about an object as it is now, and hand it to who delivers them."""
        event = self.make(
            "evt",
            "event",
            type=kind,
            api_version="2026-10-28.endive",
            data={"object": dict(about)},
            pending_webhooks=1,
            request={"id": None, "idempotency_key": None},
        )
        self.on_event(event)
        return event
