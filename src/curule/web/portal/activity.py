"""Who did what, and what it was before (P33)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from curule.core.events import EventType
from curule.core.localtime import resolve_local
from curule.core.messages import Count
from curule.core.policy import Channel
from curule.core.roles import Role
from curule.selectors.activity import (
    FAMILIES,
    PAGE,
    ActivityFilter,
    ActivityRow,
    list_activity,
)
from curule.web.event_words import event_sentence
from curule.web.pages import portal
from curule.web.portal.money import method_name
from curule.web.portal.rendering import page
from curule.web.tables import csv_file
from curule.web.templatetags.curule import languages, say
from curule.web.viewers import Viewer
from curule.wording.values import Reader, plain, written

_DATES: Final = ("effective_at", "expires_at", "renews_at")
_NOT_KNOWN: Final = "–"
_MOST: Final = 10_000
"""So many lines at most are in one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownActivity:
    """A line of the history in words: what happened, what it was about, before → after."""

    row: ActivityRow
    who: str
    what: str
    about: str
    change: str


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
            "rows": [shown(row, viewer.reader) for row in rows],
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
    lines = [shown(row, viewer.reader) for row in rows]
    return csv_file(
        "activity.csv",
        [say(viewer.reader, f"activity.{column}") for column in columns],
        [
            (line.row.at, line.row.type.value, line.who, line.what, line.about, line.change)
            for line in lines
        ],
    )


def shown(row: ActivityRow, reader: Reader) -> ShownActivity:
    """Return a line in words for a reader."""
    return ShownActivity(
        row=row,
        who=_who(row, reader),
        what=event_sentence(reader, row.type.value, count=row.count, noun=row.noun),
        about=" · ".join(_about(row, reader)),
        change=_change(row, reader),
    )


def _who(row: ActivityRow, reader: Reader) -> str:
    if row.actor_kind == "system":
        return say(reader, "activity.by_itself")
    if row.actor_kind == "staff":
        return say(reader, "activity.by_vendor")
    return row.actor or _NOT_KNOWN


def _about(row: ActivityRow, reader: Reader) -> Iterator[str]:
    """Yield what it was about: person, role, plan, numbers, document, amount, date, reason."""
    values = row.values
    yield from (text for text in (row.person, _role(row, reader), row.plan) if text)
    number = values.get("total", values.get("target"))
    if isinstance(number, int) and row.amount is None:
        yield written(Count(number, row.noun), reader)
    limit = values.get("maximum", values.get("up_to"))
    if isinstance(limit, int):
        yield say(reader, "activity.at_most", seats=Count(limit, row.noun))
    if row.number:
        yield row.number
    if row.method:
        yield method_name(row.method, row.method, reader)
    if row.amount is not None:
        yield written(row.amount, reader)
    if row.type is EventType.AUTO_RENEW_SET:
        yield say(reader, "activity.on" if values.get("value") else "activity.off")
    yield from _when_and_why(row, reader)


def _role(row: ActivityRow, reader: Reader) -> str:
    role = row.values.get("role")
    return written(Role(role), reader) if role in set(Role) else ""


def _when_and_why(row: ActivityRow, reader: Reader) -> Iterator[str]:
    for name in _DATES:
        at = row.values.get(name)
        if isinstance(at, str):
            yield say(reader, f"activity.{name}", at=datetime.fromisoformat(at))
    reason = row.values.get("reason")
    if row.type is EventType.SEAT_UNASSIGNED and isinstance(reason, str):
        yield say(reader, f"activity.reason.{reason}")
    elif row.type is EventType.CREDIT_GRANTED and reason:
        yield plain(str(reason))


def _change(row: ActivityRow, reader: Reader) -> str:
    """Return what was before and what came after, where both were recorded."""
    if "before" not in row.values or "after" not in row.values:
        return ""
    before, after = row.values["before"], row.values["after"]
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [
            f"{say(reader, f'settings.{name}')}: "
            f"{_shown_value(before.get(name), reader)} → {_shown_value(after[name], reader)}"
            for name in after
        ]
        return "; ".join(pairs)
    return f"{_shown_value(before, reader)} → {_shown_value(after, reader)}"


def _shown_value(value: object, reader: Reader) -> str:
    text = str(value or "")
    if text in set(Channel):
        return say(reader, f"channel.{text}")
    return dict(languages()).get(text, text) or _NOT_KNOWN


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    family, after = given.get("family", ""), given.get("after", "")
    return Asked(
        family=family if family in FAMILIES else "",
        person=given.get("person", "").strip()[:254],
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
