"""What has not changed is not sent again, and what has changed is not overwritten."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curule.data.models import Account, WebhookEndpoint
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.factories import make_account

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def test_who_has_the_same_is_not_sent_it_again(program: Programs) -> None:
    ours, account = program(), make_account()
    path = f"/accounts/{public_id('acc', account.id)}"
    tag = ours.get(path).headers["ETag"]

    for had in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        same = ours.send("GET", path, **{"If-None-Match": had})
        assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag), had
        assert "Content-Type" not in same.headers
        assert {"Request-Id", "API-Version", "RateLimit"} <= set(same.headers)
    for had in ('"other"', "no tag", ""):
        assert ours.send("GET", path, **{"If-None-Match": had}).status_code == 200, had

    Account.objects.update(name="Another")
    changed = ours.send("GET", path, **{"If-None-Match": tag})
    assert (changed.status_code, changed.json()["name"]) == (200, "Another")
    assert changed.headers["ETag"] != tag
    assert "ETag" not in ours.get("/accounts").headers


def test_what_somebody_else_has_changed_is_left_as_it_is(program: Programs) -> None:
    ours, account = program(), make_account()
    path = f"/accounts/{public_id('acc', account.id)}"
    tag = ours.get(path).headers["ETag"]

    first = ours.send("PATCH", path, {"name": "Mine", "city": "Lyon"}, **{"If-Match": tag})
    second = ours.send("PATCH", path, {"name": "Theirs"}, **{"If-Match": tag})

    assert (first.status_code, first.json()["city"]) == (200, "Lyon")
    assert (second.status_code, second.json()["code"]) == (412, "version_conflict")
    assert Account.objects.get().name == "Mine"
    again = ours.get(path).headers["ETag"]
    assert ours.send("PATCH", path, {"name": "Ours"}, **{"If-Match": again}).status_code == 200
    assert ours.send("PATCH", path, {"name": "Any"}, **{"If-Match": "*"}).status_code == 200
    assert ours.send("PATCH", path, {"name": "Last"}).json()["name"] == "Last"


def test_an_endpoint_is_changed_and_deleted_as_it_was_seen(program: Programs) -> None:
    ours = program()
    made = ours.post("/webhook_endpoints", {"url": "https://hooks.example.com/a"}).json()
    path = f"/webhook_endpoints/{made['id']}"
    tag = ours.get(path).headers["ETag"]

    changed = ours.send("PATCH", path, {"note": "n"}, **{"If-Match": tag})
    stale = ours.send("DELETE", path, **{"If-Match": tag})
    fresh = ours.send("DELETE", path, **{"If-Match": ours.get(path).headers["ETag"]})

    assert [answer.status_code for answer in (changed, stale, fresh)] == [200, 412, 200]
    assert WebhookEndpoint.objects.get().deleted_at is not None
