"""Licenses one by one (P13): who each is bound to, binding, unbinding, carrying over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from curule.core.policy import AssignmentMode
from curule.core.refusals import RefusalCode, Refused
from curule.selectors.licenses import (
    STATES,
    License,
    LicenseState,
    Sought,
    find_license,
    list_batches,
    list_carries,
    page_licenses,
)
from curule.selectors.roles import role_holders
from curule.selectors.rosters import Bought, list_bought, read_meters
from curule.services.seats import rebinding, seats
from curule.web.ids import as_uuid
from curule.web.pages import portal
from curule.web.portal.people.frame import (
    Rights,
    address,
    key_of,
    rights_of,
    scene_of,
)
from curule.web.portal.rendering import page
from curule.web.refusals import Told, status_of, told
from curule.web.searching import search_words
from curule.web.seat_names import type_label
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer

_TONES = {
    LicenseState.NOT_STARTED: "",
    LicenseState.FREE: "",
    LicenseState.INVITED: "accent",
    LicenseState.BOUND: "ok",
    LicenseState.ENDED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A license as the list shows it: with what can be done there."""

    license: License
    number: int
    product: str
    state: str
    tone: str
    may_bind: bool
    by_invitation: bool
    typed: str = ""
    problem: Told | None = None
    register: str = ""
    letter: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def licenses(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show the licenses; bind one in its row, carry bindings to a new batch."""
    everything = list_bought(viewer.account_id)
    if request.method != "POST":
        return _show(request, viewer, everything)
    if request.POST.get("do") == "carry":
        return _carry(request, viewer, everything)
    license_ = _license(viewer, everything, as_uuid(request.POST.get("seat")))
    try:
        _bind(request, viewer, license_)
    except Refused as refused:
        return _show(request, viewer, everything, beside=license_.seat_id, refused=refused)
    return HttpResponseRedirect(request.get_full_path(), status=303)


def _license(viewer: Viewer, everything: tuple[Bought, ...], seat_id: UUID | None) -> License:
    """Return a license of the account; a foreign one is none."""
    found = seat_id and find_license(viewer.account_id, everything, viewer.now, seat_id)
    if not found:
        raise Http404
    return found


def _bind(request: HttpRequest, viewer: Viewer, license_: License) -> None:
    email = request.POST.get("email", "").strip()
    given = seats.bind(
        actor=viewer.actor,
        account_id=viewer.account_id,
        subscription_id=license_.bought.id,
        email=email,
        seat_type=license_.sold.terms.name,
        seat_id=license_.seat_id,
        now=viewer.now,
        key=key_of(request, "bind", license_.seat_id, email),
    ).value[0]
    is_bound = given.outcome is seats.Outcome.SEATED
    key = "licenses.bound" if is_bound else "licenses.was_bound"
    said = say(viewer.reader, key, person=given.email)
    messages.add_message(request, messages.SUCCESS if is_bound else messages.WARNING, said)


def _carry(request: HttpRequest, viewer: Viewer, everything: tuple[Bought, ...]) -> HttpResponse:
    batches = {each.id: each for each in list_batches(viewer.account_id, everything, viewer.now)}
    older = batches.get(as_uuid(request.POST.get("from")) or viewer.account_id)
    newer = batches.get(as_uuid(request.POST.get("to")) or viewer.account_id)
    if older is None or newer is None or older.bought.id != newer.bought.id:
        raise Http404
    try:
        bound = rebinding.carry_bindings(
            actor=viewer.actor,
            account_id=viewer.account_id,
            subscription_id=newer.bought.id,
            from_batch=older.id,
            to_batch=newer.id,
            now=viewer.now,
            key=key_of(request, "carry", older.id, newer.id),
        ).value
    except Refused as refused:
        return _show(request, viewer, everything, refused=refused)
    messages.success(request, say(viewer.reader, "licenses.carried", count=len(bound)))
    return HttpResponseRedirect(request.get_full_path(), status=303)


def _sought(request: HttpRequest, everything: tuple[Bought, ...]) -> Sought:
    """Return what the list is narrowed to; what it does not know narrows nothing."""
    subscription, _, kind = request.GET.get("product", "").partition(":")
    chosen = next((each for each in everything if str(each.id) == subscription), None)
    sold = chosen.terms.seat_type(kind) if chosen and kind else None
    state = request.GET.get("status", "")
    return Sought(
        subscription_id=chosen.id if chosen else None,
        seat_type_id=sold.id if sold else None,
        state=state if state in STATES else "",
        batch_id=as_uuid(request.GET.get("batch")),
        email=search_words(request, "email", most=254),
        after=as_uuid(request.GET.get("after")),
    )


def _show(
    request: HttpRequest,
    viewer: Viewer,
    everything: tuple[Bought, ...],
    *,
    beside: UUID | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    sought = _sought(request, everything)
    found, has_more = page_licenses(viewer.account_id, everything, viewer.now, sought)
    holders = role_holders(viewer.account_id)
    rights = {each.id: rights_of(viewer, each, holders) for each in everything}
    problem = _told(request, everything, refused) if refused else None
    batches = list_batches(viewer.account_id, everything, viewer.now)
    first = _first_number(request)
    rows = [
        _row(
            request,
            viewer,
            license_,
            rights[license_.bought.id],
            number,
            problem if license_.seat_id == beside else None,
            refused,
        )
        for number, license_ in enumerate(found, start=first)
    ]
    counts = [
        meter.counts
        for each in everything
        for meter in read_meters(viewer.account_id, each, viewer.now)
        if not meter.sold.terms.unlimited
    ]
    may_carry = [
        carry
        for carry in list_carries(viewer.account_id, batches)
        if rights[carry.newer.bought.id].assign is None
    ]
    refusals = [right.assign for right in rights.values() if right.assign]
    context: dict[str, Any] = {
        "rows": rows,
        "last": found[-1].seat_id if has_more else None,
        "next_number": first + len(found),
        "sought": sought,
        "is_narrowed": sought != Sought(),
        "products": _products(viewer, everything),
        "product": request.GET.get("product", ""),
        "states": [{"name": s, "label": say(viewer.reader, f"licenses.state.{s}")} for s in STATES],
        "batches": batches,
        "carries": may_carry,
        "now": viewer.now,
        "taken": sum(each.occupied + each.held for each in counts),
        "free": sum(each.free for each in counts),
        "total": sum(each.total for each in counts),
        "problem": problem if beside is None else None,
        "may_not": told(request, refusals[0])
        if refusals and len(refusals) == len(rights)
        else None,
        "buy": address("add_seats", viewer.account_id, everything[0].id)
        if everything and rights[everything[0].id].change is None
        else None,
    }
    noun = everything[0].noun if everything else None
    status = status_of(refused.refusal) if refused else 200
    return page(request, viewer, "portal/people/licenses.html", context, noun=noun, status=status)


def _first_number(request: HttpRequest) -> int:
    given = request.GET.get("from", "")
    return int(given) if given.isdecimal() and len(given) < 8 else 1


def _told(request: HttpRequest, everything: tuple[Bought, ...], refused: Refused) -> Told:
    refusal = refused.refusal
    noun = everything[0].noun
    return told(request, replace(refusal, values={"noun": noun, **refusal.values}))


def _products(viewer: Viewer, everything: tuple[Bought, ...]) -> list[dict[str, str]]:
    """Return what the filter by product offers: each seat type of each subscription."""
    found = []
    for each in everything:
        types = each.terms.seat_types
        if len(types) == 1:
            found.append({"value": str(each.id), "label": each.name})
            continue
        found += [
            {
                "value": f"{each.id}:{sold.terms.name}",
                "label": f"{each.name} · {type_label(viewer.reader, each.terms, sold.terms.name)}",
            }
            for sold in types
        ]
    return found


def _row(  # noqa: PLR0917
    request: HttpRequest,
    viewer: Viewer,
    license_: License,
    rights: Rights,
    number: int,
    problem: Told | None,
    refused: Refused | None,
) -> Row:
    bought, reader = license_.bought, viewer.reader
    several = len(bought.terms.seat_types) > 1
    kind = f" · {type_label(reader, bought.terms, license_.sold.terms.name)}" if several else ""
    word = "expiring" if license_.is_ending and license_.state is LicenseState.BOUND else ""
    typed = request.POST.get("email", "") if problem else ""
    is_unknown = (
        problem is not None
        and refused is not None
        and refused.refusal.code is RefusalCode.USER_NOT_REGISTERED
    )
    register = f"{settings.CURULE_BASE_URL}{reverse('account_signup')}" if is_unknown else ""
    return Row(
        license=license_,
        number=number,
        product=f"{bought.name}{kind}",
        state=say(reader, f"licenses.state.{word or license_.state}"),
        tone="warn" if word else _TONES[license_.state],
        may_bind=rights.assign is None,
        by_invitation=bought.terms.policy.assignment.mode is AssignmentMode.INVITATION,
        typed=typed,
        problem=problem,
        register=register,
        letter=_letter(viewer, typed, register) if register else "",
    )


def _letter(viewer: Viewer, to: str, register: str) -> str:
    """Return the address that opens a mail of one's own with the registration page in it."""
    words = {
        "subject": say(viewer.reader, "licenses.register.subject", company=viewer.company.name),
        "body": say(viewer.reader, "licenses.register.body", address=register, email=to),
    }
    return f"mailto:{to}?{urlencode(words).replace('+', '%20')}"


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def unbind(request: HttpRequest, viewer: Viewer, seat_id: UUID) -> HttpResponse:
    """Say what unbinding a license does; then unbind it (R16, R17)."""
    everything = list_bought(viewer.account_id)
    license_ = _license(viewer, everything, seat_id)
    back = reverse("licenses", args=[viewer.account_id])
    scene = scene_of(viewer, license_.bought, everything)
    problem, status = None, 200
    if not license_.holder:
        return HttpResponseRedirect(back, status=303)  # sent twice: it is free already
    if request.method == "POST":
        try:
            seats.unassign(
                actor=viewer.actor,
                account_id=viewer.account_id,
                subscription_id=license_.bought.id,
                email=license_.holder,
                seat_type=license_.sold.terms.name,
                seat_id=license_.seat_id,
                now=viewer.now,
                key=key_of(request, "unbind", license_.seat_id, license_.holder),
            )
        except Refused as refused:
            problem, status = told(request, refused.refusal), status_of(refused.refusal)
        else:
            said = say(viewer.reader, "licenses.unbound", person=license_.holder)
            messages.success(request, said)
            return HttpResponseRedirect(back, status=303)
    elif scene.rights.assign is not None:
        raise Refused(scene.rights.assign)
    context = {"license": license_, "back": back, "problem": problem, "scene": scene}
    template = "portal/people/unbind.html"
    return page(request, viewer, template, context, noun=license_.bought.noun, status=status)
