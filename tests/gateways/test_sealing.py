"""What is sealed opens by the same key, for the same purpose and thing, and by nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.gateways.sealing import SealBroken, seal, unseal

KEY = "k" * 40


@given(st.binary(max_size=100))
def test_what_was_sealed_opens_and_is_not_seen(plain: bytes) -> None:
    sealed = seal(KEY, plain, purpose="tokens", about=b"row")

    assert unseal(KEY, sealed, purpose="tokens", about=b"row") == plain
    assert len(plain) < 8 or plain not in sealed
    assert sealed != seal(KEY, plain, purpose="tokens", about=b"row")


@pytest.mark.threat("TH30")
@given(st.integers(min_value=0, max_value=60), st.integers(min_value=1, max_value=255))
def test_what_was_changed_moved_or_is_another_s_does_not_open(place: int, flip: int) -> None:
    sealed = seal(KEY, b"p" * 32, purpose="tokens", about=b"row")
    changed = bytearray(sealed)
    changed[place] ^= flip

    for key, text, purpose, about in (
        (KEY, bytes(changed), "tokens", b"row"),
        ("o" * 40, sealed, "tokens", b"row"),
        (KEY, sealed, "webhooks", b"row"),
        (KEY, sealed, "tokens", b"other"),
        (KEY, sealed[:12], "tokens", b"row"),
        (KEY, b"", "tokens", b"row"),
    ):
        with pytest.raises(SealBroken):
            unseal(key, text, purpose=purpose, about=about)


def test_nothing_is_sealed_under_an_empty_key() -> None:
    with pytest.raises(ValueError, match="secret key"):
        seal("", b"x", purpose="tokens", about=b"")
