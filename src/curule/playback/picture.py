"""The seats of a scenario over time, as values to draw: one timeline per seat type.

`picture_terminal` and `picture_svg` draw them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from curule.playback.report import Played, PlayedStep, ScenarioReport, SeatsReport, StepReport


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPoint:
    """The numbers of a seat type from an instant on; `planned` ones are only scheduled yet."""

    at: datetime
    total: int
    occupied: int
    held: int
    planned: bool = False

    @property
    def free(self) -> int:
        """Total = occupied + held + free."""
        return self.total - self.occupied - self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Steps at one instant, `2–9` for several; `refused` when all of them were."""

    at: datetime
    label: str
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One seat type from the first point to `ends_at`; there is at least one point."""

    seat_type: str
    zone: str
    points: tuple[SeatPoint, ...]
    marks: tuple[Mark, ...]
    ends_at: datetime

    @property
    def starts_at(self) -> datetime:
        """The instant of the first point."""
        return self.points[0].at

    @property
    def highest(self) -> int:
        """The largest total, at least 1, so that there is always something to scale by."""
        return max(1, *(point.total for point in self.points))

    def at(self, instant: datetime) -> SeatPoint:
        """Return the numbers in force at an instant; before the first point those of the first."""
        found = self.points[0]
        for point in self.points:
            if point.at > instant:
                break
            found = point
        return found


def timelines(report: ScenarioReport) -> tuple[Timeline, ...]:
    """Return one timeline for each seat type that a step named, in the order of the plan."""
    moments = [
        (step_report.at, step_report.seats)
        for each in report.played
        for step_report in _reports(each)
    ]
    names = dict.fromkeys(name for _, seats in moments for name in seats)
    return tuple(
        _timeline(
            name,
            [(at, seats[name]) for at, seats in moments if name in seats],
            zone=report.scenario.zone,
            marks=tuple(_marks(report.played)),
            until=_renewals(report),
        )
        for name in names
    )


def _reports(played: Played) -> Sequence[StepReport]:
    return (played.report,) if isinstance(played, PlayedStep) else played.report.results


def _timeline(
    name: str,
    told: Sequence[tuple[datetime, SeatsReport]],
    *,
    zone: str,
    marks: tuple[Mark, ...],
    until: Iterable[datetime],
) -> Timeline:
    points = tuple(_points(told))
    ends = [*(point.at for point in points), *(mark.at for mark in marks), *until]
    ends_at = max(ends)
    if ends_at <= points[0].at:
        ends_at = points[0].at + timedelta(days=1)
    # A little room after the last change, or its block would have no width.
    margin = (ends_at - points[0].at) / 20 if ends_at == points[-1].at else timedelta(0)
    within = tuple(mark for mark in marks if mark.at >= points[0].at)
    return Timeline(
        seat_type=name, zone=zone, points=points, marks=within, ends_at=ends_at + margin
    )


def _points(told: Sequence[tuple[datetime, SeatsReport]]) -> Iterator[SeatPoint]:
    """Keep the last word at each instant, and what was scheduled to happen before the next one."""
    last_words = [list(group)[-1] for _, group in groupby(told, key=lambda pair: pair[0])]
    for index, (at, seats) in enumerate(last_words):
        point = SeatPoint(at=at, total=seats.total, occupied=seats.occupied, held=seats.held)
        yield point
        is_last = index + 1 == len(last_words)
        for planned in sorted(seats.scheduled, key=lambda each: each.at):
            if planned.at > at and (is_last or planned.at < last_words[index + 1][0]):
                occupied = min(seats.occupied, planned.total)
                yield replace(
                    point,
                    at=planned.at,
                    total=planned.total,
                    occupied=occupied,
                    held=min(seats.held, planned.total - occupied),
                    planned=is_last,
                )


def _marks(played: Sequence[Played]) -> Iterator[Mark]:
    steps: list[tuple[datetime, int, bool]] = []
    for each in played:
        numbered = (each.step,) if isinstance(each, PlayedStep) else each.step.steps
        steps += [
            (step.at, step.number, not report.ok)
            for step, report in zip(numbered, _reports(each), strict=True)
        ]
    for at, group in groupby(steps, key=lambda step: step[0]):
        here = list(group)
        first, last = here[0][1], here[-1][1]
        label = str(first) if first == last else f"{first}–{last}"
        yield Mark(at=at, label=label, refused=all(refused for _, _, refused in here))


def _renewals(report: ScenarioReport) -> Iterator[datetime]:
    """Find how far the last step looks ahead: to the renewal or the end."""
    if report.played:
        last = _reports(report.played[-1])[-1]
        yield from (at for at in (last.renews_at, last.ends_at) if at is not None)
