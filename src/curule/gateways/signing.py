"""Tokens of links in mails, and secrets of webhooks: computed from the secret key, never stored.

    token = base64url(HMAC-SHA256(key, "invitation" ‖ id ‖ generation ‖ purpose))

Each field is preceded by its length, so that no two sets of fields make the same message. The row
of an invitation keeps the generation only; raising it makes every older link void. A dump of the
database, the logs or an export therefore contains no link that works (I9).

An endpoint of webhooks has its secret in the same way, from its id and its generation.
"""

import hmac
from base64 import b64encode, urlsafe_b64encode
from enum import StrEnum
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

_INVITATION: Final = b"invitation"
_WEBHOOK: Final = b"webhook"


class LinkPurpose(StrEnum):
    """What arriving with a link proves."""

    MAIL = "mail"  # it came by mail: its reader owns the mailbox
    COPIED = "copied"  # somebody handed it over: the address is still to be confirmed


def invitation_token(
    key: str, *, invitation_id: UUID, generation: int, purpose: LinkPurpose
) -> str:
    """Return the 43 characters that make a link to an invitation genuine.

    Raises:
        ValueError: the key is empty; every token would be open to everybody.
    """
    fields = (_INVITATION, invitation_id.bytes, str(generation).encode(), purpose.encode())
    return urlsafe_b64encode(_signature(key, *fields)).rstrip(b"=").decode()


def webhook_secret(key: str, *, endpoint_id: UUID, generation: int) -> str:
    """Return the secret that an endpoint's messages are signed with: `whsec_` and 32 bytes (TH29).

    Raises:
        ValueError: the key is empty; anybody could sign then.
    """
    secret = _signature(key, _WEBHOOK, endpoint_id.bytes, str(generation).encode())
    return f"whsec_{b64encode(secret).decode()}"


def _signature(key: str, *fields: bytes) -> bytes:
    """Return the 32 bytes that only who has the key can make of these fields."""
    if not key:
        raise ValueError("nothing can be signed without a secret key")
    message = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    return hmac.new(key.encode(), message, sha256).digest()


def purpose_of(key: str, token: str, *, invitation_id: UUID, generation: int) -> LinkPurpose | None:
    """Return what this token proves about the invitation; None if it is forged or an older link's.

    Every purpose is compared, each in the same time whatever the token.
    """
    proved: LinkPurpose | None = None
    for purpose in LinkPurpose:
        genuine = invitation_token(
            key, invitation_id=invitation_id, generation=generation, purpose=purpose
        )
        if hmac.compare_digest(genuine.encode(), token.encode(errors="surrogatepass")):
            proved = purpose
    return proved


def invitation_link(
    base_url: str, *, key: str, invitation_id: UUID, generation: int, purpose: LinkPurpose
) -> str:
    """Return the address that opens an invitation, on the configured host only (TH11).

    Raises:
        ValueError: `base_url` is no http or https address.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError(
            f"links cannot start with {base_url!r}; it must be like https://seats.example.com"
        )
    token = invitation_token(
        key, invitation_id=invitation_id, generation=generation, purpose=purpose
    )
    return f"{base_url.rstrip('/')}/invitations/{invitation_id}/{token}"
