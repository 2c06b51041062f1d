"""What is searched for reaches the database only as a text that it can hold."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from curule.core.permissions import StaffRole
from curule.services.people import staff
from curule.web.searching import search_words
from tests.support.factories import NOW, SYSTEM, make_person, make_world

_PORTAL = (
    "licenses?email=%00",
    "members?q=%00",
    "members.csv?q=%00",
    "members/invited?q=%00",
    "members/removed?q=%00",
    "activity?person=%00",
    "activity?person=a%00@x.test",
    "members?role=%00&type=%00&after=%00",
    "licenses?product=%00&status=%00&batch=%00&from=%00",
    "invoices?year=%00&state=%00&after=%00",
    "contact?subscription=%00",
)
_CONSOLE = ("accounts", "invoices", "mails", "subscriptions", "payments", "orders", "events")


@pytest.mark.django_db
def test_a_nul_in_any_filter_of_the_portal_finds_nothing_and_breaks_nothing(
    client: Client,
) -> None:
    world = make_world("licence_portal", seats=2)
    client.force_login(world.people["owner"])

    answers = {place: client.get(f"/a/{world.account.id}/{place}") for place in _PORTAL}

    assert {place: answer.status_code for place, answer in answers.items()} == dict.fromkeys(
        _PORTAL, 200
    )


@pytest.mark.django_db
def test_a_nul_in_any_filter_of_the_console_breaks_nothing(client: Client) -> None:
    make_world("licence_portal", seats=2)
    person = make_person("staff@vendor.test")
    staff.grant(actor=SYSTEM, person_id=person.id, role=StaffRole.ADMIN, now=NOW)
    client.force_login(person)
    query = "q=a%00b&state=%00&kind=%00&template=%00&type=%00&account=%00&page=%00"

    for place in _CONSOLE:
        assert client.get(f"/console/{place}?{query}").status_code == 200, place


def test_words_are_trimmed_and_cut_and_hold_no_nul() -> None:
    request = RequestFactory().get("/", {"q": "\0  Ana\0 Li \0"})

    assert search_words(request, "q", most=100) == "Ana Li"
    assert search_words(request, "q", most=3) == "Ana"
    assert not search_words(request, "other", most=3)
