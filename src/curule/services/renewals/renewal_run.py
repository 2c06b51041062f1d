"""Renewals in thousands: what is plain about them is read, decided and written together.

A chunk is one transaction: one statement reads all that decides, the core is asked once for each
case that subscriptions share, and each table is written at once, with a block of numbers. What is
not plain is left to the sweep, which carries it out one by one and in order of time; so is what
fails, until only the subscription at fault is left.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import DatabaseError, transaction

from curule.services.renewals._renewal_rows import Rows
from curule.services.renewals.due_renewals import Picked, Place, pick, read_plain
from curule.services.renewals.renewal_decisions import Decisions

log: Final = logging.getLogger("curule.due")

CHUNK: Final = 1_000
"""How many subscriptions are renewed in one transaction at most."""


def renew_plain(
    *, now: datetime, chunk: int = CHUNK, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Renew all that is plain, in chunks; return how many periods began.

    Period by period, so that after a downtime nothing is left out, until nothing plain is due. It
    can be stopped between two chunks, and goes on where it was: what is due is all it remembers.
    """
    renewed = 0
    while not stopping():
        in_this_round = _round(now, chunk, stopping)
        renewed += in_this_round
        if not in_this_round:
            break
    return renewed


def _round(now: datetime, chunk: int, stopping: Callable[[], bool]) -> int:
    """Go once through all that is due; what a renewal makes due again comes later in the order."""
    renewed = 0
    after: Place | None = None
    while not stopping():
        picked, done = _renew_chunk(now, after, chunk)
        renewed += done
        if not picked:
            break
        after = Place(picked[-1].due_at, picked[-1].subscription_id)
    return renewed


def _renew_chunk(now: datetime, after: Place | None, most: int) -> tuple[list[Picked], int]:
    """Renew the plain ones of the next chunk; return what was looked at, and how many renewed."""
    picked: list[Picked] = []
    try:
        with transaction.atomic():
            picked = pick(now, after=after, most=most)
            return picked, _renew(picked)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is found one by one
        _tell(error, len(picked))
        return picked, _renew_halves(now, [each.subscription_id for each in picked])


def _renew_halves(now: datetime, ids: Sequence[UUID]) -> int:
    """Renew what did not go together in two halves, down to the one that cannot be renewed.

    That one is left to the sweep, which says why.
    """
    if len(ids) < 2:
        return 0
    renewed = 0
    for half in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
        try:
            with transaction.atomic():
                renewed += _renew(pick(now, after=None, most=len(half), only=half))
        except Exception as error:  # noqa: BLE001 - the same
            _tell(error, len(half))
            renewed += _renew_halves(now, half)
    return renewed


def _renew(picked: Sequence[Picked]) -> int:
    """Load, decide and record; return how many were plain."""
    plain = read_plain(picked) if picked else []
    decisions, rows, renewed = Decisions() if plain else None, Rows(), 0
    for due in plain:
        decision = decisions.decide(due) if decisions else None
        if decision is not None:
            rows.add(decision)
            renewed += 1
    if renewed:
        rows.write()
    return renewed


def _tell(error: Exception, number: int) -> None:
    kind = "database" if isinstance(error, DatabaseError) else type(error).__name__
    log.warning("renewals did not go together", extra={"number": number, "error": kind})
