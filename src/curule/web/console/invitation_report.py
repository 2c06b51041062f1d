"""Invitations as the console shows them: how many came how far, by month and plan."""

from __future__ import annotations

from typing import Final

from curule.selectors.reports import invitations as invitation_rows
from curule.selectors.reports.reach import Reach
from curule.web.charts import bars
from curule.web.console.rendering import Cell, number, plain, table
from curule.web.console.report_parts import MOST_ROWS, Picture, Shown, heads, month_cell
from curule.web.templatetags.curule import say
from curule.wording.values import Reader, written

_STEPS: Final = ("invited", "taken", "answered", "joined")
_COLUMNS: Final = ("invited", "taken", "failed", "answered", "joined", "lapsed", "still_open")


def invitations(reader: Reader, reach: Reach) -> Shown:
    """Show how many invitations were sent, taken, answered and accepted."""
    rows = invitation_rows.invitations(reach)
    way = invitation_rows.together(rows)
    return Shown(
        pictures=(_way(reader, way),) if way.invited else (),
        rows=len(rows),
        table=table(
            reader,
            "report.invitations.each",
            heads("month", "plan", *_COLUMNS),
            [
                (
                    month_cell(reader, row.month),
                    plain(f"{row.product} · {row.plan}"),
                    *(number(reader, getattr(row.way, name)) for name in _COLUMNS),
                )
                for row in rows[:MOST_ROWS]
            ],
            empty="report.invitations.nothing",
        ),
        notes=tuple(say(reader, f"report.invitations.{name}") for name in _notes(way)),
    )


def _way(reader: Reader, way: invitation_rows.Way) -> Picture:
    steps = [
        (say(reader, f"report.invitations.{name}"), getattr(way, name), _share(reader, way, name))
        for name in _STEPS
    ]
    finding = say(
        reader, "report.invitations.finding", count=way.invited, joined=way.joined, taken=way.taken
    )
    drawn = [(f"{label} · {share}", counted, "more") for label, counted, share in steps]
    title = "report.invitations.way"
    shown = table(
        reader,
        title,
        heads("step", "invitations", "share"),
        [
            (plain(label), number(reader, counted), Cell(text=share, is_number=True))
            for label, counted, share in steps
        ],
    )
    chart = bars(reader, "", drawn, finding=finding, key="way")
    return Picture(title=say(reader, title), chart=chart, table=shown)


def _share(reader: Reader, way: invitation_rows.Way, name: str) -> str:
    percent = written(round(100 * int(getattr(way, name)) / way.invited), reader)
    return say(reader, "report.per_cent", rate=percent)


def _notes(way: invitation_rows.Way) -> tuple[str, ...]:
    """Return what is not known, and why mails of test accounts have not left."""
    return ("known", *(("kept_back",) if way.kept else ()))
