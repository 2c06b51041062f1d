"""Test clocks: made, moved forward in sight, and the accounts that live by them (V23)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from types import MappingProxyType
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.localtime import resolve_local
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.selectors.console import clocks as rows
from curule.services.sweeps import advancing, clocks
from curule.web.answers import done, lead_to
from curule.web.console.forms import ConsoleForm
from curule.web.console.navigation import may_open
from curule.web.console.rendering import Cell, link, moment, number, page, state, table
from curule.web.pages import console
from curule.web.refusals import status_of, told
from curule.web.viewers import StaffViewer
from curule.wording.values import Reader

_METHODS = ["GET", "HEAD", "POST"]


class ClockForm(ConsoleForm):
    """A new clock and the day it shows."""

    area = "console.clock_new."
    beside = MappingProxyType({RefusalCode.ALREADY_EXISTS: "name"})
    name = forms.CharField(max_length=40)
    on = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class AdvanceForm(ConsoleForm):
    """The day a clock is moved to."""

    area = "console.advance."
    hints = ("to",)
    beside = MappingProxyType({RefusalCode.CLOCK_BACKWARDS: "to"})
    to = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


@require_http_methods(_METHODS)
@console
def clocks_page(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show the clocks; who may, makes a new one."""
    reader = viewer.reader
    form = ClockForm(
        reader,
        request.POST if request.method == "POST" else None,
        initial={"on": viewer.now.date()},
    )
    caught = None
    if request.method == "POST" and form.is_valid():
        try:
            clock_id = clocks.create(
                actor=viewer.actor,
                name=form.cleaned_data["name"],
                now=_midnight(form.cleaned_data["on"]),
            )
        except Refused as refused:
            caught = None if form.say_refused(refused) else refused
        else:
            return done(request, "console_clock", clock_id, key="console.clock_new.done")
    return page(
        request,
        viewer,
        "console/clocks.html",
        {
            "form": form,
            "refused": told(request, caught.refusal) if caught else None,
            "may_change": may_open(viewer, "console_clocks", acts=True),
            "table": table(
                reader,
                "console.clocks.caption",
                [
                    "console.clocks.name",
                    "console.clocks.now",
                    "console.clocks.accounts",
                    "console.accounts.state",
                ],
                (
                    (
                        link(clock.name, "console_clock", clock.id),
                        moment(replace(reader, zone="UTC"), clock.showing(viewer.now)),
                        number(reader, clock.accounts),
                        clock_state(reader, clock),
                    )
                    for clock in rows.list_clocks()
                ),
                empty="console.clocks.none",
            ),
        },
        status=422 if form.errors else status_of(caught.refusal) if caught else 200,
    )


def clock_state(reader: Reader, clock: rows.ClockRow) -> Cell:
    """Return whether a clock follows real time, is on its way, or stands."""
    if clock.follows_from is not None:
        return state(reader, "console.clock.state.", "follows")
    moving = advancing.is_moving(clock.id)
    return state(reader, "console.clock.state.", "advancing" if moving else "stands")


@require_safe
@console
def clock(request: HttpRequest, viewer: StaffViewer, clock_id: UUID) -> HttpResponse:
    """Show a clock, the accounts on it, and while it is moved how far it has come."""
    found = _find(clock_id)
    target = _instant(request.GET.get("to", ""))
    starts_at = _instant(request.GET.get("from", ""))
    on_its_way = target is not None and found.now < target
    moving = advancing.is_moving(clock_id)
    may_advance = may_open(viewer, "console_clock_advance", acts=True)
    return _clock_page(
        request,
        viewer,
        found,
        AdvanceForm(viewer.reader),
        may_change=may_advance and found.follows_from is None and not moving,
        is_moving=moving,
        target=target,
        has_stopped=on_its_way and not moving,
        has_arrived=target is not None and not on_its_way and not moving,
        percent=_percent(starts_at, found.now, target),
    )


@require_http_methods(_METHODS)
@console
def advance(request: HttpRequest, viewer: StaffViewer, clock_id: UUID) -> HttpResponse:
    """Begin to move a clock; the clock's own page shows how far it has come."""
    found = _find(clock_id)
    if request.method != "POST":
        return lead_to("console_clock", clock_id)
    form = AdvanceForm(viewer.reader, request.POST)
    caught = None
    if form.is_valid():
        to = _midnight(form.cleaned_data["to"])
        if to > found.now:
            advancing.start(actor=viewer.actor, clock_id=clock_id, to=to)
            address = reverse("console_clock", args=[clock_id])
            way = f"{address}?from={_written(found.now)}&to={_written(to)}"
            return HttpResponseRedirect(way, status=303)
        caught = Refused(refuse(RefusalCode.CLOCK_BACKWARDS))
        form.say_refused(caught)
    status = status_of(caught.refusal) if caught else 422
    return _clock_page(request, viewer, found, form, may_change=True, status=status)


def _clock_page(
    request: HttpRequest,
    viewer: StaffViewer,
    found: rows.ClockRow,
    form: AdvanceForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "clock": found,
        "shows": found.showing(viewer.now),
        "state": clock_state(viewer.reader, found),
        "accounts": rows.accounts_on(found.id),
        "form": form,
        **more,
    }
    return page(request, viewer, "console/clock.html", context, zone="UTC", status=status)


def _find(clock_id: UUID) -> rows.ClockRow:
    found = rows.get_clock(clock_id)
    if found is None:
        raise Http404
    return found


def _percent(starts_at: datetime | None, now: datetime, target: datetime | None) -> int:
    if starts_at is None or target is None or target <= starts_at:
        return 0
    return min(max(round(100 * ((now - starts_at) / (target - starts_at))), 0), 100)


def _midnight(on: date) -> datetime:
    return resolve_local(on, time.min, "UTC")


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else None
