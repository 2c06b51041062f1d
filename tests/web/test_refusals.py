"""The ways out of a refusal lead to pages of the account, or to those of whoever is signed in."""

from typing import cast
from unittest.mock import Mock
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from curule.core.languages import Language
from curule.core.refusals import RefusalCode, WayOut, refuse
from curule.web.refusals import told
from curule.web.viewers import Viewer
from curule.wording.values import Reader

ACCOUNT = UUID("01900000-0000-7000-8000-000000000001")
HOME = f"/a/{ACCOUNT}"


def asked(*, signed_in: bool, in_account: bool) -> HttpRequest:
    request = RequestFactory().get("/")
    request.reader = Reader(language=Language.EN)  # type: ignore[attr-defined]
    request.user = cast("AnonymousUser", Mock(is_authenticated=signed_in))
    if in_account:
        request.viewer = Mock(spec=Viewer, account_id=ACCOUNT)  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize(
    ("code", "links"),
    [
        (RefusalCode.ROLE_NOT_HELD, (f"{HOME}/members",)),
        (RefusalCode.TERM_ALREADY_ORDERED, (f"{HOME}/subscriptions",)),  # waiting is no link
        (RefusalCode.NOTHING_TO_PAY, (f"{HOME}/invoices",)),
        (RefusalCode.INVITATION_NOT_OPEN, (f"{HOME}/members/add",)),
        (RefusalCode.REQUEST_NOT_OPEN, (f"{HOME}/members/requests",)),
        (RefusalCode.NOT_FOUND, (None, "/companies")),
        (RefusalCode.NAMES_REQUIRED, (None,)),  # it is done on the page that says so
    ],
)
def test_a_way_out_is_a_link_where_a_page_goes_on(
    code: RefusalCode, links: tuple[str | None, ...]
) -> None:
    box = told(asked(signed_in=True, in_account=True), refuse(code))
    assert tuple(address for _, address in box.ways_out) == links


def test_who_holds_a_seat_is_led_to_it_where_they_are_signed_in() -> None:
    has_one = refuse(RefusalCode.ALREADY_ASSIGNED, options=(WayOut.SEE_ACCESS,))
    known = told(asked(signed_in=True, in_account=False), has_one)
    stranger = told(asked(signed_in=False, in_account=False), has_one)
    assert known.ways_out == (("Look at your access", "/my"),)
    assert stranger.ways_out == (("Look at your access", None),)
