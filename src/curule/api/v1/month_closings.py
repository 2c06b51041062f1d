"""Closed months: nothing is issued, booked or earned in them any more."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, caller_of, selling
from curule.api.v1.finding import not_found
from curule.api.v1.shapes import ACTS, READS, Given, Instant, MonthClosingId, Page, ReasonGiven
from curule.core.api_keys import Scope
from curule.core.months import Month
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import MonthText
from curule.selectors.closed_months import (
    MonthClosingSeen,
    find_month_closings,
    list_month_closings,
)
from curule.services import closed_months

router = Router(tags=["month closings"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)


class MonthClosingOut(Schema):
    """A month was `closed` with all before it, or `reopened` with all after it, for a reason.

    The last one says how it stands: every day up to `closed_through` is closed, that one too.
    """

    object: Literal["month_closing"] = "month_closing"
    id: MonthClosingId
    kind: str
    month: str
    closed_through: date
    reason: str | None
    decided_by: str
    created_at: Instant


class MonthGiven(Given):
    """Which month, as 2026-04."""

    month: MonthText


class MonthReopened(ReasonGiven):
    """Which month, as 2026-04, and why."""

    month: MonthText


@router.get(
    "/month_closings",
    auth=_READ,
    response={200: Page[MonthClosingOut], **READS},
    operation_id="list_month_closings",
    summary="List what was closed and reopened, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[DatedListing]) -> Any:  # noqa: ANN401
    """List what was done about months; the books of real customers are meant."""
    return listed(request, response, list_month_closings(asked.window("mcl")), "mcl")


@router.post(
    "/month_closings",
    auth=_WRITE,
    response={201: MonthClosingOut, **ACTS},
    operation_id="create_month_closing",
    summary="Close a month and all before it",
)
def create(
    request: HttpRequest, response: HttpResponse, body: MonthGiven
) -> Status[MonthClosingSeen]:
    """Close a month that is over everywhere. What comes late counts on the first open day.

    Needs a live key.
    """
    caller = selling(request)

    def closed() -> UUID:
        return closed_months.close_month(
            actor=caller.actor, month=Month.parse(body.month), now=caller.now
        )

    made = once_only(request, response, closed, result=UUID, month=body.month)
    return Status(201, _seen(made))


@router.post(
    "/month_closings/reopen",
    auth=_WRITE,
    response={201: MonthClosingOut, **ACTS},
    operation_id="reopen_month_closing",
    summary="Reopen a month and all after it",
)
def reopen(
    request: HttpRequest, response: HttpResponse, body: MonthReopened
) -> Status[MonthClosingSeen]:
    """Let things count in a closed month again, for a reason. Needs a live key."""
    caller = selling(request)

    def reopened() -> UUID:
        return closed_months.reopen_month(
            actor=caller.actor, month=Month.parse(body.month), reason=body.reason, now=caller.now
        )

    made = once_only(request, response, reopened, result=UUID, **body.model_dump())
    return Status(201, _seen(made))


@router.get(
    "/month_closings/{month_closing}",
    auth=_READ,
    response={200: MonthClosingOut, **READS},
    operation_id="get_month_closing",
    summary="Get a closing or reopening",
)
def get(request: HttpRequest, month_closing: MonthClosingId) -> MonthClosingSeen:
    """Return one of them."""
    caller_of(request)
    row_id = internal_id("mcl", month_closing)
    if row_id is None:
        raise not_found("month_closing")
    return _seen(row_id)


def _seen(row_id: UUID) -> MonthClosingSeen:
    for row in find_month_closings([row_id]):
        return row
    raise not_found("month_closing")
