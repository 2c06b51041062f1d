"""Whether a domain takes mail: certain, or nothing is said; and never slow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import dns.exception
import dns.resolver
import pytest
from django.conf import settings

from curule.gateways import mail_domains
from curule.gateways.mail_domains import take_no_mail, takes_mail

Answer = Callable[[str, str], list[str]]


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What was asked before is forgotten."""
    mail_domains._known.clear()
    yield
    mail_domains._known.clear()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], list[tuple[str, str]]]:
    """Lets a function answer in place of the name server; returns what was asked."""

    def answering(answer: Answer) -> list[tuple[str, str]]:
        asked: list[tuple[str, str]] = []

        def resolve(domain: str, kind: str, **_: Any) -> list[SimpleNamespace]:  # noqa: ANN401
            asked.append((domain, kind))
            return [SimpleNamespace(exchange=each) for each in answer(domain, kind)]

        monkeypatch.setattr(dns.resolver, "resolve", resolve)
        return asked

    return answering


def raising(*kinds: type[Exception]) -> Answer:
    """A name server that raises these, one for MX, one for A, one for AAAA."""
    by_kind = dict(zip(("MX", "A", "AAAA"), kinds, strict=False))

    def answer(_domain: str, kind: str) -> list[str]:
        raise by_kind[kind]

    return answer


@pytest.mark.requirement("Z11")
@pytest.mark.parametrize(
    ("answer", "takes"),
    [
        (lambda _domain, _kind: ["mx.acme.fr."], True),
        (lambda _domain, _kind: ["."], False),
        (raising(dns.resolver.NXDOMAIN), False),
        (raising(dns.exception.Timeout), None),
        (raising(dns.resolver.NoNameservers), None),
        (raising(OSError), None),
        (raising(dns.resolver.NoAnswer, dns.resolver.NoAnswer, dns.resolver.NoAnswer), False),
        (raising(dns.resolver.NoAnswer, dns.exception.Timeout), None),
        (raising(dns.resolver.NoAnswer, dns.resolver.NXDOMAIN), False),
    ],
)
def test_only_what_is_certain_is_said(
    answers: Callable[[Answer], object], answer: Answer, takes: bool | None
) -> None:
    answers(answer)

    assert takes_mail("acme.fr") is takes
    assert take_no_mail({"acme.fr"}) == (frozenset({"acme.fr"}) if takes is False else frozenset())


def test_a_domain_without_a_mail_server_takes_mail_at_its_address(
    answers: Callable[[Answer], object],
) -> None:
    def answer(_domain: str, kind: str) -> list[str]:
        if kind != "AAAA":
            raise dns.resolver.NoAnswer
        return ["::1"]

    answers(answer)

    assert takes_mail("acme.fr") is True


def test_an_answer_is_kept_and_examples_are_never_asked_for(
    answers: Callable[[Answer], list[tuple[str, str]]],
) -> None:
    asked = answers(raising(dns.resolver.NXDOMAIN))

    for _ in range(2):
        assert take_no_mail({"gmial.com", "x.test", "example.com"}) == {"gmial.com"}

    assert asked == [("gmial.com", "MX")]


def test_nobody_waits_for_a_slow_name_server(
    answers: Callable[[Answer], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_domains, "PATIENCE_SECONDS", 0.05)

    def answer(_domain: str, _kind: str) -> list[str]:
        time.sleep(0.3)
        return ["."]

    answers(answer)

    assert take_no_mail({"slow.fr"}) == frozenset()


def test_it_can_be_switched_off(
    answers: Callable[[Answer], list[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CURULE_CHECK_MAIL_DOMAINS", False)
    asked = answers(raising(dns.resolver.NXDOMAIN))

    assert take_no_mail({"gmial.com"}) == frozenset()
    assert asked == []
