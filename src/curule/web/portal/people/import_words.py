"""What will become of everybody on a list, or what became of them, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.http import HttpRequest

from curule.core.policy import AssignmentMode, Identity
from curule.core.refusals import Refusal, RefusalCode
from curule.selectors.imports import ListedRow
from curule.selectors.knowing import Known
from curule.web.portal.people.frame import Scene, refusal_box
from curule.web.templatetags.curule import say


class Group(StrEnum):
    """The heaps that a list falls into."""

    READY = "ready"
    ALREADY = "already"
    PROBLEMS = "problems"
    ADDED = "added"
    WAITING = "waiting"
    NOT_ADDED = "not_added"
    LEFT = "left"


BEFORE: Final = (Group.READY, Group.ALREADY, Group.PROBLEMS)
AFTER: Final = (Group.ADDED, Group.WAITING, Group.NOT_ADDED, Group.LEFT)
_ALREADY: Final = frozenset({"has_seat", "invited"})
_GROUP_OF: Final = {
    "seated": Group.ADDED,
    "invited": Group.ADDED,
    "waiting": Group.WAITING,
    "requested": Group.WAITING,
    "": Group.LEFT,
}
_TONES: Final = {
    Group.READY: "ok",
    Group.ADDED: "ok",
    Group.WAITING: "accent",
    Group.ALREADY: "",
    Group.LEFT: "",
    Group.PROBLEMS: "danger",
    Group.NOT_ADDED: "warn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """A row with what it will come to, or came to; `code` is empty for who is ready."""

    row: ListedRow
    group: Group
    code: str
    word: str
    tone: str
    note: str = ""
    lacks_place: bool = False


def judged(
    scene: Scene,
    rows: Sequence[ListedRow],
    known: Mapping[str, Known],
    *,
    free: int | None,
) -> tuple[Fate, ...]:
    """Return what will become of each row, if it is started now; nothing is done."""
    reader, noun = scene.viewer.reader, scene.bought.noun
    seen: dict[str, int] = {}
    fates: list[Fate] = []
    ready = 0
    for row in rows:
        about = known.get(row.email, Known())
        code = _problem(scene, row, about)
        if row.email and row.email in seen:
            code = "duplicate"
        elif row.email:
            seen[row.email] = row.number
        ready += not code
        lacks = not code and free is not None and ready > free
        word = code or ("no_free_seat" if lacks else "ready")
        note = say(reader, "people.check.member") if about.member_id and not code else ""
        group = Group.ALREADY if code in _ALREADY else Group.PROBLEMS if code else Group.READY
        fates.append(
            Fate(
                row=row,
                group=group,
                code=code,
                word=say(reader, f"import.fate.{word}", line=seen.get(row.email, 0), noun=noun),
                tone="warn" if lacks else _TONES[group],
                note=note,
                lacks_place=lacks,
            )
        )
    return tuple(fates)


def _problem(scene: Scene, row: ListedRow, about: Known) -> str:
    """Return which rule a person breaks, or nothing."""
    assignment = scene.bought.terms.policy.assignment
    first, last = row.first_name or about.first_name, row.last_name or about.last_name
    if not row.email:
        return "invalid"
    if about.has_seat:
        return "has_seat"
    if about.is_invited:
        return "invited"
    if not about.is_registered and assignment.mode is AssignmentMode.REGISTERED_PERSON:
        return "not_registered"
    if assignment.identity is Identity.EMAIL_AND_NAMES and not (first and last):
        return "names"
    return ""


def became(
    request: HttpRequest, scene: Scene, rows: Sequence[ListedRow], status: str
) -> tuple[Fate, ...]:
    """Return what became of each row of a list that was started."""
    return tuple(_became(request, scene, row, status) for row in rows)


def _became(request: HttpRequest, scene: Scene, row: ListedRow, status: str) -> Fate:
    reader, noun = scene.viewer.reader, scene.bought.noun
    group = _GROUP_OF.get(row.outcome, Group.NOT_ADDED)
    outcome = row.outcome or ("stopped" if status != "running" else "next")
    return Fate(
        row=row,
        group=group,
        code=row.reason,
        word=say(reader, f"import.outcome.{outcome}", noun=noun),
        tone=_TONES[group],
        note=_why(request, scene, row),
    )


def _why(request: HttpRequest, scene: Scene, row: ListedRow) -> str:
    reader, noun = scene.viewer.reader, scene.bought.noun
    if not row.reason:
        return ""
    if row.outcome == "left_out":
        return say(reader, f"import.fate.{row.reason}", line="", noun=noun)
    code = RefusalCode(row.reason)
    told = refusal_box(request, scene, Refusal(code, (), {"email": row.email, "person": row.email}))
    return told.reason or told.sentence


def counted(fates: Sequence[Fate]) -> Mapping[Group, int]:
    """Return how many rows fall into each group."""
    return Counter(fate.group for fate in fates)
