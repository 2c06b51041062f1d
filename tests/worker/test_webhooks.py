"""The senders of webhooks in threads of their own, on a database where commits are real."""

from __future__ import annotations

from threading import Event as Flag
from time import monotonic, sleep

import pytest

from curule.core.events import EventType
from curule.core.permissions import Actor
from curule.data.database_url import DatabaseUrl
from curule.data.models import WebhookDelivery
from curule.services.webhooks import endpoints
from curule.worker.clock import utc_now
from curule.worker.webhooks import start_senders
from tests.support.factories import make_account
from tests.support.happening import Subject, happens
from tests.support.receiver import Manner, running_receiver

SYSTEM = Actor.system("tests")


@pytest.mark.fault(
    "F19",
    injected="a receiver that hangs, beside a sound one",
    held="the sound one has everything within seconds; the other is asked once",
)
def test_one_receiver_that_hangs_holds_no_other_up(
    fresh_database: DatabaseUrl,  # noqa: ARG001
    settings: object,
) -> None:
    settings.CURULE_WEBHOOK_LOOPBACK = True  # type: ignore[attr-defined]  # pytest-django's
    account, stopping = make_account(), Flag()
    with running_receiver() as hanging, running_receiver() as sound:
        hanging.next(*[Manner.HANG] * 5)
        for receiver in (hanging, sound):
            endpoints.add_endpoint(actor=SYSTEM, url=receiver.url, is_live=True, now=utc_now())
        subjects: list[Subject] = [(None, {"n": n}) for n in range(5)]
        happens(account.id, EventType.SEAT_ADDED, now=utc_now(), subjects=subjects)
        begun = monotonic()
        senders = start_senders(clock=utc_now, stopping=stopping)
        while len(sound.messages) < 5 and monotonic() - begun < 10:
            sleep(0.05)
        stopping.set()
        hanging.over.set()
        for sender in senders:
            sender.join()

    assert len(sound.messages) == 5
    assert monotonic() - begun < 10
    assert len(hanging.messages) == 1
    assert WebhookDelivery.objects.filter(status="delivered").count() == 5
