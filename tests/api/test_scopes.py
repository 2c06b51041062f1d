"""Every operation asks for one scope: without it nobody gets in, with it alone they do."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from ninja import Schema
from ninja.operation import PathView

from curule.api.v1.caller import ByKey
from curule.api.v1.door import api
from curule.core.api_keys import Scope
from curule.core.permissions import Action, Actor, StaffRole, may
from tests.api.conftest import Program

Programs = Callable[..., Program]


def _operations() -> Iterator[tuple[str, str, Scope]]:
    """Yield the method, the address and the scope of every operation."""
    for _prefix, router in api._routers:
        for address, view in router.path_operations.items():
            yield from _of(address, view)


def _of(address: str, view: PathView) -> Iterator[tuple[str, str, Scope]]:
    for operation in view.operations:
        (gate,) = operation.auth_callbacks
        assert isinstance(gate, ByKey), f"{address} lets in who shows no key"
        for method in operation.methods:
            yield method, address, gate.scope


OPERATIONS = list(_operations())


def test_every_operation_stands_in_the_document() -> None:
    paths: dict[str, Any] = api.get_openapi_schema()["paths"]
    told = {(method.upper(), path) for path, each in paths.items() for method in each}
    assert told == {(method, f"/v1{address}") for method, address, _scope in OPERATIONS}


@pytest.mark.django_db
@pytest.mark.threat("TH8")
@pytest.mark.parametrize(("method", "address", "scope"), OPERATIONS)
def test_a_scope_opens_what_asks_for_it_and_nothing_else_does(
    client: Client, program: Programs, method: str, address: str, scope: Scope
) -> None:
    path = "/v1" + re.sub(r"\{\w+\}", "x", address)

    def answered(*scopes: Scope) -> tuple[int, str]:
        key = program(scopes=scopes).key
        asked = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k"}
        sent = client.generic(method, path, b"{}", "application/json", headers=asked)
        return sent.status_code, sent.json().get("code", "")

    assert answered(*(set(Scope) - {scope})) == (403, "scope_missing")
    assert answered(scope)[0] in {200, 400, 404}


def test_no_answer_shows_what_another_scope_is_needed_to_read() -> None:
    """What `GET` shows with a scope of one noun, no command of another noun answers with."""
    scopes = {(method, address): scope for method, address, scope in OPERATIONS}
    paths: dict[str, Any] = api.get_openapi_schema()["paths"]
    shown = {
        (method, address): _shape(paths[f"/v1{address}"][method.lower()])
        for method, address in scopes
    }
    readers: dict[str, set[str]] = {}
    for (method, address), shape in shown.items():
        if method == "GET" and shape:
            readers.setdefault(shape, set()).add(_noun(scopes[method, address]))
    wrong = {
        (method, address, shape)
        for (method, address), shape in shown.items()
        if shape in readers and _noun(scopes[method, address]) not in readers[shape]
    }
    assert wrong == set()
    assert len(readers) > 30


def _noun(scope: Scope) -> str:
    return scope.value.partition(":")[0]


def _shape(operation: dict[str, Any]) -> str:
    """Return the name of the shape that an operation answers with; nothing for a paper."""
    said = operation["responses"].get(200) or operation["responses"].get(201) or {}
    schema = said.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).rpartition("/")[2]


def test_no_scope_lets_a_program_make_keys_or_act_for_itself() -> None:
    from curule.core.api_keys import actions_of

    everything = Actor.key(name="ours", rights=actions_of(Scope))
    for action in (Action.MANAGE_KEYS, Action.MANAGE_STAFF, Action.OWN_ACCESS):
        assert may(everything, action) is not None
    assert may(Actor.staff(name="x", role=StaffRole.ADMIN), Action.MANAGE_KEYS) is None


def test_no_two_shapes_of_the_document_have_one_name() -> None:
    """The document knows a shape by the name of its class: of two, one would take both places."""
    classes = [
        (shape.__name__, shape.__module__)
        for name, module in sys.modules.items()
        if name.startswith("curule.api.v1.")
        for shape in vars(module).values()
        if isinstance(shape, type) and issubclass(shape, Schema) and shape.__module__ == name
    ]
    names = [name for name, _module in classes]
    assert {name for name in names if names.count(name) > 1} == set()
    assert len(names) > 100
