"""No expected number can be wrong unnoticed: each is changed in turn, and the file fails."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from curule.playback.expected import (
    Counts,
    Expected,
    ExpectedList,
    ExpectedMap,
    ExpectedValue,
)
from curule.playback.problems import Place
from curule.playback.report import ScenarioReport
from curule.playback.steps import Step, TimelineStep, Together
from tests.scenarios.conftest import Play
from tests.scenarios.the_files import MAIN

T = TypeVar("T")
Changed = Iterator[tuple[Place, T]]
"""The value with one number in it raised by one, and where that number stands; all in turn."""


@pytest.mark.parametrize("file", MAIN)
def test_a_changed_number_fails(file: str, played: Play) -> None:
    report = played(file)
    assert not report.failed
    happened = [each.report for each in report.played]
    changed = list(_changed_steps(report.scenario.steps))
    assert len(changed) >= 20
    unnoticed = [
        str(place)
        for place, steps in changed
        if not ScenarioReport.of(replace(report.scenario, steps=steps), happened).failed
    ]
    assert unnoticed == []


def test_every_number_of_a_step_is_changed_once() -> None:
    place = Place("x.yaml", 1, 1)

    def number(value: int) -> ExpectedValue:
        return ExpectedValue(place, value)

    seats = ExpectedMap(place, {"total": number(5), "free": number(0)})
    expected = ExpectedMap(
        place,
        {
            "due_now": number(7),
            "replayed": ExpectedValue(place, value=True),
            "status": ExpectedValue(place, "active"),
            "seats": ExpectedMap(place, {"agent": seats}),
            "lines": ExpectedList(place, (ExpectedMap(place, {"amount": number(-3)}),), open=False),
        },
    )
    assert [_numbers(each) for _place, each in _changed(expected)] == [
        [8, 5, 0, -3],
        [7, 6, 0, -3],
        [7, 5, 1, -3],
        [7, 5, 0, -2],
    ]


def _changed_steps(steps: tuple[TimelineStep, ...]) -> Changed[tuple[TimelineStep, ...]]:
    for index, step in enumerate(steps):
        variants = _changed_step(step) if isinstance(step, Step) else _changed_together(step)
        for place, variant in variants:
            yield place, (*steps[:index], variant, *steps[index + 1 :])


def _changed_step(step: Step) -> Changed[Step]:
    for place, expect in _changed(step.expect):
        assert isinstance(expect, ExpectedMap)
        yield place, replace(step, expect=expect)


def _changed_together(together: Together) -> Changed[Together]:
    for index, step in enumerate(together.steps):
        for place, variant in _changed_step(step):
            steps = (*together.steps[:index], variant, *together.steps[index + 1 :])
            yield place, replace(together, steps=steps)
    for place, counts in _changed_counts(together.expect):
        yield place, replace(together, expect=counts)


def _changed_counts(counts: Counts | None) -> Changed[Counts]:
    if counts is None:
        return
    for place, ok in _changed(counts.ok):
        assert isinstance(ok, ExpectedValue)
        yield place, replace(counts, ok=ok)
    for code, number in (counts.refused or {}).items():
        for place, changed in _changed(number):
            assert isinstance(changed, ExpectedValue)
            yield place, replace(counts, refused={**(counts.refused or {}), code: changed})


def _changed(expected: Expected | None) -> Changed[Expected]:
    match expected:
        case ExpectedValue(value=int() as number) if not isinstance(number, bool):
            yield expected.place, replace(expected, value=number + 1)
        case ExpectedMap():
            for key, part in expected.parts.items():
                for place, changed in _changed(part):
                    yield place, replace(expected, parts={**expected.parts, key: changed})
        case ExpectedList():
            for index, item in enumerate(expected.items):
                for place, changed in _changed(item):
                    items = (*expected.items[:index], changed, *expected.items[index + 1 :])
                    yield place, replace(expected, items=items)
        case _:
            return


def _numbers(expected: Expected) -> list[int]:
    match expected:
        case ExpectedValue(value=int() as number) if not isinstance(number, bool):
            return [number]
        case ExpectedMap():
            return [number for part in expected.parts.values() for number in _numbers(part)]
        case ExpectedList():
            return [number for item in expected.items for number in _numbers(item)]
        case _:
            return []
