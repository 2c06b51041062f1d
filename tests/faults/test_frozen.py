"""F3 and F4: workers that are stuck, come twice, or wake up when others have finished."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from curule.data import models
from curule.data.database_url import DatabaseUrl
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services.payments import payments
from curule.services.recovery.reconciling import reconcile
from curule.services.sweeps.due import run_due
from curule.worker.clock import utc_now
from tests.faults.proxy import Manner, Mode, running_proxy
from tests.support.fake_stripe import SECRET_KEY, WEBHOOK_SECRET, FakeStripe
from tests.support.shop import Shop, day
from tests.support.stripe_shop import OpenShop, company, gateway, open_shop

__all__ = ["company", "gateway", "open_shop"]


def wait_until(happened: Callable[[], bool], *, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.fault(
    "F4",
    injected="a worker is frozen (SIGSTOP) in the middle of a charge, another settles it, the first"
    " wakes up (SIGCONT)",
    held="the first changes nothing, both used one key, one charge",
)
@pytest.mark.threat("TH15", "TH37")
def test_a_worker_that_slept_through_its_charge_changes_nothing(
    holding: DatabaseUrl, open_shop: OpenShop, company: FakeStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = open_shop(now=utc_now() - timedelta(minutes=3))
    with monkeypatch.context() as crash:
        crash.setattr(payments, "_charge", lambda _payment: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            shop.subscribe(5, key="order")
    payment = models.Payment.objects.get()
    with running_proxy(("127.0.0.1", int(company.url.rpartition(":")[2]))) as proxy:
        proxy.manner = Manner(mode=Mode.HANG_ANSWER, on=b"POST /v1/payment_intents")
        worker = _worker(holding, f"http://127.0.0.1:{proxy.port}")
        try:
            wait_until(lambda: len(company.payments()) == 1)
            worker.send_signal(signal.SIGSTOP)
            assert payments.collect_pending(now=utc_now()) == 1
            payment.refresh_from_db()
            settled = (payment.status, payment.settled_at)
            assert settled[0] == "succeeded"
            proxy.manner = Manner()
            worker.send_signal(signal.SIGCONT)
            assert worker.wait(90) == 0
        finally:
            worker.kill()
            worker.wait()
    payment.refresh_from_db()
    assert (payment.status, payment.settled_at) == settled
    posts = [asked.key for asked in company.api.asked if asked.path == "/v1/payment_intents"]
    assert {key for key in posts if key} == {payment.key}
    assert len(company.payments()) == 1
    assert reconcile("stripe").agrees


def _worker(url: DatabaseUrl, stripe_url: str) -> subprocess.Popen[bytes]:
    env = {
        **os.environ,
        "DATABASE_URL": url.text(),
        "CURULE_STRIPE_KEY": SECRET_KEY,
        "CURULE_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "CURULE_STRIPE_URL": stripe_url,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "curule.config.worker", "--once"], env=env, stdin=subprocess.DEVNULL
    )


@pytest.mark.fault(
    "F3",
    injected="a renewal is stuck for a while, and twelve hourly sweeps come meanwhile",
    held="one invoice, one charge, one mail",
)
def test_sweeps_that_pile_up_behind_a_stuck_one_renew_once(
    holding: DatabaseUrl, sandbox: SandboxGateway
) -> None:
    shop = Shop.open("zoom", unit_amount=3000, is_live=True)
    shop.subscribe(2)
    failed: list[object] = []

    def sweep(hour: int) -> None:
        try:
            now = day(2026, 5, 1) + timedelta(hours=hour)
            failed.extend(run_due(now=now, account_ids=[shop.account.id]).failed)
        finally:
            connection.close()

    sweeps = [threading.Thread(target=sweep, args=(hour,)) for hour in range(12)]
    with psycopg.connect(**holding.parameters) as stuck:  # type: ignore[arg-type]
        stuck.execute("SELECT FROM curule_subscription FOR UPDATE")
        for each in sweeps:
            each.start()
        time.sleep(1)
        assert models.Invoice.objects.count() == 1
    for each in sweeps:
        each.join(60)
    assert failed == []
    assert shop.totals == [6000, 6000]
    assert len(sandbox.list_charges()) == 2
    mails = models.OutboxMessage.objects.filter(account_id=shop.account.id, template="renewed")
    assert mails.count() <= len(shop.people), "one for each who reads it"
    assert len(set(mails.values_list("recipient", flat=True))) == mails.count()
