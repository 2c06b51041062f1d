"""Adding many people (P09): bring a list, look at each row's fate, start it, see what became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.coding import CODINGS
from curule.core.people_files import (
    MOST_OCTETS,
    MOST_PEOPLE,
    FileProblem,
    PeopleFile,
    PeopleFileInvalid,
    read_people_file,
    read_people_text,
)
from curule.core.refusals import RefusalCode as Code
from curule.core.refusals import Refused, refuse
from curule.gateways.mail_domains import take_no_mail
from curule.selectors.imports import PeopleList, find_list, known_on, list_recent, list_rows
from curule.selectors.rosters import list_bought
from curule.services.seats import imports
from curule.services.seats.seats import IfFull
from curule.web.pages import portal
from curule.web.portal.people.frame import (
    Scene,
    SeatType,
    base_context,
    buying_more,
    key_of,
    more_seats,
    place,
    refusal_box,
    scene_of,
    seat_types,
    with_scene,
)
from curule.web.portal.people.import_words import (
    AFTER,
    BEFORE,
    Fate,
    Group,
    became,
    counted,
    judged,
)
from curule.web.portal.rendering import page
from curule.web.refusals import Told, status_of
from curule.web.tables import csv_file
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer

PAGE: Final = 100
"""Rows on a page of a list."""

SAMPLE: Final = (
    ("E-mail", "First name", "Last name"),
    ("ana.roy@example.com", "Ana", "Roy"),
    ("bo.li@example.com", "Bo", "Li"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
@with_scene
def import_people(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Take a file or a pasted table; keep it, and lead to the page that checks it."""
    viewer = scene.viewer
    if request.method != "POST":
        return _form(request, scene)
    if scene.rights.assign is not None:
        return _form(request, scene, problem=refusal_box(request, scene, scene.rights.assign))
    try:
        listed, name = _brought(request)
    except PeopleFileInvalid as invalid:
        return _form(request, scene, wrong=_wrong(viewer, invalid.problem))
    try:
        import_id = imports.bring(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=scene.bought.id,
            seat_type=request.POST.get("seat_type") or None,
            listed=listed,
            name=name,
            now=viewer.now,
            key=key_of(request, "bring", scene.bought.id, request.POST.get("seat_type"), listed),
        ).value
    except Refused as refused:
        return _form(request, scene, problem=refusal_box(request, scene, refused.refusal))
    return HttpResponseRedirect(place(scene, "import_list", import_id), status=303)


def _brought(request: HttpRequest) -> tuple[PeopleFile, str]:
    """Return the list of a form: its file, else what was pasted. Raises `PeopleFileInvalid`."""
    given = request.FILES.get("file")
    coding = request.POST.get("coding", "")
    if isinstance(given, UploadedFile) and given.size:
        if given.size > MOST_OCTETS:
            raise PeopleFileInvalid(FileProblem.TOO_BIG)
        return read_people_file(given.read(), coding=coding), given.name or ""
    return read_people_text(request.POST.get("pasted", "")), ""


def _wrong(viewer: Viewer, problem: FileProblem) -> str:
    return say(
        viewer.reader, f"import.wrong.{problem}", most=MOST_PEOPLE, size=MOST_OCTETS // 1_000_000
    )


def _form(
    request: HttpRequest, scene: Scene, *, problem: Told | None = None, wrong: str = ""
) -> HttpResponse:
    viewer = scene.viewer
    recent = list_recent(viewer.account_id, scene.bought.id)
    context = {
        **base_context(request, scene),
        "back": place(scene, "members"),
        "problem": problem,
        "wrong": wrong,
        "codings": [(each, say(viewer.reader, f"import.coding.{each}")) for each in CODINGS],
        "coding": request.POST.get("coding", ""),
        "pasted": request.POST.get("pasted", ""),
        "chosen_type": request.POST.get("seat_type", request.GET.get("type", "")),
        "most": MOST_PEOPLE,
        "recent": [
            {
                "list": each,
                "address": place(scene, "import_list", each.id),
                "name": each.name or say(viewer.reader, "import.pasted_list"),
                "state": say(viewer.reader, f"import.state.{each.status}"),
            }
            for each in recent
        ],
    }
    template = "portal/people/import.html"
    status = 403 if problem else 422 if wrong else 200
    return page(request, viewer, template, context, noun=scene.bought.noun, status=status)


@require_safe
@portal
def import_sample(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Return a file as it may look."""
    del request, viewer
    return csv_file("people.csv", SAMPLE[0], SAMPLE[1:])


# --- one list -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A list with the subscription that it is for, and everybody's fate."""

    scene: Scene
    kept: PeopleList
    type: SeatType
    free: int | None
    fates: tuple[Fate, ...]

    @property
    def by_group(self) -> Mapping[Group, int]:
        """How many there are of each."""
        return counted(self.fates)

    @property
    def missing(self) -> int:
        """How many of those who are ready have no place."""
        return sum(fate.lacks_place for fate in self.fates)

    def of(self, group: Group) -> list[Fate]:
        """Return the rows of one group."""
        return [fate for fate in self.fates if fate.group is group]


def _open(request: HttpRequest, viewer: Viewer, import_id: UUID) -> Opened:
    """Return a list of the account; a foreign one is none."""
    found = find_list(viewer.account_id, import_id)
    everything = list_bought(viewer.account_id)
    bought = next((each for each in everything if found and each.id == found.subscription_id), None)
    if found is None or bought is None:
        raise Http404
    scene = scene_of(viewer, bought, everything)
    type_ = next(each for each in seat_types(scene) if each.sold.id == found.seat_type_id)
    rows = list_rows(viewer.account_id, import_id)
    free = scene.free_of(type_.sold)
    if found.status != "checking":
        fates = became(request, scene, rows, found.status)
    else:
        known = known_on(viewer.account_id, bought, type_.sold, rows, viewer.now)
        fates = judged(scene, rows, known, free=free)
    return Opened(scene=scene, kept=found, type=type_, free=free, fates=fates)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def import_list(request: HttpRequest, viewer: Viewer, import_id: UUID) -> HttpResponse:
    """Show a list: before it is started each row's fate, then how far it is, then the result."""
    opened = _open(request, viewer, import_id)
    if request.method != "POST":
        return _show(request, opened)
    try:
        return _act(request, opened)
    except Refused as refused:
        told = refusal_box(request, opened.scene, refused.refusal)
        return _show(request, opened, problem=told, status=status_of(refused.refusal))


def _act(request: HttpRequest, opened: Opened) -> HttpResponse:
    viewer, list_id = opened.scene.viewer, opened.kept.id
    here = place(opened.scene, "import_list", list_id)
    asked = request.POST.get("do", "")
    if asked == "fix":
        changed = imports.correct(
            actor=viewer.actor,
            account_id=viewer.account_id,
            import_id=list_id,
            rows=_corrections(request, opened),
            now=viewer.now,
        )
        messages.info(request, say(viewer.reader, "import.fixed", count=changed))
    elif asked == "stop":
        imports.stop(
            actor=viewer.actor, account_id=viewer.account_id, import_id=list_id, now=viewer.now
        )
    elif asked == "start" and opened.kept.status == "checking":
        return _start(request, opened, here)
    return HttpResponseRedirect(here, status=303)


def _start(request: HttpRequest, opened: Opened, here: str) -> HttpResponse:
    viewer, wish = opened.scene.viewer, request.POST.get("if_full", "")
    if not opened.of(Group.READY):
        return _show(request, opened, status=422)
    if opened.missing and wish == "buy":
        return _to_buying(request, opened)
    if opened.missing and wish not in {IfFull.FIRST, IfFull.WAIT}:
        return _show(request, opened, choose=say(viewer.reader, "import.choose_what"), status=422)
    total = imports.start(
        actor=viewer.actor,
        account_id=viewer.account_id,
        import_id=opened.kept.id,
        if_full=wish if opened.missing else IfFull.FIRST,
        left_out={fate.row.number: fate.code for fate in opened.fates if fate.code},
        now=viewer.now,
        key=key_of(request, "start", opened.kept.id, wish),
    ).value
    if total <= imports.AT_ONCE:
        while imports.carry_on(
            account_id=viewer.account_id, import_id=opened.kept.id, now=viewer.now
        ):
            pass
    return HttpResponseRedirect(here, status=303)


def _to_buying(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Lead to where the missing seats are bought; the list waits, and nobody is told."""
    scene = opened.scene
    to = buying_more(scene, opened.type.sold, opened.missing)
    if scene.rights.change is not None or to is None:
        raise Refused(scene.rights.change or refuse(Code.NO_FREE_SEAT))
    messages.info(request, say(scene.viewer.reader, "import.buy_first"))
    return HttpResponseRedirect(to, status=303)


def _corrections(request: HttpRequest, opened: Opened) -> dict[int, imports.Correction]:
    """Return the rows that were sent back, those with a wrong one among them."""
    rows: dict[int, imports.Correction] = {}
    for fate in opened.of(Group.PROBLEMS):
        number = fate.row.number
        email = request.POST.get(f"email-{number}")
        if email is None:
            continue
        rows[number] = imports.Correction(
            email=email.strip(),
            first_name=request.POST.get(f"first-{number}", "").strip(),
            last_name=request.POST.get(f"last-{number}", "").strip(),
            is_gone=bool(request.POST.get(f"off-{number}")),
        )
    return rows


def _show(
    request: HttpRequest,
    opened: Opened,
    *,
    problem: Told | None = None,
    choose: str = "",
    status: int = 200,
) -> HttpResponse:
    scene, viewer = opened.scene, opened.scene.viewer
    before = opened.kept.status == "checking"
    numbers = opened.by_group
    groups = [each for each in (BEFORE if before else AFTER) if numbers.get(each)]
    chosen = _group(request, groups, before=before)
    rows = opened.of(chosen)
    first = min(_number(request.GET.get("from")), max(len(rows) - 1, 0)) // PAGE * PAGE
    shown = rows[first : first + PAGE]
    done = sum(bool(fate.row.outcome) for fate in opened.fates)
    context = {
        **base_context(request, scene),
        "back": place(scene, "members"),
        "again": place(scene, "import_people"),
        "csv": place(scene, "import_csv", opened.kept.id),
        "opened": opened,
        "list": opened.kept,
        "name": opened.kept.name or say(viewer.reader, "import.pasted_list"),
        "coding": say(viewer.reader, f"import.coding.{opened.kept.coding}")
        if opened.kept.coding
        else "",
        "state": say(viewer.reader, f"import.state.{opened.kept.status}"),
        "type": opened.type,
        "tabs": [_tab(scene, opened, each, numbers) for each in groups],
        "chosen": chosen,
        "is_fixable": before and chosen is Group.PROBLEMS and scene.may_assign,
        "rows": _with_hints(scene, shown) if before else shown,
        "first": first + 1 if rows else 0,
        "last": first + len(shown),
        "total": len(rows),
        "earlier": first - PAGE if first else None,
        "later": first + PAGE if first + PAGE < len(rows) else None,
        "ready": numbers.get(Group.READY, 0),
        "problems": numbers.get(Group.PROBLEMS, 0),
        "not_ready": len(opened.fates) - numbers.get(Group.READY, 0),
        "done": done,
        "all": len(opened.fates),
        "added": numbers.get(Group.ADDED, 0),
        "waiting": numbers.get(Group.WAITING, 0),
        "failed": numbers.get(Group.NOT_ADDED, 0),
        "not_added": numbers.get(Group.NOT_ADDED, 0) + numbers.get(Group.LEFT, 0),
        "more": more_seats(request, scene, opened.type.sold, opened.missing),
        "fits": max(numbers.get(Group.READY, 0) - opened.missing, 0),
        "if_full": request.POST.get("if_full", ""),
        "choose": choose,
        "problem": problem,
    }
    template = "portal/people/import_list.html"
    return page(request, viewer, template, context, noun=scene.bought.noun, status=status)


def _group(request: HttpRequest, groups: Sequence[Group], *, before: bool) -> Group:
    """Return the heap that is looked at: the one asked for, else that which needs somebody."""
    asked = request.GET.get("show", "")
    if asked in set(groups):
        return Group(asked)
    if before and Group.PROBLEMS in groups:
        return Group.PROBLEMS
    return groups[0] if groups else Group.READY


def _tab(
    scene: Scene, opened: Opened, group: Group, numbers: Mapping[Group, int]
) -> dict[str, Any]:
    return {
        "name": group.value,
        "label": say(scene.viewer.reader, f"import.group.{group}"),
        "number": numbers.get(group, 0),
        "address": place(scene, "import_list", opened.kept.id, show=group),
    }


def _with_hints(scene: Scene, fates: Sequence[Fate]) -> list[dict[str, Any]]:
    """Return rows with a hint beside those whose domain takes no mail, as far as one can tell."""
    domains = {fate.row.email.rpartition("@")[2] for fate in fates if not fate.code}
    no_mail = take_no_mail(domains)
    hint = say(scene.viewer.reader, "import.note.no_mail") if no_mail else ""
    return [
        {
            "row": fate.row,
            "word": fate.word,
            "tone": fate.tone,
            "note": fate.note,
            "hint": hint if fate.row.email.rpartition("@")[2] in no_mail else "",
        }
        for fate in fates
    ]


def _number(written: str | None) -> int:
    text = written or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0


@require_safe
@portal
def import_csv(request: HttpRequest, viewer: Viewer, import_id: UUID) -> HttpResponse:
    """Return a list with each row's fate and reason, as a file: all of it, or one heap."""
    opened = _open(request, viewer, import_id)
    reader, wanted = viewer.reader, request.GET.get("show", "")
    fates = [f for f in opened.fates if not wanted or f.group.value == wanted]
    titles = ("line", "email", "first_name", "last_name", "fate", "why")
    return csv_file(
        f"people-{opened.kept.created_at:%Y-%m-%d}.csv",
        [say(reader, f"import.csv.{title}") for title in titles],
        (
            (
                fate.row.number,
                fate.row.email or fate.row.written,
                fate.row.first_name,
                fate.row.last_name,
                fate.word,
                fate.note,
            )
            for fate in fates
        ),
    )
