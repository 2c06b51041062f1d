"""Secrets that must be used again: sealed under the secret key before they are stored.

    sealed = 1 ‖ nonce ‖ AES-256-GCM(HKDF-SHA256(secret key, purpose), nonce, plain, about)

Each purpose has a key of its own, and `about` ties what is sealed to its row: moved to another row
it does not open. A dump of the database without the secret key contains nothing that opens.
"""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION: Final = b"\x01"
_NONCE: Final = 12


class SealBroken(Exception):
    """What was sealed does not open: by another secret key, for another purpose, or changed."""


def seal(secret_key: str, plain: bytes, *, purpose: str, about: bytes) -> bytes:
    """Seal a secret; twice the same gives two different texts.

    Raises:
        ValueError: the secret key is empty; anybody could open what it seals.
    """
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + nonce + _cipher(secret_key, purpose).encrypt(nonce, plain, about)


def unseal(secret_key: str, sealed: bytes, *, purpose: str, about: bytes) -> bytes:
    """Open what was sealed under the same key, for the same purpose, about the same thing.

    Raises:
        SealBroken: it does not open.
    """
    version, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    if version != _VERSION or len(nonce) < _NONCE:
        raise SealBroken(purpose)
    try:
        return _cipher(secret_key, purpose).decrypt(nonce, rest, about)
    except InvalidTag:
        raise SealBroken(purpose) from None


def _cipher(secret_key: str, purpose: str) -> AESGCM:
    if not secret_key:
        raise ValueError("nothing can be sealed without a secret key")
    derived = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=b"curule seal " + purpose.encode()
    )
    return AESGCM(derived.derive(secret_key.encode()))
