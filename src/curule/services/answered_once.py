"""What programs ask for with an `Idempotency-Key`: one effect for each, and one answer.

    claim ──▶ the first           ──▶ it is carried out ──▶ settle keeps its answer
          ├─▶ another has it now  ──▶ 409, at once
          ├─▶ another request     ──▶ 422
          └─▶ it was answered     ──▶ the same answer again

A claim is a lock that goes with the connection, so that one whose process died keeps nobody out:
whoever comes again carries on, and the commands, which keep the key with their effect, do nothing
twice. So a key has one effect also where the answer to it was lost before it was kept.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction

from curule.core.refusals import RefusalCode, Refused, refuse
from curule.data.models import KeyedRequest
from curule.gateways.sealing import SealBroken, seal, unseal

KEPT: Final = timedelta(days=2)
"""So long at least an answer is given again; it is promised for one day."""
_PURPOSE: Final = "answers to programs"
_NOTHING_DONE: Final = frozenset({400, 401, 403, 404, 405, 410, 412, 413, 415, 422, 429})
"""Refusals before which nothing was done: the key is free again, as if it had not been sent."""
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a program was answered; with the headers that belong to the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A request that is being carried out, until it is settled."""

    id: UUID
    is_new: bool
    lock: int


def claim(*, api_key_id: UUID, key: str, fingerprint: bytes, now: datetime) -> Claim | Answer:
    """Begin what was asked for with a key, or return what it was answered before.

    The fingerprint tells the request from any other. Refuses `idempotency_in_progress` while the
    same key is at work, and `idempotency_key_reused` for another request.
    """
    digest = hashlib.sha256(key.encode()).digest()
    lock = int.from_bytes(digest[:8], signed=True)
    if not _held("pg_try_advisory_lock", lock):
        raise Refused(refuse(RefusalCode.IDEMPOTENCY_IN_PROGRESS))
    begun: Claim | Answer | None = None
    try:
        begun = _begin(api_key_id, digest, fingerprint, lock, now)
    finally:
        if not isinstance(begun, Claim):
            _release(lock)
    return begun


def settle(claimed: Claim, answer: Answer | None, *, now: datetime) -> None:
    """End a claim: keep a good answer, free the key if nothing was done.

    What else happened (a fault, a refusal that may have left something behind) keeps the key with
    its request, which may be sent again. A fault here is logged: the answer counts.
    """
    try:
        if answer is not None and 200 <= answer.status <= 299:
            sealed = _sealed(claimed.id, answer)
            KeyedRequest.objects.filter(id=claimed.id, status=None).update(
                answered_at=now, status=answer.status, sealed=sealed
            )
        elif answer is not None and claimed.is_new and answer.status in _NOTHING_DONE:
            KeyedRequest.objects.filter(id=claimed.id).delete()
    except (DatabaseError, InterfaceError) as fault:
        _log.warning("an answer was not kept: %s", type(fault).__name__)
    finally:
        _release(claimed.lock)


def forget_old(*, now: datetime) -> int:
    """Delete what was begun longer ago than answers are kept; return how many."""
    gone, _of_each = KeyedRequest.objects.filter(begun_at__lt=now - KEPT).delete()
    return gone


def _begin(
    api_key_id: UUID, digest: bytes, fingerprint: bytes, lock: int, now: datetime
) -> Claim | Answer:
    row = KeyedRequest.objects.filter(api_key_id=api_key_id, digest=digest).first()
    if row is None:
        made = KeyedRequest.objects.create(
            api_key_id=api_key_id, digest=digest, fingerprint=fingerprint, begun_at=now
        )
        return Claim(id=made.id, is_new=True, lock=lock)
    if bytes(row.fingerprint) != fingerprint:
        raise Refused(refuse(RefusalCode.IDEMPOTENCY_KEY_REUSED))
    return _opened(row) or Claim(id=row.id, is_new=False, lock=lock)


def _sealed(row_id: UUID, answer: Answer) -> bytes:
    head = msgspec.json.encode(dict(answer.headers))
    plain = head + b"\n" + answer.body
    return seal(settings.SECRET_KEY, plain, purpose=_PURPOSE, about=row_id.bytes)


def _opened(row: KeyedRequest) -> Answer | None:
    """Return the answer that was kept; none where there is none or the secret key is another."""
    if row.status is None:
        return None
    try:
        plain = unseal(settings.SECRET_KEY, bytes(row.sealed), purpose=_PURPOSE, about=row.id.bytes)
    except SealBroken:
        _log.warning("an answer was sealed under another secret key")
        return None
    head, _, body = plain.partition(b"\n")
    return Answer(
        status=row.status, headers=msgspec.json.decode(head, type=dict[str, str]), body=body
    )


def _release(lock: int) -> None:
    """Give the lock back; a connection that is lost has given it back."""
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            _held("pg_advisory_unlock", lock)
    except (DatabaseError, InterfaceError) as fault:
        _log.warning("a lock was not given back: %s", type(fault).__name__)


def _held(function: str, lock: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [lock])
        return bool(cursor.fetchone()[0])
