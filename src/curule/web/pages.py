"""The doors of pages: each finds out who comes, lets them in or not, and shows what was refused."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Concatenate, Final, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from curule.core.permissions import HANDED_OUT, Action, Actor, StaffRole, may
from curule.core.refusals import Refusal, RefusalCode, Refused, WayOut, refuse
from curule.selectors.access import list_own_seats
from curule.selectors.clocks import now_for
from curule.selectors.companies import CompanyRow, find_company, find_staff_role
from curule.selectors.console.staff import list_staff
from curule.selectors.roles import role_holders
from curule.web.permissions import ROUTES, Gate, Route
from curule.web.places import page_to_open
from curule.web.refusals import refusal_page
from curule.web.single_sign_on.duties import outstanding
from curule.web.viewers import Request, StaffViewer, Viewer

_P = ParamSpec("_P")
PortalView = Callable[Concatenate[HttpRequest, Viewer, _P], HttpResponseBase]
_MOST_NAMED: Final = 5
"""So many of those who may are named to whoever may not."""
ConsoleView = Callable[Concatenate[HttpRequest, StaffViewer, _P], HttpResponseBase]


def portal(view: PortalView[_P]) -> Callable[..., HttpResponseBase]:
    """Let a person of the account in, as the route's row of the permission table says.

    The view gets a `Viewer` in place of the account's id. What a command refuses and the view does
    not show itself becomes a page with the way out.
    """

    @functools.wraps(view)
    def opened(
        request: HttpRequest, account_id: UUID, *args: _P.args, **kwargs: _P.kwargs
    ) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(page_to_open(request))
        viewer = _viewer(cast("Request", request), account_id)
        request.viewer = viewer  # type: ignore[attr-defined]
        led = outstanding(request, viewer.account_id)
        if led is not None:
            return led
        try:
            _require(viewer, _route(request), acts=request.method not in {"GET", "HEAD"})
            return view(request, viewer, *args, **kwargs)
        except Refused as refused:
            return refusal_page(request, refused.refusal)

    return opened


def console(view: ConsoleView[_P]) -> Callable[..., HttpResponseBase]:
    """Let the vendor's staff in; for everybody else there is no such page."""

    @functools.wraps(view)
    def opened(request: HttpRequest, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(page_to_open(request))
        mine = cast("Request", request)
        role = find_staff_role(request.user.pk)
        if role is None:
            raise Http404
        actor = Actor.staff(name=_email(request), role=role, person_id=str(request.user.pk))
        viewer = StaffViewer(
            person_id=request.user.pk,
            email=_email(request),
            role=role,
            actor=actor,
            now=mine.now,
            reader=mine.reader,
        )
        request.staff = viewer  # type: ignore[attr-defined]
        route = _route(request)
        asked = route.see if request.method in {"GET", "HEAD"} else (route.act or route.see)
        try:
            _require_staff(actor, asked)
            return view(request, viewer, *args, **kwargs)
        except Refused as caught:
            return refusal_page(request, caught.refusal)

    return opened


def _require_staff(actor: Actor, asked: Action | None) -> None:
    if asked is None or may(actor, asked) is None:
        return
    able = sorted(
        (row for row in list_staff() if not may(Actor.staff(name="", role=row.role), asked)),
        key=lambda row: row.role is not StaffRole.ADMIN,
    )
    people = tuple(row.email for row in able[:_MOST_NAMED])
    options = (WayOut.CONTACT_PERSON,) if people else ()
    raise Refused(refuse(RefusalCode.ROLE_NOT_ALLOWED, options=options, staff=people or None))


def _route(request: HttpRequest) -> Route:
    assert request.resolver_match is not None
    return ROUTES[request.resolver_match.url_name or ""]


def _viewer(request: Request, account_id: UUID) -> Viewer:
    person_id = cast("UUID", request.user.pk)
    company = find_company(person_id, account_id)
    if company is None:
        raise Http404
    reader = replace(request.reader, zone=company.time_zone)
    request.reader = reader
    request.now = now_for(account_id, request.now)
    return Viewer(
        person_id=person_id,
        email=_email(request),
        name=_name(request),
        company=company,
        actor=_actor(request, company),
        now=request.now,
        reader=reader,
    )


def _actor(request: HttpRequest, company: CompanyRow) -> Actor:
    return Actor.person(
        person_id=str(request.user.pk),
        name=_email(request),
        account_id=str(company.account_id),
        roles=company.roles,
    )


def _require(viewer: Viewer, route: Route, *, acts: bool) -> None:
    """Refuse who belongs to the account but has no role for this.

    What a policy hands out is left to the command: the page says the number, the reason and who may
    to everybody with a role (A1).
    """
    if route.gate is Gate.MEMBER:
        return
    asked = route.act if acts and route.act else route.see
    assert asked is not None
    if viewer.roles and (asked in HANDED_OUT or may(viewer.actor, asked) is None):
        return
    refused = may(viewer.actor, asked, holders=role_holders(viewer.account_id))
    raise Refused(_for(viewer, refused or refuse(RefusalCode.ROLE_NOT_ALLOWED)))


def _for(viewer: Viewer, refused: Refusal) -> Refusal:
    """Return a refusal that names some who may, and the ways that are open to this person.

    Whoever has no role here can write to those who do, look at their own access, and ask for a seat
    where they have none.
    """
    people = refused.values.get("people")
    values = dict(refused.values)
    if isinstance(people, tuple):
        values["people"] = people[:_MOST_NAMED]
    options: tuple[str, ...] = (WayOut.CONTACT_PERSON,)
    if not viewer.roles:
        seats = list_own_seats(viewer.person_id, viewer.now)
        here = (seat for seat in seats if seat.account_id == viewer.account_id)
        has_one = any(seat.reason is None or seat.invited_until for seat in here)
        asks = () if has_one else (WayOut.ASK_FOR_SEAT,)
        options = (*asks, WayOut.CONTACT_PERSON, WayOut.SEE_ACCESS)
    return Refusal(refused.code, options, values)


def _email(request: HttpRequest) -> str:
    return str(getattr(request.user, "email", ""))


def _name(request: HttpRequest) -> str:
    first, last = (getattr(request.user, part, "") for part in ("first_name", "last_name"))
    return f"{first} {last}".strip() or _email(request)
