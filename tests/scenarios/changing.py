"""What a scenario expects, with one thing in it changed; every thing in its turn.

A number is one more, a day or an instant later, a word another one, yes is no, nothing is
something, and a list that says how many has one fewer, or one where it had none.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from curule.playback.expected import (
    Counts,
    Expected,
    ExpectedList,
    ExpectedMap,
    ExpectedValue,
)
from curule.playback.moments import Moment
from curule.playback.problems import Place
from curule.playback.steps import Step, TimelineStep, Together

T = TypeVar("T")
Changed = Iterator[tuple[Place, T]]
"""The value with one thing in it changed, and where that stands; all in turn."""


def changed_steps(steps: tuple[TimelineStep, ...]) -> Changed[tuple[TimelineStep, ...]]:
    """Change what the steps of a scenario expect, one thing at a time."""
    for index, step in enumerate(steps):
        variants = _changed_step(step) if isinstance(step, Step) else _changed_together(step)
        for place, variant in variants:
            yield place, (*steps[:index], variant, *steps[index + 1 :])


def _changed_step(step: Step) -> Changed[Step]:
    for place, expect in changed(step.expect):
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
    for place, ok in changed(counts.ok):
        assert isinstance(ok, ExpectedValue)
        yield place, replace(counts, ok=ok)
    refused = counts.refused or {}
    for code, number in refused.items():
        for place, other in changed(number):
            assert isinstance(other, ExpectedValue)
            yield place, replace(counts, refused={**refused, code: other})


def changed(expected: Expected | None) -> Changed[Expected]:
    """Change what is expected, one thing at a time."""
    match expected:
        case None:
            return
        case ExpectedValue():
            yield expected.place, replace(expected, value=_another(expected.value))
        case ExpectedMap():
            for key, part in expected.parts.items():
                for place, other in changed(part):
                    yield place, replace(expected, parts={**expected.parts, key: other})
        case ExpectedList():
            yield from _changed_list(expected)


def _changed_list(expected: ExpectedList) -> Changed[Expected]:
    items = expected.items
    for index, item in enumerate(items):
        for place, other in changed(item):
            yield place, replace(expected, items=(*items[:index], other, *items[index + 1 :]))
    if not expected.open:  # an open one says nothing about how many there are
        fewer = items[:-1] if items else (ExpectedMap(expected.place, {}),)
        yield expected.place, replace(expected, items=fewer)


def _another(value: str | int | bool | Moment | None) -> str | int | bool | Moment:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case datetime():
            return value + timedelta(seconds=1)
        case None:
            return "something"
        case str():
            return str(int(value) + 1) if value.isdecimal() else f"not {value}"
        case _:
            return value + timedelta(days=1)
