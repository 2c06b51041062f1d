"""The page about floating seats does what it says: its requests are sent."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from curule.core.permissions import Actor
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.services.api_keys import make_key
from tests.docs.pages import GAP, blocks, read
from tests.support.factories import join, make_person, make_world

PAGE = blocks(read("how-to/floating-seats.md"))
_REQUEST = re.compile(
    r"(?P<method>[A-Z]+) (?P<path>\S+)\nAuthorization: Bearer sk_live_…\n\n(?P<body>.*)", re.DOTALL
)


@pytest.mark.django_db
def test_every_request_of_the_page_is_answered_as_it_says(client: Client) -> None:
    now = utc_now() - timedelta(hours=1)
    world = make_world("autodesk", seats=1, now=now)
    join(world.account, make_person("ann@example.com", now=now), now=now)
    key = make_key(actor=Actor.system("tests"), name="ours", is_live=True, now=now).text
    ids = {"sub": public_id("sub", world.subscription.id)}
    answers: list[Any] = []
    for block in PAGE:
        if block.language == "http":
            found = _REQUEST.fullmatch(block.body)
            assert found is not None, block.body
            path = found["path"]
            for prefix, written in ids.items():
                path = path.replace(f"{prefix}_{GAP}", written)
            headers = {"Authorization": f"Bearer {key}"}
            sent = found["body"].encode()
            answer = client.generic("POST", path, sent, "application/json", headers=headers)
            answers.append(answer)
            ids.setdefault("lse", str(answer.json().get("id")))
        else:
            told = answers[-1].json()
            said = json.loads(block.body)
            assert {name: told[name] for name in said} == said
    assert [answer.status_code for answer in answers] == [200, 200, 200, 409]
