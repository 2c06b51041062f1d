"""F1: the web server and the worker are killed (-9) at random moments."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.services.sweeps.due import run_due
from curule.worker.clock import utc_now
from tests.faults.canonical import canonical
from tests.faults.serving import Browser, being_killed, running
from tests.support.faults import Say
from tests.support.shop import Shop

SEED = 20261122


def _shop() -> Shop:
    """A shop with a month that ended yesterday: the worker has something to renew."""
    shop = Shop.open("zoom", unit_amount=3000, is_live=True, now=utc_now() - timedelta(days=32))
    shop.subscribe(60)
    connection.close()
    return shop


def _people(number: int) -> list[str]:
    return [f"guest{place:02}@killed.test" for place in range(number)]


def _invite(browser: Browser, shop: Shop, email: str) -> None:
    """Invite one person through the page, until it is answered."""
    browser.send(
        f"/a/{shop.account.id}/members/add",
        uuid4(),
        **{"do": "invite", "email-1": email, "first-1": "Gu", "last-1": "Est"},
    )


@pytest.mark.fault(
    "F1",
    injected="the web server and the worker are killed with -9 at random moments, while people are"
    " invited through the pages, mails leave and a month is renewed",
    held="what was answered is there, and every row is as without a kill",
)
@pytest.mark.invariant("I39")
@pytest.mark.parametrize(
    ("kills", "invited"), [(4, 8), pytest.param(200, 40, marks=pytest.mark.long)]
)
def test_what_was_answered_is_there_after_any_number_of_kills(
    kills: int, invited: int, holding: DatabaseUrl, tmp_path: Path, measured: Say
) -> None:
    quiet, shop = _shop(), _shop()
    acknowledged: list[str] = []
    with running(holding, str(tmp_path)) as processes:
        calm = Browser(processes.port, quiet.people["owner"], patience=60)
        for email in _people(invited):
            _invite(calm, quiet, email)
        browser = Browser(processes.port, shop.people["owner"], patience=120)
        with being_killed(processes, times=kills, seed=SEED) as killing:
            for email in _people(invited):
                _invite(browser, shop, email)
                acknowledged.append(email)
            while killing.is_alive():
                time.sleep(0.1)
        _until_mailed()
    rows = models.Invitation.objects.filter(account_id=shop.account.id)
    assert sorted(rows.values_list("email", flat=True)) == acknowledged
    run_due(now=utc_now())
    assert _rows(shop) == _rows(quiet)
    assert shop.totals == [180000, 180000]
    measured(f"{processes.kills} kills, {browser.unanswered} forms unanswered and sent again")


def _rows(shop: Shop) -> list[str]:
    """Every row of an account, in an order of their own."""
    return sorted(canonical(shop.account.id).splitlines())


def _until_mailed() -> None:
    """Wait until the worker has seen to every mail; one that it died with comes after its lease."""
    deadline = time.monotonic() + 60
    waiting = models.OutboxMessage.objects.filter(status="queued", leased_until=None)
    while waiting.exists():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    models.OutboxMessage.objects.filter(status="queued").update(leased_until=utc_now())
    while models.OutboxMessage.objects.filter(status="queued").exists():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    connection.close()
