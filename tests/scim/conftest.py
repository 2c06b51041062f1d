"""A directory that shows its token."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services.directory.tokens import make_token
from tests.support.factories import World, make_world

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True, slots=True)
class Directory:
    """An identity provider that was connected by somebody of an account."""

    client: Client
    account: str
    token: str

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:  # noqa: ANN401 - Django's test response
        """Send a request as directories do."""
        return self.client.generic(
            method,
            f"/scim/v2/{self.account}{path}",
            b"" if body is None else json.dumps(body).encode(),
            "application/scim+json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return what is there."""
        answer = self.send("GET", path)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def patch(self, path: str, *operations: dict[str, Any], **headers: str) -> Any:  # noqa: ANN401
        """Change something."""
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return self.send("PATCH", path, body, **headers)

    def add(self, email: str, **more: object) -> str:
        """Add somebody and return their id."""
        body = {"schemas": [USER], "userName": email, "active": True, **more}
        answer = self.send("POST", "/Users", body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    def group(self, name: str, *people: str) -> str:
        """Add a group and return its id."""
        members = [{"value": person} for person in people]
        body = {"schemas": [GROUP], "displayName": name, "members": members}
        answer = self.send("POST", "/Groups", body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])


def connect(client: Client, world: World, *, role: str = "owner") -> Directory:
    """Connect a directory to an account, in the name of somebody of it."""
    made = make_token(
        actor=world.actor(role), account_id=world.account.id, name="Entra ID", now=utc_now()
    )
    return Directory(client, public_id("acc", world.account.id), made.text)


@pytest.fixture
def world() -> World:
    """An account with five seats that are given at once to registered people."""
    return make_world("gotoassist", now=utc_now())


@pytest.fixture
def directory(client: Client, world: World) -> Directory:
    """The directory of that account."""
    return connect(client, world)


def uuid(text: str) -> UUID:
    """Return an id that was written."""
    return UUID(text)
