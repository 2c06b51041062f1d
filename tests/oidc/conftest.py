"""A product of the vendor's that people sign in to with Curule."""

from __future__ import annotations

import secrets
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client

from curule.httpkit.clock import utc_now
from curule.selectors.catalog import get_product_key
from curule.services import sign_in_clients
from curule.services.sign_in_clients import MadeClient
from tests.support.factories import VENDOR, World, make_world

BACK = "https://product.example/back"


@dataclass
class Product:
    """The product as its engineer wrote it, and the browser of somebody who uses it."""

    world: World
    made: MadeClient
    browser: Client
    server: Client = field(default_factory=Client)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    nonce: str = "n-1"

    @property
    def key(self) -> str:
        return get_product_key(self.world.terms.product_id)

    def asked(self, **changed: str | None) -> dict[str, str]:
        """Return what the product asks for, with some of it changed or left out."""
        challenge = urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=")
        usual: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.made.client_id,
            "redirect_uri": BACK,
            "scope": "openid email profile seat",
            "state": "s-1",
            "nonce": self.nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in {**usual, **changed}.items() if value is not None}

    def authorize(self, **changed: str | None) -> Any:  # noqa: ANN401 - Django's test response
        return self.browser.get("/oidc/authorize", self.asked(**changed))

    def code(self, **changed: str | None) -> str:
        """Return the code that the browser comes back with."""
        answer = self.authorize(**changed)
        assert answer.status_code == 302, answer.content
        assert answer["Location"].startswith(f"{BACK}?"), answer["Location"]
        given = parse_qs(urlsplit(answer["Location"]).query)
        assert given["state"] == ["s-1"]
        return str(given["code"][0])

    def exchange(self, code: str, **changed: str) -> Any:  # noqa: ANN401 - the same
        """Exchange a code for tokens, as the product's server does."""
        pair = b64encode(f"{self.made.client_id}:{self.made.secret}".encode()).decode()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": self.verifier,
            **changed,
        }
        head = {"Authorization": f"Basic {pair}"} if self.made.secret else {}
        if not self.made.secret:
            form["client_id"] = self.made.client_id
        return self.server.post("/oidc/token", form, headers=head)

    def claims(self, token: str) -> dict[str, Any]:
        """Return what a token says, checked with the keys at the address that discovery names."""
        found = self.server.get("/oidc/.well-known/openid-configuration").json()
        keys = self.server.get(urlsplit(found["jwks_uri"]).path).json()
        kid = jwt.get_unverified_header(token)["kid"]
        read: dict[str, Any] = jwt.decode(
            token,
            jwt.PyJWKSet.from_dict(keys)[kid].key,
            algorithms=found["id_token_signing_alg_values_supported"],
            audience=self.made.client_id,
            issuer=found["issuer"],
        )
        return read


@pytest.fixture
def world(db: None) -> World:  # noqa: ARG001
    """An account with five seats."""
    return make_world("gotoassist", domain="x.test", now=utc_now())


def make_client(world: World, **how: Any) -> MadeClient:  # noqa: ANN401 - as the command takes it
    """Make a client of the world's product."""
    return sign_in_clients.create(
        **{
            "actor": VENDOR,
            "name": "The product",
            "product": get_product_key(world.terms.product_id),
            "redirect_uris": [BACK],
            "now": utc_now(),
            **how,
        }
    )


@pytest.fixture
def product(world: World, client: Client) -> Product:
    """The product, with its client."""
    return Product(world, make_client(world), client)
