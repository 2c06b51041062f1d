"""What belongs to no customer is done once too, where a request has a key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curule.data.models import TestClock, VendorOperation, WebhookEndpoint
from tests.api.conftest import Program

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
URL = "https://hooks.example.com/curule"
KEY = {"Idempotency-Key": "one"}


def test_an_endpoint_is_made_once_and_its_secret_is_kept_nowhere(program: Programs) -> None:
    ours = program()

    first, second = (ours.post("/webhook_endpoints", {"url": URL}, **KEY) for _ in range(2))
    other = ours.post("/webhook_endpoints", {"url": URL, "note": "n"}, **KEY)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert WebhookEndpoint.objects.count() == 1
    assert "whsec_" not in str(VendorOperation.objects.get().result)


def test_a_secret_is_rolled_once_and_shown_again(program: Programs) -> None:
    ours = program()
    made = ours.post("/webhook_endpoints", {"url": URL}).json()
    path = f"/webhook_endpoints/{made['id']}"

    first, second = (
        ours.post(f"{path}/roll", {"overlap_hours": 1}, **KEY).json() for _ in range(2)
    )

    assert first["secret"] == second["secret"] != made["secret"]
    assert WebhookEndpoint.objects.get().generation == 2


@pytest.mark.parametrize("action", ["disable", "enable"])
def test_a_switch_is_thrown_once(program: Programs, action: str) -> None:
    ours = program()
    made = ours.post("/webhook_endpoints", {"url": URL}).json()
    path = f"/webhook_endpoints/{made['id']}"
    first = ours.post(f"{path}/{action}", {}, **KEY)
    ours.post(f"{path}/{'enable' if action == 'disable' else 'disable'}", {})

    again = ours.post(f"{path}/{action}", {}, **KEY)

    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.content == first.content
    now = ours.get(path).json()["status"]
    assert now == ("enabled" if action == "disable" else "disabled")


def test_a_clock_is_made_once(program: Programs) -> None:
    testing, asked = program(is_live=False), {"name": "c", "now": "2026-01-01T00:00:00Z"}

    ids = {testing.post("/test_helpers/clocks", asked, **KEY).json()["id"] for _ in range(2)}

    assert len(ids) == TestClock.objects.count() == 1
    refused = testing.post("/test_helpers/clocks", asked, **{"Idempotency-Key": "two"})
    assert refused.json()["code"] == "already_exists"


@pytest.mark.parametrize("key", ["", "x" * 256, '"', '"open', "a\tb", "é", '""'])
def test_a_key_that_is_none_is_refused_everywhere(program: Programs, key: str) -> None:
    answer = program().post("/webhook_endpoints", {"url": URL}, **{"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["values"]) == (400, {"field": "Idempotency-Key"})
    assert not WebhookEndpoint.objects.exists()
