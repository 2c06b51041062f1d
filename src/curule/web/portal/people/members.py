"""The people of an account and their seats (P07): find, invite, seat, and undo in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.refusals import RefusalCode, Refused, WayOut
from curule.core.roles import Role
from curule.selectors.members import name_of
from curule.selectors.rosters import NO_ROLE, NO_SEAT, Wanted, list_freed, page_listed
from curule.services.seats import seats
from curule.web.ids import as_uuid
from curule.web.pages import portal
from curule.web.portal.people.frame import (
    Scene,
    base_context,
    has_places,
    key_of,
    place,
    refusal_box,
    seat_types,
    with_scene,
)
from curule.web.portal.people.outcomes import say_given
from curule.web.portal.rendering import page
from curule.web.refusals import Told, status_of
from curule.web.searching import search_words
from curule.web.tables import csv_stream, local_day
from curule.web.templatetags.curule import say
from curule.wording.values import written

MOST_ROWS: Final = 10
"""Free places that appear as empty rows; with more of them one row adds to them all."""

_IN_FILE: Final = 1_000
"""So many people are read at once for a file."""

_ABOUT_THE_ADDRESS: Final = frozenset(
    {
        RefusalCode.ADDRESS_INVALID,
        RefusalCode.USER_NOT_REGISTERED,
        RefusalCode.ALREADY_ASSIGNED,
    }
)
"""Refusals that are about the address that was typed, and are said at its field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What was refused, beside which row, with what was typed there."""

    told: Told
    status: int
    row: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    seat_type: str = ""

    @property
    def is_typed(self) -> bool:
        """Whether somebody was written into a free row, which may be gone by now."""
        return self.row.isdecimal() and bool(self.email)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
@with_scene
def members(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Show the members with their seats; invite somebody, seat somebody, undo."""
    problem = None
    if request.method == "POST":
        try:
            return _act(request, scene)
        except Refused as refused:
            problem = _problem(request, scene, refused)
    return _show(request, scene, problem)


def _act(request: HttpRequest, scene: Scene) -> HttpResponse:
    viewer = scene.viewer
    if request.POST.get("do") == "undo":
        assignment_id = as_uuid(request.POST.get("assignment"))
        if assignment_id is not None:
            restored = seats.restore(
                actor=viewer.actor,
                account_id=viewer.account_id,
                assignment_id=assignment_id,
                now=viewer.now,
                key=key_of(request, "undo", assignment_id),
            ).value
            messages.success(
                request,
                say(
                    viewer.reader,
                    "people.undone",
                    person=name_of(viewer.account_id, restored[0].email),
                ),
            )
        return _back(request, scene)
    invitee = seats.Invitee(
        email=request.POST.get("email", ""),
        first_name=request.POST.get("first_name", ""),
        last_name=request.POST.get("last_name", ""),
    )
    seat_type = request.POST.get("seat_type") or None
    given = seats.assign(
        actor=viewer.actor,
        account_id=viewer.account_id,
        subscription_id=scene.bought.id,
        people=[invitee],
        seat_type=seat_type,
        now=viewer.now,
        key=key_of(request, "assign", scene.bought.id, invitee, seat_type),
    ).value
    say_given(request, scene, given)
    return _back(request, scene)


def _back(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Lead back to the list as it was narrowed."""
    kept = {name: request.GET.get(name, "") for name in ("q", "role", "type", "after")}
    return HttpResponseRedirect(place(scene, "members", **kept), status=303)


def _problem(request: HttpRequest, scene: Scene, refused: Refused) -> Problem:
    typed = {
        name: request.POST.get(name, "") for name in ("email", "first_name", "last_name", "row")
    }
    row = typed["row"]
    links: dict[str, str] = {
        WayOut.CORRECT_ADDRESS: f"#email-{row}",
        WayOut.ADD_NAMES: f"#first-{row}",
        WayOut.JOIN_WAITLIST: place(scene, "add_people"),
    }
    return Problem(
        told=refusal_box(request, scene, refused.refusal, links=links),
        status=status_of(refused.refusal),
        seat_type=request.POST.get("seat_type", ""),
        **typed,
    )


def _show(request: HttpRequest, scene: Scene, problem: Problem | None) -> HttpResponse:
    viewer = scene.viewer
    wanted, chips = _wanted(request, scene)
    listed, has_more = page_listed(viewer.account_id, scene.bought, viewer.now, wanted)
    is_narrowed = bool(chips) or wanted.after is not None
    freed = list_freed(
        viewer.account_id, scene.bought.id, viewer.now, since=viewer.now - seats.UNDO
    )
    rows = _free_rows(scene)
    drawn = {*(each.row for each in listed), *(() if is_narrowed else rows)}
    context = {
        **base_context(request, scene),
        "tab": "members",
        "listed": listed,
        "last": listed[-1].person_id if has_more else None,
        "wanted": wanted,
        "chips": chips,
        "is_narrowed": is_narrowed,
        "freed": freed if scene.may_assign else (),
        "just_freed": as_uuid(request.GET.get("freed")) is not None,
        "roles": tuple(Role),
        "no_role": NO_ROLE,
        "no_seat": NO_SEAT,
        "role_wanted": wanted.role,
        "type_wanted": request.GET.get("type", ""),
        "rows": rows if scene.may_assign else (),
        "is_full": scene.may_assign and not rows,
        "has_names": has_places(scene.bought),
        "problem": problem,
        "wrong_email": _ABOUT_THE_ADDRESS,
        "is_row_gone": problem is not None and problem.row not in drawn,
        "inactive_since": _inactive_since(scene),
    }
    return page(
        request,
        viewer,
        "portal/people/members.html",
        context,
        noun=scene.bought.noun,
        status=problem.status if problem else 200,
    )


@require_safe
@portal
@with_scene
def members_csv(request: HttpRequest, scene: Scene) -> StreamingHttpResponse:
    """Give the members under the same filters as a file, page by page."""
    reader = replace(scene.viewer.reader, noun=scene.bought.noun)
    wanted, _chips = _wanted(request, scene)
    columns = ("name", "email", "role", "seat", "joined", "last_active")
    return csv_stream(
        "members.csv", [say(reader, f"people.{column}") for column in columns], _rows(scene, wanted)
    )


def _rows(scene: Scene, wanted: Wanted) -> Iterator[tuple[object, ...]]:
    called = {each.sold.id: each.label for each in seat_types(scene)}
    reader, has_more = scene.viewer.reader, True
    wanted = replace(wanted, after=None)
    while has_more:
        listed, has_more = page_listed(
            scene.viewer.account_id, scene.bought, scene.viewer.now, wanted, limit=_IN_FILE
        )
        for each in listed:
            yield (
                f"{each.first_name} {each.last_name}".strip(),
                each.email,
                ", ".join(written(role, reader) for role in each.roles),
                ", ".join(called[seat.sold.id] for seat in each.seats),
                local_day(each.joined_at, reader.zone),
                local_day(each.last_active_at, reader.zone) if each.last_active_at else None,
            )
        if listed:
            wanted = replace(wanted, after=listed[-1].person_id)


def _wanted(request: HttpRequest, scene: Scene) -> tuple[Wanted, list[dict[str, Any]]]:
    """Return what the list is narrowed to, and each of it as a chip that takes it away."""
    reader = scene.viewer.reader
    words = search_words(request, "q", most=100)
    role = request.GET.get("role", "")
    role = role if role in {NO_ROLE, *Role} else ""
    kind = request.GET.get("type", "")
    chosen = next((each for each in seat_types(scene) if each.name == kind), None)
    chips: list[dict[str, Any]] = []
    if words:
        chips.append({"label": say(reader, "people.chip.words", words=words), "gone": "q"})
    if role:
        said = say(reader, "people.no_role") if role == NO_ROLE else Role(role)
        chips.append({"label": say(reader, "people.chip.role", role=said), "gone": "role"})
    if chosen:
        chips.append({"label": say(reader, "people.chip.type", type=chosen.label), "gone": "type"})
    elif kind == NO_SEAT:
        none = say(reader, "people.no_seat", noun=scene.bought.noun)
        chips.append({"label": say(reader, "people.chip.type", type=none), "gone": "type"})
    wanted = Wanted(
        words=words,
        role=role,
        seat_type_id=chosen.sold.id if chosen else None,
        seatless=kind == NO_SEAT,
        after=as_uuid(request.GET.get("after")),
    )
    return wanted, chips


def _free_rows(scene: Scene) -> tuple[str, ...]:
    """Return the rows to type somebody into: each free place, or one that adds (T13, W1)."""
    if any(meter.sold.terms.unlimited for meter in scene.meters):
        return ("1",)
    shown = scene.free if has_places(scene.bought) and scene.free <= MOST_ROWS else 1
    return tuple(str(number) for number in range(1, min(scene.free, shown) + 1))


def _inactive_since(scene: Scene) -> datetime:
    days = scene.bought.terms.policy.people.inactive_after_days
    return scene.viewer.now - timedelta(days=days)
