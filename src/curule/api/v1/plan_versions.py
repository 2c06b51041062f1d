"""Versions of a plan: looked at as customers will read them, then published for good."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, caller_of, selling
from curule.api.v1.catalog import PlanOut, SeatTypeOut
from curule.api.v1.finding import not_found, plan_seen
from curule.api.v1.plan_drafts import VersionGiven, read_draft
from curule.api.v1.shapes import ACTS, READS, Instant, Page, PlanId, PlanVersionId
from curule.core.api_keys import Scope
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import Listing, listed
from curule.selectors.programs.catalog import (
    PlanSeen,
    VersionSeen,
    find_plan_versions,
    list_plan_versions,
)
from curule.services import catalog
from curule.wording.policies import policy_text

router = Router(tags=["catalog"])
_READ = ByKey(Scope.CATALOG_READ)
_WRITE = ByKey(Scope.CATALOG_WRITE)


class VersionOut(Schema):
    """A version of a plan, which never changes: who bought by it keeps it."""

    object: Literal["plan_version"] = "plan_version"
    id: PlanVersionId
    plan: PlanId
    number: int
    policy: dict[str, Any]
    seat_types: list[SeatTypeOut]
    published_at: Instant


class VersionsAsked(Listing):
    """Which versions."""

    plan: PlanId | None = Field(None, description="Of this plan")


class ParagraphOut(Schema):
    """What a policy says about one topic."""

    heading: str
    sentences: list[str]


class DraftOut(Schema):
    """A version as it would be published, and as its customers would read it."""

    object: Literal["plan_draft"] = "plan_draft"
    plan: PlanId
    policy: dict[str, Any]
    seat_types: list[SeatTypeOut]
    reads: list[ParagraphOut]


@router.get(
    "/plan_versions",
    auth=_READ,
    response={200: Page[VersionOut], **READS},
    operation_id="list_plan_versions",
    summary="List published versions of plans, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[VersionsAsked]) -> Any:  # noqa: ANN401
    """List what is sold now and what was sold before."""
    plan = None if asked.plan is None else plan_seen(asked.plan).id
    return listed(request, response, list_plan_versions(asked.window("pol"), plan=plan), "pol")


@router.get(
    "/plan_versions/{plan_version}",
    auth=_READ,
    response={200: VersionOut, **READS},
    operation_id="get_plan_version",
    summary="Get a version of a plan",
)
def get(request: HttpRequest, plan_version: PlanVersionId) -> VersionSeen:
    """Return one version with its policy."""
    del request
    version_id = internal_id("pol", plan_version)
    found = find_plan_versions([version_id]) if version_id else ()
    if not found:
        raise not_found("plan_version")
    return found[0]


@router.post(
    "/plans/{plan}/draft",
    auth=_WRITE,
    response={200: DraftOut, **ACTS},
    operation_id="draft_version",
    summary="Look at a version that is not published yet",
)
def draft(request: HttpRequest, plan: PlanId, body: VersionGiven) -> DraftOut:
    """Read a version back, in the language of `Accept-Language`; nothing is kept.

    What does not go together is refused as it would be when it is published.
    """
    caller, row, read = caller_of(request), plan_seen(plan), read_draft(body)
    catalog.check_version(
        actor=caller.actor, policy=read.policy, seat_types=read.seat_types, prices=read.prices
    )
    sold_by = frozenset(sold.price.model for sold in read.prices)
    text = policy_text(read.policy, caller.language, seat_types=read.seat_types, sold_by=sold_by)
    return DraftOut.model_validate(
        {
            "plan": row.id,
            "policy": read.policy.to_mapping(),
            "seat_types": [SeatTypeOut.model_validate(each) for each in read.seat_types],
            "reads": [ParagraphOut.model_validate(each) for each in text],
        }
    )


@router.post(
    "/plans/{plan}/versions",
    auth=_WRITE,
    response={201: PlanOut, **ACTS},
    operation_id="publish_version",
    summary="Publish the next version of a plan",
)
def publish(
    request: HttpRequest, response: HttpResponse, plan: PlanId, body: VersionGiven
) -> Status[PlanSeen]:
    """Let new customers buy it from now on; the others keep what they bought. Needs a live key."""
    caller, row, read = selling(request), plan_seen(plan), read_draft(body)

    def published() -> UUID:
        return catalog.publish_version(
            actor=caller.actor,
            plan_id=row.id,
            policy=read.policy,
            seat_types=read.seat_types,
            prices=read.prices,
            now=caller.now,
        )

    once_only(request, response, published, result=UUID, plan=plan, **body.model_dump())
    return Status(201, plan_seen(plan))
