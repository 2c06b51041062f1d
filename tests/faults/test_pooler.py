"""A pooler before the database that nobody declared: what it keeps to itself is not relied on."""

from __future__ import annotations

import time

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from curule.api.v1.checks import Checks
from curule.config.doctor.of_database import of_database
from curule.data.database_url import DatabaseUrl
from curule.httpkit.clock import utc_now
from tests.api.test_taken_away import company, kept, wait_until, warm
from tests.faults.proxy import Manner, Mode, Proxy

ADVICE = "set CURULE_DB_POOLER=transaction"


@pytest.mark.fault(
    "F12",
    injected="a pooler between us and the database that was not declared",
    held="checks remember nothing, and the log says what to declare; without it they do",
)
def test_behind_a_pooler_nothing_is_remembered(
    database_proxy: Proxy, holding: DatabaseUrl, capfd: pytest.CaptureFixture[str]
) -> None:
    ours = company()
    front = Checks(get_wsgi_application(), remember=True)
    try:
        ours.seat(front)
        with database_proxy.behaving(Manner(mode=Mode.POOL)):
            connections.close_all()
            capfd.readouterr()
            front.listener.start()
            wait_until(lambda: ADVICE in capfd.readouterr().err)
            for _ in range(20):
                assert ours.may(front)
                assert not front.listener.is_relied_on
                time.sleep(0.02)
            assert front.answers.find(*kept(ours)) is None
            assert _is_advised(holding)

        connections.close_all()
        wait_until(lambda: front.listener.is_relied_on)
        warm(front, ours)
        assert not _is_advised(holding)
    finally:
        front.listener.end()


def _is_advised(url: DatabaseUrl) -> bool:
    return any(ADVICE in each.sentence for each in of_database(url, now=utc_now))
