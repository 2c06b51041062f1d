"""The vendor's own products that people sign in to with Curule: OpenID clients, made and ended."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from allauth.idp.oidc.models import Client

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.selectors.catalog import find_product
from curule.services import _input

SCOPES: Final = ("openid", "email", "profile", "seat")
LONGEST_NAME: Final = 100
MOST_ADDRESSES: Final = 20
_LONGEST_ADDRESS: Final = 500
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeClient:
    """A client just made; its secret is seen this one time, and a public client has none."""

    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRow:
    """A client as it was made."""

    client_id: str
    name: str
    product_id: UUID
    is_live: bool
    is_public: bool
    redirect_uris: tuple[str, ...]
    created_at: datetime


def create(
    *,
    actor: Actor,
    name: str,
    product: str,
    redirect_uris: Collection[str],
    is_public: bool = False,
    is_live: bool = True,
    now: datetime,
) -> MadeClient:
    """Let people sign in to a product with Curule.

    People are not asked whether they allow it: it is the vendor's own. A public client (an app, a
    page without a server) has no secret; every client shows a challenge (PKCE). Refuses
    `role_not_allowed`, `not_found` for a product that there is not, and `field_invalid` for a name
    that is empty or too long and for an address that is neither https nor this computer.
    """
    _require(actor)
    called = _input.line(name, "name", longest=LONGEST_NAME)
    if not called:
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="name"))
    product_id = find_product(key=product)
    if product_id is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="product"))
    addresses = sorted(set(redirect_uris))
    if not 0 < len(addresses) <= MOST_ADDRESSES or not all(map(_may_be_sent_to, addresses)):
        raise Refused(refuse(RefusalCode.FIELD_INVALID, field="redirect_uri"))
    secret = "" if is_public else secrets.token_urlsafe(32)
    row = Client(
        id=secrets.token_hex(16),
        name=called,
        type=Client.Type.PUBLIC if is_public else Client.Type.CONFIDENTIAL,
        skip_consent=True,
        created_at=now,
        data={"product": str(product_id), "live": is_live},
    )
    row.set_secret(secret or secrets.token_urlsafe(32))
    row.set_scopes(list(SCOPES))
    row.set_default_scopes(["openid"])
    row.set_redirect_uris(addresses)
    row.save(force_insert=True)
    return MadeClient(client_id=row.id, secret=secret)


def end(*, actor: Actor, client_id: str) -> None:
    """End a client with all its tokens: nobody signs in to it any more.

    Refuses `role_not_allowed` and `not_found`.
    """
    _require(actor)
    deleted, _of_each = Client.objects.filter(id=client_id).delete()
    if not deleted:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="client"))


def list_clients() -> tuple[ClientRow, ...]:
    """Return all clients, the newest first."""
    return tuple(
        ClientRow(
            client_id=row.id,
            name=row.name,
            product_id=UUID(row.data["product"]),
            is_live=row.data["live"],
            is_public=row.type == Client.Type.PUBLIC,
            redirect_uris=tuple(row.get_redirect_uris()),
            created_at=row.created_at,
        )
        for row in Client.objects.order_by("-created_at", "id")
    )


def leads_back_to(client_id: str, address: str) -> bool:
    """Tell whether a client has named this very address: no more and no less (TH27)."""
    row = Client.objects.filter(id=client_id).first()
    return row is not None and address in row.get_redirect_uris()


def _may_be_sent_to(address: str) -> bool:
    """Tell whether people may be sent back there: it is compared letter by letter."""
    if len(address) > _LONGEST_ADDRESS or not address.isascii() or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.hostname or parts.fragment or "@" in parts.netloc or {" ", "*", "\\"} & {*address}:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)


def _require(actor: Actor) -> None:
    refused = may(actor, Action.MANAGE_KEYS)
    if refused:
        raise Refused(refused)
