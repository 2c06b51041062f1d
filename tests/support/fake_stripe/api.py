"""The fake company's API: its addresses, its lists, and the layer that keeps answers by key."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from tests.support.fake_stripe.books import ApiError, Books, Json, invalid
from tests.support.fake_stripe.payments import Desk

LISTS: Final = {
    "customers": "customer",
    "payment_methods": "payment_method",
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "disputes": "dispute",
    "events": "event",
    "setup_intents": "setup_intent",
}
_FILTERS: Final = ("customer", "payment_intent", "charge", "type")
_REFERS: Final = {
    "latest_charge": "charge",
    "setup_intent": "setup_intent",
    "payment_method": "payment_method",
    "payment_intent": "payment_intent",
    "charge": "charge",
}
_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came in, for tests to look at."""

    method: str
    path: str
    params: Json
    key: str
    status: int
    is_replayed: bool = False


@dataclass
class Answer:
    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class _Kept:
    """An answer under its key; `answer` is None while the work is being done."""

    fingerprint: str
    answer: Answer | None = None


class Api:
    """Answers requests; every answer to a POST with a key is kept under it."""

    def __init__(self, books: Books, desk: Desk) -> None:
        self.books = books
        self.desk = desk
        self.keys: dict[str, _Kept] = {}
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._posts: dict[str, Callable[[Json], Json]] = {
            "/v1/customers": desk.make_customer,
            "/v1/checkout/sessions": desk.make_session,
            "/v1/payment_intents": desk.make_payment,
            "/v1/refunds": desk.make_refund,
        }

    def answer(
        self, method: str, path: str, params: Json, key: str, *, breaks: bool = False
    ) -> Answer:
        """Do what is asked once per key, and write down that it was asked."""
        if method != "POST" or not key:
            answer = self._work(method, path, params, breaks=breaks)
        else:
            answer = self._once(path, params, key, breaks=breaks)
        self.asked.append(
            Asked(
                method=method,
                path=path,
                params=params,
                key=key,
                status=answer.status,
                is_replayed="Idempotent-Replayed" in answer.headers,
            )
        )
        return answer

    def _once(self, path: str, params: Json, key: str, *, breaks: bool) -> Answer:
        fingerprint = json.dumps([path, params], sort_keys=True)
        with self._lock:
            kept = self.keys.get(key)
            if kept is None:
                self.keys[key] = _Kept(fingerprint)
        if kept is not None:
            return _again(kept, fingerprint, key)
        answer = self._work("POST", path, params, breaks=breaks)
        with self._lock:
            if answer.status in {400, 404}:  # it never began
                del self.keys[key]
            else:
                self.keys[key].answer = answer
        return answer

    def _work(self, method: str, path: str, params: Json, *, breaks: bool) -> Answer:
        if breaks:
            return Answer(500, ApiError(500, "api_error", "", "An unknown error occurred").body)
        try:
            with self.books.lock:
                found = self._post(path, params) if method == "POST" else self._get(path, params)
                return Answer(200, json.loads(json.dumps(found)))
        except ApiError as error:
            return Answer(error.status, error.body)

    def _post(self, path: str, params: Json) -> Json:
        if path in self._posts:
            return self._expanded(self._posts[path](params), params)
        if canceled := re.fullmatch(r"/v1/payment_intents/(\w+)/cancel", path):
            return self.desk.cancel_payment(canceled[1])
        raise ApiError(404, "invalid_request_error", "", f"Unrecognized request URL ({path}).")

    def _get(self, path: str, params: Json) -> Json:
        parts = path.removeprefix("/v1/").split("/")
        if parts[:2] == ["checkout", "sessions"] and len(parts) == 3:
            return self._expanded(self.books.get(parts[2], "checkout.session"), params)
        kind = LISTS.get(parts[0])
        if kind is None or len(parts) > 2:
            raise ApiError(404, "invalid_request_error", "", f"Unrecognized request URL ({path}).")
        if len(parts) == 2:
            return self._expanded(self.books.get(parts[1], kind), params)
        return self._list(path, kind, params)

    def _list(self, path: str, kind: str, params: Json) -> Json:
        rows = self.books.all(kind)
        for name in _FILTERS:
            if name in params:
                rows = [row for row in rows if row.get(name) == params[name]]
        created = params.get("created", {})
        if isinstance(created, dict) and "gte" in created:
            rows = [row for row in rows if row["created"] >= int(created["gte"])]
        if "starting_after" in params:
            ids = [row["id"] for row in rows]
            if params["starting_after"] not in ids:
                raise invalid("resource_missing", "No such object")
            rows = rows[ids.index(params["starting_after"]) + 1 :]
        limit = int(params.get("limit", 10))
        if not 1 <= limit <= _MOST:
            raise invalid("parameter_invalid_integer", "limit is 1 to 100")
        inner = {"expand": _of_rows(params.get("expand", []))}
        return {
            "object": "list",
            "url": path,
            "has_more": len(rows) > limit,
            "data": [self._expanded(row, inner) for row in rows[:limit]],
        }

    def _expanded(self, row: Json, params: Json) -> Json:
        """Put the objects in the place of their ids that `expand` names."""
        shown = dict(row)
        for path in params.get("expand", []):
            name, _, rest = path.partition(".")
            value = shown.get(name)
            if isinstance(value, str) and name in _REFERS:
                value = self.books.get(value, _REFERS[name])
            if isinstance(value, dict):
                shown[name] = self._expanded(value, {"expand": [rest] if rest else []})
        return shown


def _of_rows(paths: list[str]) -> list[str]:
    return [path.removeprefix("data.") for path in paths]


def _again(kept: _Kept, fingerprint: str, key: str) -> Answer:
    """Answer a key that was used before: the same, or that it is another request's."""
    if kept.fingerprint != fingerprint:
        message = (
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{key}' if you meant to execute a "
            "different request."
        )
        return Answer(400, ApiError(400, "idempotency_error", "", message).body)
    if kept.answer is None:
        error = ApiError(409, "idempotency_error", "idempotency_key_in_use")
        return Answer(409, error.body)
    headers = {"Idempotent-Replayed": "true"}
    if kept.answer.status >= 500:
        headers["Stripe-Should-Retry"] = "false"
    return Answer(kept.answer.status, kept.answer.body, headers)


def read_params(text: str) -> Json:
    """Read a form as Stripe's: `metadata[order]=1&expand[0]=data.charge` becomes nested."""
    read: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        first, *rest = re.findall(r"[^\[\]]+", name)
        is_list = name.endswith("]") and (not rest or rest[-1].isdigit())
        if is_list:
            read.setdefault(first, []).append(value)
            continue
        place: Any = read
        for part in [first, *rest][:-1]:
            place = place.setdefault(part, {})
        place[[first, *rest][-1]] = value
    return read
