"""The seats over time: what is drawn, and that an SVG is a document that stands by itself."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from curule.core.languages import Language
from curule.playback.picture import Mark, SeatPoint, Timeline, timelines
from curule.playback.picture_axis import ticks
from curule.playback.picture_svg import WIDTH, draw_svg
from curule.playback.picture_terminal import draw_in_terminal
from curule.playback.picture_words import WORDS
from curule.playback.report import ScenarioReport, ScheduledReport, SeatsReport
from tests.playback.played import played
from tests.playback.scenes import paris, step_report, with_steps

SVG = "{http://www.w3.org/2000/svg}"


def seats(total: int, occupied: int = 0, held: int = 0, **later: int) -> dict[str, SeatsReport]:
    scheduled = tuple(
        ScheduledReport(at=paris(2026, int(month[1:]), 1), total=number)
        for month, number in later.items()
    )
    numbers = SeatsReport(
        total=total, occupied=occupied, held=held, free=total - occupied - held, scheduled=scheduled
    )
    return {"agent": numbers}


def parsed(document: str) -> ET.Element:
    return ET.fromstring(document)  # noqa: S314 - our own document


def drawn(timeline: Timeline, *, width: int = 80, language: Language = Language.EN) -> list[str]:
    file = io.StringIO()
    console = Console(file=file, width=width, _environ={})
    console.print(draw_in_terminal(timeline, width=width, words=WORDS[language]))
    return [line.rstrip() for line in file.getvalue().splitlines()]


# --- timelines ----------------------------------------------------------------------------------


def test_the_last_word_at_each_instant_counts() -> None:
    scenario = with_steps("{do: advance}", "{at: 2026-06-01, do: advance}")
    report = ScenarioReport.of(
        scenario,
        [
            step_report(seats=seats(10)),
            step_report(seats=seats(12, 3)),
            step_report(at=paris(2026, 6, 1), seats=seats(8), renews_at=paris(2026, 7, 1)),
        ],
    )
    (timeline,) = timelines(report)
    assert [(point.at, point.total, point.occupied) for point in timeline.points] == [
        (paris(2026, 4, 1), 12, 3),
        (paris(2026, 6, 1), 8, 0),
    ]
    assert timeline.ends_at == paris(2026, 7, 1)
    assert [(mark.at, mark.label) for mark in timeline.marks] == [
        (paris(2026, 4, 1), "1–2"),
        (paris(2026, 6, 1), "3"),
    ]


def test_what_is_scheduled_happens_between_two_steps_and_is_planned_after_the_last() -> None:
    scenario = with_steps("{at: 2026-08-01, do: advance}")
    report = ScenarioReport.of(
        scenario,
        [
            step_report(seats=seats(10, 8, 2, m6=5)),
            step_report(at=paris(2026, 8, 1), seats=seats(5, 5, m9=2), renews_at=None),
        ],
    )
    (timeline,) = timelines(report)
    assert [
        (p.at.astimezone().month, p.total, p.occupied, p.held, p.free, p.planned)
        for p in timeline.points
    ] == [
        (paris(2026, 4, 1).astimezone().month, 10, 8, 2, 0, False),
        (paris(2026, 6, 1).astimezone().month, 5, 5, 0, 0, False),
        (paris(2026, 8, 1).astimezone().month, 5, 5, 0, 0, False),
        (paris(2026, 9, 1).astimezone().month, 2, 2, 0, 0, True),
    ]
    assert timeline.at(paris(2026, 7, 1)).total == 5
    assert timeline.at(paris(2026, 1, 1)).total == 10


def test_a_scenario_of_one_instant_has_a_day_to_show() -> None:
    (timeline,) = timelines(ScenarioReport.of(with_steps(), [step_report(renews_at=None)]))
    assert timeline.ends_at - timeline.starts_at == timedelta(days=1)


def test_a_scenario_without_seats_has_no_picture() -> None:
    assert timelines(ScenarioReport.of(with_steps(), [step_report(seats={})])) == ()
    parsed(draw_svg((), name="none.yaml", words=WORDS[Language.EN]))


def test_steps_at_once_are_marked_with_the_others_and_refusals_by_themselves() -> None:
    (timeline,) = timelines(played())
    assert [(mark.label, mark.refused) for mark in timeline.marks] == [
        ("1–2", False),
        ("3–5", False),
        ("6", False),
        ("7", False),
    ]
    report = ScenarioReport.of(with_steps(), [step_report(refused="no_free_seat")])
    assert [mark.refused for mark in timelines(report)[0].marks] == [True]


# --- in the terminal ----------------------------------------------------------------------------

MONTH = Timeline(
    seat_type="agent",
    zone="Europe/Paris",
    points=(
        SeatPoint(at=paris(2026, 4, 1), total=4, occupied=1, held=2),
        SeatPoint(at=paris(2026, 4, 16), total=2, occupied=2, held=0, planned=True),
    ),
    marks=(Mark(at=paris(2026, 4, 1), label="1"), Mark(at=paris(2026, 4, 16), label="2–9")),
    ends_at=paris(2026, 5, 1),
)


def test_the_blocks_are_stacked_and_end_where_time_says() -> None:
    lines = drawn(MONTH, width=27)
    assert lines[:8] == [
        "Seats over time: agent",
        "    4 │░░░░░░░░░",
        "      │▒▒▒▒▒▒▒▒▒",
        "    2 │▒▒▒▒▒▒▒▒▒···········",
        "      │█████████···········",
        "    0 ┼┴─────────┴─────────",
        "       2026-04-01",
        "       1         2–9",
    ]
    assert "2026-04-16      2                        scheduled" in "\n".join(drawn(MONTH))


def test_numbers_stand_beside_the_picture_in_the_readers_language() -> None:
    lines = "\n".join(drawn(MONTH, language=Language.RU))
    assert "Места во времени: agent" in lines
    assert re.search(r"с +всего +занято +зарезервировано +свободно +шаги", lines)
    assert re.search(r"2026-04-01 +4 +1 +2 +1 +1", lines)


@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(0, 40), st.integers(0, 40)), min_size=1),
    st.integers(1, 200),
)
def test_any_timeline_fits_any_width(changes: list[tuple[int, int, int]], width: int) -> None:
    at = paris(2026, 1, 1)
    points = []
    for days, total, taken in changes:
        occupied = min(total, taken)
        points.append(SeatPoint(at=at, total=total, occupied=occupied, held=0))
        at += timedelta(days=days)
    marks = tuple(Mark(at=point.at, label=str(n)) for n, point in enumerate(points))
    timeline = Timeline(
        seat_type="agent", zone="Europe/Paris", points=tuple(points), marks=marks, ends_at=at
    )
    picture = drawn(timeline, width=max(width, 40))[1:-2]
    assert all(len(line) <= max(width, 40) for line in picture)
    root = parsed(draw_svg([timeline], name="x", words=WORDS[Language.EN]))
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.get("width", "0")) >= 0
        assert float(rect.get("height", "0")) >= 0


# --- the axis -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "labels"),
    [
        ((2026, 4, 4), ["2026-04-01", "2026-04-02", "2026-04-03", "2026-04-04"]),
        ((2026, 5, 1), ["2026-04-01", "2026-04-08", "2026-04-15", "2026-04-22", "2026-04-29"]),
        ((2026, 9, 1), ["2026-05-01", "2026-07-01", "2026-09-01"]),
        ((2028, 4, 1), ["2026-07-01", "2027-01-01", "2027-07-01", "2028-01-01"]),
        ((2036, 4, 1), ["2030-01-01", "2035-01-01"]),
    ],
)
def test_dates_stand_on_days_that_people_know(end: tuple[int, ...], labels: list[str]) -> None:
    found = ticks(paris(2026, 4, 1), paris(*end), zone="Europe/Paris", most=5)
    assert [tick.label for tick in found if tick.label in labels] == labels
    assert len(found) <= 6
    assert all(0 <= tick.part <= 1 for tick in found)


def test_dates_are_midnights_of_the_zone_across_a_change_of_the_clock() -> None:
    start, end = paris(2026, 3, 28), paris(2026, 3, 31)
    parts = [tick.part for tick in ticks(start, end, zone="Europe/Paris", most=5)]
    assert parts == pytest.approx([0, 24 / 71, 47 / 71, 1])


# --- as an SVG ----------------------------------------------------------------------------------


def test_an_svg_tells_what_it_shows() -> None:
    text = draw_svg(timelines(played()), name="a <&> b.yaml", words=WORDS[Language.DE])
    root = parsed(text)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert root.get("aria-labelledby") == "title description"
    assert named["title"] == "Plätze im Zeitverlauf: a <&> b.yaml"
    assert named["description"] is not None
    assert "ab 2026-01-01: gesamt 5, belegt 1, reserviert 2, frei 2;" in named["description"]
    assert "ab 2027-01-01: gesamt 12345" in named["description"]


def test_an_svg_needs_nothing_from_elsewhere() -> None:
    text = draw_svg(timelines(played()), name="x", words=WORDS[Language.EN])
    assert re.findall(r"https?://[^\"' ]+", text) == ["http://www.w3.org/2000/svg"]
    assert "@import" not in text
    assert "@font-face" not in text
    assert "<script" not in text
    assert "prefers-color-scheme: dark" in text
    assert set(re.findall(r"url\(([^)]*)\)", text)) == {"#held"}


def test_the_blocks_of_an_svg_stand_where_time_and_number_say() -> None:
    root = parsed(draw_svg([MONTH], name="x", words=WORDS[Language.EN]))
    group = next(root.iter(f"{SVG}g"))
    bars: dict[str, list[float]] = {}
    for rect in group.iter(f"{SVG}rect"):
        # The legend comes first; what is drawn comes last.
        bars[str(rect.get("class"))] = [
            float(rect.get(name, "nan")) for name in ("x", "y", "width", "height")
        ]
    left, top, width, height = bars["occupied"]
    assert bars["held"][1] == pytest.approx(top - 2 * height)
    assert bars["held"][3] == pytest.approx(2 * height)
    assert bars["free"][1] == pytest.approx(top - 3 * height)
    assert bars["planned"][:2] == pytest.approx([left + width, top - height])
    assert bars["planned"][0] + bars["planned"][2] == pytest.approx(WIDTH - 24)
    assert width == pytest.approx(bars["planned"][2])


def test_a_refused_step_has_another_shape() -> None:
    report = ScenarioReport.of(
        with_steps("{at: 2026-06-01, do: advance}"),
        [step_report(), step_report(at=paris(2026, 6, 1), refused="no_free_seat")],
    )
    root = parsed(draw_svg(timelines(report), name="x", words=WORDS[Language.EN]))
    shapes = [(e.tag, e.get("class")) for e in root.iter() if e.get("class") in {"step", "refused"}]
    assert shapes == [(f"{SVG}circle", "step"), (f"{SVG}path", "refused")]


@pytest.mark.parametrize("language", Language)
def test_the_words_of_a_picture_exist_in_every_language(language: Language) -> None:
    words = WORDS[language]
    assert all(getattr(words, name) for name in words.__slots__)
