"""Use: who worked with the product when, as the vendor's own program saw it."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.entitlements import product_of
from curule.api.v1.shapes import ACTS, Given
from curule.api.v1.whom import addresses
from curule.core.api_keys import Scope
from curule.httpkit.values import At
from curule.services.seats import usage

router = Router(tags=["usage"])
_WRITE = ByKey(Scope.SEATS_WRITE)
MOST_TOLD = 100


class UseGiven(Given):
    """Somebody, by address, by `usr_…` or by an id of yours, and when they were last there."""

    user: str = Field(min_length=1, max_length=254)
    at: At | None = Field(None, description="Now, unless it says another time")


class UsageGiven(Given):
    """Up to 100 people who used a product, by its key or its id."""

    product: str = Field(min_length=1, max_length=100)
    used: list[UseGiven] = Field(min_length=1, max_length=MOST_TOLD)


class UsageOut(Schema):
    """On how many seats it was written down; a later use that is known already stays."""

    object: Literal["usage"] = "usage"
    product: str
    seats: int


@router.post(
    "/usage",
    auth=_WRITE,
    response={200: UsageOut, **ACTS},
    operation_id="report_usage",
    summary="Say who used the product, and when",
)
def report(request: HttpRequest, response: HttpResponse, body: UsageGiven) -> UsageOut:
    """Customers see it beside each person, and hear of seats that nobody uses where you sell so.

    Whoever has no seat is passed over. Once a day for each person is enough.
    """
    caller = caller_of(request)
    product_id = product_of(body.product)
    known = addresses([each.user for each in body.used], is_live=caller.is_live)
    in_order = sorted(body.used, key=lambda each: (each.at is None, each.at or caller.now))
    used = {known[each.user]: each.at for each in in_order if known[each.user]}

    def told() -> int:
        return usage.report_use_everywhere(
            actor=caller.actor,
            product_id=product_id,
            used=used,
            is_live=caller.is_live,
            now=caller.now,
        )

    seats = once_only(request, response, told, result=int, **body.model_dump(mode="json"))
    return UsageOut(product=body.product, seats=seats)
