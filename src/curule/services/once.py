"""Once only, for what belongs to no customer: the same key again has no second effect.

What belongs to an account is done by `_command.run`, which keeps its keys with the account.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from django.db import IntegrityError, transaction

from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import VendorOperation
from curule.services._command import Done, fingerprint

T = TypeVar("T")


def once(
    *,
    name: str,
    result: type[T],
    body: Callable[[], T],
    key: str | None,
    request: Mapping[str, object],
    now: datetime,
) -> Done[T]:
    """Run `body` as the command `name` in one transaction; with a key, for the first time only.

    Its result is kept beside the key: it must hold no secret. Whoever comes with the same key while
    it runs waits for it. Refuses `idempotency_key_reused` for the same key with another request.
    """
    with transaction.atomic():
        if key is None:
            return Done(body())
        asked = fingerprint(name, request)
        operation, created = _claim(key, name, asked, now)
        if created:
            value = body()
            kept: Any = {"value": msgspec.to_builtins(value)}
            VendorOperation.objects.filter(id=operation.id).update(result=kept)
            return Done(value)
    if operation.fingerprint != asked:
        raise Refused(refuse(RefusalCode.IDEMPOTENCY_KEY_REUSED))
    return Done(msgspec.convert(operation.result["value"], result), replayed=True)


def _claim(key: str, name: str, asked: str, now: datetime) -> tuple[VendorOperation, bool]:
    """Take the key, or wait for whoever has it and read what they left."""
    try:
        with transaction.atomic():
            made = VendorOperation.objects.create(
                key=key, command=name, fingerprint=asked, created_at=now
            )
    except IntegrityError:
        return VendorOperation.objects.get(key=key), False
    return made, True
