"""Webhooks of Curule: whether a call really comes from there (Standard Webhooks)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from curule_client.errors import CuruleError


class ForgedWebhook(CuruleError):
    """What came is not signed with this secret, was changed, or is older than five minutes."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened; `id` is the same when it is sent again: do it once."""

    id: str
    type: str
    timestamp: datetime
    data: dict[str, Any]


def verify(body: bytes | str, headers: Mapping[str, str], secret: str) -> Event:
    """Return the event of a call, by its raw body and headers and the endpoint's `whsec_…`.

    Answer 2xx only after it was kept, and 4xx where this raises.

    Raises:
        ForgedWebhook: it is not believed.
        ValueError: the secret is empty; everybody could sign with it.
    """
    if not secret.removeprefix("whsec_"):
        raise ValueError("a webhook cannot be verified with an empty secret")
    named = {name.lower(): value for name, value in headers.items()}
    try:
        Webhook(secret).verify(body, named, json_parse=False)
        told = json.loads(body)
        return msgspec.convert({**told, "id": named["webhook-id"]}, Event)
    except (WebhookVerificationError, ValueError, TypeError, msgspec.ValidationError) as error:
        raise ForgedWebhook(str(error)) from None
