"""What a failure of ours says to the person, and to who looks for it in the log."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client

from tests.support.factories import make_world

pytestmark = pytest.mark.django_db


def test_the_reference_on_the_page_is_in_the_log_without_anybody_s_data(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world = make_world("tutkit", seats=2)
    client.force_login(world.people["owner"])
    client.raise_request_exception = False

    def breaks(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError(world.people["owner"].email)

    monkeypatch.setattr("curule.web.my.list_companies", breaks)
    with caplog.at_level(logging.ERROR, logger="curule.web.errors"):
        answer = client.get("/my")

    assert answer.status_code == 500
    shown = re.search(r"Reference: ([0-9a-f]{12})", answer.content.decode())
    assert shown is not None
    (record,) = [each for each in caplog.records if each.name == "curule.web.errors"]
    said = record.getMessage()
    assert said.startswith(f"reference {shown[1]}: ZeroDivisionError in my_access (")
    assert "@" not in said
