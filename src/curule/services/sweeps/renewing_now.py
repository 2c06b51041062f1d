"""Everything that is due to renew, carried out behind the page that shows how far it has come.

The worker does the same each minute; by hand it is done where the worker stood still, or to try
again what could not be renewed. There is one such run at a time; it charges no saved method, that
is the worker's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any, Final
from uuid import UUID

from django.core.cache import cache

from curule.core.permissions import Action, Actor, may
from curule.core.refusals import Refused
from curule.data.ids import new_id
from curule.services.catching_up import catch_up
from curule.services.renewals.due_renewals import Place, Sought, count_expected, list_expected
from curule.services.renewals.renewal_run import renew_plain
from curule.services.sweeps.behind import Behind

RUNS: Final = Behind(name="renewals", family=0x72656E65)  # "rene"
MOST_KNOWN: Final = 20
"""So many runs are known, the last ones, for a day after the last of them."""

_KEPT_SECONDS: Final = 24 * 3600
_KNOWN: Final = "renewals:runs"
_STOPPED: Final = "renewals:stopped"
_CHUNK: Final = 200


@unique
class RunState(StrEnum):
    """How a run stands. What is `broken_off` did not come to its end: its process died."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come: of `number` that were due when it began, `left` still are.

    What has become due since is not its own, and what is blocked stays due.
    """

    id: UUID
    begun_at: datetime
    number: int
    left: int
    state: RunState

    @property
    def done(self) -> int:
        """How many have been renewed or ended since."""
        return max(self.number - self.left, 0)

    @property
    def is_running(self) -> bool:
        """Whether it goes on now."""
        return self.state is RunState.RUNNING

    @property
    def was_stopped(self) -> bool:
        """Whether somebody let it end before it was done."""
        return self.state is RunState.STOPPED

    @property
    def is_broken_off(self) -> bool:
        """Whether it ended before it was done, and nobody asked it to."""
        return self.state is RunState.BROKEN_OFF


def start(*, actor: Actor, now: datetime) -> Progress | None:
    """Begin to renew what is due; return the run, or the one that goes on already, alone.

    None where it is not on its way yet. Refuses `role_not_allowed`.
    """
    _require(actor)
    run_id = new_id()
    RUNS.start(lambda begun: renew_due(now=now, run_id=run_id, begun=begun))
    last = progress()
    return last if last is not None and (last.id == run_id or last.is_running) else None


def renew_here(*, actor: Actor, now: datetime) -> bool:
    """Renew what is due and come back when it is done; false where somebody does so already.

    Refuses `role_not_allowed`.
    """
    _require(actor)
    return RUNS.here(lambda begun: renew_due(now=now, run_id=new_id(), begun=begun))


def stop(*, actor: Actor, run_id: UUID) -> None:
    """Let a run end after the account it is at. Refuses `role_not_allowed`."""
    _require(actor)
    cache.set(_STOPPED, value=str(run_id), timeout=_KEPT_SECONDS)


def progress() -> Progress | None:
    """Return how far the last run has come; None where there was none lately."""
    return next(iter(_listed(most=1)), None)


def find_run(run_id: UUID) -> Progress | None:
    """Return how far a run has come, or None where it is known no more."""
    return next(iter(_listed(only=run_id)), None)


def list_runs() -> tuple[Progress, ...]:
    """Return the runs that are known, the last one first."""
    return _listed()


def renew_due(
    *, now: datetime, run_id: UUID | None = None, begun: Callable[[], None] = lambda: None
) -> None:
    """Carry out all renewals that are due: together what is plain, then account by account.

    Once it is known how far it will go, whoever waits for it to have `begun` is told.
    """
    run = run_id or new_id()
    _note(run, {"begun_at": now.isoformat(), "number": 0, "ended": None})
    _note(run, {"number": count_expected(now)})
    begun()
    state = _carry_out(run, now)
    _note(run, {"ended": state.value})


def _carry_out(run: UUID, now: datetime) -> RunState:
    renew_plain(now=now, stopping=lambda: _is_stopped(run))
    sought = Sought(until=now, now=now)
    after: Place | None = None
    while listed := list_expected(sought, after=after, most=_CHUNK):
        for expected in listed:
            if _is_stopped(run):
                return RunState.STOPPED
            catch_up(account_id=expected.picked.account_id, now=now)
        after = listed[-1].place
    return RunState.DONE


def is_running() -> bool:
    """Return whether somebody renews by hand now."""
    return RUNS.is_running()


def _known() -> list[dict[str, Any]]:
    """Return what is noted of the runs, the last one first."""
    return cache.get(_KNOWN) or []


def _note(run_id: UUID, noted: dict[str, Any]) -> None:
    """Note something of a run. Nobody else does: it is the one that holds the lock."""
    known = _known()
    found = next((each for each in known if each["id"] == str(run_id)), {"id": str(run_id)})
    others = [each for each in known if each["id"] != str(run_id)]
    kept = [{**found, **noted}, *others][:MOST_KNOWN]
    cache.set(_KNOWN, value=kept, timeout=_KEPT_SECONDS)


def _listed(*, most: int = MOST_KNOWN, only: UUID | None = None) -> tuple[Progress, ...]:
    """Return the last runs, of which only the very last can go on."""
    known, goes_on = _looked_at()
    return tuple(
        Progress(
            id=UUID(each["id"]),
            begun_at=datetime.fromisoformat(each["begun_at"]),
            number=each["number"],
            left=count_expected(datetime.fromisoformat(each["begun_at"])),
            state=_state(each["ended"], may_run=goes_on and place == 0),
        )
        for place, each in enumerate(known[:most])
        if only in {None, UUID(each["id"])}
    )


def _looked_at() -> tuple[list[dict[str, Any]], bool]:
    """Return what is noted of the runs, and whether the last one goes on.

    A run notes its end before it gives its lock back. So what had no lock and then no end has begun
    in between, or died: a second look tells.
    """
    goes_on, known = is_running(), _known()
    if not goes_on and known and known[0]["ended"] is None:
        goes_on, known = is_running(), _known()
    return known, goes_on


def _state(ended: str | None, *, may_run: bool) -> RunState:
    if ended is not None:
        return RunState(ended)
    return RunState.RUNNING if may_run else RunState.BROKEN_OFF


def _is_stopped(run_id: UUID) -> bool:
    return bool(cache.get(_STOPPED) == str(run_id))


def _require(actor: Actor) -> None:
    refused = may(actor, Action.RUN_RENEWALS)
    if refused:
        raise Refused(refused)
