"""Reports: what the books say of some months, and what comes, as the console shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, Literal, TypeVar
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1 import report_rows
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import maybe_id_of, plan_seen
from curule.api.v1.report_rows import (
    CashOut,
    InvitationsOut,
    ReceivableOut,
    RecurringOut,
    RenewalOut,
    RevenueOut,
    SeatMonthOut,
    TaxOut,
)
from curule.api.v1.shapes import READS, AccountId, Instant, PlanId
from curule.core.api_keys import Scope
from curule.core.months import Month
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.values import MonthText, Number
from curule.selectors.programs.nouns import Noun
from curule.selectors.reports.cash import cash
from curule.selectors.reports.invitations import invitations
from curule.selectors.reports.reach import Reach
from curule.selectors.reports.receivables import receivables
from curule.selectors.reports.recurring import recurring
from curule.selectors.reports.revenue import revenue
from curule.selectors.reports.seats import seats
from curule.selectors.reports.taxes import taxes
from curule.services.reports import renewals_at_once

R = TypeVar("R")
Row = TypeVar("Row")

router = Router(tags=["reports"])
_READ = ByKey(Scope.BILLING_READ)
_MOST_MONTHS: Final = 60
_USUAL_MONTHS: Final = 12


class ReportOut(Schema, Generic[Row]):
    """Lines of a report of the months from `since` to `until`, both among them."""

    object: Literal["report"] = "report"
    name: str
    since: str
    until: str
    data: list[Row]
    has_more: bool


class ComingOut(Schema):
    """What comes in the next ninety days; `cut_at` is when the first is due that is not here."""

    object: Literal["report"] = "report"
    name: str
    data: list[RenewalOut]
    cut_at: Instant | None


class LinesAsked(Schema):
    """Which months, sixty at most and by default the twelve up to this one; which lines."""

    account: AccountId | None = Field(None, description="Of this account")
    since: MonthText | None = Field(None, description="The first month")
    until: MonthText | None = Field(None, description="The last month")
    limit: Number = Field(1000, ge=1, le=5000, description="How many lines at most")
    skip: Number = Field(0, ge=0, le=1_000_000, description="So many lines are passed over")


class MoneyAsked(LinesAsked):
    """A report about money."""

    currency: str | None = Field(None, pattern="^[A-Z]{3}$", description="In this currency")


class PeopleAsked(LinesAsked):
    """A report about seats and people."""

    plan: PlanId | None = Field(None, description="Of this plan")


class AheadAsked(Schema):
    """Which renewals."""

    currency: str | None = Field(None, pattern="^[A-Z]{3}$", description="In this currency")
    plan: PlanId | None = Field(None, description="Of this plan")


@router.get(
    "/reports/revenue",
    auth=_READ,
    response={200: ReportOut[RevenueOut], **READS},
    operation_id="get_revenue_report",
    summary="What was earned, by month and plan",
)
def get_revenue(request: HttpRequest, asked: Query[MoneyAsked]) -> dict[str, Any]:
    """Return what was earned day by day, credit notes set off."""
    return _report(request, asked, revenue, report_rows.revenue)


@router.get(
    "/reports/recurring",
    auth=_READ,
    response={200: ReportOut[RecurringOut], **READS},
    operation_id="get_recurring_report",
    summary="What customers pay a month, and what moved it",
)
def get_recurring(request: HttpRequest, asked: Query[MoneyAsked]) -> dict[str, Any]:
    """Return each month with its movements."""
    return _report(request, asked, recurring, report_rows.recurring)


@router.get(
    "/reports/receivables",
    auth=_READ,
    response={200: ReportOut[ReceivableOut], **READS},
    operation_id="get_receivables_report",
    summary="What is owed, by how long it has been due",
)
def get_receivables(request: HttpRequest, asked: Query[MoneyAsked]) -> dict[str, Any]:
    """Return what was open at the end of the last month, or is open now."""
    return _report(request, asked, receivables, report_rows.receivable)


@router.get(
    "/reports/taxes",
    auth=_READ,
    response={200: ReportOut[TaxOut], **READS},
    operation_id="get_taxes_report",
    summary="What was taxed, by country, treatment and rate",
)
def get_taxes(request: HttpRequest, asked: Query[MoneyAsked]) -> dict[str, Any]:
    """Return what a tax return asks for."""
    return _report(request, asked, taxes, report_rows.tax)


@router.get(
    "/reports/cash",
    auth=_READ,
    response={200: ReportOut[CashOut], **READS},
    operation_id="get_cash_report",
    summary="What came in and what went back, by gateway",
)
def get_cash(request: HttpRequest, asked: Query[MoneyAsked]) -> dict[str, Any]:
    """Return each month of each gateway."""
    return _report(request, asked, cash, report_rows.cash)


@router.get(
    "/reports/seats",
    auth=_READ,
    response={200: ReportOut[SeatMonthOut], **READS},
    operation_id="get_seats_report",
    summary="What seats were bought, given and used",
)
def get_seats(request: HttpRequest, asked: Query[PeopleAsked]) -> dict[str, Any]:
    """Return the seats of each customer and plan at the end of each month, or now."""
    months = _months(request, asked)
    rows = seats(_reach(request, asked, *months), most=asked.limit + 1, skip=asked.skip)
    return _told(request, months, rows, asked.limit, report_rows.seats)


@router.get(
    "/reports/invitations",
    auth=_READ,
    response={200: ReportOut[InvitationsOut], **READS},
    operation_id="get_invitations_report",
    summary="How far invitations came",
)
def get_invitations(request: HttpRequest, asked: Query[PeopleAsked]) -> dict[str, Any]:
    """Return the invitations of each month and plan."""
    return _report(request, asked, invitations, report_rows.invitations)


@router.get(
    "/reports/renewals",
    auth=_READ,
    response={200: ComingOut, **READS},
    operation_id="get_renewals_report",
    summary="What renews and ends in the next ninety days",
)
def get_renewals(request: HttpRequest, asked: Query[AheadAsked]) -> dict[str, Any]:
    """Return what the run would do, the first due first; what is overdue is among it."""
    today = Month.of(caller_of(request).now.date())
    found = renewals_at_once(_reach(request, asked, today, today))
    rows = [report_rows.renewal(row) for row in found.rows]
    return {"name": "renewals", "data": rows, "cut_at": found.cut_at}


def _report(
    request: HttpRequest,
    asked: MoneyAsked | PeopleAsked,
    read: Callable[[Reach], Sequence[R]],
    line: Callable[[R], dict[str, object]],
) -> dict[str, Any]:
    months = _months(request, asked)
    rows = read(_reach(request, asked, *months))[asked.skip :]
    return _told(request, months, rows, asked.limit, line)


def _told(
    request: HttpRequest,
    months: tuple[Month, Month],
    rows: Sequence[R],
    limit: int,
    line: Callable[[R], dict[str, object]],
) -> dict[str, Any]:
    """Return the first of the rows as lines, and whether there are more."""
    since, until = months
    return {
        "name": request.path.rpartition("/")[2],
        "since": str(since),
        "until": str(until),
        "data": [line(row) for row in rows[:limit]],
        "has_more": len(rows) > limit,
    }


def _months(request: HttpRequest, asked: LinesAsked) -> tuple[Month, Month]:
    """Return the first and the last month. Refuses `field_invalid` for none, or too many."""
    this = Month.of(caller_of(request).now.date())
    until = Month.parse(asked.until) if asked.until else this
    since = Month.parse(asked.since) if asked.since else until.minus(_USUAL_MONTHS - 1)
    if not until.minus(_MOST_MONTHS - 1) <= since <= until:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="since"))
    return since, until


def _reach(
    request: HttpRequest,
    asked: MoneyAsked | PeopleAsked | AheadAsked,
    since: Month,
    until: Month,
) -> Reach:
    """Return whose books are read: those of the key's mode."""
    caller = caller_of(request)
    return Reach(
        since=since.first,
        until=until.after,
        now=caller.now,
        currency=getattr(asked, "currency", None),
        plan_id=_plan(getattr(asked, "plan", None)),
        account_id=maybe_id_of(caller, Noun.ACCOUNT, getattr(asked, "account", None)),
        on_clocks=not caller.is_live,
    )


def _plan(written: str | None) -> UUID | None:
    return None if written is None else plan_seen(written).id
