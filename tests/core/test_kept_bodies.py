"""No word of what was sent is kept: laws of what may stay."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.kept_bodies import LONGEST_ADDRESS, ids_in, plain_name, with_ids, wordless
from curule.core.public_ids import public_text

ACCOUNT = public_text("acc", 7)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.text(), inner, max_size=8),
    max_leaves=40,
)


def _texts(kept: object) -> list[str]:
    if isinstance(kept, dict):
        return [text for each in kept.values() for text in _texts(each)]
    if isinstance(kept, list):
        return [text for each in kept for text in _texts(each)]
    return [kept] if isinstance(kept, str) else []


@pytest.mark.threat("TH4")
@given(JSON)
def test_of_texts_only_ids_and_times_stay(sent: object) -> None:
    kept = wordless(sent)

    may_stay = re.compile(r"…|\+\d+|[a-z]{2,8}_\w{22}|\d{4}-\d\d-\d\d[T\d:.Z+-]*")
    assert all(may_stay.fullmatch(text) for text in _texts(kept))
    assert len(json.dumps(kept, allow_nan=False)) < 500_000


@pytest.mark.threat("TH4")
@pytest.mark.parametrize(
    "secret",
    [
        "sk_live_" + "A" * 49,
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "ann@secret.test",
        "2026-01-01 Ann",
        f"{ACCOUNT}x",
        f"{ACCOUNT}\n",
        "FR7630006000011234567890189",
        "",
    ],
)
def test_what_only_looks_like_an_id_does_not_stay(secret: str) -> None:
    assert wordless({"it": secret}) == {"it": "…"}
    assert with_ids("/v1/{it}", {"it": secret}) == "/v1/{it}"


def test_a_body_keeps_its_form() -> None:
    sent = {"account": ACCOUNT, "seats": 3, "from": "2026-01-01", "Ann Li": {"is": [True, None]}}

    kept = wordless(sent)

    assert kept == {
        "account": ACCOUNT,
        "seats": 3,
        "from": "2026-01-01",
        "…": {"is": [True, None]},
    }
    assert wordless(list(range(25))) == [*range(20), "+5"]
    assert wordless(10**30) == "…"
    assert ids_in([f"/v1/accounts/{ACCOUNT}/seats", kept]) == (ACCOUNT,)


def test_a_path_keeps_its_ids_and_small_numbers() -> None:
    values = {"account": ACCOUNT, "number": 3, "code": "AUTUMN"}

    assert with_ids("/v1/{account}/{number}/{code}", values) == f"/v1/{ACCOUNT}/3/{{code}}"
    assert len(with_ids("/" + "x" * 400, {})) == LONGEST_ADDRESS
    assert [plain_name(each) for each in ("email", "Ann Li", 7, "a" * 41)] == ["email", "", "", ""]
