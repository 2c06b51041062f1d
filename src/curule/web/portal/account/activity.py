"""Who did what, and what it was before (P33)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from curule.core.localtime import resolve_local
from curule.selectors.activity import (
    FAMILIES,
    PAGE,
    ActivityFilter,
    ActivityRow,
    list_activity,
)
from curule.web.event_words import Told, told
from curule.web.pages import portal
from curule.web.portal.rendering import page
from curule.web.searching import search_words
from curule.web.tables import csv_file
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer
from curule.wording.values import Reader

_MOST: Final = 10_000
"""So many lines at most are in one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the history: what happened, in words, and who did it, as customers see them."""

    row: ActivityRow
    who: str
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters as they were typed."""

    family: str
    person: str
    since: str
    until: str
    after: int

    @property
    def is_any(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.family or self.person or self.since or self.until)


@require_safe
@portal
def activity(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what happened, filtered by kind, person and days."""
    asked = _asked(request)
    rows, found = list_activity(viewer.account_id, _filter(asked, viewer), after=asked.after)
    return page(
        request,
        viewer,
        "portal/activity.html",
        {
            "rows": [_line(row, viewer.reader) for row in rows],
            "asked": asked,
            "families": [
                (family, say(viewer.reader, f"activity.family.{family}")) for family in FAMILIES
            ],
            "found": found,
            "first": asked.after + 1,
            "last": asked.after + len(rows),
            "newer": max(asked.after - PAGE, 0) if asked.after else None,
            "older": asked.after + PAGE if asked.after + PAGE < found else None,
        },
    )


@require_safe
@portal
def activity_csv(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Give the history under the same filters as a file."""
    rows, _found = list_activity(viewer.account_id, _filter(_asked(request), viewer), limit=_MOST)
    columns = ("when", "type", "who", "what", "about", "change")
    lines = [_line(row, viewer.reader) for row in rows]
    return csv_file(
        "activity.csv",
        [say(viewer.reader, f"activity.{column}") for column in columns],
        [
            (
                line.row.at,
                line.row.type.value,
                line.who,
                line.told.sentence,
                line.told.about,
                line.told.change,
            )
            for line in lines
        ],
    )


def _line(row: ActivityRow, reader: Reader) -> Line:
    return Line(row=row, who=_who(row, reader), told=told(row, reader))


def _who(row: ActivityRow, reader: Reader) -> str:
    if row.actor_kind == "system":
        return say(reader, "activity.by_itself")
    if row.actor_kind in {"staff", "key"}:
        return say(reader, "activity.by_vendor")
    if row.actor_kind == "directory":
        return say(reader, "activity.by_directory")
    return row.actor or "–"


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    family, after = given.get("family", ""), given.get("after", "")
    return Asked(
        family=family if family in FAMILIES else "",
        person=search_words(request, "person", most=254),
        since=given.get("since", "") if _day(given.get("since", "")) else "",
        until=given.get("until", "") if _day(given.get("until", "")) else "",
        after=int(after) if after.isascii() and after.isdigit() and len(after) <= 6 else 0,
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def _filter(asked: Asked, viewer: Viewer) -> ActivityFilter:
    """Read days as the account's: from the beginning of the first to the end of the last."""
    first, last = _day(asked.since), _day(asked.until)
    zone = viewer.reader.zone
    return ActivityFilter(
        family=asked.family,
        person=asked.person,
        since=resolve_local(first, time.min, zone) if first else None,
        until=resolve_local(last + timedelta(days=1), time.min, zone) if last else None,
    )
