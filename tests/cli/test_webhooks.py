"""`curule listen` and `curule trigger`: what happens, forwarded to a receiver on this computer."""

from __future__ import annotations

import pytest
from standardwebhooks import Webhook

from curule.core.events import EventType
from curule.core.permissions import Actor
from curule.data.database_url import DatabaseUrl
from curule.services.webhooks.endpoints import add_endpoint
from curule.worker.clock import utc_now
from tests.support.commands import run_curule
from tests.support.factories import make_account
from tests.support.happening import happens
from tests.support.receiver import running_receiver

SYSTEM = Actor.system("tests")


def test_what_happened_is_forwarded_and_a_sample_is_sent(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
    settings: object,
) -> None:
    settings.CURULE_WEBHOOK_LOOPBACK = True  # type: ignore[attr-defined]  # pytest-django's
    happens(make_account().id, EventType.INVOICE_PAID, now=utc_now())
    with running_receiver() as receiver:
        address = receiver.url.removeprefix("http://")
        monkeypatch.delenv("CURULE_WEBHOOK_LOOPBACK", raising=False)  # listening needs no setting
        listened = run_curule("listen", "--forward-to", address, "--live", "--once")
        assert listened.returncode == 0, listened.stderr
        [message] = receiver.messages
        told = Webhook(listened.stdout.strip()).verify(message.body, dict(message.headers))
        assert told["type"] == "invoice.paid"

        made = add_endpoint(actor=SYSTEM, url=receiver.url, is_live=False, now=utc_now())
        monkeypatch.setenv("CURULE_WEBHOOK_LOOPBACK", "true")
        triggered = run_curule("trigger", "refund.paid")
        assert triggered.returncode == 0, triggered.stderr
        sample = receiver.messages[1]
        told = Webhook(made.secret).verify(sample.body, dict(sample.headers))
        assert (told["type"], told["data"]["details"]) == ("refund.paid", {"sample": True})

    assert run_curule("trigger", "seat.sold").returncode == 1
