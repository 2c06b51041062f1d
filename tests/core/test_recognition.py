"""Revenue by day: every run gives the same balance on the same day, and the last day the net."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curule.core.recognition import (
    Service,
    deferred,
    first_of_next_month,
    passed_part,
    recognized,
    recognized_between,
)

FIRST = date(2026, 1, 1)
days = st.integers(0, 900).map(lambda number: FIRST + timedelta(days=number))
nets = st.integers(-(10**9), 10**9).filter(bool)


@st.composite
def services(draw: st.DrawFn) -> Service:
    """Lines that begin before, on or after the day that they count from, some without days."""
    counts_from, net = draw(days), draw(nets)
    if draw(st.integers(0, 9)) == 0:
        return Service(net, None, None, counts_from)
    starts_on = draw(days)
    ends_on = starts_on + timedelta(days=draw(st.integers(0, 400)))
    return Service(net, starts_on, ends_on, counts_from)


@given(services())
def test_the_last_day_closes_at_exactly_the_net(service: Service) -> None:
    over = max(service.ends_on or FIRST, service.counts_from) + timedelta(days=1)
    assert recognized(service, over) == service.net
    assert deferred([service], over) == 0


@given(services(), days, days)
def test_it_only_goes_towards_the_net_and_never_beyond(
    service: Service, one: date, other: date
) -> None:
    earlier, later = sorted((one, other))
    before, after = recognized(service, earlier), recognized(service, later)
    assert abs(before) <= abs(after) <= abs(service.net)
    assert before * service.net >= 0


def test_what_has_no_days_is_earned_at_once() -> None:
    day = date(2026, 3, 1)
    for starts_on in (day, None):
        line = Service(1000, starts_on, None, counts_from=day)
        assert passed_part(line, day) == 1000
        assert recognized(line, day + timedelta(days=1)) == 1000


@given(services())
def test_nothing_is_earned_before_it_counts(service: Service) -> None:
    assert recognized(service, service.counts_from) == 0
    if service.starts_on is not None:
        assert passed_part(service, service.starts_on) == 0


@given(st.lists(services(), max_size=6), st.lists(days, min_size=2, max_size=12))
def test_however_often_it_is_run_the_balance_of_a_day_is_the_same(
    lines: list[Service], runs: list[date]
) -> None:
    runs.sort()
    steps = itertools.pairwise(runs)
    posted = sum(recognized_between(lines, since, until) for since, until in steps)
    assert posted == recognized_between(lines, runs[0], runs[-1])


@given(st.lists(services(), max_size=6), days)
def test_earned_and_deferred_are_the_whole(lines: list[Service], on: date) -> None:
    earned = sum(recognized(line, on) for line in lines)
    assert earned + deferred(lines, on) == sum(line.net for line in lines)


@given(nets, days, st.integers(1, 400), st.data())
def test_unused_time_takes_back_what_its_line_would_still_earn(
    net: int, starts_on: date, length: int, data: st.DataObject
) -> None:
    ends_on = starts_on + timedelta(days=length)
    left_on = starts_on + timedelta(days=data.draw(st.integers(0, length - 1)))
    line = Service(net, starts_on, ends_on, starts_on)
    unused = net - passed_part(line, left_on)
    note = Service(-unused, left_on, ends_on, left_on)
    on = data.draw(days)
    if on > left_on:
        kept = recognized(line, on) + recognized(note, on)
        assert abs(kept - (net - unused)) <= 1  # two lines, each rounded once
    assert recognized(line, ends_on) + recognized(note, ends_on + timedelta(days=1)) == net - unused


@pytest.mark.parametrize(
    ("on", "closes_on"),
    [
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 1, 31), date(2026, 2, 1)),
        (date(2026, 12, 5), date(2027, 1, 1)),
    ],
)
def test_the_books_of_a_month_close_on_the_first_of_the_next(on: date, closes_on: date) -> None:
    assert first_of_next_month(on) == closes_on


def test_a_service_within_a_day_is_earned_with_that_day() -> None:
    hour = Service(70, FIRST, FIRST, counts_from=FIRST)
    assert recognized(hour, FIRST) == 0
    assert recognized(hour, FIRST + timedelta(days=1)) == 70
