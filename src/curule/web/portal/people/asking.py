"""Requests for a seat and the waiting list (P12), and asking for one oneself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from curule.core.permissions import told_of_request
from curule.core.refusals import Refused
from curule.selectors.asking import has_asked, list_asked, list_waiting
from curule.selectors.rosters import holdings_of
from curule.services.seats import requests as seat_requests
from curule.services.seats import waiting_list
from curule.web.ids import as_uuid
from curule.web.pages import portal
from curule.web.portal.people.frame import (
    Scene,
    address,
    base_context,
    buying_more,
    key_of,
    more_seats,
    place,
    refusal_box,
    seat_types,
    with_scene,
)
from curule.web.portal.rendering import page
from curule.web.refusals import Told, status_of
from curule.web.seat_names import type_label
from curule.web.templatetags.curule import say


@require_http_methods(["GET", "HEAD", "POST"])
@portal
@with_scene
def requests(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Show who asks and who waits; approve, decline, take off the list."""
    if request.method != "POST":
        return _show(request, scene)
    row = as_uuid(request.POST.get("row"))
    try:
        said = _decide(request, scene, row)
    except Refused as refused:
        problem = refusal_box(request, scene, refused.refusal)
        return _show(request, scene, beside=row, problem=problem, status=status_of(refused.refusal))
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(place(scene, "requests"), status=303)


def _decide(request: HttpRequest, scene: Scene, row: UUID | None) -> str:
    """Carry out what was decided about a row; a row that is gone was decided already."""
    asked = request.POST.get("do", "")
    viewer = scene.viewer
    if asked == "withdraw":
        waiting = next(
            (w for w in list_waiting(viewer.account_id, scene.bought) if w.id == row), None
        )
        if waiting is None:
            return ""
        waiting_list.withdraw(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=scene.bought.id,
            email=waiting.email,
            seat_type=waiting.sold.terms.name,
            now=viewer.now,
            key=key_of(request, asked, row),
        )
        return say(viewer.reader, "people.withdrawn", person=waiting.name)
    found = next((a for a in list_asked(viewer.account_id, scene.bought) if a.id == row), None)
    if found is None:
        return ""
    if asked == "approve":
        seat_requests.approve(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=scene.bought.id,
            email=found.email,
            seat_type=found.sold.terms.name,
            may_buy=False,  # nobody pays by accident: what costs money has its review
            now=viewer.now,
            key=key_of(request, asked, row),
        )
        return say(viewer.reader, "people.approved", person=found.name)
    if asked == "decline":
        reason = request.POST.get("reason", "").strip()
        seat_requests.decline(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=scene.bought.id,
            email=found.email,
            seat_type=found.sold.terms.name,
            reason=reason,
            now=viewer.now,
            key=key_of(request, asked, row, reason),
        )
        return say(viewer.reader, "people.declined", person=found.name)
    return ""


def _show(
    request: HttpRequest,
    scene: Scene,
    *,
    beside: UUID | None = None,
    problem: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = scene.viewer
    asked = list_asked(viewer.account_id, scene.bought)
    more = {
        sold.id: more_seats(request, scene, sold, 1)
        for sold in {each.sold.id: each.sold for each in asked}.values()
        if not scene.free_of(sold)
    }
    context = {
        **base_context(request, scene),
        "tab": "requests",
        "asked": [
            {
                "asked": each,
                "type": type_label(viewer.reader, scene.bought.terms, each.sold.terms.name),
                "free": scene.free_of(each.sold),
                "more": more.get(each.sold.id),
                "buy": buying_more(scene, each.sold, 1),
                "problem": problem if each.id == beside else None,
                "reason": request.POST.get("reason", "") if each.id == beside else "",
            }
            for each in asked
        ],
        "waiting": [
            {
                "entry": each,
                "type": type_label(viewer.reader, scene.bought.terms, each.sold.terms.name),
            }
            for each in list_waiting(viewer.account_id, scene.bought)
        ],
        "may_decide": scene.may_assign or scene.rights.change is None,
        "problem": problem if problem and beside not in {each.id for each in asked} else None,
    }
    template = "portal/people/requests.html"
    return page(request, viewer, template, context, noun=scene.bought.noun, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
@with_scene
def ask_for_seat(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Let somebody without a seat ask for one, and say whom it goes to."""
    viewer = scene.viewer
    problem, status = None, 200
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST":
        wanted = request.POST.get("seat_type") or None
        if wanted is not None and scene.bought.terms.seat_type(wanted) is None:
            raise Http404
        try:
            seat_requests.ask_for_seat(
                actor=viewer.actor,
                account_id=viewer.account_id,
                subscription_id=scene.bought.id,
                seat_type=wanted,
                reason=reason,
                now=viewer.now,
                key=key_of(request, "ask", scene.bought.id, wanted, reason),
            )
        except Refused as refused:
            problem, status = (
                refusal_box(request, scene, refused.refusal),
                status_of(refused.refusal),
            )
        else:
            return HttpResponseRedirect(place(scene, "ask_for_seat", asked="1"), status=303)
    own = holdings_of(viewer.account_id, scene.bought, [viewer.person_id], viewer.now)
    context = {
        "scene": scene,
        "bought": scene.bought,
        "types": seat_types(scene),
        "has_seat": bool(own[viewer.person_id]),
        "is_open": has_asked(viewer.account_id, scene.bought.id, viewer.person_id),
        "deciders": _deciders(scene, viewer.email),
        "gives_own": place(scene, "add_people")
        if scene.may_assign and viewer.email in _deciders(scene, None)
        else None,
        "reason": reason,
        "problem": problem,
        "my_access": address("my_access"),
    }
    template = "portal/people/ask.html"
    return page(request, viewer, template, context, noun=scene.bought.noun, status=status)


def _deciders(scene: Scene, asker: str | None) -> list[str]:
    """Return the addresses of those whom a request for a seat goes to."""
    return sorted(told_of_request(scene.bought.terms.policy, scene.holders, asker))
