"""The page about webhooks does what it says: its requests are sent and its code verifies."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from curule.core.permissions import Actor
from curule.core.public_events import PUBLIC_TYPES
from curule.core.webhooks import LONGEST_BODY, PAUSES, SECONDS
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import internal_id, public_id
from curule.services.api_keys import make_key
from curule.services.webhooks.endpoints import add_endpoint
from tests.docs.pages import GAP, blocks, read
from tests.support.factories import make_account
from tests.support.receiver import running_receiver
from tests.webhooks.conftest import DEVELOPER, Vendor

TEXT = read("how-to/webhooks.md")
PAGE = blocks(TEXT)
_REQUEST = re.compile(r"(?P<method>[A-Z]+) (?P<path>\S+)\n(?:[^\n]+\n)*\n?(?P<body>.*)", re.DOTALL)


@pytest.mark.django_db
def test_every_request_of_the_page_is_answered_as_it_says(client: Client) -> None:
    key = make_key(actor=Actor.system("tests"), name="ours", is_live=True, now=utc_now()).text
    made = add_endpoint(
        actor=DEVELOPER, url="https://hooks.example.com/", is_live=True, now=utc_now()
    )
    endpoint, answers = public_id("we", made.endpoint_id), 0
    told: dict[str, Any] = {}
    for block in PAGE:
        if block.language == "http":
            found = _REQUEST.fullmatch(block.body)
            assert found is not None, block.body
            answer = client.generic(
                found["method"],
                found["path"].replace(f"we_{GAP}", endpoint),
                found["body"].encode(),
                "application/json",
                headers={"Authorization": f"Bearer {key}"},
            )
            assert answer.status_code in {200, 201}, answer.content
            told, answers = answer.json(), answers + 1
        elif block.language == "json" and "timestamp" not in block.body:
            shown = json.loads(block.body)
            assert {name: told[name] for name in shown} == shown
    assert answers == 2


@pytest.mark.django_db
@pytest.mark.threat("TH29")
def test_the_code_of_the_page_takes_our_messages_and_no_others(settings: Settings) -> None:
    settings.CURULE_WEBHOOK_LOOPBACK = True
    [code] = [block.body for block in PAGE if block.language == "python"]
    written: dict[str, Any] = {}
    exec(compile(code, "webhooks.md", "exec"), written)  # noqa: S102 - the code of the page
    with running_receiver() as receiver:
        vendor = Vendor(receiver, make_account())
        secret = vendor.endpoint().secret
        vendor.happens()
        vendor.sends()
        [message] = receiver.messages

    take = written["take"]
    headers = dict(message.headers)
    assert take(message.body, headers, secret) == message.told
    assert take(message.body + b" ", headers, secret) is None
    assert take(message.body, {**headers, "webhook-id": "evt_2"}, secret) is None
    shown = next(json.loads(b.body) for b in PAGE if "timestamp" in b.body and b.language == "json")
    assert shown.keys() == message.told.keys()
    assert shown["data"].keys() == message.told["data"].keys()
    assert internal_id("evt", shown["data"]["id"])
    assert shown["type"] in PUBLIC_TYPES


def test_the_numbers_of_the_page_are_ours() -> None:
    hours = [pause // timedelta(hours=1) for pause in PAUSES[3:]]
    said = f"then {', '.join(map(str, hours[:-1]))} and {hours[-1]} hours"
    assert said in TEXT
    assert f"within {SECONDS:.0f} seconds" in TEXT
    assert f"{LONGEST_BODY // 1000} kB" in TEXT
