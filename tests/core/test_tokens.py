"""What an offline token says, and for how long: never longer than the access it tells of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.tokens import (
    LONGEST,
    Device,
    Holder,
    audience,
    claims,
    device_digest,
    lifetime,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANN = Holder(
    subject="usr_1",
    email="ann@example.com",
    product="zoom",
    plan="pro",
    seat="seat_1",
    seat_types=("licensed",),
    is_live=True,
)
LAPTOP = Device(id="dev_1", digest=device_digest("zoom", "laptop"))
spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400))


@pytest.mark.threat("TH30")
@given(lives=spans, asked=st.none() | spans, left=st.none() | spans)
def test_no_token_outlives_what_is_usual_asked_or_left(
    lives: timedelta, asked: timedelta | None, left: timedelta | None
) -> None:
    lasting = lifetime(lives, asked=asked, left=left)

    assert all(lasting <= bound for bound in (lives, asked, left, LONGEST) if bound is not None)
    said = claims(
        ANN, LAPTOP, issuer="https://x.test", token_id="tok_1", issued_at=NOW, lives=lasting
    )
    assert isinstance(said["exp"], int)
    assert said["exp"] <= (NOW + lasting).timestamp()
    assert said["iat"] == said["nbf"] == int(NOW.timestamp())


def test_access_that_is_over_leaves_no_life() -> None:
    assert lifetime(timedelta(days=7), left=timedelta(days=-1)) == timedelta()


@pytest.mark.threat("TH30")
def test_a_token_about_test_data_is_for_nobody_who_expects_customers() -> None:
    assert audience("zoom", is_live=False) != audience("zoom", is_live=True)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_two_devices_or_two_products_never_look_alike(a: str, b: str, c: str, d: str) -> None:
    assert (device_digest(a, b) == device_digest(c, d)) == ((a, b) == (c, d))
