"""Jobs: the run that renews what is due, what it would do, and how far it has come.

There is one such run at a time; the last twenty are known for a day. It renews real customers only:
what hangs on a test clock renews as the clock is moved.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1 import report_rows
from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, Caller
from curule.api.v1.finding import not_found, require_live
from curule.api.v1.report_rows import RenewalOut
from curule.api.v1.shapes import (
    ACTS,
    PAYS,
    READS,
    Amount,
    Given,
    Instant,
    JobId,
    SubscriptionId,
)
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id
from curule.httpkit.values import At
from curule.services.renewal_dry_run import PlanOutlook, expect, look_ahead
from curule.services.renewals.due_renewals import Place, find_place
from curule.services.sweeps import renewing_now
from curule.services.sweeps.renewing_now import Progress

router = Router(tags=["jobs"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)
_DAYS_AHEAD: Final = 400


class JobOut(Schema):
    """A run: of `number` subscriptions that were due when it began, `left` still are.

    What is blocked is left when it is `done`. One that is `broken_off` did not come to its end, as
    its process died; another run takes up what is left.
    """

    object: Literal["job"] = "job"
    id: JobId
    kind: Literal["renewals"] = "renewals"
    status: Literal["running", "stopped", "done", "broken_off"]
    number: int
    done: int
    left: int
    created_at: Instant


class JobsOut(Schema):
    """The jobs of the last day, the last one first, twenty at most."""

    object: Literal["list"] = "list"
    data: list[JobOut]
    has_more: Literal[False] = False
    url: str


class OutlookOut(Schema):
    """How many subscriptions have which outcome, and what is invoiced for them, tax included.

    `plan` is none where all plans of a currency are counted together. `others` were not looked at:
    where more than 300 come, those that are carried out one by one are only counted, but for the
    first hundred. They are in no total.
    """

    plan: str | None
    renew: int
    reduce: int
    end: int
    blocked: int
    others: int
    total: Amount


class RenewalsOut(Schema):
    """What the run would do: of what is `due` now, and of all that comes up to `until`.

    The numbers are those of all, however many they are; `data` is a page of them, the longest due
    first. `has_more` is whether more come after it.
    """

    object: Literal["renewals"] = "renewals"
    until: Instant
    due: list[OutlookOut]
    plans: list[OutlookOut]
    currencies: list[OutlookOut]
    data: list[RenewalOut]
    has_more: bool


class RenewalsAsked(Schema):
    """Up to when; by default now."""

    until: At | None = Field(None, description="Up to this instant, some 400 days ahead at most")
    limit: int = Field(100, ge=1, le=100, description="How many of them in `data`")
    after: SubscriptionId | None = Field(
        None, description="Those that come after this subscription"
    )


class ExpectedGiven(Given):
    """So many are carried out, and this is invoiced for them; one total in each currency.

    They are what `/v1/renewals` tells of what is due: all but the blocked ones.
    """

    class Total(Given):
        """A total, which may be nothing."""

        amount: int = Field(ge=0, le=10**15)
        currency: str = Field(pattern="^[A-Z]{3}$")

    number: int = Field(ge=0, le=10**9)
    totals: list[Total] = Field(max_length=200)


class JobGiven(Given):
    """A run to be started; with `expected` only while that is what it would do."""

    kind: Literal["renewals"]
    expected: ExpectedGiven | None = None


@router.get(
    "/renewals",
    auth=_READ,
    response={200: RenewalsOut, **READS},
    operation_id="foresee_renewals",
    summary="What the run of renewals would do",
)
def foreseen(request: HttpRequest, asked: Query[RenewalsAsked]) -> dict[str, Any]:
    """Return what would happen, in sums and by the page; nothing does."""
    now = require_live(request).now
    until = max(asked.until or now, now)
    if (until - now).days > _DAYS_AHEAD:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="until"))
    after = None if asked.after is None else _place(asked.after)
    found = look_ahead(until=until, now=now, most=asked.limit, after=after)
    return {
        "until": until,
        "due": _outlooks(found.due.currencies),
        "plans": _outlooks(found.all.plans),
        "currencies": _outlooks(found.all.currencies),
        "data": [report_rows.renewal(each) for each in found.rows],
        "has_more": found.has_more,
    }


def _place(written: str) -> Place:
    """Return where a subscription stands in the order. Refuses `field_invalid`."""
    subscription_id = internal_id("sub", written)
    place = find_place(subscription_id) if subscription_id else None
    if place is None:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="after"))
    return place


@router.get(
    "/jobs",
    auth=_READ,
    response={200: JobsOut, **READS},
    operation_id="list_jobs",
    summary="List the jobs of the last day",
)
def list_all(request: HttpRequest) -> JobsOut:
    """Return the runs that are known: the last twenty, for a day."""
    require_live(request)
    return JobsOut(data=[_out(each) for each in renewing_now.list_runs()], url=request.path)


@router.post(
    "/jobs",
    auth=_WRITE,
    response={200: JobOut, **ACTS},
    operation_id="create_job",
    summary="Renew what is due",
    openapi_extra=PAYS,
)
def create(request: HttpRequest, response: HttpResponse, body: JobGiven) -> JobOut:
    """Begin to renew what is due, as the worker does by itself; a run that goes on goes on alone.

    Needs an `Idempotency-Key`; the same key again gets the first answer. Answers 412 where
    something else is due than was expected.
    """
    caller = require_live(request)

    def started() -> Progress:
        if not renewing_now.is_running():
            _require_expected(caller, body.expected)
        run = renewing_now.start(actor=caller.actor, now=caller.now)
        if run is None:
            raise Refused(refuse(RefusalCode.IDEMPOTENCY_IN_PROGRESS))
        return run

    return _out(once_only(request, response, started, result=Progress, **body.model_dump()))


@router.get(
    "/jobs/{job}",
    auth=_READ,
    response={200: JobOut, **READS},
    operation_id="get_job",
    summary="Get a job",
)
def get(request: HttpRequest, job: JobId) -> JobOut:
    """Return how far a run has come."""
    require_live(request)
    return _out(_run(job))


@router.post(
    "/jobs/{job}/stop",
    auth=_WRITE,
    response={200: JobOut, **ACTS},
    operation_id="stop_job",
    summary="Let a job end before it is done",
)
def stop(request: HttpRequest, response: HttpResponse, job: JobId) -> JobOut:
    """Let a run end after the account that it is at; what it did stays."""
    caller = require_live(request)
    found = _run(job)

    def stopped() -> None:
        if found.is_running:
            renewing_now.stop(actor=caller.actor, run_id=found.id)

    once_only(request, response, stopped, result=type(None), job=job)
    return _out(_run(job))


def _run(written: str) -> Progress:
    run_id = internal_id("job", written)
    found = renewing_now.find_run(run_id) if run_id else None
    if found is None:
        raise not_found("job")
    return found


def _out(run: Progress) -> JobOut:
    return JobOut.model_validate(
        {
            "id": run.id,
            "status": run.state.value,
            "number": run.number,
            "done": run.done,
            "left": run.left,
            "created_at": run.begun_at,
        }
    )


def _require_expected(caller: Caller, expected: ExpectedGiven | None) -> None:
    """Refuse `version_conflict` where something else is due than was seen."""
    if expected is None:
        return
    due = expect(now=caller.now).currencies
    number = sum(each.carried_out for each in due)
    totals = {each.currency: each.total_minor for each in due if each.total_minor}
    asked = {each.currency: each.amount for each in expected.totals if each.amount}
    if (number, totals) != (expected.number, asked):
        raise Refused(refuse(RefusalCode.VERSION_CONFLICT))


def _outlooks(found: tuple[PlanOutlook, ...]) -> list[dict[str, object]]:
    return [
        {
            "plan": each.plan or None,
            "renew": each.renew,
            "reduce": each.reduce,
            "end": each.end,
            "blocked": each.blocked,
            "others": each.others,
            "total": each.total,
        }
        for each in found
    ]
