"""The keys that sign tokens: made when one is first needed, rolled, and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.tokens import LONGEST
from curule.data.models import SigningKey
from curule.gateways import sealing, sign_in_signing, token_signing

OFFLINE_TOKENS: Final = "offline_tokens"
SIGN_IN: Final = "sign_in"
"""What a key signs: tokens of devices by Ed25519, those of a sign-in by RSA, as OpenID demands."""
SYSTEM: Final = Actor.system("tokens")
STILL_SHOWN: Final = LONGEST + timedelta(days=1)
"""So long the public half of a key that was rolled is shown: longer than any token of it lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The key that signs now; printed without its private half."""

    kid: str
    public: bytes
    private: bytes = field(repr=False)


def signer(*, use: str = OFFLINE_TOKENS, now: datetime) -> Signer:
    """Return the key that signs tokens of a use now, made if there is none yet.

    Raises:
        ImproperlyConfigured: it was sealed under another secret key.
    """
    row = _signing(use) or _first(use, now)
    return Signer(kid=row.kid, public=bytes(row.public), private=_opened(row))


def roll(*, actor: Actor, use: str = OFFLINE_TOKENS, now: datetime) -> str:
    """Let another key sign from now on, and return its id; tokens of the old one live on.

    Refuses `role_not_allowed`.
    """
    _require(actor)
    with transaction.atomic():
        old = SigningKey.objects.select_for_update().filter(use=use, retired_at=None).first()
        if old is not None:
            _retire(old, actor, now, shown_until=now + STILL_SHOWN)
        return _make(use, actor, now).kid


def withdraw(*, actor: Actor, kid: str, now: datetime) -> None:
    """Show a key no longer, as if somebody else may have it: every token of it is void.

    Whoever keeps the set of keys notices when they fetch it next. Twice is once. Refuses
    `role_not_allowed` and `not_found`.
    """
    _require(actor)
    with transaction.atomic():
        row = SigningKey.objects.select_for_update().filter(kid=kid).first()
        if row is None:
            raise Refused(refuse(RefusalCode.NOT_FOUND, name="key"))
        if row.retired_at is None:
            _retire(row, actor, now, shown_until=now)
        elif row.shown_until is not None and now < row.shown_until:
            SigningKey.objects.filter(id=row.id).update(shown_until=now)


def _signing(use: str) -> SigningKey | None:
    return SigningKey.objects.filter(use=use, retired_at=None).first()


def _first(use: str, now: datetime) -> SigningKey:
    """Make the first key, or take the one that somebody else has made at the same moment."""
    try:
        with transaction.atomic():
            return _make(use, SYSTEM, now)
    except IntegrityError:
        return SigningKey.objects.get(use=use, retired_at=None)


def _make(use: str, actor: Actor, now: datetime) -> SigningKey:
    kind = sign_in_signing if use == SIGN_IN else token_signing
    private, public = kind.new_key()
    kid = kind.key_id(public)
    return SigningKey.objects.create(
        use=use,
        kid=kid,
        public=public,
        sealed=sealing.seal(settings.SECRET_KEY, private, purpose=use, about=kid.encode()),
        created_at=now,
        created_by=actor.name,
    )


def _opened(row: SigningKey) -> bytes:
    try:
        return sealing.unseal(
            settings.SECRET_KEY, bytes(row.sealed), purpose=row.use, about=row.kid.encode()
        )
    except sealing.SealBroken:
        raise ImproperlyConfigured(
            "The key that signs tokens was sealed under another CURULE_SECRET_KEY; bring that one "
            "back, or have another key made by "
            f"`curule {'oidc' if row.use == SIGN_IN else 'tokens'} roll`."
        ) from None


def _retire(row: SigningKey, actor: Actor, now: datetime, *, shown_until: datetime) -> None:
    SigningKey.objects.filter(id=row.id).update(
        retired_at=now, retired_by=actor.name, shown_until=shown_until, sealed=b""
    )


def _require(actor: Actor) -> None:
    refused = may(actor, Action.MANAGE_KEYS)
    if refused:
        raise Refused(refused)
