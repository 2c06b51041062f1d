"""Scenario texts and made-up reports that several tests share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from curule.playback.problems import Place, ScenarioError
from curule.playback.report import SeatsReport, StepReport
from curule.playback.scenario import Scenario, read_scenario

HEAD: Final = """\
policy: {preset: gotoassist}
prices: [{seat_type: agent, currency: EUR, interval: month, unit_amount: 3000}]
account: {country: FR, time_zone: Europe/Paris}
steps:
- {at: 2026-04-01, do: subscribe, seats: {agent: 10}}
"""
"""The beginning of a scenario to which a test adds its steps."""

MARK: Final = "§"
"""Stands in a text before the character that an error must point at."""


def problem_of(marked: str, *, file: str = "test.yaml") -> str:
    """Read a wrong scenario whose place of error is marked; return the sentence about it."""
    before, found, after = marked.partition(MARK)
    assert found, "the text marks no place"
    lines = before.split("\n")
    with pytest.raises(ScenarioError) as caught:
        read_scenario(before + after, file=file)
    first = caught.value.problems[0]
    assert first.place == Place(file, len(lines), len(lines[-1]) + 1), str(caught.value)
    return first.sentence


def with_steps(*steps: str) -> Scenario:
    """Read a scenario of the usual head and these steps."""
    return read_scenario(HEAD + "".join(f"- {step}\n" for step in steps), file="test.yaml")


def paris(year: int, month: int, day: int, *time: int) -> datetime:
    """Return a local time of Paris as an instant."""
    hour, minute, second, microsecond = (*time, 0, 0, 0, 0)[:4]
    here = datetime(
        year, month, day, hour, minute, second, microsecond, tzinfo=ZoneInfo("Europe/Paris")
    )
    return here.astimezone(UTC)


def step_report(**changes: Any) -> StepReport:  # noqa: ANN401 - each part has its own type
    """Return the report of a step that went through, with some parts changed."""
    usual: dict[str, Any] = {
        "at": paris(2026, 4, 1),
        "do": "subscribe",
        "by": "owner@example.test",
        "status": "active",
        "renews_at": paris(2026, 5, 1),
        "seats": {"agent": SeatsReport(total=10, occupied=1, held=2, free=7)},
    }
    return StepReport(**(usual | changes))
