"""Asking about tax numbers: what VIES can answer, and everything that is no answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from curule.gateways.tax_registers import registry
from curule.gateways.tax_registers.base import Known, NotAnswered, Unknown
from curule.gateways.tax_registers.nobody import Nobody
from curule.gateways.tax_registers.vies import Vies
from tests.support.fake_vies import FakeVies, Manner, running_fake_vies

NUMBER = "DE136695976"
OURS = "FR40303265045"
TOLD_AT = datetime(2026, 11, 22, 13, 40, 11, 402000, tzinfo=UTC)


@pytest.fixture
def office() -> Iterator[FakeVies]:
    with running_fake_vies() as made:
        yield made


@pytest.fixture
def vies(office: FakeVies) -> Vies:
    return Vies(url=office.url, seconds=0.6)


def test_a_known_number_comes_with_name_address_and_the_proof(office: FakeVies, vies: Vies) -> None:
    office.known[NUMBER] = ("ACME GMBH", "HAUPTSTR. 1\n10115  BERLIN\n")
    assert vies.ask(NUMBER, requester=OURS) == Known(
        name="ACME GMBH",
        address="HAUPTSTR. 1, 10115 BERLIN",
        reference="WAPIAAAAZoFdYtB4",
        told_at=TOLD_AT,
    )
    assert office.asked == [
        {
            "countryCode": "DE",
            "vatNumber": "136695976",
            "requesterMemberStateCode": "FR",
            "requesterNumber": "40303265045",
        }
    ]


def test_a_state_that_tells_no_names_and_nobody_who_asks(office: FakeVies, vies: Vies) -> None:
    office.known[NUMBER] = ("---", "---")
    assert vies.ask(NUMBER) == Known(told_at=TOLD_AT)
    assert vies.ask(NUMBER, requester="GB980780684") == Known(told_at=TOLD_AT)


def test_greek_numbers_are_asked_about_as_greece_writes_them(office: FakeVies, vies: Vies) -> None:
    office.known["EL094259216"] = ("", "")
    assert isinstance(vies.ask("EL094259216"), Known)
    assert office.asked[0]["countryCode"] == "EL"


def test_an_unknown_number_is_only_one_that_the_office_calls_invalid(vies: Vies) -> None:
    assert vies.ask(NUMBER, requester=OURS) == Unknown(
        reference="WAPIAAAAZoFdYtB4", told_at=TOLD_AT
    )


@pytest.mark.parametrize(
    ("manner", "reason", "is_everywhere"),
    [
        (Manner.STATE_AWAY, "MS_UNAVAILABLE", False),
        (Manner.OLD_FAULT, "MS_MAX_CONCURRENT_REQ", False),
        (Manner.TOO_MANY, "GLOBAL_MAX_CONCURRENT_REQ", True),
        (Manner.HTML, "HTTP 502, no JSON", True),
        (Manner.HALF, "HTTP 200, no JSON", True),
        (Manner.REDIRECT, "HTTP 302, no JSON", True),
        (Manner.NO_VERDICT, "no answer to the question", True),
        (Manner.ANOTHER_NUMBER, "no answer to the question", True),
        (Manner.ENDLESS, "TooLong", True),
    ],
)
@pytest.mark.fault("F7")
def test_what_is_no_answer_says_nothing_of_the_number(
    office: FakeVies, vies: Vies, manner: Manner, reason: str, is_everywhere: bool
) -> None:
    office.next(manner)
    assert vies.ask(NUMBER) == NotAnswered(reason=reason, is_everywhere=is_everywhere)
    assert isinstance(vies.ask(NUMBER), Unknown)


@pytest.mark.parametrize("manner", [Manner.HANG, Manner.DRIP])
@pytest.mark.fault("F7")
def test_an_office_that_hangs_or_dribbles_takes_no_longer_than_was_said(
    office: FakeVies, vies: Vies, manner: Manner
) -> None:
    office.next(manner)
    before = time.monotonic()
    found = vies.ask(NUMBER)
    assert time.monotonic() - before < 2
    assert isinstance(found, NotAnswered)
    assert found.is_everywhere


@pytest.mark.fault("F7")
def test_nobody_at_the_address_is_no_answer() -> None:
    found = Vies(url="http://127.0.0.1:9", seconds=0.6).ask(NUMBER)
    assert found == NotAnswered(reason="ConnectionError", is_everywhere=True)


def test_a_seller_whom_the_office_does_not_know_gets_the_answer_without_the_proof(
    office: FakeVies, vies: Vies
) -> None:
    office.known[NUMBER] = ("ACME GMBH", "")
    office.next(Manner.NO_REQUESTER)
    assert vies.ask(NUMBER, requester=OURS) == Known(name="ACME GMBH", told_at=TOLD_AT)
    assert len(office.asked) == 2


def test_only_numbers_of_member_states_are_its_business(vies: Vies) -> None:
    numbers = (NUMBER, "EL094259216", "XI980780684", "CHE107787577IVA", "7707083893", "")
    assert [vies.covers(number) for number in numbers] == [True, True, False, False, False, False]


def test_nobody_is_asked_unless_somebody_wanted_it(settings: Settings) -> None:
    assert isinstance(registry.tax_id_register(), Nobody)
    settings.CURULE_VIES_URL = "https://vies.example.test"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_made", [])
        assert isinstance(registry.tax_id_register(), Vies)


def test_a_register_of_one_s_own_is_named_by_its_path(settings: Settings) -> None:
    settings.CURULE_TAX_ID_REGISTER = {
        "BACKEND": "curule.gateways.tax_registers.vies.Vies",
        "OPTIONS": {"url": "https://vies.example.test", "days": 3},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_made", [])
        with pytest.raises(ImproperlyConfigured, match="unexpected keyword argument 'days'"):
            registry.tax_id_register()
