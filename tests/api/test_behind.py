"""What a program begins goes on in a thread behind the answer, and is followed from there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.prices import change_of, plan_id_of, publish
from tests.support.shop import Shop

Programs = Callable[..., Program]


pytestmark = pytest.mark.usefixtures("fresh_database", "sandbox")


def _sold(*, days: int) -> Shop:
    """Sell a seat by the month, so many days ago."""
    made = Shop.open("zoom", is_live=True, tax_rate="20", now=utc_now() - timedelta(days=days))
    made.subscribe(1)
    return made


def _post(ours: Program, path: str, body: object) -> Any:  # noqa: ANN401
    return ours.post(path, body, **{"Idempotency-Key": str(uuid4())}).json()


def _wait_for(name: str) -> None:
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(timeout=60)


def test_a_run_of_renewals_is_followed_by_its_id(program: Programs) -> None:
    ours, shop = program(), _sold(days=32)
    before = shop.subscription.period_ends_at

    job = _post(ours, "/jobs", {"kind": "renewals"})
    _wait_for("renewals")

    done = ours.get(f"/jobs/{job['id']}").json()
    assert (job["number"], done["status"], done["done"]) == (1, "done", 1)
    assert shop.subscription.period_ends_at != before


def test_an_announcement_goes_out_and_is_taken_back(program: Programs) -> None:
    ours, shop = program(), _sold(days=5)
    publish(shop, 4000)
    path = f"/plans/{public_id('plan', plan_id_of(shop))}/price_change"

    _post(ours, f"{path}/announce", {"number": 1, "notice_days": 10})
    _wait_for("prices")
    told = ours.get(path).json()["progress"]
    _post(ours, f"{path}/withdraw", {})
    _wait_for("prices")

    assert (told["done"], told["is_running"], told["is_broken_off"]) == (1, False, False)
    assert change_of(shop).status == "withdrawn"
