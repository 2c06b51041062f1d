"""Doing one thing to several people at once: what it does is said first, then each has a result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.refusals import Refused
from curule.selectors.invited import find_invited
from curule.selectors.person_pages import find_person_page
from curule.services.invitations import invitations
from curule.services.people import leaving
from curule.services.seats import seats
from curule.web.ids import as_uuid
from curule.web.pages import portal
from curule.web.portal.people.frame import (
    Scene,
    base_context,
    key_of,
    place,
    refusal_box,
    with_scene,
)
from curule.web.portal.rendering import page
from curule.web.refusals import Told
from curule.web.templatetags.curule import say

MOST: Final = 50
"""People on one page, and so the most that can be ticked."""


class Deed(StrEnum):
    """What can be done to several people at once."""

    UNASSIGN = "unassign"
    REMOVE = "remove"
    RESEND = "resend"
    CANCEL = "cancel"


_OF_INVITED: Final = frozenset({Deed.RESEND, Deed.CANCEL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Somebody who was ticked; `carry_out` is None where there is nothing to do."""

    id: UUID
    name: str
    email: str
    carry_out: Callable[[str | None], object] | None
    is_self: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one of them: done, or refused and why."""

    name: str
    email: str
    is_done: bool
    word: str
    why: Told | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@portal
@with_scene
def selected(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Say what is going to be done to whom; then do it, one after the other."""
    given = request.POST if request.method == "POST" else request.GET
    written = given.get("do", "")
    if written not in set(Deed):
        raise Http404
    deed = Deed(written)
    chosen = _chosen(scene, deed, given.getlist("id")[:MOST])
    if request.method != "POST" or not chosen:
        return _ask(request, scene, deed, chosen)
    results = [_carry_out(request, scene, deed, each) for each in chosen]
    return _told(request, scene, deed, results)


def _chosen(scene: Scene, deed: Deed, written: Sequence[str]) -> list[Chosen]:
    """Return those who were ticked and are there; a foreign one is nobody."""
    ids = list(dict.fromkeys(found for each in written if (found := as_uuid(each)) is not None))
    find = _invited if deed in _OF_INVITED else _member
    people = (find(scene, deed, each) for each in ids)
    return [each for each in people if each is not None]


def _member(scene: Scene, deed: Deed, person_id: UUID) -> Chosen | None:
    viewer = scene.viewer
    person = find_person_page(viewer.account_id, person_id, scene.all_bought, viewer.now)
    if person is None or (person.left_at is not None and deed is Deed.REMOVE):
        return None
    held = [
        seat for each in person.seats if each.bought.id == scene.bought.id for seat in each.seats
    ]
    base = next((seat for seat in held if seat.sold.terms.base is None), None)

    def remove(key: str | None) -> object:
        return leaving.remove_member(
            actor=viewer.actor,
            account_id=viewer.account_id,
            person_id=person_id,
            now=viewer.now,
            key=key,
        )

    def unassign(key: str | None) -> object:
        assert base is not None
        return seats.unassign(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=scene.bought.id,
            email=person.email,
            seat_type=base.sold.terms.name,
            seat_id=base.seat_id,
            now=viewer.now,
            key=key,
        )

    carry_out = remove if deed is Deed.REMOVE else unassign if base else None
    return Chosen(
        id=person_id,
        name=person.name,
        email=person.email,
        carry_out=carry_out,
        is_self=person_id == viewer.person_id,
    )


def _invited(scene: Scene, deed: Deed, invitation_id: UUID) -> Chosen | None:
    viewer = scene.viewer
    row = find_invited(viewer.account_id, scene.bought, viewer.now, invitation_id)
    if row is None:
        return None
    command = invitations.resend if deed is Deed.RESEND else invitations.cancel

    def carry_out(key: str | None) -> object:
        return command(
            actor=viewer.actor,
            account_id=viewer.account_id,
            invitation_id=invitation_id,
            now=viewer.now,
            key=key,
        )

    return Chosen(id=invitation_id, name=row.name, email=row.email, carry_out=carry_out)


def _carry_out(request: HttpRequest, scene: Scene, deed: Deed, each: Chosen) -> Result:
    """Do it to one of them; one who is refused keeps nobody else from it."""
    reader = scene.viewer.reader
    if each.carry_out is None:
        word = say(reader, f"selected.nothing.{deed}", noun=scene.bought.noun)
        return Result(name=each.name, email=each.email, is_done=False, word=word)
    try:
        each.carry_out(key_of(request, deed, each.id))
    except Refused as refused:
        return Result(
            name=each.name,
            email=each.email,
            is_done=False,
            word=say(reader, "selected.refused"),
            why=refusal_box(request, scene, refused.refusal),
        )
    word = say(reader, f"selected.done.{deed}")
    return Result(name=each.name, email=each.email, is_done=True, word=word)


def _back(scene: Scene, deed: Deed) -> str:
    return place(scene, "invited" if deed in _OF_INVITED else "members")


def _ask(request: HttpRequest, scene: Scene, deed: Deed, chosen: Sequence[Chosen]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {**_frame(request, scene, deed), "chosen": chosen}
    template = "portal/people/selected.html"
    return page(request, scene.viewer, template, context, noun=scene.bought.noun, status=status)


def _frame(request: HttpRequest, scene: Scene, deed: Deed) -> dict[str, object]:
    reader = scene.viewer.reader
    return {
        **base_context(request, scene),
        "deed": deed.value,
        "title": say(reader, f"selected.title.{deed}", noun=scene.bought.noun),
        "effect": say(reader, f"selected.effect.{deed}", noun=scene.bought.noun),
        "button": f"selected.button.{deed}",
        "is_harmless": deed is Deed.RESEND,
        "back": _back(scene, deed),
    }


def _told(
    request: HttpRequest, scene: Scene, deed: Deed, results: Sequence[Result]
) -> HttpResponse:
    done = sum(each.is_done for each in results)
    context = {
        **_frame(request, scene, deed),
        "results": results,
        "done": done,
        "not_done": len(results) - done,
    }
    template = "portal/people/selected_done.html"
    return page(request, scene.viewer, template, context, noun=scene.bought.noun)
