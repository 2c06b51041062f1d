"""Ways to pay: what an account is charged by. A card is added by its owner, at the gateway."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import Asked, asked, told
from curule.api.v1.caller import ByKey, caller_of
from curule.api.v1.finding import id_of, maybe_id_of
from curule.api.v1.shapes import ACTS, READS, AccountId, Instant, MethodId, Page
from curule.core.api_keys import Scope
from curule.httpkit.pagination import DatedListing, listed
from curule.selectors.programs.nouns import Noun
from curule.selectors.programs.payment_methods import MethodSeen, find_methods, list_methods
from curule.services import payment_methods

router = Router(tags=["payment_methods"])
_READ = ByKey(Scope.BILLING_READ)
_WRITE = ByKey(Scope.BILLING_WRITE)


class MethodOut(Schema):
    """A way to pay; `collects` is whether money moves by itself, else it is transferred."""

    object: Literal["payment_method"] = "payment_method"
    id: MethodId
    account: AccountId
    name: str
    gateway: str
    collects: bool
    is_saved: bool
    is_default: bool
    created_at: Instant
    removed_at: Instant | None

    @staticmethod
    def resolve_collects(row: MethodSeen) -> bool:
        """Return whether its gateway moves money."""
        return row.gateway in payment_methods.collecting()


class MethodsAsked(DatedListing):
    """Which ways to pay."""

    account: AccountId | None = Field(None, description="Of this account")


@router.get(
    "/payment_methods",
    auth=_READ,
    response={200: Page[MethodOut], **READS},
    operation_id="list_payment_methods",
    summary="List ways to pay, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[MethodsAsked]) -> Any:  # noqa: ANN401
    """List the ways to pay of all accounts that the key sees, or of one."""
    caller = caller_of(request)
    account = maybe_id_of(caller, Noun.ACCOUNT, asked.account)
    found = list_methods(caller.sight, asked.window("pm"), account=account)
    return listed(request, response, found, "pm")


@router.get(
    "/payment_methods/{payment_method}",
    auth=_READ,
    response={200: MethodOut, **READS},
    operation_id="get_payment_method",
    summary="Get a way to pay",
)
def get(request: HttpRequest, payment_method: MethodId) -> MethodSeen:
    """Return one, also after it was removed."""
    caller = caller_of(request)
    (row,) = find_methods(caller.sight, [id_of(caller, Noun.PAYMENT_METHOD, payment_method)])
    return row


@router.post(
    "/payment_methods/{payment_method}/make_default",
    auth=_WRITE,
    response={200: MethodOut, **ACTS},
    operation_id="make_default_payment_method",
    summary="Charge this one from now on",
)
def make_default(
    request: HttpRequest, response: HttpResponse, payment_method: MethodId
) -> MethodSeen:
    """Charge it also for what the default was charged for until now."""
    at = asked(request, Noun.PAYMENT_METHOD, payment_method)
    told(response, payment_methods.make_default(**at.acts, method_id=at.id))
    return _now(at)


@router.post(
    "/payment_methods/{payment_method}/remove",
    auth=_WRITE,
    response={200: MethodOut, **ACTS},
    operation_id="remove_payment_method",
    summary="Charge a way to pay no more",
)
def remove(request: HttpRequest, response: HttpResponse, payment_method: MethodId) -> MethodSeen:
    """Remove it, unless something would then be paid by nothing."""
    at = asked(request, Noun.PAYMENT_METHOD, payment_method)
    told(response, payment_methods.remove_method(**at.acts, method_id=at.id))
    return _now(at)


def _now(at: Asked) -> MethodSeen:
    (row,) = find_methods(at.caller.sight, [at.id])
    return row
