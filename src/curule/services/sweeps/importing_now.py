"""A statement of the bank, kept and matched behind the page that shows how far it has come (V14).

It is read before: what is wrong with a file is said where it was given. Matching decides nothing;
it finds what the lines may be for, so that whoever began hears how many they have to look at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any, Final
from uuid import UUID

from django.core.cache import cache

from curule.core.permissions import Actor
from curule.data.ids import new_id
from curule.data.models import BankEntry, Person
from curule.gateways.statements.columns import Columns
from curule.selectors.console.bank import entry_rows
from curule.services import _vendor_mails
from curule.services.payments import statement_files
from curule.services.payments.statement_files import Imported
from curule.services.sweeps.behind import Behind

_FAMILY: Final = 0x73746D74  # "stmt"
_KEPT_SECONDS: Final = 24 * 3600
_CHUNK: Final = 100


@unique
class ImportState(StrEnum):
    """How an import stands. What is `broken_off` did not come to its end: its process died."""

    RUNNING = "running"
    DONE = "done"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an import has come: `done` of `number` lines that came in are matched.

    No `number` says that its lines are being kept. `sure` are the lines that name their invoice and
    pay it exactly.
    """

    id: UUID
    file: str
    state: ImportState
    number: int | None
    done: int
    new: int
    known: int
    sure: int
    statement_ids: tuple[UUID, ...]

    @property
    def is_running(self) -> bool:
        """Whether it goes on now."""
        return self.state is ImportState.RUNNING

    @property
    def is_broken_off(self) -> bool:
        """Whether it ended before it was done."""
        return self.state is ImportState.BROKEN_OFF

    @property
    def to_decide(self) -> int:
        """How many lines that came in somebody has to look at."""
        return (self.number or 0) - self.sure


def start(
    *,
    actor: Actor,
    raw: bytes,
    name: str,
    columns: Columns | None,
    iban: str,
    now: datetime,
) -> Progress:
    """Read a file, and begin to keep and match its lines; return how far that is.

    Refuses `role_not_allowed` and `statement_unreadable`: then nothing is begun.
    """
    written_as, read = statement_files.read_file(actor=actor, raw=raw, columns=columns, iban=iban)
    job_id = new_id()
    _note(job_id, {"file": name, "ended": False})

    def work(begun: Callable[[], None]) -> None:
        begun()
        kept = statement_files.keep_read(
            actor=actor, read=read, written_as=written_as, name=name, now=now
        )
        _match(job_id, kept, actor=actor, name=name, now=now)
        _note(job_id, {"ended": True})

    behind(job_id).start(work)
    found = find_import(job_id)
    assert found is not None  # it was noted a moment ago
    return found


def find_import(job_id: UUID) -> Progress | None:
    """Return how far an import has come, or None where it is known no more."""
    goes_on, noted = behind(job_id).is_running(), _noted(job_id)
    if noted is not None and not goes_on and not noted["ended"]:
        noted = _noted(job_id)  # it notes its end before it gives its lock back
    if noted is None:
        return None
    ended = ImportState.DONE if noted["ended"] else ImportState.BROKEN_OFF
    return Progress(
        id=job_id,
        file=noted["file"],
        state=ImportState.RUNNING if goes_on and not noted["ended"] else ended,
        number=noted.get("number"),
        done=noted.get("done", 0),
        new=noted.get("new", 0),
        known=noted.get("known", 0),
        sure=noted.get("sure", 0),
        statement_ids=tuple(UUID(each) for each in noted.get("statements", ())),
    )


def _match(job_id: UUID, kept: Imported, *, actor: Actor, name: str, now: datetime) -> None:
    """Find what the new lines may be for, and mail the numbers to whoever began."""
    entries = BankEntry.objects.filter(statement_id__in=kept.statement_ids)
    came_in = list(entries.filter(amount_minor__gt=0, status="open").order_by("id"))
    said: dict[str, Any] = {"new": kept.new, "known": kept.known, "number": len(came_in)}
    _note(job_id, {**said, "statements": [str(each) for each in kept.statement_ids]})
    sure = 0
    for begin in range(0, len(came_in), _CHUNK):
        chunk = came_in[begin : begin + _CHUNK]
        sure += sum(row.sure is not None for row in entry_rows(chunk))
        _note(job_id, {"done": begin + len(chunk), "sure": sure})
    went_out = entries.filter(amount_minor__lt=0).count()
    person = Person.objects.filter(id=actor.person_id).first() if actor.person_id else None
    if person is not None:
        only = kept.statement_ids[0] if len(kept.statement_ids) == 1 else None
        _vendor_mails.mail(
            "statement_done",
            person.email,
            now=now,
            file=name,
            new=kept.new,
            known=kept.known,
            sure=sure,
            to_decide=len(came_in) - sure,
            went_out=went_out,
            statement_id=only,
        )


def behind(job_id: UUID) -> Behind:
    """Return the lock that an import holds while it goes on."""
    return Behind(name="statement import", family=_FAMILY, number=job_id.int & 0xFFFFFFFF)


def _key(job_id: UUID) -> str:
    return f"statement-import:{job_id}"


def _noted(job_id: UUID) -> dict[str, Any] | None:
    found: dict[str, Any] | None = cache.get(_key(job_id))
    return found


def _note(job_id: UUID, noted: dict[str, Any]) -> None:
    cache.set(_key(job_id), {**(_noted(job_id) or {}), **noted}, _KEPT_SECONDS)
