"""What programs that test SCIM servers make of this one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from curule.config.wsgi import application
from tests.scim.conftest import Directory

pytestmark = pytest.mark.django_db


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Keep the connection of the test's transaction open between requests, as Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
def test_the_whole_run_of_scim2_tester_finds_nothing(directory: Directory) -> None:
    client = WSGISCIMClient(
        application,
        f"http://testserver/scim/v2/{directory.account}",
        {"Authorization": f"Bearer {directory.token}"},
    )

    results = check_server(client)

    bad = [r for r in results if r.status in {Status.ERROR, Status.CRITICAL, Status.DEVIATION}]
    assert not bad, "\n".join(f"{r.status} {r.title} {r.resource_type}: {r.reason}" for r in bad)
    assert len(results) > 50
    skipped = {r.title: r.reason for r in results if r.status is Status.SKIPPED}
    assert skipped == {}
