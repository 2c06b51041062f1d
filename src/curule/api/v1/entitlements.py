"""May this person use the product: one call for the vendor's own program."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.rates import Rate
from curule.api.v1.shapes import READS, Given, Instant
from curule.api.v1.whom import addresses, whom
from curule.core.api_keys import Scope
from curule.core.entitlements import Access
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.ids import internal_id
from curule.selectors.catalog import find_product
from curule.selectors.entitlements import Answered, answered, entitlements

router = Router(tags=["entitlements"])
SCOPE: Final = Scope.ENTITLEMENTS_READ
_READ = ByKey(SCOPE, Rate.ENTITLEMENTS)
MOST_ASKED = 100


class EntitlementOut(Schema):
    """The answer: allowed or not, until when, by which seats; if not, why and what would help."""

    object: Literal["entitlement"] = "entitlement"
    user: str
    product: str
    allowed: bool
    until: Instant | None
    seat_types: list[str]
    reason: str | None
    options: list[str]


class ManyAsked(Given):
    """Several people and one product."""

    product: str
    users: list[str] = Field(min_length=1, max_length=MOST_ASKED)


class ManyOut(Schema):
    """One answer for each, in the order in which they were asked."""

    object: Literal["list"] = "list"
    data: list[EntitlementOut]


@router.get(
    "/entitlements",
    auth=_READ,
    response={200: EntitlementOut, **READS},
    operation_id="get_entitlement",
    summary="May this person use the product?",
)
def get_entitlement(
    request: HttpRequest, user: Annotated[str, Query()], product: Annotated[str, Query()]
) -> EntitlementOut:
    """Answer for one person, by address, by id (`usr_…`) or by an id of yours (`external_ids`).

    Somebody unknown has no seat.

    Where somebody may be answered, that is done before Django is asked (`checks`).
    """
    caller = caller_of(request)
    answer = answer_for(
        user, product_id=product_of(product), is_live=caller.is_live, now=caller.now
    )
    return shown(user, product, answer.access)


@router.post(
    "/entitlements",
    auth=_READ,
    response={200: ManyOut, **READS},
    operation_id="get_entitlements",
    summary="Which of these people may use the product?",
)
def get_entitlements(request: HttpRequest, body: ManyAsked) -> ManyOut:
    """Answer for up to 100 people at once, each by address, by id or by an id of yours."""
    caller: Caller = caller_of(request)
    known = addresses(body.users, is_live=caller.is_live)
    answers = entitlements(
        product_id=product_of(body.product),
        emails=list(known.values()),
        is_live=caller.is_live,
        now=caller.now,
    )
    return ManyOut(data=[shown(user, body.product, answers[known[user]]) for user in body.users])


def product_of(text: str) -> UUID:
    """Return the product that is named so, by key or by id. Refuses `not_found`."""
    found = find_product(key=text, product_id=internal_id("prod", text))
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="product"))
    return found


def answer_for(user: str, *, product_id: UUID, is_live: bool, now: datetime) -> Answered:
    """Answer for one person, by address, by id or by an id of the vendor's."""
    meant = whom(user, is_live=is_live)
    found = answered(
        product_id=product_id,
        email=meant.email,
        person_id=meant.person_id,
        is_live=is_live,
        now=now,
    )
    return replace(found, rows=found.rows | meant.rows)


def shown(user: str, product: str, answer: Access) -> EntitlementOut:
    """Return an answer as it is sent, with what was asked in the words of who asked."""
    return EntitlementOut(
        user=user,
        product=product,
        allowed=answer.allowed,
        until=answer.until,
        seat_types=list(answer.seat_types),
        reason=answer.reason.value if answer.reason else None,
        options=list(answer.options),
    )
