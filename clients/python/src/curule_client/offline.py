"""Offline tokens: what a product believes about its user without asking (curule's docs, TH30).

A token is believed if it was signed by a key of the service, is for this product and this device,
lives now, and is not void. Whoever turns the clock back to live on with an old token is noticed:
the latest time that was ever seen is kept, and a clock before it is refused.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry

from curule_client.clock import utc_now
from curule_client.errors import NoConnection, TokenRefused
from curule_client.keeping import Known, Memory, Shelf, Source, key_set

_ALGORITHM: Final = "EdDSA"
_TYPE: Final = "curule-offline+jwt"
_DEVICE: Final = b"curule-device"
_ASKED_AGAIN: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """What a token says that is believed; `refresh_at` is when to fetch the next one."""

    user: str
    email: str
    product: str
    plan: str
    seat: str
    seat_types: tuple[str, ...]
    livemode: bool
    device_id: str
    issued_at: datetime
    refresh_at: datetime
    expires_at: datetime
    claims: dict[str, Any]


def _one_algorithm() -> JWSRegistry:
    """Return a registry that knows no other algorithm, whatever a token asks for.

    The library warns of its older name, which is the one that other libraries know.
    """
    known = copy(JWSRegistry.algorithms[_ALGORITHM])
    known.security_warning = None
    registry = JWSRegistry(algorithms=[_ALGORITHM])
    registry.algorithms = {_ALGORITHM: known}
    return registry


_REGISTRY: Final = _one_algorithm()


class OfflineTokens:
    """Checks the tokens of one product on one device, with keys that were fetched before.

    `keys_url` is where the service shows its keys (`…/.well-known/jwks.json`); beside them it shows
    which tokens are void. Both are fetched again when they are old and there is a connection, and
    hold as they were last seen when there is none. Give a `shelf` on disk (`Shelf(path)`), so that
    a product that starts without a connection knows them too.
    """

    def __init__(
        self,
        *,
        base_url: str,
        product: str,
        device: str,
        issuer: str | None = None,
        testing: bool = False,
        shelf: Memory | None = None,
        source: Source | None = None,
        leeway: timedelta = timedelta(minutes=2),
    ) -> None:
        self._issuer = (issuer or base_url).rstrip("/")
        self._product = product
        self._audience = f"test:{product}" if testing else product
        self._digest = _device_digest(product, device)
        self._shelf = shelf or Shelf()
        self._source = source or Source(base_url)
        self._leeway = leeway.total_seconds()
        self._asked_at: float | None = None

    def close(self) -> None:
        """Close the connections to the service."""
        self._source.close()

    def check(self, token: str, *, now: datetime | None = None) -> Believed:
        """Return what a token says, if it is believed at `now` (by default: the clock).

        Raises:
            TokenRefused: `code` is one of malformed, unknown_key, signature, issuer, product,
                not_yet, expired, device, void, clock_turned_back.
            NoConnection: the keys were never fetched, and are not reached now.
        """
        at = utc_now() if now is None else now
        known = self._known(at)
        claims, known = self._signed(token, known, at)
        self._for_us(claims)
        self._alive(claims, at.timestamp(), known.latest)
        if claims["device_id"] in known.void:
            raise TokenRefused("void", "the token was taken back before its end")
        self._shelf.put(known.seen(max(at.timestamp(), float(claims["iat"]))))
        return _believed(claims)

    def _known(self, at: datetime) -> Known:
        """Return what is known, fetched again if it is old and can be."""
        known = self._shelf.get()
        if known is not None and not known.is_old(at.timestamp()):
            return known
        try:
            fresh = self._source.fetch(at.timestamp(), known)
        except NoConnection:
            if known is None:
                raise
            return known
        self._shelf.put(fresh)
        return fresh

    def _signed(self, token: str, known: Known, at: datetime) -> tuple[dict[str, Any], Known]:
        """Return what a token says, and what is known now: it may have been fetched again."""
        try:
            return self._read(token, known), known
        except InvalidKeyIdError:
            pass
        # A key that was rolled since is fetched once; without a connection it stays unknown.
        try:
            fresh = self._fetched_for_a_key(known, at.timestamp())
            return self._read(token, fresh), fresh
        except (InvalidKeyIdError, NoConnection):
            raise TokenRefused("unknown_key", "no key of the service signed it") from None

    def _fetched_for_a_key(self, known: Known, at: float) -> Known:
        """Return what the service shows now; whoever makes up keys is not fetched for each time."""
        if self._asked_at is not None and 0 <= at - self._asked_at < _ASKED_AGAIN:
            raise NoConnection("the keys were fetched a moment ago")
        self._asked_at = at
        fresh = self._source.fetch(at, known)
        self._shelf.put(fresh)
        return fresh

    def _read(self, token: str, known: Known) -> dict[str, Any]:
        try:
            read = jwt.decode(token, key_set(known), registry=_REGISTRY)
        except InvalidKeyIdError:
            raise
        except JoseError as error:
            code = "signature" if error.error == "bad_signature" else "malformed"
            raise TokenRefused(code, "it is no token of the service") from None
        except (ValueError, TypeError):
            raise TokenRefused("malformed", "it is no token") from None
        wanted = {"iss": str, "aud": str, "device": str, "device_id": str, "sub": str}
        times = {"iat": int, "nbf": int, "exp": int}
        fits = all(isinstance(read.claims.get(n), t) for n, t in {**wanted, **times}.items())
        if read.header.get("typ") != _TYPE or not fits:
            raise TokenRefused("malformed", "it is another kind of token")
        return read.claims

    def _for_us(self, claims: dict[str, Any]) -> None:
        if claims["iss"] != self._issuer:
            raise TokenRefused("issuer", f"it is from {claims['iss']}")
        if claims["aud"] != self._audience:
            raise TokenRefused("product", f"it is for {claims['aud']}")
        if claims["device"] != self._digest:
            raise TokenRefused("device", "it is for another device")

    def _alive(self, claims: dict[str, Any], at: float, latest: float) -> None:
        if at + self._leeway < latest:
            raise TokenRefused("clock_turned_back", "the clock shows less than it did before")
        if at + self._leeway < max(claims["nbf"], claims["iat"]):
            raise TokenRefused("not_yet", "the clock shows less than when it was issued")
        if at >= claims["exp"]:
            raise TokenRefused("expired", "fetch another one")


def _believed(claims: dict[str, Any]) -> Believed:
    issued, ends = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
    return Believed(
        user=claims["sub"],
        email=str(claims.get("email", "")),
        product=str(claims.get("product", "")),
        plan=str(claims.get("plan", "")),
        seat=str(claims.get("seat", "")),
        seat_types=tuple(claims.get("seat_types", ())),
        livemode=bool(claims.get("livemode", True)),
        device_id=claims["device_id"],
        issued_at=issued,
        refresh_at=issued + (ends - issued) / 2,
        expires_at=ends,
        claims=claims,
    )


def _device_digest(product: str, device: str) -> str:
    fields = (_DEVICE, product.encode(), device.encode())
    joined = b"".join(len(each).to_bytes(4, "big") + each for each in fields)
    return urlsafe_b64encode(hashlib.sha256(joined).digest()).rstrip(b"=").decode()
