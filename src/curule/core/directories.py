"""Directories: a customer's own list of its people, which tells Curule who is to have a seat.

A directory (Entra ID, Okta) shows a token, written `scim_…`: a prefix, 32 random bytes, a checksum.
So a scanner of leaked secrets knows one when it sees it. Its digest is kept.

    >>> text = written(bytes(32))
    >>> text[:5], is_token(text), is_token(text[:-1])
    ('scim_', True, False)
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import Any, Final
from unicodedata import normalize

from curule.core import base58
from curule.core.addresses import AddressInvalid, canonical_address
from curule.core.permissions import Action

SECRET_BYTES: Final = 32
PREFIX: Final = "scim_"
_SECRET_LENGTH: Final = base58.length_for(SECRET_BYTES)
_CHECK_LENGTH: Final = base58.length_for(4)
_RIGHTS: Final = frozenset({Action.SEE, Action.ASSIGN, Action.GIVE_ROLES})


@unique
class SeatState(StrEnum):
    """What became of somebody whom a group is to give a seat."""

    PENDING = "pending"
    """Nothing was done yet: the worker looks for it too."""

    GIVEN = "given"
    """They have a seat, or are invited to one."""

    WAITING = "waiting"
    """They are on the waiting list, or somebody was asked to buy a seat."""

    REFUSED = "refused"
    """No seat was given, and the reason is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSent:
    """Somebody as a directory describes them. `address` is canonical, or empty if they have none.

    `attributes` are those of the protocol that are kept as they were sent.
    """

    user_name: str
    external_id: str = ""
    address: str = ""
    active: bool = True
    first_name: str = ""
    last_name: str = ""
    attributes: dict[str, Any] = field(default_factory=dict[str, Any])


def written(secret: bytes) -> str:
    """Write a token from 32 random bytes; raise `ValueError` for another number of them."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(len(secret))
    start = PREFIX + base58.encode(int.from_bytes(secret, "big"), length=_SECRET_LENGTH)
    return f"{start}{_checksum(start)}"


def is_token(text: str) -> bool:
    """Tell a token from what was never one: cut, mistyped, invented."""
    letters = text.removeprefix(PREFIX)
    if letters == text or len(letters) != _SECRET_LENGTH + _CHECK_LENGTH:
        return False
    if base58.decode(letters) is None:
        return False
    return _checksum(text[:-_CHECK_LENGTH]) == text[-_CHECK_LENGTH:]


def digest(text: str) -> bytes:
    """Return what is kept of a token: random enough that a plain digest is no weaker (TH4)."""
    return hashlib.sha256(text.encode()).digest()


def rights_of(*, by_owner: bool) -> frozenset[Action]:
    """Return what a directory may do: no more than whoever connected it (TH8, I34).

    Only one that an owner connected takes other roles away than the admin's.
    """
    return _RIGHTS | {Action.TRANSFER_OWNERSHIP} if by_owner else _RIGHTS


def compared(text: str) -> str:
    """Return a name as directories compare them: composed (NFC), without case.

    >>> compared("BJensen") == compared("bjensen")
    True
    """
    return normalize("NFC", normalize("NFC", text).lower())


def address_among(emails: Sequence[tuple[str, str, bool]], user_name: str) -> str:
    """Return the address that somebody has a seat by: canonical, or empty if there is none.

    `emails` are (address, type, primary). The primary one counts, else the one for work, else the
    first; without any, a user name that is an address. Raises `AddressInvalid` for an e-mail
    address that is none.

    >>> address_among([("Bo@home.test", "home", False), ("bo@x.test", "work", False)], "bo")
    'bo@x.test'
    >>> address_among([], "Bo@X.test"), address_among([], "bo")
    ('bo@x.test', '')
    """
    ranked = sorted(emails, key=lambda each: (not each[2], each[1] != "work"))
    if ranked:
        return canonical_address(ranked[0][0])
    try:
        return canonical_address(user_name)
    except AddressInvalid:
        return ""


def _checksum(start: str) -> str:
    return base58.encode(zlib.crc32(start.encode()), length=_CHECK_LENGTH)
