"""One person of the account (P10), and taking a seat or everything from them (P11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from curule.core.permissions import may_give_role
from curule.core.policy import SeatTypeTerms
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.core.roles import Role
from curule.core.seats import standing_on
from curule.selectors.owners import is_last_owner
from curule.selectors.person_pages import (
    Happened,
    PersonPage,
    SeatsOf,
    find_person_page,
    list_happened,
    list_letters,
)
from curule.selectors.roles import role_holders
from curule.selectors.rosters import Bought, Holding, list_bought
from curule.services.people import leaving, roles
from curule.services.seats import seats
from curule.web.pages import portal
from curule.web.portal.people.frame import (
    Scene,
    address,
    key_of,
    place,
    rights_of,
    scene_of,
)
from curule.web.portal.people.outcomes import say_given
from curule.web.portal.rendering import page
from curule.web.refusals import status_of, told
from curule.web.seat_names import type_label
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer

_OF_A_TYPE: Final = frozenset({"invited", "seat_given", "seat_taken"})
"""What in a history names a seat type; said without one where the type is not known."""

_LETTERS: Final = frozenset(
    {
        "invitation",
        "invitation_resent",
        "licenses_issued",
        "order_placed",
        "request_approved",
        "request_declined",
        "role_granted",
        "seat_assigned",
        "seat_ended",
        "seat_requested",
        "seat_unassigned",
        "waitlist_seat_ready",
    }
)
"""Mails about a person; any other is about the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A role with its effect; `why_not` says why the viewer can neither give nor take it."""

    role: Role
    effect: str
    is_held: bool
    why_not: str


def _person(viewer: Viewer, person_id: UUID) -> tuple[PersonPage, tuple[Bought, ...]]:
    """Return a person of the account; anybody else is nobody."""
    bought = list_bought(viewer.account_id)
    found = find_person_page(viewer.account_id, person_id, bought, viewer.now)
    if found is None:
        raise Http404
    return found, bought


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def member(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """Show a person; give or take a role, give a seat."""
    person, bought = _person(viewer, person_id)
    refused_as = None
    if request.method == "POST":
        try:
            return _act(request, viewer, person, bought)
        except Refused as refused:
            refused_as = refused.refusal
    holders = role_holders(viewer.account_id)
    context = {
        "person": person,
        "roles": _role_lines(viewer, person),
        "seats": [
            _seats_of(
                viewer,
                each,
                may_assign=rights_of(viewer, each.bought, holders).assign is None,
            )
            for each in person.seats
        ],
        "history": [
            _told(viewer, bought, each) for each in list_happened(viewer.account_id, person)
        ],
        "letters": [
            {
                "letter": each,
                "name": say(viewer.reader, f"people.letter.{_letter(each.template)}"),
                "state": say(viewer.reader, f"people.mail.{each.status}"),
            }
            for each in list_letters(viewer.account_id, person.email)
        ],
        "may_remove": person.left_at is None and viewer.roles & {Role.OWNER, Role.ADMIN},
        "is_self": person.person_id == viewer.person_id,
        "problem": told(request, refused_as) if refused_as else None,
    }
    status = status_of(refused_as) if refused_as else 200
    return page(request, viewer, "portal/people/member.html", context, status=status)


def _act(
    request: HttpRequest, viewer: Viewer, person: PersonPage, bought: tuple[Bought, ...]
) -> HttpResponse:
    asked = request.POST.get("do", "")
    if asked in {"give_role", "take_role"}:
        _change_role(request, viewer, person, asked)
    elif asked == "seat":
        _give_seat(request, viewer, person, bought)
    path = address("member", viewer.account_id, person.person_id)
    return HttpResponseRedirect(path or "/", status=303)


def _change_role(request: HttpRequest, viewer: Viewer, person: PersonPage, asked: str) -> None:
    written = request.POST.get("role", "")
    if written not in set(Role):
        raise Http404
    role = Role(written)
    command = roles.grant if asked == "give_role" else roles.revoke
    command(
        actor=viewer.actor,
        account_id=viewer.account_id,
        person_id=person.person_id,
        role=role,
        now=viewer.now,
        key=key_of(request, asked, person.person_id, role),
    )
    key = "people.role_given" if asked == "give_role" else "people.role_taken"
    messages.success(request, say(viewer.reader, key, person=person.name, role=role))


def _give_seat(
    request: HttpRequest, viewer: Viewer, person: PersonPage, bought: tuple[Bought, ...]
) -> None:
    wanted = request.POST.get("subscription", "")
    chosen = next((each for each in bought if str(each.id) == wanted), None)
    if chosen is None:
        raise Http404
    given = seats.assign(
        actor=viewer.actor,
        account_id=viewer.account_id,
        subscription_id=chosen.id,
        people=[
            seats.Invitee(
                email=person.email, first_name=person.first_name, last_name=person.last_name
            )
        ],
        seat_type=request.POST.get("seat_type") or None,
        now=viewer.now,
        key=key_of(request, "seat", person.person_id, chosen.id, request.POST.get("seat_type")),
    ).value
    say_given(request, scene_of(viewer, chosen, bought), given)


def _letter(template: str) -> str:
    return template if template in _LETTERS else "other"


def _role_lines(viewer: Viewer, person: PersonPage) -> list[RoleLine]:
    holders = role_holders(viewer.account_id)
    lines = []
    for role in Role:
        refused = may_give_role(viewer.actor, role, holders=holders)
        why_not = ""
        if refused:
            why_not = say(viewer.reader, "people.role_not_yours")
        elif role is Role.OWNER and holders.get(role) == (person.email,):
            why_not = say(viewer.reader, "people.last_owner")
        lines.append(
            RoleLine(
                role=role,
                effect=say(viewer.reader, f"people.role_effect.{role}"),
                is_held=role in person.roles,
                why_not=why_not,
            )
        )
    return lines


def _seats_of(viewer: Viewer, held: SeatsOf, *, may_assign: bool) -> dict[str, Any]:
    """Return the seats of one subscription, and the types that could be given besides."""
    labels = {
        sold.id: type_label(viewer.reader, held.bought.terms, sold.terms.name)
        for sold in held.bought.terms.seat_types
    }
    has = {seat.sold.id for seat in held.seats}
    return {
        "bought": held.bought,
        "seats": [{"seat": seat, "label": labels[seat.sold.id]} for seat in held.seats],
        "others": [
            {"name": sold.terms.name, "label": labels[sold.id]}
            for sold in held.bought.terms.seat_types
            if sold.id not in has
        ],
        "may_assign": may_assign,
    }


def _told(viewer: Viewer, bought: tuple[Bought, ...], happened: Happened) -> dict[str, Any]:
    """Return something in the history in words."""
    said = str(happened.values.get("said", ""))
    key = f"people.happened.{happened.what}"
    type_name = "" if said in set(Role) else _type_name(viewer, bought, said)
    values: dict[str, object] = {"role": Role(said)} if said in set(Role) else {"type": type_name}
    if happened.what in _OF_A_TYPE and not type_name:
        key += "_only"
    text = say(viewer.reader, key, **values)
    return {"at": happened.at, "text": text, "by": happened.by}


def _type_name(viewer: Viewer, bought: tuple[Bought, ...], type_id: str) -> str:
    for each in bought:
        for sold in each.terms.seat_types:
            if str(sold.id) == type_id:
                return f"{type_label(viewer.reader, each.terms, sold.terms.name)} ({each.name})"
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def unassign(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """Say what taking a seat does to access, price and date; then take it."""
    person, everything = _person(viewer, person_id)
    found = _chosen(request, person, everything)
    if found is None:  # sent twice, or opened again by Back: it is done already
        said = say(viewer.reader, "people.unassign.nothing", person=person.name)
        messages.info(request, said)
        back = address("member", viewer.account_id, person_id) or "/"
        return HttpResponseRedirect(back, status=303)
    chosen, holding = found
    scene = scene_of(viewer, chosen, everything)
    problem = None
    status = 200
    if request.method == "POST":
        try:
            return _unassign(request, scene, person, holding)
        except Refused as refused:
            problem, status = told(request, refused.refusal), status_of(refused.refusal)
    elif scene.rights.assign is not None and person.person_id != viewer.person_id:
        raise Refused(scene.rights.assign)
    sold = holding.sold
    labels = {
        each.terms.name: type_label(viewer.reader, chosen.terms, each.terms.name)
        for each in chosen.terms.seat_types
    }
    types: list[SeatTypeTerms] = [each.terms for each in chosen.terms.seat_types]
    context = {
        "person": person,
        "bought": chosen,
        "scene": scene,
        "holding": holding,
        "label": labels[sold.terms.name],
        "paid_until": None if holding.ends_at else chosen.paid_until,
        "lost": [
            labels[name]
            for name in standing_on(types, sold.terms.name)
            if any(
                seat.sold.terms.name == name
                for each in person.seats
                if each.bought.id == chosen.id
                for seat in each.seats
            )
        ],
        "others": [each for each in person.seats if each.bought.id != chosen.id and each.seats],
        "is_self": person.person_id == viewer.person_id,
        "back": place(scene, "members"),
        "problem": problem,
    }
    template = "portal/people/unassign.html"
    return page(request, viewer, template, context, noun=chosen.noun, status=status)


def _chosen(
    request: HttpRequest, person: PersonPage, everything: tuple[Bought, ...]
) -> tuple[Bought, Holding] | None:
    """Return the seat that is meant, None for one that is theirs no more."""
    wanted = request.GET.get("subscription", "")
    name = request.GET.get("type", "")
    if wanted and wanted not in {str(each.id) for each in everything}:
        raise Http404
    for each in person.seats:
        if wanted and str(each.bought.id) != wanted:
            continue
        for seat in each.seats:
            if not name or seat.sold.terms.name == name:
                return each.bought, seat
    return None


def _unassign(
    request: HttpRequest, scene: Scene, person: PersonPage, holding: Holding
) -> HttpResponse:
    viewer = scene.viewer
    done = seats.unassign(
        actor=viewer.actor,
        account_id=viewer.account_id,
        subscription_id=scene.bought.id,
        email=person.email,
        seat_type=holding.sold.terms.name,
        seat_id=holding.seat_id,
        now=viewer.now,
        key=key_of(request, "unassign", holding.assignment_id),
    ).value
    messages.success(
        request,
        say(viewer.reader, "people.unassigned", person=person.name, noun=scene.bought.noun),
    )
    freed = done.assignment_ids[0]
    return HttpResponseRedirect(place(scene, "members", freed=freed), status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def remove(request: HttpRequest, viewer: Viewer, person_id: UUID) -> HttpResponse:
    """Say what taking a person out of the company does; then do it."""
    person, _bought = _person(viewer, person_id)
    members = address("members", viewer.account_id) or "/"
    if person.left_at is not None:  # the form was sent twice, or somebody else was quicker
        return HttpResponseRedirect(members, status=303)
    is_last = is_last_owner(viewer.account_id, person.person_id)
    problem = told(request, refuse(RefusalCode.LAST_OWNER)) if is_last else None
    status = 200
    if request.method == "POST":
        try:
            leaving.remove_member(
                actor=viewer.actor,
                account_id=viewer.account_id,
                person_id=person.person_id,
                now=viewer.now,
                key=key_of(request, "remove", person.person_id),
            )
        except Refused as refused:
            problem, status = told(request, refused.refusal), status_of(refused.refusal)
        else:
            said = say(viewer.reader, "people.was_removed", person=person.name)
            messages.success(request, said)
            return HttpResponseRedirect(members, status=303)
    context = {
        "person": person,
        "held": [each for each in person.seats if each.seats],
        "problem": problem,
        "is_self": person.person_id == viewer.person_id,
        "is_last_owner": is_last,
    }
    return page(request, viewer, "portal/people/remove.html", context, status=status)
