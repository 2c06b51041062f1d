"""Every operation stands in the document with an example; each is sent, also by our client."""

from __future__ import annotations

import contextlib
import functools
import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
import pytest
from django.test import Client

from curule.api.v1.door import whole_document
from curule_client import Curule
from curule_client.noun import Pages
from tests.api.shop import Shop, opened, shop
from tests.support.python_client.calls import PASSED_OVER
from tests.support.python_client.operations import acts
from tests.support.python_client.types import python_name

__all__ = ["opened", "shop"]


@dataclass(frozen=True, slots=True)
class Sent:
    """An example as the document shows it."""

    method: str
    path: str
    operation: str
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    body: Any = None

    def __str__(self) -> str:
        return self.operation


def _examples() -> Iterator[Any]:
    for path, methods in whole_document()["paths"].items():
        for method, operation in methods.items():
            yield from _of(method, path, operation)


def _of(method: str, path: str, operation: dict[str, Any]) -> Iterator[Any]:
    """Yield each example of one operation: one for each body that is shown."""
    asked: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    for each in operation["parameters"]:
        if "example" in each:
            asked[each["in"]][each["name"]] = each["example"]
        else:
            assert not each["required"], f"{operation['operationId']}: {each['name']}"
    shown = operation.get("requestBody", {"content": {}})["content"]
    bodies = shown.get("application/json", {"examples": {"": {"value": None}}}).get("examples")
    assert bodies, f"{operation['operationId']} shows no body"
    for name, body in bodies.items():
        sent = Sent(method.upper(), path, operation["operationId"], asked, body["value"])
        yield pytest.param(sent, id=f"{sent}-{name}".rstrip("-"))


@pytest.mark.parametrize("example", list(_examples()))
def test_an_example_of_the_document_is_answered_as_it_says(shop: Shop, example: Sent) -> None:
    asked = shop.filled(example.asked, example.operation)
    body = shop.filled(example.body, example.operation)
    path = example.path
    for name, value in asked["path"].items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    in_test_mode = isinstance(example.body, dict) and "clock" in example.body

    answer = Client().generic(
        example.method,
        f"{path}?{urlencode(asked['query'], doseq=True)}",
        b"" if body is None else json.dumps(body).encode(),
        "application/json",
        headers={
            **asked["header"],
            "Authorization": f"Bearer {shop.test if in_test_mode else shop.key(path)}",
        },
    )

    assert answer.status_code in {200, 201}, answer.content


# --- the Python client ----------------------------------------------------------------------------


class Here(httpx.BaseTransport):
    """Hands the requests of the Python client to the service in this process, and keeps them."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = Client().generic(
            request.method,
            request.url.raw_path.decode(),
            request.read(),
            request.headers.get("Content-Type", "application/json"),
            headers=dict(request.headers),
        )
        return httpx.Response(
            answer.status_code, headers=dict(answer.items()), content=answer.content
        )


ACTS: Final = tuple(acts(whole_document()))


@pytest.mark.parametrize("example", list(_examples()))
def test_the_python_client_asks_as_an_example_does(shop: Shop, example: Sent) -> None:
    asked = shop.filled(example.asked, example.operation)
    body = shop.filled(example.body, example.operation) or {}
    in_test_mode = isinstance(example.body, dict) and "clock" in example.body
    key = shop.test if in_test_mode else shop.key(example.path)
    line = Here()
    curule = Curule(key, base_url="http://testserver", http=httpx.Client(transport=line))
    named = {
        python_name(name): value
        for name, value in {**asked["query"], **body}.items()
        if name not in PASSED_OVER
    }
    if "Idempotency-Key" in asked["header"]:
        named["idempotency_key"] = asked["header"]["Idempotency-Key"]

    answer = _method(curule, example.operation, list(asked["path"].values()), named)()
    if isinstance(answer, Pages):
        list(islice(answer, 1))

    (sent,) = line.requests[:1]
    assert (sent.method, json.loads(sent.content or b"{}")) == (example.method, body)
    given = {name: str(value) for name, value in asked["query"].items() if name not in PASSED_OVER}
    assert given.items() <= dict(sent.url.params).items()


def _method(
    curule: Curule, operation: str, ids: list[str], named: dict[str, Any]
) -> Callable[[], object]:
    """Return what sends an operation; where it takes several kinds of bodies, the one that fits."""
    fits = []
    for act in ACTS:
        noun = getattr(curule, act.noun)
        call = inspect.signature(getattr(type(noun), act.name))
        with contextlib.suppress(TypeError):
            if act.operation == operation:
                call.bind(*ids, **named)
                fits.append(functools.partial(getattr(noun, act.name), *ids, **named))
    (method,) = fits
    return method
