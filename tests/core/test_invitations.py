"""Invitations: validity, sending them again, and who may accept."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.invitations import (
    Invitation,
    InvitationStatus,
    LinkPurpose,
    Reader,
    Resent,
    accepts_again,
    expiry,
    must_prove_address,
    refuse_acceptance,
    refuse_answer,
    refuse_link,
    refuse_unless_open,
    resend,
)
from curule.core.localtime import local
from curule.core.policy import AssignmentPolicy
from curule.core.refusals import Refusal, RefusalCode
from tests.core.strategies import instants, zones
from tests.core.subscriptions import PARIS, paris, policy_of

SENT = paris(2026, 9, 26)
ZOOM = policy_of("zoom").assignment
OPEN = Invitation(
    email="bo@mail.test", status=InvitationStatus.OPEN, expires_at=expiry(ZOOM, SENT, PARIS)
)
BO, DI = Reader("p1", "bo@mail.test"), Reader("p2", "di@mail.test")


def _policy(*, resend_resets: bool = True, old_link_dies: bool = True) -> AssignmentPolicy:
    return replace(ZOOM, resend_resets=resend_resets, old_link_dies=old_link_dies)


def _code(refusal: Refusal | None) -> RefusalCode | None:
    return None if refusal is None else refusal.code


def test_31_days_later_it_is_gone() -> None:
    assert OPEN.expires_at == paris(2026, 10, 26)
    assert OPEN.is_valid(paris(2026, 10, 26) - timedelta(seconds=1))
    late = paris(2026, 10, 27)
    assert not OPEN.is_valid(late)
    assert OPEN.status_at(late) is InvitationStatus.EXPIRED
    refusal = refuse_acceptance(OPEN, BO, late)
    assert refusal is not None
    assert refusal.options == ("ask_for_new_invitation",)
    assert refusal.values == {"expired_at": OPEN.expires_at}


def test_sent_again_on_day_29_it_is_valid_to_day_59() -> None:
    again = resend(OPEN, ZOOM, now=paris(2026, 10, 25), zone=PARIS)
    assert again == Resent(expires_at=paris(2026, 11, 24), generation=1)


@given(sent_at=instants, days=st.integers(1, 90), zone=zones)
def test_days_are_of_the_calendar_at_the_same_local_time(
    sent_at: datetime, days: int, zone: str
) -> None:
    ends_at = expiry(replace(ZOOM, invitation_days=days), sent_at, zone)
    before, after = local(sent_at, zone), local(ends_at, zone)
    assert (after.date() - before.date()).days == days
    shift = (after.hour * 60 + after.minute) - (before.hour * 60 + before.minute)
    assert 0 <= shift <= 120


@pytest.mark.parametrize("resets", [True, False])
@pytest.mark.parametrize("dies", [True, False])
def test_sending_again_resets_days_and_voids_links_as_the_policy_says(
    *, resets: bool, dies: bool
) -> None:
    now = paris(2026, 10, 1)
    again = resend(OPEN, _policy(resend_resets=resets, old_link_dies=dies), now=now, zone=PARIS)
    assert isinstance(again, Resent)
    assert again.expires_at == (paris(2026, 10, 31) if resets else OPEN.expires_at)
    assert again.generation == (2 if dies else 1)
    newer = replace(OPEN, expires_at=again.expires_at, generation=again.generation)
    expected = RefusalCode.INVITATION_SUPERSEDED if dies else None
    assert _code(refuse_link(newer, generation=1, now=now)) is expected
    assert refuse_link(newer, generation=again.generation, now=now) is None


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (InvitationStatus.OPEN, None),
        (InvitationStatus.EXPIRED, RefusalCode.INVITATION_EXPIRED),
        (InvitationStatus.CANCELED, RefusalCode.INVITATION_CANCELED),
        (InvitationStatus.DECLINED, RefusalCode.INVITATION_NOT_OPEN),
        (InvitationStatus.ACCEPTED, RefusalCode.INVITATION_NOT_OPEN),
    ],
)
def test_nothing_is_done_with_an_invitation_that_is_over(
    status: InvitationStatus, code: RefusalCode | None
) -> None:
    over = replace(OPEN, status=status)
    assert _code(refuse_unless_open(over, SENT)) is code
    again = resend(over, ZOOM, now=SENT, zone=PARIS)
    assert isinstance(again, Resent) is (code is None)
    link = refuse_link(over, generation=1, now=SENT)
    assert _code(link) is (None if status is InvitationStatus.ACCEPTED else code)
    if status is not InvitationStatus.ACCEPTED:
        assert _code(refuse_acceptance(over, BO, SENT)) is code


@pytest.mark.parametrize("status", [each for each in InvitationStatus if each != "open"])
def test_who_gives_seats_invites_again_and_the_invited_asks_for_that(
    status: InvitationStatus,
) -> None:
    over = replace(OPEN, status=status)
    by_inviter, by_invited = refuse_unless_open(over, SENT), refuse_answer(over, SENT)
    assert by_inviter is not None
    assert by_invited is not None
    assert by_inviter.options == ("invite_again",)
    assert by_invited.options == ("ask_for_new_invitation",)
    assert refuse_acceptance(over, BO, SENT) == by_invited


@pytest.mark.threat("TH1")
@pytest.mark.invariant("I8")
def test_only_the_invited_address_accepts() -> None:
    refusal = refuse_acceptance(OPEN, DI, SENT)
    assert refusal is not None
    assert (refusal.code, refusal.options) == (RefusalCode.WRONG_PERSON, ("switch_account",))
    assert refusal.values == {"email": "bo@mail.test"}
    assert refuse_acceptance(OPEN, BO, SENT) is None


@pytest.mark.requirement("T17")
def test_accepting_again_by_the_same_person_is_no_refusal() -> None:
    accepted = replace(OPEN, status=InvitationStatus.ACCEPTED, accepted_by="p1")
    late = paris(2027, 1, 1)
    assert accepts_again(accepted, BO)
    assert refuse_acceptance(accepted, BO, late) is None
    assert refuse_link(accepted, generation=1, now=late) is None
    assert not accepts_again(accepted, DI)
    assert _code(refuse_acceptance(accepted, DI, late)) is RefusalCode.WRONG_PERSON
    twin = Reader("p9", "bo@mail.test")
    assert _code(refuse_acceptance(accepted, twin, late)) is RefusalCode.INVITATION_NOT_OPEN
    assert not accepts_again(OPEN, BO)


def test_a_link_that_was_handed_over_proves_nothing() -> None:
    assert not must_prove_address(LinkPurpose.MAIL, signed_in_with_it=False)
    assert not must_prove_address(LinkPurpose.MAIL, signed_in_with_it=True)
    assert must_prove_address(LinkPurpose.COPIED, signed_in_with_it=False)
    assert not must_prove_address(LinkPurpose.COPIED, signed_in_with_it=True)


@pytest.mark.invariant("I7")
@given(
    status=st.sampled_from(InvitationStatus),
    hours=st.integers(-900, 900),
    email=st.sampled_from(["bo@mail.test", "di@mail.test"]),
    person=st.sampled_from(["p1", "p2"]),
)
def test_whoever_accepts_has_the_address_and_an_open_invitation_or_did_so_before(
    status: InvitationStatus, hours: int, email: str, person: str
) -> None:
    invitation = replace(OPEN, status=status, accepted_by="p1")
    reader, now = Reader(person, email), OPEN.expires_at + timedelta(hours=hours)
    if refuse_acceptance(invitation, reader, now) is None:
        first = email == "bo@mail.test" and invitation.is_valid(now)
        assert first or accepts_again(invitation, reader)
        assert not (first and accepts_again(invitation, reader))
