"""Keys that sign tokens of a sign-in: RSA, the kind that every client of OpenID Connect knows."""

from __future__ import annotations

from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc.jwk import RSAKey

ALGORITHM: Final = "RS256"
_BITS: Final = 2048
_EXPONENT: Final = 65537


def new_key() -> tuple[bytes, bytes]:
    """Return the private half of a new key as PEM, and the public half as DER."""
    private = rsa.generate_private_key(_EXPONENT, _BITS)
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    )


def key_id(public: bytes) -> str:
    """Return the name of a key: the thumbprint of its public half (RFC 7638)."""
    return RSAKey.import_key(public).thumbprint()


def jwk(public: bytes) -> dict[str, Any]:
    """Return the public half of a key as a set of keys shows it (RFC 7517)."""
    shown = RSAKey.import_key(public).as_dict(private=False)
    return {
        "kty": "RSA", "n": shown["n"], "e": shown["e"],
        "kid": key_id(public), "use": "sig", "alg": ALGORITHM,
    }  # fmt: skip
