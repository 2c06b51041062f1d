"""The page about the API does what it says: its commands are typed and its requests are sent."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from curule.core.api_keys import KeyKind, Scope
from curule.core.permissions import Actor
from curule.data.database_url import DatabaseUrl
from curule.data.models import PlanVersion, Product
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services.api_keys import make_key
from tests.docs.pages import GAP, Block, blocks, commands, is_as_printed, read, run
from tests.docs.readers import reader_s_environment
from tests.support.factories import give, join, make_method, make_person, make_world

PAGE = blocks(read("how-to/use-the-api.md"))
_REQUEST = re.compile(
    r"(?P<method>[A-Z]+) (?P<path>\S+)\n(?P<head>(?:[^\n]+\n)*)\n?(?P<body>.*)", re.DOTALL
)


def _keys() -> dict[str, str]:
    """A key of each kind that the page shows: one that may everything, one that only asks."""
    actor, now = Actor.system("tests"), utc_now()
    asks = [Scope.ENTITLEMENTS_READ]
    return {
        kind.value: make_key(
            actor=actor,
            name=kind.value,
            is_live=True,
            scopes=asks if kind is KeyKind.RESTRICTED else None,
            now=now,
        ).text
        for kind in KeyKind
    }


def _sent(client: Client, block: Block, ids: dict[str, str], keys: dict[str, str]) -> Any:  # noqa: ANN401
    """Send a request of the page, with a key and ids that exist in the place of its gaps."""
    found = _REQUEST.fullmatch(block.body)
    assert found is not None, block.body
    headers = dict(line.split(": ", 1) for line in found["head"].splitlines())
    kind = headers["Authorization"].removeprefix("Bearer ").partition("_")[0]
    headers["Authorization"] = f"Bearer {keys[kind]}"
    path, body = _filled(found["path"], ids), _filled(found["body"], ids)
    return client.generic(found["method"], path, body.encode(), "application/json", headers=headers)


def _filled(text: str, ids: dict[str, str]) -> str:
    for prefix, written in ids.items():
        text = text.replace(f"{prefix}_{GAP}", written)
    return text


@pytest.mark.django_db
def test_every_request_of_the_page_is_answered_as_it_says(client: Client) -> None:
    now = utc_now() - timedelta(hours=1)
    world = make_world("zoom", seats=2, now=now)
    Product.objects.filter(id=world.terms.product_id).update(key="zoom")
    make_method(world.account, now=now)
    give(world, join(world.account, make_person("ann@example.com", now=now), now=now), now=now)
    keys, answers = _keys(), []
    plan = PlanVersion.objects.get(id=world.terms.version_id).plan_id
    ids = {"sub": public_id("sub", world.subscription.id), "plan": public_id("plan", plan)}
    for block in PAGE:
        if block.language == "http":
            answers.append(_sent(client, block, ids, keys))
            ids["qt"] = str(answers[-1].json().get("id"))
        elif block.language == "json":
            told = answers[-1].json()
            assert {name: told[name] for name in json.loads(block.body)} == json.loads(block.body)
    assert [answer.status_code for answer in answers] == [
        *[200, 200, 200, 201],
        *[200] * 4,
        *[201, 200, 200, 200, 200, 200, 403, 400],
    ]
    assert [each["email"] for each in answers[10].json()["data"]] == ["bo@example.com"]


def test_the_commands_of_the_page_make_a_key(fresh_database: DatabaseUrl, tmp_path: Path) -> None:
    env = reader_s_environment(DATABASE_URL=fresh_database.text(), CURULE_DATA=str(tmp_path))
    for block in PAGE:
        if block.language != "console":
            continue
        typed = zip(commands(block), run(block, folder=tmp_path, env=env), strict=True)
        for command, printed in typed:
            assert is_as_printed(command.printed, printed), "\n".join(printed)
