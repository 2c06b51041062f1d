"""Everything that is expected is changed once, and nothing else with it."""

from datetime import UTC, date, datetime

from curule.playback.expectations import plain
from curule.playback.expected import ExpectedList, ExpectedMap, ExpectedValue
from curule.playback.moments import Moment
from curule.playback.problems import Place
from curule.playback.scenario import read_scenario
from curule.playback.steps import Step, Together
from tests.scenarios.changing import changed, changed_steps

PLACE = Place("x.yaml", 1, 1)
STEPS = """\
policy: {preset: zoom}
seat_types: [{name: licensed, min: 1}]
prices: [{seat_type: licensed, currency: EUR, interval: month, unit_amount: 1500}]
account: {country: FR, time_zone: Europe/Paris}
steps:
- {at: 2026-04-01, do: subscribe, seats: {licensed: 3}, expect: {due_now: 4500}}
- {do: invite, person: a@x.test}
- together:
  - {do: accept, person: a@x.test, expect: {ok: true}}
  - {do: accept, person: a@x.test}
  expect: {ok: 1, refused: {no_free_seat: 2}}
"""


def value(of: str | int | bool | Moment | None) -> ExpectedValue:
    return ExpectedValue(PLACE, of)


def test_every_kind_of_value_becomes_another_one() -> None:
    instant = datetime(2026, 4, 1, tzinfo=UTC)
    before = (7, True, "paid", "1", date(2026, 4, 1), instant, None)
    after = [plain(other) for each in before for _place, other in changed(value(each))]
    assert after == [
        8,
        False,
        "not paid",
        "2",
        "2026-04-02",
        "2026-04-01T00:00:01Z",
        "something",
    ]


def test_one_thing_is_changed_at_a_time() -> None:
    line = ExpectedMap(PLACE, {"amount": value(-3)})
    expected = ExpectedMap(
        PLACE,
        {
            "seats": ExpectedMap(PLACE, {"agent": ExpectedMap(PLACE, {"free": value(0)})}),
            "lines": ExpectedList(PLACE, (line,), open=False),
            "invoices": ExpectedList(PLACE, (), open=False),
            "mails": ExpectedList(PLACE, (line,), open=True),
        },
    )
    now = {"seats": {"agent": {"free": 0}}, "lines": [{"amount": -3}], "invoices": []}
    mails = {"mails": [{"amount": -3}]}
    assert [plain(other) for _place, other in changed(expected)] == [
        {**now, **mails, "seats": {"agent": {"free": 1}}},
        {**now, **mails, "lines": [{"amount": -2}]},
        {**now, **mails, "lines": []},
        {**now, **mails, "invoices": [{}]},
        {**now, "mails": [{"amount": -2}]},
    ]


def test_steps_alone_and_together_and_their_counts_are_changed() -> None:
    steps = read_scenario(STEPS, file="x.yaml").steps
    told = []
    for place, (first, _second, together) in changed_steps(steps):
        assert isinstance(first, Step)
        assert first.expect is not None
        assert isinstance(together, Together)
        assert together.expect is not None
        assert together.expect.ok is not None
        inner = together.steps[0].expect
        assert inner is not None
        refused = {code: plain(each) for code, each in (together.expect.refused or {}).items()}
        shown = (plain(first.expect), plain(inner), plain(together.expect.ok), refused)
        told.append((place.line, *shown))
    bought, through, codes = {"due_now": 4500}, {"ok": True}, {"no_free_seat": 2}
    assert told == [
        (6, {"due_now": 4501}, through, 1, codes),
        (9, bought, {"ok": False}, 1, codes),
        (11, bought, through, 2, codes),
        (11, bought, through, 1, {"no_free_seat": 3}),
    ]
