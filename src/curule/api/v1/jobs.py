"""Jobs: the run that renews what is due, what it would do, and how far it has come.

There is one such run at a time, and the last one is known for a day. It renews real customers only:
what hangs on a test clock renews as the clock is moved.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, Final, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1 import report_rows
from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, Caller
from curule.api.v1.finding import not_found, require_live
from curule.api.v1.report_rows import RenewalOut
from curule.api.v1.shapes import ACTS, PAYS, READS, Amount, Given, Instant, JobId
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id
from curule.httpkit.values import At
from curule.services.renewal_dry_run import Outlook, PlanOutlook, foresee
from curule.services.sweeps import renewing_now
from curule.services.sweeps.renewing_now import Progress

router = Router(tags=["jobs"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)
_MOST_TOLD: Final = 300
_MOST_STARTED: Final = 5_000
_DAYS_AHEAD: Final = 400


class JobOut(Schema):
    """A run: of `number` subscriptions that were due when it began, `left` still are."""

    object: Literal["job"] = "job"
    id: JobId
    kind: Literal["renewals"] = "renewals"
    status: Literal["running", "stopped", "done"]
    number: int
    done: int
    left: int
    created_at: Instant


class JobsOut(Schema):
    """The jobs of the last day."""

    object: Literal["list"] = "list"
    data: list[JobOut]
    has_more: Literal[False] = False
    url: str


class OutlookOut(Schema):
    """How many subscriptions have which outcome, and what is invoiced for them, tax included.

    `plan` is none where all plans of a currency are counted together.
    """

    plan: str | None
    renew: int
    reduce: int
    end: int
    blocked: int
    total: Amount


class RenewalsOut(Schema):
    """What the run would do: of what is `due` now, and of all that comes up to `until`.

    `data` are the first of them; `has_more` is whether more come than were looked at.
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


class ExpectedGiven(Given):
    """So many are carried out, and this is invoiced for them; one total in each currency."""

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
    """Return what would happen, with totals; nothing does. The longest due come first."""
    now = require_live(request).now
    until = max(asked.until or now, now)
    if (until - now).days > _DAYS_AHEAD:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="until"))
    together, due = Outlook.empty(), Outlook.empty()
    found = foresee(until=until, now=now)
    rows = list(islice(together.counted(found), _MOST_TOLD))
    for each in rows:
        if each.at <= now:
            due.add(each)
    return {
        "until": until,
        "due": _outlooks(due.currencies),
        "plans": _outlooks(together.plans),
        "currencies": _outlooks(together.currencies),
        "data": [report_rows.renewal(each) for each in rows],
        "has_more": next(found, None) is not None,
    }


@router.get(
    "/jobs",
    auth=_READ,
    response={200: JobsOut, **READS},
    operation_id="list_jobs",
    summary="List the jobs of the last day",
)
def list_all(request: HttpRequest) -> JobsOut:
    """Return the last run, if there was one."""
    require_live(request)
    last = renewing_now.progress()
    return JobsOut(data=[] if last is None else [_out(last)], url=request.path)


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

    Needs an `Idempotency-Key`. Answers 412 where something else is due than was expected.
    """
    caller = require_live(request)

    def started() -> UUID:
        if not renewing_now.is_running():
            _require_expected(caller, body.expected)
            renewing_now.start(actor=caller.actor, now=caller.now)
        return _last().id

    job_id = once_only(request, response, started, result=UUID, **body.model_dump())
    return _found(job_id)


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
    return _found(internal_id("job", job))


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
    found = _found(internal_id("job", job))

    def stopped() -> None:
        if found.status == "running":
            renewing_now.stop(actor=caller.actor)

    once_only(request, response, stopped, result=type(None), job=job)
    return _found(internal_id("job", job))


def _last() -> Progress:
    last = renewing_now.progress()
    if last is None:
        raise not_found("job")
    return last


def _found(job_id: UUID | None) -> JobOut:
    last = _last()
    if last.id != job_id:
        raise not_found("job")
    return _out(last)


def _out(last: Progress) -> JobOut:
    ended: Literal["stopped", "done"] = "stopped" if last.was_stopped and last.left else "done"
    return JobOut(
        id=last.id,  # type: ignore[arg-type]  # written by its field
        status="running" if last.is_running else ended,
        number=last.number,
        done=last.done,
        left=last.left,
        created_at=last.begun_at,
    )


def _require_expected(caller: Caller, expected: ExpectedGiven | None) -> None:
    """Refuse `version_conflict` where something else is due than was seen."""
    if expected is None:
        return
    due = Outlook.empty()
    found = foresee(until=caller.now)
    for each in islice(found, _MOST_STARTED):
        due.add(each)
    number = sum(each.carried_out for each in due.currencies)
    totals = {each.currency: each.total_minor for each in due.currencies if each.total_minor}
    asked = {each.currency: each.amount for each in expected.totals if each.amount}
    is_more = next(found, None) is not None
    if is_more or (number, totals) != (expected.number, asked):
        raise Refused(refuse(RefusalCode.VERSION_CONFLICT))


def _outlooks(found: tuple[PlanOutlook, ...]) -> list[dict[str, object]]:
    return [
        {
            "plan": each.plan or None,
            "renew": each.renew,
            "reduce": each.reduce,
            "end": each.end,
            "blocked": each.blocked,
            "total": each.total,
        }
        for each in found
    ]
