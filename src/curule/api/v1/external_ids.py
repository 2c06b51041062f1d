"""External ids: what the vendor's own program calls the people who use its product."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.finding import not_found
from curule.api.v1.shapes import ACTS, READS, ExternalIdId, Given, Instant, Page, UserId
from curule.core.api_keys import Scope
from curule.httpkit.ids import internal_id
from curule.httpkit.pagination import DatedListing, listed
from curule.httpkit.values import Address
from curule.selectors.external_ids import ExternalIdRow, find_external_id, list_external_ids
from curule.services import external_ids
from curule.services.external_ids import WRITTEN

router = Router(tags=["external_ids"])
_READ = ByKey(Scope.ACCOUNTS_READ)
_WRITE = ByKey(Scope.ACCOUNTS_WRITE)


class ExternalIdOut(Schema):
    """A name of yours and whom it means; `user` is null until somebody of the address is here."""

    object: Literal["external_id"] = "external_id"
    id: ExternalIdId
    external_id: str
    email: str
    user: UserId | None
    created_at: Instant


class ExternalIdsAsked(DatedListing):
    """Which names."""

    external_id: str | None = Field(None, min_length=1, max_length=100, description="This one")
    email: str | None = Field(None, max_length=254, description="Of this address")


class ExternalIdGiven(Given):
    """Your own id of somebody: letters, digits and . _ : | ~ = - without an @."""

    external_id: Annotated[str, Field(pattern=WRITTEN.replace("(?!usr_)", ""), max_length=100)]
    email: Address


@router.get(
    "/external_ids",
    auth=_READ,
    response={200: Page[ExternalIdOut], **READS},
    operation_id="list_external_ids",
    summary="List your own ids of people, the newest first",
)
def page(request: HttpRequest, response: HttpResponse, asked: Query[ExternalIdsAsked]) -> Any:  # noqa: ANN401
    """List the names of the key's mode, or those of somebody."""
    caller = caller_of(request)
    found = list_external_ids(
        asked.window("ext"),
        is_live=caller.is_live,
        external_id=asked.external_id,
        email=asked.email,
    )
    return listed(request, response, found, "ext")


@router.post(
    "/external_ids",
    auth=_WRITE,
    response={200: ExternalIdOut, **ACTS},
    operation_id="give_external_id",
    summary="Say what you call somebody",
)
def give(request: HttpRequest, response: HttpResponse, body: ExternalIdGiven) -> ExternalIdRow:
    """Let an id of yours mean an address, and nobody else from now on.

    Entitlements and tokens may then be asked for by it. It follows the person to another address.
    """
    caller = caller_of(request)
    given = body.model_dump()

    def named() -> UUID:
        return external_ids.give(
            actor=caller.actor, **given, is_live=caller.is_live, now=caller.now
        )

    row_id = once_only(request, response, named, result=UUID, **given)
    return _found(caller, row_id)


@router.get(
    "/external_ids/{external_id}",
    auth=_READ,
    response={200: ExternalIdOut, **READS},
    operation_id="get_external_id",
    summary="Get an id of yours by its id here",
)
def get(request: HttpRequest, external_id: ExternalIdId) -> ExternalIdRow:
    """Return one of your own ids."""
    return _found(caller_of(request), _id(external_id))


@router.delete(
    "/external_ids/{external_id}",
    auth=_WRITE,
    response={200: ExternalIdOut, **ACTS},
    operation_id="end_external_id",
    summary="Let an id of yours mean nobody",
)
def end(request: HttpRequest, external_id: ExternalIdId) -> ExternalIdRow:
    """Whoever asks by it is answered as for somebody unknown, within a second everywhere."""
    caller = caller_of(request)
    row = _found(caller, _id(external_id))
    external_ids.end(actor=caller.actor, row_id=row.id, is_live=caller.is_live, now=caller.now)
    return row


def _id(written: str) -> UUID:
    row_id = internal_id("ext", written)
    if row_id is None:
        raise not_found("external_id")
    return row_id


def _found(caller: Caller, row_id: UUID) -> ExternalIdRow:
    row = find_external_id(row_id, is_live=caller.is_live)
    if row is None:
        raise not_found("external_id")
    return row
