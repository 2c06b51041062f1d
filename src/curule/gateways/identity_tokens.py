"""Tokens of identity providers: whose key signed them, for whom, and for which sign-in (TH27)."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry, extract_compact

from curule.core.single_sign_on import LONGEST_SUBJECT

ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
)  # fmt: skip
"""What may sign a token: a private key, never nothing, and never a secret that both sides have."""
USUAL: Final = ("RS256",)
_LEEWAY: Final = 60
_MOST_KEYS: Final = 50
_SHORTEST_RSA: Final = 2048
_KINDS: Final[Mapping[str, type[RSAKey | ECKey]]] = {"RSA": RSAKey, "EC": ECKey}
_KIND_OF: Final = {"R": "RSA", "P": "RSA", "E": "EC"}


class TokenInvalid(Exception):
    """A token does not say what it should, or nobody knows who has said it; `args` say why."""


def read_token(
    token: str,
    *,
    keys: object,
    algorithms: Sequence[str],
    issuer: str,
    client_id: str,
    nonce: str,
    now: datetime,
) -> dict[str, Any]:
    """Return the claims of an ID token that its issuer signed for us, for this very sign-in.

    `keys` are the provider's, as it shows them (RFC 7517); `algorithms` what it says it signs with.

    Raises:
        TokenInvalid: one of the checks of OpenID Connect Core 3.1.3.7 fails.
    """
    allowed = [name for name in algorithms if name in ALGORITHMS] or list(USUAL)
    registry = JWSRegistry(algorithms=allowed, strict_check_header=False)
    header = _header(token, registry)
    algorithm = header.get("alg")
    if algorithm not in allowed:
        raise TokenInvalid("algorithm")
    claims = _signed(token, header, keys, registry)
    _check(claims, issuer=issuer, client_id=client_id, nonce=nonce, now=now)
    return claims


def _header(token: str, registry: JWSRegistry) -> dict[str, Any]:
    try:
        return dict(extract_compact(token.encode(), None, registry).headers())
    except (JoseError, ValueError, TypeError):
        raise TokenInvalid("no token") from None


def _signed(
    token: str, header: Mapping[str, Any], keys: object, registry: JWSRegistry
) -> dict[str, Any]:
    for key in _fitting(keys, header):
        try:
            return dict(jwt.decode(token, key, registry=registry).claims)
        except (JoseError, ValueError, TypeError):
            continue
    raise TokenInvalid("signature")


def _fitting(keys: object, header: Mapping[str, Any]) -> Iterator[RSAKey | ECKey]:
    """Yield the keys that may have signed: of the right kind, for signing, by their name if any."""
    if not isinstance(keys, list):
        raise TokenInvalid("keys")
    kind, name = _KIND_OF[header["alg"][0]], header.get("kid")
    for raw in keys[:_MOST_KEYS]:
        if not isinstance(raw, dict) or raw.get("kty") != kind:
            continue
        if raw.get("use", "sig") != "sig" or raw.get("alg", header["alg"]) != header["alg"]:
            continue
        if name is not None and raw.get("kid", name) != name:
            continue
        public = {part: raw[part] for part in ("kty", "n", "e", "crv", "x", "y") if part in raw}
        if kind == "RSA" and _bits(public.get("n")) < _SHORTEST_RSA:
            continue
        try:
            yield _KINDS[kind].import_key(public)
        except (JoseError, ValueError, TypeError, KeyError):
            continue


def _bits(modulus: object) -> int:
    try:
        return int.from_bytes(urlsafe_b64decode(f"{modulus}==")).bit_length()
    except ValueError:
        return 0


def _check(
    claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime
) -> None:
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=_LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
        azp={"essential": False, "value": client_id},
    )
    try:
        registry.validate(dict(claims))
    except (JoseError, ValueError, TypeError) as invalid:
        raise TokenInvalid(str(getattr(invalid, "claim", invalid))) from None
    # A list as a nonce would pass for one of its items; several audiences must say who asked.
    if claims["nonce"] != nonce or len(claims["sub"]) > LONGEST_SUBJECT:
        raise TokenInvalid("nonce or subject")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
        raise TokenInvalid("azp")
    if "azp" in claims and claims["azp"] != client_id:
        raise TokenInvalid("azp")
