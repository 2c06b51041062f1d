"""Reports of the console: the list of them, each with its chart and table, and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from curule.core.localtime import local_date
from curule.selectors.companies import find_account_name
from curule.selectors.console.accounts import plan_choices
from curule.selectors.reports.reach import Reach, currencies, has_live_accounts
from curule.services.reports import REPORTS
from curule.web.console.account import ACCOUNT_TABS
from curule.web.console.lists import tabs
from curule.web.console.rendering import page
from curule.web.console.report_mails import mail_context
from curule.web.console.report_pages import FIELDS, OVERVIEW_FIELDS, PAGES, UNTOLD
from curule.web.console.report_parts import MOST_ROWS
from curule.web.ids import as_uuid
from curule.web.pages import console
from curule.web.report_months import asked_months
from curule.web.statements import asked_statement, statement_context, statement_csv_of
from curule.web.tables import csv_stream
from curule.web.templatetags.curule import say
from curule.web.viewers import StaffViewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address asks for, as its fields show it."""

    reach: Reach
    typed_first: str
    typed_last: str
    problem: str
    currencies: tuple[str, ...]
    plans: tuple[tuple[str, str], ...]

    @property
    def plan(self) -> str:
        """The plan that is chosen, as its field writes it."""
        return str(self.reach.plan_id or "")

    @property
    def query(self) -> str:
        """The same for another report."""
        asked = {
            "from": self.reach.since.isoformat()[:7],
            "to": self.typed_last if not self.problem else "",
            "currency": self.reach.currency or "",
            "plan": self.plan,
            "books": "test" if self.reach.on_clocks else "live",
        }
        return urlencode({name: value for name, value in asked.items() if value})


def _asked(request: HttpRequest, viewer: StaffViewer) -> Asked:
    months = asked_months(request, viewer.reader, local_date(viewer.now, viewer.reader.zone))
    books = request.GET.get("books", "")
    on_clocks = books == "test" if books in {"live", "test"} else not has_live_accounts()
    known = currencies(on_clocks=on_clocks)
    given = request.GET.get("currency", "")
    plans = plan_choices()
    plan = request.GET.get("plan", "")
    return Asked(
        reach=Reach(
            since=months.first.first,
            until=months.last.after,
            now=viewer.now,
            currency=given if given in known else None,
            plan_id=as_uuid(plan) if plan in dict(plans) else None,
            on_clocks=on_clocks,
        ),
        typed_first=months.typed_first,
        typed_last=months.typed_last,
        problem=months.problem,
        currencies=known,
        plans=plans,
    )


def _tabs(viewer: StaffViewer, asked: Asked, here: str) -> list[tuple[str, str, bool]]:
    return [
        (say(viewer.reader, f"report.{name}.title"), _address(name, asked), name == here)
        for name in PAGES
    ]


def _address(name: str, asked: Asked) -> str:
    return f"{reverse('console_report', args=[name])}?{asked.query}"


@require_safe
@console
def reports(request: HttpRequest, viewer: StaffViewer) -> HttpResponse:
    """Show what reports there are, each with what it finds."""
    asked = _asked(request, viewer)
    listed = [
        {
            "name": name,
            "title": say(viewer.reader, f"report.{name}.title"),
            "lead": say(viewer.reader, f"report.{name}.lead"),
            "address": _address(name, asked),
            "is_told": name not in UNTOLD,
            "findings": () if name in UNTOLD else show(viewer.reader, asked.reach).findings,
        }
        for name, show in PAGES.items()
    ]
    return page(
        request,
        viewer,
        "console/reports.html",
        {"reports": listed, "asked": asked, "fields": OVERVIEW_FIELDS},
    )


@require_safe
@console
def report(request: HttpRequest, viewer: StaffViewer, name: str) -> HttpResponse:
    """Show one report."""
    if name not in PAGES:
        raise Http404
    asked = _asked(request, viewer)
    shown = PAGES[name](viewer.reader, asked.reach)
    more = max(shown.rows - MOST_ROWS, 0)
    return page(
        request,
        viewer,
        "console/report.html",
        {
            "title": say(viewer.reader, f"report.{name}.title"),
            "lead": say(viewer.reader, f"report.{name}.lead"),
            "asked": asked,
            "fields": FIELDS[name],
            "tabs": _tabs(viewer, asked, name),
            "charts": shown.charts,
            "pictures": shown.pictures,
            "table": shown.table,
            "notes": shown.notes,
            "more": say(viewer.reader, "report.more", count=more) if more else "",
            "csv": f"{reverse('console_report_csv', args=[name])}?{asked.query}",
            "name": name,
            **mail_context(viewer, name),
        },
    )


@require_safe
@console
def report_csv(request: HttpRequest, viewer: StaffViewer, name: str) -> HttpResponseBase:
    """Give a report as a file."""
    if name not in REPORTS:
        raise Http404
    asked = _asked(request, viewer)
    header = [say(viewer.reader, f"report.column.{column}") for column in REPORTS[name].columns]
    return csv_stream(f"{name}.csv", header, REPORTS[name].rows(asked.reach))


# --- the statement of one account -----------------------------------------------------------------


@require_safe
@console
def statement(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponse:
    """Show an account's statement."""
    account, zone = _account(account_id)
    asked = asked_statement(request, viewer.reader, account_id, local_date(viewer.now, zone))
    return page(
        request,
        viewer,
        "console/statement.html",
        {
            **statement_context(asked, viewer.reader),
            "account": account,
            "account_id": account_id,
            "tabs": tabs(viewer, ACCOUNT_TABS, "console_statement", account_id),
            "csv": reverse("console_statement_csv", args=[account_id]),
        },
        zone=zone,
    )


@require_safe
@console
def statement_csv(request: HttpRequest, viewer: StaffViewer, account_id: UUID) -> HttpResponseBase:
    """Give an account's statement as a file."""
    _, zone = _account(account_id)
    asked = asked_statement(request, viewer.reader, account_id, local_date(viewer.now, zone))
    return statement_csv_of(asked, viewer.reader)


def _account(account_id: UUID) -> tuple[str, str]:
    found = find_account_name(account_id)
    if found is None:
        raise Http404
    return found
