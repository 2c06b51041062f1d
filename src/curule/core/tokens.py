"""Offline tokens: what a product may believe about somebody for a while without asking (TH30).

A token is the answer of an entitlement, written down and signed: it says who, for which product, by
which seat and on which device, and it never lives longer than the access that it tells of.

    >>> from datetime import UTC, datetime, timedelta
    >>> lifetime(timedelta(days=7), left=timedelta(hours=5))
    datetime.timedelta(seconds=18000)
    >>> audience("zoom", is_live=False)
    'test:zoom'
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LONGEST: Final = timedelta(days=30)
"""No token lives longer, whatever an installation wishes."""
MOST_DEVICES: Final = 100
"""No seat is used on more devices at a time, whatever an installation wishes."""
_DEVICE: Final = b"curule-device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom a token speaks of, and by which seat: every id as the API writes it."""

    subject: str
    email: str
    product: str
    plan: str
    seat: str
    seat_types: tuple[str, ...]
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The device that a token is for: its id, and the digest of what the product calls it."""

    id: str
    digest: bytes


def audience(product: str, *, is_live: bool) -> str:
    """Return whom a token is for; one about test data is for nobody who expects real customers."""
    return product if is_live else f"test:{product}"


def device_digest(product: str, device: str) -> bytes:
    """Return what is kept of a device's name: two products cannot compare what they know of one."""
    fields = (_DEVICE, product.encode(), device.encode())
    return hashlib.sha256(b"".join(len(each).to_bytes(4, "big") + each for each in fields)).digest()


def lifetime(
    lives: timedelta, *, asked: timedelta | None = None, left: timedelta | None = None
) -> timedelta:
    """Return how long a token lives: as long as is usual, as is asked for, or as access is left.

    `left` is None where access renews by itself. The shortest counts, and nothing lives longer than
    `LONGEST`.
    """
    shortest = min(each for each in (lives, asked, left, LONGEST) if each is not None)
    return max(shortest, timedelta())


def claims(
    holder: Holder,
    device: Device,
    *,
    issuer: str,
    token_id: str,
    issued_at: datetime,
    lives: timedelta,
) -> Mapping[str, object]:
    """Return what a token says, times in whole seconds of Unix time (RFC 7519)."""
    issued = int(issued_at.timestamp())
    return {
        "iss": issuer,
        "aud": audience(holder.product, is_live=holder.is_live),
        "sub": holder.subject,
        "iat": issued,
        "nbf": issued,
        "exp": int((issued_at + lives).timestamp()),
        "jti": token_id,
        "email": holder.email,
        "product": holder.product,
        "plan": holder.plan,
        "seat": holder.seat,
        "seat_types": list(holder.seat_types),
        "device": written_digest(device.digest),
        "device_id": device.id,
        "livemode": holder.is_live,
    }


def written_digest(digest: bytes) -> str:
    """Write a digest as tokens and key ids do: base64url without padding."""
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
