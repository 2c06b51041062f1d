"""A price change that goes out to many, behind the page that shows how far it has come.

There is one at a time. It can be stopped between two subscriptions; begun again it goes on, as it
tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.cache import cache

from curule.core.permissions import Actor
from curule.services import price_announcements
from curule.services.sweeps.behind import Behind

RUNS: Final = Behind(name="prices", family=0x70726963)  # "pric"

_KEPT_SECONDS: Final = 24 * 3600
_BEGUN: Final = "prices:begun"
_DONE: Final = "prices:done"
_ENDED: Final = "prices:ended"
_STOPPED: Final = "prices:stopped"
_EACH: Final = 10
"""How far it has come is written down after so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whose prices: of the subscriptions to a plan, in live accounts or in those on test clocks."""

    plan_id: UUID
    on_clocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the last announcement, or the last taking back, has come.

    One that `is_broken_off` did not come to its end, and nobody stopped it: its process died.
    """

    number: int
    done: int
    is_running: bool
    was_stopped: bool
    is_broken_off: bool


Work = Callable[[Callable[[str], None]], None]


def announce(
    *, actor: Actor, whom: Whom, number: int, notice_days: int, now: datetime, key: str
) -> None:
    """Begin to announce the newest version of a plan to `number` subscriptions.

    Refuses `role_not_allowed`. One that runs already goes on alone.
    """
    price_announcements.require(actor)

    def work(told: Callable[[str], None]) -> None:
        price_announcements.announce_version(
            actor=actor,
            **asdict(whom),
            notice_days=notice_days,
            now=now,
            key=key,
            stopping=_is_stopped,
            told=told,
        )

    _start(whom, number, work)


def withdraw(
    *, actor: Actor, whom: Whom, number: int, now: datetime, made_up_to: UUID | None = None
) -> None:
    """Begin to take what is announced back from `number` subscriptions that have not renewed yet.

    With `made_up_to` without what was announced after that id was made. Refuses
    `role_not_allowed`.
    """
    price_announcements.require(actor)

    def work(told: Callable[[str], None]) -> None:
        price_announcements.withdraw_all(
            actor=actor,
            **asdict(whom),
            now=now,
            made_up_to=made_up_to,
            stopping=_is_stopped,
            told=told,
        )

    _start(whom, number, work)


def stop(*, actor: Actor) -> None:
    """Let it end after the subscription it is at. Refuses `role_not_allowed`."""
    price_announcements.require(actor)
    cache.set(_STOPPED, value=True, timeout=_KEPT_SECONDS)


def progress(whom: Whom) -> Progress | None:
    """Return how far the last one has come; None where that was not for them, or not lately."""
    begun = cache.get(_BEGUN)
    if begun is None or begun[:2] != [str(whom.plan_id), whom.on_clocks]:
        return None
    goes_on, was_stopped = is_running(), _is_stopped()
    return Progress(
        number=begun[2],
        done=cache.get(_DONE) or 0,
        is_running=goes_on,
        was_stopped=was_stopped,
        is_broken_off=not (goes_on or was_stopped or cache.get(_ENDED)),
    )


def is_running() -> bool:
    """Return whether prices are announced, or taken back, now."""
    return RUNS.is_running()


def _start(whom: Whom, number: int, work: Work) -> None:
    RUNS.start(lambda begun: _carry_out(whom, number, work, begun))


def _carry_out(whom: Whom, number: int, work: Work, begun: Callable[[], None]) -> None:
    """Do the work, and write down how far it has come."""
    noted = [str(whom.plan_id), whom.on_clocks, number]
    for key, value in ((_BEGUN, noted), (_DONE, 0), (_ENDED, False)):
        cache.set(key, value=value, timeout=_KEPT_SECONDS)
    cache.delete(_STOPPED)
    begun()
    done = 0

    def told(_said: str) -> None:
        nonlocal done
        done += 1
        if done % _EACH == 0:
            cache.set(_DONE, value=done, timeout=_KEPT_SECONDS)

    try:
        work(told)
        cache.set(_ENDED, value=True, timeout=_KEPT_SECONDS)
    finally:
        cache.set(_DONE, value=done, timeout=_KEPT_SECONDS)


def _is_stopped() -> bool:
    return bool(cache.get(_STOPPED))
