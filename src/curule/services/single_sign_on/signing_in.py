"""Sending somebody to their identity provider, and reading what they come back with."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.cache import cache

from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.data.models import SsoConnection
from curule.gateways.identity_http import Errand
from curule.gateways.identity_providers import (
    Provider,
    ProviderAway,
    ProviderRefused,
    Start,
    TokenInvalid,
    discover,
    leads_to,
    whom,
)
from curule.services.single_sign_on.arriving import Arrived, arrive
from curule.services.single_sign_on.connections import client_of, errand

LIVES: Final = timedelta(minutes=10)
"""So long somebody may take at their provider."""
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that has begun: where it leads, and what the browser must come back with."""

    connection_id: UUID
    url: str = field(repr=False)
    state: str = field(repr=False)


def begin(*, account_id: UUID, hint: str = "") -> Begun:
    """Begin a sign-in at the provider of an account.

    Nothing is written: whoever begins keeps the state in their session. Refuses `not_found` and
    `sso_provider_away`.
    """
    row = _open(account_id=account_id)
    start = _start(secrets.token_urlsafe(32))
    provider = _discover(row, errand())
    url = leads_to(provider, client_of(row), start, hint=hint)
    return Begun(connection_id=row.id, url=url, state=start.state)


def finish(
    *, connection_id: UUID, state: str, code: str, issuer: str | None, now: datetime
) -> Arrived:
    """Give the code back to the provider, and let in whom it names.

    The caller has made sure that this very browser was given the state, and not too long ago; that
    it comes back only once is made sure here, whichever process is asked. `issuer` is what the
    answer names as its own (RFC 9207). Refuses `not_found`, `sso_attempt_over`,
    `sso_provider_away`, `sso_provider_refused`, `sso_answer_invalid`, and what `arrive` does.
    """
    used = f"sso:{hashlib.sha256(state.encode()).hexdigest()}"
    if not cache.add(used, 1, timeout=2 * LIVES.total_seconds()):
        raise Refused(refuse(RefusalCode.SSO_ATTEMPT_OVER))
    row = _open(id=connection_id)
    asked = errand()
    provider = _discover(row, asked)
    if not _is_its_own(provider, issuer):
        raise Refused(_failed(row, RefusalCode.SSO_ANSWER_INVALID, "another issuer answers"))
    try:
        named = whom(provider, client_of(row), _start(state), asked, code=code, now=now)
    except ProviderAway as away:
        raise Refused(_failed(row, RefusalCode.SSO_PROVIDER_AWAY, away)) from None
    except ProviderRefused as refused:
        raise Refused(_failed(row, RefusalCode.SSO_PROVIDER_REFUSED, refused)) from None
    except TokenInvalid as invalid:
        raise Refused(_failed(row, RefusalCode.SSO_ANSWER_INVALID, invalid)) from None
    return arrive(connection=row, named=named, now=now)


def _is_its_own(provider: Provider, issuer: str | None) -> bool:
    """Tell whether the provider that answers is the one that was asked (mix-up, TH27)."""
    if issuer is None:
        return not provider.names_itself
    return hmac.compare_digest(issuer.encode(), provider.issuer.encode())


def _open(**which: UUID) -> SsoConnection:
    row = SsoConnection.objects.filter(**which, ended_at=None, account__closed_at=None).first()
    if row is None:
        raise Refused(refuse(RefusalCode.NOT_FOUND, name="connection"))
    return row


def _discover(row: SsoConnection, asked: Errand) -> Provider:
    try:
        return discover(row.issuer, asked)
    except ProviderAway as away:
        raise Refused(_failed(row, RefusalCode.SSO_PROVIDER_AWAY, away)) from None


def _failed(row: SsoConnection, code: RefusalCode, why: object) -> Refusal:
    """Return the refusal, and tell the log why; the person is told no more than what to do."""
    _log.warning(
        "single sign-on failed: %s (%s)", code.value, why, extra={"account": str(row.account_id)}
    )
    return refuse(code)


def _start(state: str) -> Start:
    return Start.of(state, secret_key=settings.SECRET_KEY)
