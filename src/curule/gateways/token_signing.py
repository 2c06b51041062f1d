"""Signed tokens as anybody's library reads them: JWT with EdDSA over Ed25519 (RFC 7519, 8037).

RFC 9864 has given the same signature the name `Ed25519`, which most libraries do not know yet; a
key says here what it is for, so the older name leaves no room for another algorithm.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from copy import copy
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from joserfc.jws import JWSRegistry

ALGORITHM: Final = "EdDSA"
_TYPE: Final = "curule-offline+jwt"


def _one_algorithm() -> JWSRegistry:
    """Return a registry that knows no other algorithm, whatever a token asks for (TH27).

    The library's warning of the older name is left out: see above.
    """
    known = copy(JWSRegistry.algorithms[ALGORITHM])
    known.security_warning = None
    registry = JWSRegistry(algorithms=[ALGORITHM])
    registry.algorithms = {ALGORITHM: known}
    return registry


_REGISTRY: Final = _one_algorithm()


class TokenForged(Exception):
    """A text is no token of ours: cut, signed by nobody we know, or by another algorithm."""


def new_key() -> tuple[bytes, bytes]:
    """Return the private and the public half of a new key, 32 bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def key_id(public: bytes) -> str:
    """Return the name of a key: the thumbprint of its public half (RFC 7638)."""
    return OKPKey.import_key(_public(public)).thumbprint()


def jwk(public: bytes) -> dict[str, str]:
    """Return the public half of a key as a set of keys shows it (RFC 7517)."""
    return {**_public(public), "kid": key_id(public), "use": "sig", "alg": ALGORITHM}


def sign(claims: Mapping[str, object], *, private: bytes, public: bytes) -> str:
    """Return a signed token that says these claims."""
    key = OKPKey.import_key({**_public(public), "d": _text(private)})
    header = {"alg": ALGORITHM, "kid": key_id(public), "typ": _TYPE}
    return jwt.encode(header, dict(claims), key, registry=_REGISTRY)


def read(token: str, *, publics: Mapping[str, bytes]) -> dict[str, Any]:
    """Return what a token of ours says, whether or not it is still alive.

    Raises:
        TokenForged: no key of `publics`, by their ids, has signed this text.
    """
    keys = KeySet([OKPKey.import_key({**jwk(public)}) for public in publics.values()])
    try:
        found = jwt.decode(token, keys, registry=_REGISTRY)
    except (JoseError, ValueError):
        raise TokenForged from None
    if found.header.get("typ") != _TYPE:
        raise TokenForged
    return found.claims


def _public(public: bytes) -> dict[str, Any]:
    return {"kty": "OKP", "crv": "Ed25519", "x": _text(public)}


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
