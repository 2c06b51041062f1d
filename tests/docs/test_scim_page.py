"""The page about directories does what it says: its commands are typed, its requests are sent."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from curule.data.database_url import DatabaseUrl
from curule.data.models import Account
from curule.httpkit.clock import utc_now
from tests.docs.pages import GAP, Block, blocks, commands, is_as_printed, read, run
from tests.docs.readers import reader_s_environment
from tests.scim.conftest import Directory, connect
from tests.support.factories import make_world

PAGE = blocks(read("how-to/scim.md"))
_REQUEST = re.compile(
    r"(?P<method>[A-Z]+) (?P<path>\S+)\n(?P<head>(?:[^\n]+\n?)*)\n?(?P<body>.*)", re.DOTALL
)


def _sent(directory: Directory, block: Block) -> Any:  # noqa: ANN401 - Django's test response
    found = _REQUEST.fullmatch(block.body)
    assert found is not None, block.body
    assert found["head"].strip() == f"Authorization: Bearer scim_{GAP}"
    path = found["path"].removeprefix(f"/scim/v2/acc_{GAP}")
    body = json.loads(found["body"]) if found["body"].strip() else None
    return directory.send(found["method"], path, body)


@pytest.mark.django_db
def test_every_request_of_the_page_is_answered_as_it_says(client: Client) -> None:
    directory = connect(client, make_world("gotoassist", now=utc_now()))
    answers: list[Any] = []
    for block in PAGE:
        if block.language == "http":
            answers.append(_sent(directory, block))
        elif block.language == "json":
            told = answers[-1].json()
            assert {name: told[name] for name in json.loads(block.body)} == json.loads(block.body)
    assert [answer.status_code for answer in answers] == [201, 200, 201, 404]


def test_the_commands_of_the_page_connect_a_directory(
    fresh_database: DatabaseUrl, tmp_path: Path
) -> None:
    Account.objects.create(
        id=UUID("0198f000-0000-7000-8000-000000000001"),
        name="Acme",
        country="FR",
        created_at=utc_now(),
    )
    env = reader_s_environment(DATABASE_URL=fresh_database.text(), CURULE_DATA=str(tmp_path))
    for block in PAGE:
        if block.language != "console":
            continue
        typed = zip(commands(block), run(block, folder=tmp_path, env=env), strict=True)
        for command, printed in typed:
            assert is_as_printed(command.printed, printed), "\n".join(printed)
