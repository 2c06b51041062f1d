"""The texts of a name in DNS, asked over the wire: whole, or nobody can tell; and never slow."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from curule.gateways import domain_records
from curule.gateways.domain_records import NobodyAnswered, texts_of
from tests.support.fake_dns import FakeDns, Manner, running_fake_dns


@pytest.fixture
def dns(settings: Settings) -> Iterator[FakeDns]:
    """The name server that is asked."""
    with running_fake_dns() as running:
        settings.CURULE_NAME_SERVERS = (("127.0.0.1", running.port),)
        yield running


def test_texts_are_read_whole_and_by_another_name_too(dns: FakeDns) -> None:
    dns.texts["a.x.test"] = ["v=spf1 -all", "long " * 60]
    dns.aliases["b.x.test"] = "a.x.test"
    dns.texts["none.x.test"] = []

    assert sorted(texts_of("a.x.test")) == sorted(dns.texts["a.x.test"])
    assert len(texts_of("b.x.test")) == 2
    assert texts_of("none.x.test") == ()
    assert texts_of("nowhere.x.test") == ()
    assert dns.asked[0] == "a.x.test"


@pytest.mark.parametrize("manner", [Manner.FAILS, Manner.REFUSES, Manner.GARBLED])
def test_a_server_that_cannot_tell_has_not_answered(
    dns: FakeDns, manner: Manner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domain_records, "PATIENCE_SECONDS", 1.0)
    dns.manner = manner
    with pytest.raises(NobodyAnswered):
        texts_of("a.x.test")


@pytest.mark.fault(
    "F18",
    injected="name servers that take every question and never answer",
    held="a look ends after five seconds, and says that nobody answered",
)
def test_nobody_waits_long_for_a_server_that_is_silent(dns: FakeDns) -> None:
    dns.manner = Manner.SILENT
    begun = time.monotonic()
    with pytest.raises(NobodyAnswered):
        texts_of("a.x.test")
    assert time.monotonic() - begun < 10


def test_a_name_that_is_too_long_is_nobody_s(dns: FakeDns) -> None:
    with pytest.raises(NobodyAnswered):
        texts_of(".".join(["a" * 63] * 4) + ".test")
    assert dns.asked == []
