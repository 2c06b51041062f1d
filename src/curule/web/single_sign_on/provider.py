"""Signing in with Curule: what our own OpenID provider says of a person and of their seat.

django-allauth speaks the protocol; here stands what it asks us.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from allauth.core import context
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from curule.core.entitlements import Access
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import internal_id, public_id
from curule.selectors.catalog import get_product_key
from curule.selectors.entitlements import Granting, granting
from curule.selectors.tokens import get_held_seat
from curule.services.tokens.signing_keys import SIGN_IN, signer


def issuer() -> str:
    """Return what we are called as a provider."""
    return f"{settings.CURULE_BASE_URL}/oidc"


class ProviderAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """What allauth asks us as a provider."""

    def get_issuer(self) -> str:
        """Return our name, whatever host a request names (TH11)."""
        return issuer()

    def list_private_keys(
        self,
        *,
        did_activate: Literal[True] | None = None,
        is_active: Literal[True] | None = None,
    ) -> list[PrivateKey]:
        """Return the key that signs; the public halves of older ones are shown by `jwks`."""
        del did_activate, is_active
        return [PrivateKey(pem=signer(use=SIGN_IN, now=utc_now()).private.decode())]

    def get_user_sub(self, client: Client, user: AbstractBaseUser) -> str:
        """Return the id of the person, by which the API knows them too."""
        del client
        person_id: UUID = user.pk
        return public_id("usr", person_id)

    def get_user_by_sub(self, client: Client, sub: str) -> AbstractBaseUser | None:
        """Return the person whose id it is."""
        person_id = internal_id("usr", sub)
        if person_id is None:
            return None
        found: AbstractBaseUser | None = super().get_user_by_sub(client, str(person_id))
        return found

    def populate_id_token(
        self,
        id_token: dict[str, Any],
        client: Client,
        scopes: Iterable[str],
        **kwargs: Any,  # noqa: ANN401 - allauth's
    ) -> None:
        """Say when the person signed in, where that is known."""
        super().populate_id_token(id_token, client, scopes, **kwargs)
        at = getattr(context.request, "signed_in_at", None)
        if at is not None:
            id_token["auth_time"] = at

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: AbstractBaseUser,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,  # noqa: ANN401 - allauth's
    ) -> dict[str, Any]:
        """Return who it is, and with the scope `seat` whether they may use the product now."""
        del purpose, email, kwargs
        person: Any = user
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if "email" in scopes:
            claims |= {"email": person.email, "email_verified": person.verified_at is not None}
        if "profile" in scopes:
            claims |= _profile(person)
        if "seat" in scopes:
            claims["curule_seat"] = _seat(client, user.pk, utc_now())
        return claims


def _profile(person: Any) -> dict[str, Any]:  # noqa: ANN401 - a person, whom pages know as a user
    named = {"given_name": person.first_name, "family_name": person.last_name}
    said = {name: value for name, value in named.items() if value}
    return {
        "name": " ".join(said.values()) or person.email,
        **said,
        "locale": person.language,
        "zoneinfo": person.time_zone,
    }


def _seat(client: Client, person_id: UUID, now: datetime) -> dict[str, Any]:
    """Return what the entitlement answers about the client's product, times in RFC 3339."""
    product_id = UUID(client.data["product"])
    found = granting(
        product_id=product_id, person_id=person_id, is_live=bool(client.data["live"]), now=now
    )
    access: Access = found.access if isinstance(found, Granting) else found
    plan = None
    if isinstance(found, Granting):
        plan = get_held_seat(found.account_id, found.assignment_id).plan_key
    return {
        "product": get_product_key(product_id),
        "plan": plan,
        "allowed": access.allowed,
        "until": access.until.isoformat().replace("+00:00", "Z") if access.until else None,
        "seat_types": list(access.seat_types),
        "reason": access.reason.value if access.reason else None,
        "livemode": bool(client.data["live"]),
    }
