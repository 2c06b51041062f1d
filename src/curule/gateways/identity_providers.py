"""Signing in at a customer's identity provider: OpenID Connect, the authorization code, PKCE.

`joserfc` reads the tokens and `requests-hardened` carries what is asked; what lies between them is
one address that a browser is sent to, and one form. Why no larger library: ADR 26.
"""

from __future__ import annotations

import hmac
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit, urlunsplit

from curule.core.single_sign_on import Named
from curule.gateways.identity_http import Errand, ProviderAway, Said, may_lead
from curule.gateways.identity_tokens import USUAL, TokenInvalid, read_token

__all__ = ["Client", "Provider", "ProviderAway", "ProviderRefused", "Start", "TokenInvalid"]

SCOPES: Final = "openid email profile"
_PLACE: Final = "/.well-known/openid-configuration"


class ProviderRefused(Exception):
    """The provider gave no token for the code: it is used or over, or the client is not its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What a provider says about itself."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    algorithms: tuple[str, ...]
    names_itself: bool
    posts_secret: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """As whom we ask a provider; without a secret as a public client."""

    client_id: str
    secret: str = field(default="", repr=False)
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What ties an answer to the browser that asked: nothing of it stands in the database."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def of(cls, state: str, *, secret_key: str) -> Start:
        """Return nonce and verifier, which only we can make of a state."""
        return cls(
            state=state,
            nonce=_derived(secret_key, "nonce", state),
            verifier=_derived(secret_key, "verifier", state),
        )

    @property
    def challenge(self) -> str:
        """The verifier as the provider is shown it (RFC 7636, S256)."""
        return _base64(sha256(self.verifier.encode()).digest())


def discover(issuer: str, errand: Errand) -> Provider:
    """Return what a provider says about itself.

    Raises:
        ProviderAway: it was not reached, names another issuer, or lacks what a sign-in needs.
    """
    said = _expect(errand.ask(issuer.rstrip("/") + _PLACE))
    if said.get("issuer") != issuer:
        raise ProviderAway("it calls itself otherwise")
    places = {
        name: str(said.get(name) or "")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
    }
    needed = [place for name, place in places.items() if place or name != "userinfo_endpoint"]
    if not all(may_lead(place, errand.reach) for place in needed):
        raise ProviderAway("it names an address that is not allowed")
    methods = _strings(said.get("token_endpoint_auth_methods_supported"))
    return Provider(
        issuer=issuer,
        authorization=places["authorization_endpoint"],
        token=places["token_endpoint"],
        keys=places["jwks_uri"],
        userinfo=places["userinfo_endpoint"],
        algorithms=_strings(said.get("id_token_signing_alg_values_supported")) or USUAL,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        posts_secret="client_secret_post" in methods and "client_secret_basic" not in methods,
    )


def leads_to(provider: Provider, client: Client, start: Start, *, hint: str = "") -> str:
    """Return the address at which the provider asks the person."""
    parts = urlsplit(provider.authorization)
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "scope": SCOPES,
        "state": start.state,
        "nonce": start.nonce,
        "code_challenge": start.challenge,
        "code_challenge_method": "S256",
    }
    if hint:
        asked["login_hint"] = hint
    query = urlencode([*parse_qsl(parts.query), *asked.items()])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def whom(
    provider: Provider, client: Client, start: Start, errand: Errand, *, code: str, now: datetime
) -> Named:
    """Give the code back and return whom the provider names.

    Raises:
        ProviderAway: it was not reached, or answered what cannot be read.
        ProviderRefused: it takes the code for used, over, or not ours.
        TokenInvalid: its token is not one for this sign-in.
    """
    answer = _exchange(provider, client, start, code, errand)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise TokenInvalid("no token")
    claims = read_token(
        token,
        keys=_expect(errand.ask(provider.keys)).get("keys"),
        algorithms=provider.algorithms,
        issuer=provider.issuer,
        client_id=client.client_id,
        nonce=start.nonce,
        now=now,
    )
    if "email" not in claims and provider.userinfo and isinstance(answer.get("access_token"), str):
        more = _userinfo(provider, answer["access_token"], errand)
        if more.get("sub") != claims["sub"]:
            raise TokenInvalid("userinfo is about somebody else")
        claims = {**more, **claims}
    return _named(provider, claims)


def _exchange(
    provider: Provider, client: Client, start: Start, code: str, errand: Errand
) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": start.verifier,
    }
    headers: dict[str, str] = {}
    if not client.secret or provider.posts_secret:
        form["client_id"] = client.client_id
    if client.secret and provider.posts_secret:
        form["client_secret"] = client.secret
    elif client.secret:
        pair = f"{quote_plus(client.client_id)}:{quote_plus(client.secret)}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    said = errand.ask(provider.token, form=form, headers=headers)
    if said.status in {400, 401, 403}:
        raise ProviderRefused(str(said.body.get("error", ""))[:80])
    return _expect(said)


def _userinfo(provider: Provider, access_token: str, errand: Errand) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {access_token}"}
    return _expect(errand.ask(provider.userinfo, headers=headers))


def _expect(said: Said) -> dict[str, Any]:
    if said.status != 200:
        raise ProviderAway(f"it answered {said.status}")
    return said.body


def _named(provider: Provider, claims: dict[str, Any]) -> Named:
    return Named(
        issuer=provider.issuer,
        subject=claims["sub"],
        email=_text(claims, "email"),
        email_verified=claims.get("email_verified") is True,
        first_name=_text(claims, "given_name"),
        last_name=_text(claims, "family_name"),
    )


def _text(claims: dict[str, Any], name: str) -> str:
    found = claims.get(name)
    return found[:254] if isinstance(found, str) else ""


def _strings(found: object) -> tuple[str, ...]:
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def _derived(secret_key: str, purpose: str, state: str) -> str:
    if not secret_key:
        raise ValueError("nothing can be derived without a secret key")
    about = f"curule single sign-on {purpose}\0{state}".encode()
    return _base64(hmac.digest(secret_key.encode(), about, "sha256"))


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
