"""Offline tokens: what a product may believe for a while without asking, and on which device."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field
from uuid_utils.compat import uuid7

from curule.api.v1.asking import once_only
from curule.api.v1.caller import ByKey, Caller, caller_of
from curule.api.v1.shapes import ACTS, READS, DeviceId, Given, Instant, Page
from curule.api.v1.whom import whom
from curule.core.addresses import canonical_or_empty
from curule.core.api_keys import Scope
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.tokens import LONGEST, Device, Holder, claims
from curule.gateways import token_signing
from curule.httpkit.ids import internal_id, public_id
from curule.httpkit.values import Line
from curule.selectors.catalog import find_product, get_product_key
from curule.selectors.clocks import now_for
from curule.selectors.tokens import (
    DeviceRow,
    find_device,
    get_held_seat,
    list_devices,
    list_signing_keys,
)
from curule.services.tokens import devices, signing_keys, tokens

router = Router(tags=["tokens"])
_ASK: Final = ByKey(Scope.ENTITLEMENTS_READ)
_READ: Final = ByKey(Scope.SEATS_READ)
_WRITE: Final = ByKey(Scope.SEATS_WRITE)
_LONGEST_SECONDS: Final = int(LONGEST.total_seconds())
_LONGEST_TEXT: Final = 4096


class TokenAsked(Given):
    """Who wants to go offline, with which product, on which device.

    `device` is what the product calls it, the same at every start; of it a digest is kept.
    `expires_in` asks for a shorter life than is usual, in seconds.
    """

    user: str = Field(max_length=254)
    product: str = Field(max_length=100)
    device: Annotated[Line, Field(min_length=1, max_length=tokens.LONGEST_DEVICE)]
    device_name: Annotated[Line, Field(max_length=tokens.LONGEST_NAME)] = ""
    expires_in: int | None = Field(default=None, ge=60, le=_LONGEST_SECONDS)


class TokenOut(Schema):
    """A token, when it ends, and when it is time to fetch the next one."""

    object: Literal["token"] = "token"
    token: str
    device: DeviceId
    issued_at: Instant
    refresh_at: Instant
    expires_at: Instant


class DeviceOut(Schema):
    """A device on which a seat is used offline."""

    object: Literal["device"] = "device"
    id: DeviceId
    user: str
    name: str
    added_at: Instant
    token_until: Instant
    released_at: Instant | None


class TokenRevoked(Given):
    """A token that is to be void before it ends, with every other one of its device."""

    token: str = Field(max_length=_LONGEST_TEXT)


@router.post(
    "/tokens",
    auth=_ASK,
    response={200: TokenOut, **ACTS},
    operation_id="issue_token",
    summary="Let somebody use the product offline for a while",
)
def issue(request: HttpRequest, body: TokenAsked) -> TokenOut:
    """Answer as the entitlement does, signed, for one device; its place among them is taken.

    Asked again, the same device gets another token and no other place.
    """
    caller = caller_of(request)
    product_id = _product_of(body.product)
    product = get_product_key(product_id)
    meant = whom(body.user, is_live=caller.is_live)
    granted = tokens.grant(
        actor=caller.actor,
        product_id=product_id,
        product_key=product,
        email=meant.email,
        person_id=meant.person_id,
        device=body.device,
        device_name=body.device_name,
        lives=None if body.expires_in is None else timedelta(seconds=body.expires_in),
        is_live=caller.is_live,
        now=caller.now,
    )
    return TokenOut(
        token=_signed(granted, product, caller),
        device=public_id("dev", granted.device_id),
        issued_at=granted.issued_at,
        refresh_at=granted.issued_at + granted.lives / 2,
        expires_at=granted.issued_at + granted.lives,
    )


@router.post(
    "/tokens/revoke",
    auth=_WRITE,
    response={200: DeviceOut, **ACTS},
    operation_id="revoke_token",
    summary="Make a token void before it ends",
)
def revoke(request: HttpRequest, response: HttpResponse, body: TokenRevoked) -> DeviceOut:
    """Release the device that a token is for; every token of it is void."""
    publics = {row.kid: row.public for row in list_signing_keys()}
    try:
        said = token_signing.read(body.token, publics=publics)
    except token_signing.TokenForged:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="token")) from None
    return _released(request, response, str(said.get("device_id", "")))


@router.get(
    "/devices",
    auth=_READ,
    response={200: Page[DeviceOut], **READS},
    operation_id="list_devices",
    summary="List the devices on which somebody uses the product offline",
)
def list_of_user(
    request: HttpRequest, user: Annotated[str, Query()], product: Annotated[str, Query()]
) -> Page[DeviceOut]:
    """List somebody's devices, the newest first; there are never many."""
    caller = caller_of(request)
    meant = whom(user, is_live=caller.is_live)
    rows = list_devices(
        product_id=_product_of(product),
        email=canonical_or_empty(meant.email),
        person_id=meant.person_id,
        is_live=caller.is_live,
    )
    return Page[DeviceOut](data=[_out(row) for row in rows], has_more=False, url=request.path)


@router.post(
    "/devices/{device}/release",
    auth=_WRITE,
    response={200: DeviceOut, **ACTS},
    operation_id="release_device",
    summary="Free the place of a device",
)
def release(request: HttpRequest, response: HttpResponse, device: DeviceId) -> DeviceOut:
    """Free a device's place for another one; its tokens are void."""
    return _released(request, response, device)


def _released(request: HttpRequest, response: HttpResponse, written: str) -> DeviceOut:
    caller = caller_of(request)
    found = _device_of(caller, written)

    def released() -> None:
        devices.release(
            actor=caller.actor,
            account_id=found.account_id,
            device_id=found.id,
            now=now_for(found.account_id, caller.now),
            real_now=caller.now,
        )

    once_only(request, response, released, result=type(None), device=written)
    return _out(_device_of(caller, written))


def _signed(granted: tokens.Granted, product: str, caller: Caller) -> str:
    seat = get_held_seat(granted.by.account_id, granted.by.assignment_id)
    said = claims(
        Holder(
            subject=public_id("usr", seat.person_id) if seat.person_id else seat.email,
            email=seat.email,
            product=product,
            plan=seat.plan_key,
            seat=public_id("seat", seat.seat_id),
            seat_types=granted.by.access.seat_types,
            is_live=caller.is_live,
        ),
        Device(id=public_id("dev", granted.device_id), digest=granted.digest),
        issuer=settings.CURULE_BASE_URL,
        token_id=public_id("tok", uuid7()),
        issued_at=granted.issued_at,
        lives=granted.lives,
    )
    key = signing_keys.signer(now=caller.now)
    return token_signing.sign(said, private=key.private, public=key.public)


def _device_of(caller: Caller, written: str) -> DeviceRow:
    device_id = internal_id("dev", written)
    found = device_id and find_device(device_id, is_live=caller.is_live)
    if not found:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="device"))
    return found


def _product_of(written: str) -> UUID:
    found = find_product(key=written, product_id=internal_id("prod", written))
    if found is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="product"))
    return found


def _out(row: DeviceRow) -> DeviceOut:
    return DeviceOut(
        id=public_id("dev", row.id),
        user=row.email,
        name=row.name,
        added_at=row.added_at,
        token_until=row.token_until,
        released_at=row.released_at,
    )
