"""A program that calls the API with a key."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from curule.core.api_keys import Scope
from curule.core.permissions import Actor
from curule.httpkit.clock import utc_now
from curule.services.api_keys import make_key


@dataclass(frozen=True, slots=True)
class Program:
    """The vendor's program, which shows one key."""

    client: Client
    key: str

    def get(self, path: str, **asked: str) -> Any:  # noqa: ANN401 - Django's test response
        """Ask for something."""
        return self.client.get(f"/v1{path}", asked, headers=self._headers())

    def post(self, path: str, body: object, **headers: str) -> Any:  # noqa: ANN401
        """Send something."""
        return self.client.post(
            f"/v1{path}",
            json.dumps(body),
            content_type="application/json",
            headers={**self._headers(), **headers},
        )

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401
        """Send something by another method."""
        return self.client.generic(
            method,
            f"/v1{path}",
            b"" if body is None else json.dumps(body).encode(),
            "application/json",
            headers={**self._headers(), **headers},
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@pytest.fixture
def program(client: Client) -> Callable[..., Program]:
    """Makes a program with a key of its own, by default a live one that may everything."""

    def made(*, is_live: bool = True, scopes: Collection[Scope] | None = None) -> Program:
        key = make_key(
            actor=Actor.system("tests"), name="ours", is_live=is_live, scopes=scopes, now=utc_now()
        )
        return Program(client, key.text)

    return made
