"""A link is genuine only with the key, for one invitation, one generation and one purpose."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.gateways.signing import LinkPurpose, invitation_link, invitation_token, purpose_of

KEY = "the-secret-key-of-this-installation"
ID = UUID("0190b6a0-0000-7000-8000-000000000001")
MAIL, COPIED = LinkPurpose.MAIL, LinkPurpose.COPIED

cases = st.tuples(
    st.text(min_size=1), st.uuids(), st.integers(1, 10**9), st.sampled_from(LinkPurpose)
)


def token(key: str, invitation_id: UUID, generation: int, purpose: LinkPurpose) -> str:
    return invitation_token(
        key, invitation_id=invitation_id, generation=generation, purpose=purpose
    )


def test_it_is_the_hmac_of_the_fields_each_after_its_length() -> None:
    message = (
        b"\x00\x00\x00\x0ainvitation" + b"\x00\x00\x00\x10" + ID.bytes
        + b"\x00\x00\x00\x0212" + b"\x00\x00\x00\x04mail"
    )  # fmt: skip
    expected = urlsafe_b64encode(hmac.digest(KEY.encode(), message, hashlib.sha256))
    assert token(KEY, ID, 12, MAIL) == expected.decode().rstrip("=")
    assert len(expected) == 44


@pytest.mark.threat("TH4")
@given(cases.filter(lambda case: not _has_surrogate(case[0])), cases)
def test_two_invitations_generations_purposes_or_keys_never_share_a_token(
    one: tuple[str, UUID, int, LinkPurpose], other: tuple[str, UUID, int, LinkPurpose]
) -> None:
    if _has_surrogate(other[0]):
        return
    assert (token(*one) == token(*other)) == (one == other)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_a_token_says_what_it_proves(purpose: LinkPurpose) -> None:
    genuine = token(KEY, ID, 3, purpose)
    assert purpose_of(KEY, genuine, invitation_id=ID, generation=3) is purpose


@pytest.mark.threat("TH4")
@pytest.mark.parametrize(
    "forged",
    [
        token(KEY, ID, 2, MAIL),
        token(KEY, ID, 4, MAIL),
        token(KEY + "x", ID, 3, MAIL),
        token(KEY, UUID(int=1), 3, MAIL),
        token(KEY, ID, 3, MAIL)[:-1],
        token(KEY, ID, 3, MAIL) + "=",
        token(KEY, ID, 3, MAIL).swapcase(),
        "",
        "é",
        "\udcff",
    ],
)
def test_a_forged_or_older_token_proves_nothing(forged: str) -> None:
    assert purpose_of(KEY, forged, invitation_id=ID, generation=3) is None


def test_without_a_key_there_are_no_tokens() -> None:
    with pytest.raises(ValueError, match="secret key"):
        token("", ID, 1, MAIL)


@pytest.mark.threat("TH11")
@pytest.mark.parametrize("base", ["https://seats.acme.test", "https://seats.acme.test/"])
def test_a_link_stands_on_the_configured_host(base: str) -> None:
    link = invitation_link(base, key=KEY, invitation_id=ID, generation=1, purpose=COPIED)
    assert link == f"https://seats.acme.test/invitations/{ID}/{token(KEY, ID, 1, COPIED)}"


@pytest.mark.parametrize(
    "base", ["", "seats.acme.test", "ftp://acme.test", "javascript:alert(1)", "https://"]
)
def test_a_link_needs_a_site(base: str) -> None:
    with pytest.raises(ValueError, match="cannot start with"):
        invitation_link(base, key=KEY, invitation_id=ID, generation=1, purpose=MAIL)
