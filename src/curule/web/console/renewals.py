"""The renewal run: what comes up to a day, what is due, and starting it by hand (V17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.localtime import local_date, resolve_local
from curule.core.refusals import RefusalCode
from curule.services.renewal_dry_run import (
    Ahead,
    Foreseen,
    Outcome,
    Outlook,
    PlanOutlook,
    look_ahead,
)
from curule.services.renewals.due_renewals import Place, find_place
from curule.services.sweeps import renewing_now
from curule.web.answers import done, lead_to
from curule.web.console.forms import ConsoleForm, count_field
from curule.web.console.navigation import may_open
from curule.web.console.rendering import (
    Cell,
    Table,
    amounts,
    link,
    moment,
    number,
    page,
    plain,
    table,
)
from curule.web.ids import as_uuid
from curule.web.money_input import minor_units
from curule.web.pages import console
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer
from curule.wording.refusals import refusal_text
from curule.wording.values import Reader

MOST_SHOWN: Final = 100
"""So many stand on a page; the numbers are those of all."""

_DAYS: Final = 7
_LONGEST: Final = timedelta(days=400)
_TONES: Final = {
    Outcome.RENEW: "ok",
    Outcome.REDUCE: "accent",
    Outcome.END: "",
    Outcome.BLOCKED: "danger",
}


class StartForm(ConsoleForm):
    """The number and the totals of what is started, typed by whoever starts it."""

    area = "renewals.start."
    hints = ("number",)
    number = count_field()

    def __init__(
        self, reader: Reader, sums: Outlook, given: Mapping[str, Any] | None = None
    ) -> None:
        """Ask for the number, and for a total in each currency."""
        super().__init__(reader, given)
        self._sums = sums.currencies
        for each in self._sums:
            label = say(reader, "renewals.start.total", currency=each.currency)
            widget = forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal"})
            field = forms.CharField(max_length=30, label=label, widget=widget)
            self.fields[f"total_{each.currency}"] = field

    def clean(self) -> None:
        """Compare what was typed with what is due."""
        expected = sum(each.carried_out for each in self._sums)
        if self.cleaned_data.get("number") not in {None, expected}:
            self.add_error("number", say(self.reader, "renewals.start.other", number=expected))
        for each in self._sums:
            name = f"total_{each.currency}"
            typed = self.cleaned_data.get(name)
            if typed is not None and minor_units(typed, each.currency) != each.total_minor:
                self.add_error(
                    name, say(self.reader, "renewals.start.other_total", total=each.total)
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What is foreseen up to the day that was typed."""

    typed: str
    problem: str
    ahead: Ahead

    @property
    def carried_out(self) -> int:
        """How many of what is due are not blocked."""
        return sum(each.carried_out for each in self.ahead.due.currencies)

    @property
    def blocked(self) -> int:
        """How many of what is due are blocked."""
        return sum(each.blocked for each in self.ahead.due.currencies)

    @property
    def others(self) -> int:
        """How many of what is due were not looked at."""
        return sum(each.others for each in self.ahead.due.currencies)

    @property
    def lacks_tax(self) -> bool:
        """Whether somebody has to decide on a tax."""
        codes = {each.refusal.code for each in self.ahead.rows if each.refusal is not None}
        return RefusalCode.TAX_UNDECIDED in codes


@require_safe
@console
def renewals(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show what the run would do up to a day, and how far one that was started has come."""
    return _shown(request, viewer)


@require_http_methods(["GET", "HEAD", "POST"])
@console
def start(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Begin to renew what is due, after its number and total were typed."""
    if request.method != "POST" or renewing_now.is_running():
        return lead_to("console_renewals")
    seen = _seen(request, viewer)
    if seen.carried_out:
        form = StartForm(viewer.reader, seen.ahead.due, request.POST)
        if not form.is_valid():
            return _shown(request, viewer, seen=seen, form=form, status=422)
    renewing_now.start(actor=viewer.actor, now=viewer.now)
    return lead_to("console_renewals")


@require_http_methods(["GET", "HEAD", "POST"])
@console
def stop(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Let the run end after the account it is at."""
    if request.method != "POST":
        return lead_to("console_renewals")
    last = renewing_now.progress()
    if last is not None:
        renewing_now.stop(actor=viewer.actor, run_id=last.id)
    return done(request, "console_renewals", key="renewals.stopping")


def _shown(
    request: HttpRequest,
    viewer: StaffViewer,
    *,
    seen: _Page | None = None,
    form: StartForm | None = None,
    status: int = 200,
) -> HttpResponse:
    reader, progress = viewer.reader, renewing_now.progress()
    context: dict[str, Any] = {"progress": progress}
    if progress is None or not progress.is_running:
        seen = seen or _seen(request, viewer)
        may_start = may_open(viewer, "console_renewals_start", acts=True)
        context |= {
            "seen": seen,
            "next": _next(seen),
            "plans": _plans(reader, seen.ahead.all),
            "rows": _rows(reader, seen.ahead.rows),
            "may_start": may_start,
            "form": form or StartForm(reader, seen.ahead.due),
        }
    return page(request, viewer, "console/renewals.html", context, status=status)


# --- what comes -----------------------------------------------------------------------------------


def _seen(request: HttpRequest, viewer: StaffViewer) -> _Page:
    """Foresee what is due, and what comes up to the day that the address names."""
    zone, now = viewer.reader.zone, viewer.now
    typed = request.GET.get("until", "").strip()[:20]
    usual = local_date(now, zone) + timedelta(days=_DAYS)
    on = _day(typed) if typed else usual
    problem = "" if on is not None else say(viewer.reader, "renewals.no_day")
    until = _end_of(on or usual, zone)
    if until > now + _LONGEST:
        until, problem = _end_of(usual, zone), say(viewer.reader, "renewals.too_far")
    return _Page(
        typed=typed or (on or usual).isoformat(),
        problem=problem,
        ahead=look_ahead(until=until, now=now, most=MOST_SHOWN, after=_after(request)),
    )


def _after(request: HttpRequest) -> Place | None:
    """Return where the page begins: behind the subscription that the address names."""
    named = as_uuid(request.GET.get("after", ""))
    return None if named is None else find_place(named)


def _next(seen: _Page) -> str:
    """Return the query of the page that follows, or nothing."""
    if not seen.ahead.has_more:
        return ""
    return urlencode({"until": seen.typed, "after": seen.ahead.rows[-1].subscription_id})


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _end_of(on: date, zone: str) -> datetime:
    """Return the last instant of a day; its midnight belongs to the day after."""
    last = min(on, date.max - timedelta(days=2))
    return resolve_local(last + timedelta(days=1), time.min, zone) - timedelta(microseconds=1)


def _plans(reader: Reader, outlook: Outlook) -> Table:
    together = tuple((say(reader, "renewals.all_plans"), each) for each in outlook.currencies)
    of_plans = tuple((each.plan, each) for each in outlook.plans)
    return table(
        reader,
        "renewals.plans.caption",
        [
            "renewals.plan",
            "renewals.outcome.renew",
            "renewals.outcome.reduce",
            "renewals.outcome.end",
            "renewals.outcome.blocked",
            "renewals.others",
            "renewals.total",
        ],
        (_numbers(reader, name, each) for name, each in (*of_plans, *together)),
        empty="renewals.none",
    )


def _numbers(reader: Reader, name: str, each: PlanOutlook) -> tuple[Cell, ...]:
    counted = (each.renew, each.reduce, each.end, each.blocked, each.others)
    return (
        plain(name),
        *(number(reader, one) for one in counted),
        amounts(reader, [each.total]),
    )


def _rows(reader: Reader, rows: Iterable[Foreseen]) -> Table:
    return table(
        reader,
        "renewals.rows.caption",
        [
            "renewals.account",
            "renewals.plan",
            "renewals.at",
            "renewals.outcome",
            "renewals.total",
        ],
        (
            (
                link(each.account, "console_account", each.account_id),
                link(each.plan, "console_subscription", each.account_id, each.subscription_id),
                moment(reader, each.at),
                outcome_cell(reader, each),
                amounts(reader, [] if each.total is None else [each.total]),
            )
            for each in rows
        ),
        empty="renewals.none",
    )


def outcome_cell(reader: Reader, each: Foreseen) -> Cell:
    """Return what happens, and why not where it does not."""
    said = say(reader, f"renewals.outcome.{each.outcome.value}")
    if each.refusal is not None:
        note = str(refusal_text(each.refusal, reader.language))
    else:
        is_blocked = each.outcome is Outcome.BLOCKED
        note = say(reader, "renewals.failed") if is_blocked else ""
    return Cell(text=said, tone=_TONES[each.outcome], note=note)
