"""Every operation stands in the document with an example, and each example is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from curule.api.v1.door import whole_document
from tests.api.shop import Shop, opened, shop

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
