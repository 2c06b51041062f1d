"""Closed months: which they are, closing the next one, and reopening the last."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.closed_months import decide_closing
from curule.core.months import Month, UnknownMonth
from curule.core.names import LONGEST_REASON
from curule.core.refusals import Refusal, Refused
from curule.selectors import closed_months as rows
from curule.selectors.programs.windows import Window
from curule.services import closed_months
from curule.web.answers import done
from curule.web.console.forms import ConsoleForm, form_page
from curule.web.console.navigation import may_open
from curule.web.console.rendering import Cell, day, page, plain, table
from curule.web.pages import console
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.months import month_name

_SHOWN = 100


class ReopenForm(ConsoleForm):
    """Why a month is opened again."""

    area = "console.month_reopen."
    hints = ("reason",)
    reason = forms.CharField(max_length=LONGEST_REASON)


@require_safe
@console
def months(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show which months are closed, and what was done about them."""
    reader, through = viewer.reader, rows.closed_through()
    may_act = may_open(viewer, "console_month_close")
    following = _next(viewer.now) if may_act else None
    last = Month.of(through) if through and may_act else None
    found = rows.list_month_closings(Window(limit=_SHOWN)).rows
    return page(
        request,
        viewer,
        "console/months.html",
        {
            "through": through,
            "following": _named(viewer, following),
            "last": _named(viewer, last),
            "table": table(
                reader,
                "console.months.caption",
                [
                    "console.months.month",
                    "console.months.what",
                    "console.months.when",
                    "console.months.who",
                ],
                [
                    (
                        plain(month_name(Month.parse(row.month), reader)),
                        Cell(
                            text=say(reader, f"console.months.kind.{row.kind}"),
                            note=row.reason or "",
                        ),
                        day(reader, row.created_at),
                        plain(row.decided_by),
                    )
                    for row in found
                ],
                empty="console.months.none",
            ),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@console
def close(request: HttpRequest, viewer: StaffViewer, written: str) -> HttpResponse:
    """Show what is still open of a month, and close it with all before it."""
    month, refused = _month(written), None
    if request.method == "POST":
        try:
            closed_months.close_month(actor=viewer.actor, month=month, now=viewer.now)
            name = month_name(month, viewer.reader)
            return done(request, "console_months", key="console.month_close.done", month=name)
        except Refused as found:
            refused = found
    matters = asdict(rows.open_matters(month, viewer.now))
    return page(
        request,
        viewer,
        "console/month_close.html",
        {
            "name": month_name(month, viewer.reader),
            "matters": [
                (say(viewer.reader, f"console.month_close.{kind}"), number)
                for kind, number in matters.items()
                if number
            ],
            "refused": told(request, refused.refusal) if refused else None,
        },
        status=status_of(refused.refusal) if refused else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@console
def reopen(request: HttpRequest, viewer: StaffViewer, written: str) -> HttpResponse:
    """Open a month and all after it again, for a reason."""
    month, refused = _month(written), None
    name = month_name(month, viewer.reader)
    form = ReopenForm(viewer.reader, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            closed_months.reopen_month(
                actor=viewer.actor,
                month=month,
                reason=form.cleaned_data["reason"],
                now=viewer.now,
            )
            return done(request, "console_months", key="console.month_reopen.done", month=name)
        except Refused as found:
            refused = found
    return form_page(
        request,
        viewer,
        form,
        refused=refused,
        lead="console.month_reopen.lead",
        explained=name,
        back="console_months",
        is_final=True,
    )


def _month(written: str) -> Month:
    try:
        return Month.parse(written)
    except UnknownMonth:
        raise Http404 from None


def _named(viewer: StaffViewer, month: Month | None) -> tuple[str, str] | None:
    """Return a month as an address and as a text have it."""
    return None if month is None else (str(month), month_name(month, viewer.reader))


def _next(now: datetime) -> Month | None:
    """Return the month that comes to be closed: that after the last one, or the last that ended."""
    through = rows.closed_through()
    month = Month.of(now.date()).minus(1) if through is None else Month.of(through + timedelta(1))
    decided = decide_closing(month, through, now)
    return None if isinstance(decided, Refusal) else month
