"""TH33: what somebody wrote is shown as text, and a page runs nothing that it did not bring."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.data.models import Account
from tests.support.factories import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.threat("TH33")]

WRITTEN = '"><script>alert(1)</script><svg onload=alert(2)>{{7*7}}'
SHOWN = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;svg onload=alert(2)&gt;{{7*7}}"


@pytest.fixture
def world() -> World:
    made = make_world("tutkit", seats=3)
    Account.objects.filter(id=made.account.id).update(name=WRITTEN)
    made.people["owner"].__class__.objects.filter(id=made.people["owner"].id).update(
        first_name=WRITTEN[:30], last_name=WRITTEN
    )
    return made


@pytest.mark.parametrize("page", ["", "members", "settings", "billing", "activity"])
def test_a_name_is_text_on_every_page(client: Client, world: World, page: str) -> None:
    client.force_login(world.people["owner"])

    answer = client.get(f"/a/{world.account.id}/{page}", follow=True)

    assert answer.status_code == 200
    assert SHOWN in answer.text
    assert "<script>alert" not in answer.text
    assert "<svg onload" not in answer.text


def test_a_page_runs_no_script_but_ours_and_is_framed_by_nobody(
    client: Client, world: World
) -> None:
    client.force_login(world.people["owner"])

    policy = client.get(f"/a/{world.account.id}/").headers["Content-Security-Policy"]

    rules = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
