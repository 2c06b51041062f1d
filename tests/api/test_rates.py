"""How often a key may ask: so many times a minute, and each answer says how many are left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.api.v1 import rates
from curule.api.v1.checks import Checks
from curule.core.api_keys import Scope
from curule.httpkit.rates import WINDOW_SECONDS, Buckets
from tests.api.conftest import Program
from tests.api.wsgi import Answer, knock

Programs = Callable[..., Program]


class Clock:
    """Seconds that go forward when a test says so."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time of buckets from which each key takes three a minute, of entitlements five."""
    clock, quotas = Clock(), {rates.Rate.REQUESTS: 3, rates.Rate.ENTITLEMENTS: 5}
    made = cache(lambda rate: Buckets(quotas[rate], ticks=clock, name=rate.value))
    monkeypatch.setattr(rates, "buckets", made)
    return clock


@pytest.mark.django_db
def test_who_asks_too_often_is_told_when_to_ask_again(program: Programs, time: Clock) -> None:
    ours, theirs = program(), program()

    answers = [ours.get("/accounts") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    left = [answer.headers["RateLimit"] for answer in answers]
    assert left == [
        '"requests";r=2;t=20',
        '"requests";r=1;t=40',
        '"requests";r=0;t=60',
        '"requests";r=0;t=60',
    ]
    assert answers[0].headers["RateLimit-Policy"] == '"requests";q=3;w=60'
    refused = answers[3]
    assert (refused.json()["code"], refused.headers["Retry-After"]) == ("rate_limited", "20")
    assert theirs.get("/accounts").status_code == 200
    time.at += 20
    assert ours.get("/accounts").status_code == 200
    assert ours.get("/accounts").status_code == 429


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "These are too many requests at once."),
        ("de", "Das sind zu viele Anfragen auf einmal."),
        ("ru", "Слишком много запросов сразу."),
        ("fr", None),
    ],
)
def test_that_is_said_in_the_language_of_who_asks(
    program: Programs, time: Clock, language: str, title: str | None
) -> None:
    del time
    ours = program()
    for _ in range(3):
        ours.get("/accounts")
    told = ours.send("GET", "/accounts", **{"Accept-Language": language}).json()
    assert told["code"] == "rate_limited"
    assert told["title"] == title or (title is None and told["title"] != "")


@pytest.mark.django_db
def test_a_scope_that_is_missing_takes_one_too(program: Programs, time: Clock) -> None:
    del time
    ours = program(scopes=[Scope.SEATS_READ])
    assert [ours.get("/accounts").status_code for _ in range(4)] == [403, 403, 403, 429]


@pytest.mark.django_db
def test_checks_have_a_bucket_of_their_own_in_front_of_django_and_behind(
    program: Programs, time: Clock
) -> None:
    del time
    ours = program()
    for _ in range(3):
        ours.get("/accounts")

    def django(environ: object, start_response: Callable[..., object]) -> Iterator[bytes]:
        del environ
        start_response("429 Django's", [])
        yield b""

    front = Checks(django, remember=False)
    behind = [ours.get("/entitlements", user="a@x.test", product="none") for _ in range(2)]
    asked = [
        knock(front, "/v1/entitlements?user=a@x.test&product=none", key=ours.key) for _ in range(4)
    ]

    assert [answer.status_code for answer in behind] == [404, 404]
    assert behind[1].headers["RateLimit"] == '"entitlements";r=3;t=24'
    assert [answer.status for answer in asked] == [429] * 4  # there is no such product
    assert ours.get("/entitlements", user="a@x.test", product="none").status_code == 429
    assert isinstance(asked[0], Answer)


@given(st.integers(1, 20), st.lists(st.floats(0, 40), min_size=1, max_size=80))
def test_a_minute_lets_no_more_through_than_is_there_and_comes(
    quota: int, pauses: list[float]
) -> None:
    clock = Clock()
    buckets, taken = Buckets(quota, ticks=clock), list[float]()
    for pause in pauses:
        clock.at += pause
        came = buckets.take("ours")
        if came.is_refused:
            assert 0 < came.wait <= WINDOW_SECONDS / quota + 1e-6
        else:
            taken.append(clock.at)
            assert 0 <= came.remaining < quota
    for first in taken:
        assert sum(first <= at < first + WINDOW_SECONDS for at in taken) <= 2 * quota


@given(st.integers(1, 20), st.integers(1, 40))
def test_who_waits_as_long_as_they_are_told_is_let_in(quota: int, asked: int) -> None:
    clock = Clock()
    buckets = Buckets(quota, ticks=clock)
    for _ in range(asked):
        came = buckets.take("ours")
    clock.at += came.wait + 1e-6
    if came.is_refused:
        assert not buckets.take("ours").is_refused
