"""The pages about signing in do what they say: their commands are typed, their code is run."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
import pytest
from django.test import Client

from curule.core.single_sign_on import SignInRule
from curule.data.database_url import DatabaseUrl
from curule.data.models import Account
from curule.gateways import identity_http
from curule.httpkit.clock import utc_now
from curule.services import catalog
from curule.services.single_sign_on.signing_in import LIVES
from tests.docs.pages import blocks, commands, is_as_printed, read, run
from tests.docs.readers import reader_s_environment
from tests.oidc.conftest import Product, make_client
from tests.support.factories import VENDOR, give, make_world

PAGES = ("how-to/single-sign-on.md", "how-to/sign-in-with-curule.md")


def test_the_commands_of_the_pages_print_what_they_say(
    fresh_database: DatabaseUrl, tmp_path: Path
) -> None:
    Account.objects.create(
        id=UUID("0198f000-0000-7000-8000-000000000001"),
        name="Acme",
        country="FR",
        created_at=utc_now(),
    )
    catalog.create_product(actor=VENDOR, key="app", name="App", now=utc_now())
    env = reader_s_environment(DATABASE_URL=fresh_database.text(), CURULE_DATA=str(tmp_path))
    typed = 0
    for name in PAGES:
        for block in blocks(read(name)):
            if block.language != "console":
                continue
            done = zip(commands(block), run(block, folder=tmp_path, env=env), strict=True)
            for command, printed in done:
                assert is_as_printed(command.printed, printed), "\n".join(printed)
                typed += 1
    assert typed == 6


@pytest.mark.django_db
def test_the_code_of_the_page_reads_a_token_and_the_claim_is_shaped_as_it_says(
    client: Client,
) -> None:
    world = make_world("gotoassist", domain="x.test", now=utc_now())
    product = Product(world, make_client(world), client)
    give(world, world.people["admin"], now=utc_now())
    client.force_login(world.people["admin"])
    token = product.exchange(product.code()).json()["id_token"]
    found: dict[str, Any] = {}
    page = blocks(read(PAGES[1]))
    (code,) = [block.body for block in page if block.language == "python"]
    exec(code, found)  # noqa: S102 - our own page

    class Keys:
        def get_signing_key_from_jwt(self, text: str) -> jwt.PyJWK:
            shown = product.server.get("/oidc/jwks.json").json()
            return jwt.PyJWKSet.from_dict(shown)[jwt.get_unverified_header(text)["kid"]]

    issuer = product.server.get("/oidc/.well-known/openid-configuration").json()["issuer"]
    said = found["who"](token, issuer=issuer, client_id=product.made.client_id, keys=Keys())
    (shown,) = [json.loads(block.body) for block in page if block.language == "json"]
    assert list(said["curule_seat"]) == list(shown)
    assert said["exp"] - said["iat"] == 5 * 60


def test_the_page_of_the_company_knows_the_numbers() -> None:
    page = read(PAGES[0])
    assert f"more than {_words(int(LIVES.total_seconds() // 60))} minutes" in page
    assert f"more than {_words(int(identity_http.SECONDS))} seconds" in page
    assert len(SignInRule) == 2
    assert utc_now().tzinfo is UTC


def _words(number: int) -> str:
    return {5: "five", 8: "eight", 10: "ten", 15: "fifteen"}[number]
