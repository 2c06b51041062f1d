"""How keys and ids are written: what is read back is what was written, and nothing else is read."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core import base58
from curule.core.api_keys import (
    SECRET_BYTES,
    KeyKind,
    KeyText,
    Scope,
    actions_of,
    digest,
    parsed,
    scopes_within,
    written,
)
from curule.core.permissions import Action, Actor, StaffRole, may
from curule.httpkit.ids import internal_id, public_id

SECRETS = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)


@given(st.integers(min_value=0, max_value=2**128 - 1), st.integers(0, 2**128 - 1))
def test_numbers_are_read_back_and_keep_their_order(one: int, other: int) -> None:
    first, second = (base58.encode(number, length=22) for number in (one, other))
    assert base58.decode(first) == one
    assert (first < second) == (one < other)


@pytest.mark.parametrize(("number_of_bytes", "letters"), [(1, 2), (4, 6), (16, 22), (32, 44)])
def test_a_length_holds_the_largest_number_and_no_shorter_one_does(
    number_of_bytes: int, letters: int
) -> None:
    largest = 2 ** (8 * number_of_bytes) - 1
    assert base58.length_for(number_of_bytes) == letters
    assert base58.decode(base58.encode(largest, length=letters)) == largest
    with pytest.raises(OverflowError):
        base58.encode(largest, length=letters - 1)


@given(st.sampled_from(KeyKind), st.booleans(), SECRETS)
def test_a_key_says_its_kind_and_mode_and_nothing_of_its_secret(
    kind: KeyKind, is_live: bool, secret: bytes
) -> None:
    text = written(kind, is_live=is_live, secret=secret)
    assert parsed(text) == KeyText(kind, is_live=is_live)
    assert text.startswith(f"{kind}_{'live' if is_live else 'test'}_")
    assert len(digest(text)) == 32


@given(SECRETS, st.data())
def test_one_wrong_letter_makes_it_no_key(secret: bytes, data: st.DataObject) -> None:
    text = written(KeyKind.SECRET, is_live=True, secret=secret)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters().filter(lambda each: each != text[place]))
    assert parsed(text[:place] + letter + text[place + 1 :]) is None
    assert parsed(text[:place]) is None


@given(st.text())
def test_no_other_text_is_a_key(text: str) -> None:
    assert parsed(text) is None


def test_a_secret_of_another_length_is_not_written() -> None:
    with pytest.raises(ValueError, match="31"):
        written(KeyKind.SECRET, is_live=True, secret=bytes(31))


@given(st.uuids(), st.sampled_from(["acc", "sub", "seat"]))
def test_an_id_is_read_back_as_what_it_is_and_as_nothing_else(row_id: UUID, prefix: str) -> None:
    text = public_id(prefix, row_id)
    assert internal_id(prefix, text) == row_id
    assert len(text) == len(prefix) + 23
    for other in ("", "ac", "acct"):
        assert internal_id(other, text) is None
    for wrong in (text[:-1], f"{text}1", text[:-1] + "0", f"{prefix}_{'z' * 22}"):
        assert internal_id(prefix, wrong) is None


@pytest.mark.invariant("I34")
@pytest.mark.parametrize("is_live", [True, False])
@pytest.mark.parametrize("role", StaffRole)
def test_a_key_may_nothing_that_whoever_answers_for_it_may_not(
    role: StaffRole, is_live: bool
) -> None:
    who = Actor.staff(name="x", role=role)
    own = {action for action in Action if may(who, action) is None}
    scopes = scopes_within(role, is_live=is_live)
    if is_live or Action.MANAGE_CLOCKS not in own:
        assert actions_of(scopes) <= own
        for other in set(Scope) - scopes:
            assert not actions_of([other]) <= own
    else:
        assert scopes == set(Scope)


def test_who_is_not_of_the_staff_answers_for_nothing() -> None:
    assert scopes_within(None, is_live=True) == scopes_within(None, is_live=False) == frozenset()


def test_a_developer_answers_for_reading_and_for_programs_and_an_admin_for_all() -> None:
    assert scopes_within(StaffRole.ADMIN, is_live=True) == set(Scope)
    assert scopes_within(StaffRole.DEVELOPER, is_live=True) == {
        Scope.ENTITLEMENTS_READ,
        Scope.ACCOUNTS_READ,
        Scope.SEATS_READ,
        Scope.SUBSCRIPTIONS_READ,
        Scope.CATALOG_READ,
        Scope.EVENTS_READ,
        Scope.WEBHOOKS_READ,
        Scope.WEBHOOKS_WRITE,
        Scope.CLOCKS_WRITE,
    }


def test_who_only_reads_changes_nothing() -> None:
    reading = actions_of(scope for scope in Scope if scope.endswith(":read"))
    assert reading == {Action.SEE, Action.SEE_ACTIVITY, Action.SEE_INVOICES} | {
        Action.SEE_REPORTS,
        Action.SEE_LOGS,
    }
    assert Action.CHANGE in actions_of([Scope.SUBSCRIPTIONS_WRITE])
    assert actions_of([]) == frozenset()
