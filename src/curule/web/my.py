"""A person's own access: what they may use, and from whom (P32)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.permissions import Action, Actor, roles_for
from curule.core.refusals import RefusalCode, Refused, WayOut, refuse
from curule.selectors.access import OwnSeat, list_own_seats
from curule.selectors.clocks import now_for
from curule.selectors.companies import CompanyRow, find_company, list_companies
from curule.selectors.knowing import was_done
from curule.selectors.owners import is_last_owner
from curule.selectors.roles import role_holders
from curule.selectors.rosters import Bought, list_bought
from curule.services.people import memberships
from curule.services.seating import people
from curule.web.answers import done, lead_to, one_time_key
from curule.web.portal.account.forms import ProfileForm
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Request
from curule.wording.nouns import forms
from curule.wording.values import Reader, written

_MOST_NAMED: Final = 5
"""So many of those who decide are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSeat:
    """A seat in words: what it is, whether it can be used, until when or why not."""

    seat: OwnSeat
    kind: str
    word: str
    tone: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCompany:
    """A company of the person with their roles and seats in it."""

    row: CompanyRow | None
    account_id: UUID
    name: str
    roles: str
    seats: tuple[ShownSeat, ...]
    people: tuple[str, ...] = ()
    can_ask: bool = False
    gives_seats: bool = False


@require_safe
@login_required
def my_access(request: HttpRequest) -> HttpResponse:
    """Show the companies of the person, with their roles and seats in each."""
    mine = cast("Request", request)
    person_id = _person_id(request)
    seats = list_own_seats(person_id, mine.now)
    companies = {row.account_id: row for row in list_companies(person_id)}
    names = {seat.account_id: seat.company for seat in seats}
    names |= {account_id: row.name for account_id, row in companies.items()}
    found = [
        _company(
            request,
            companies.get(account_id),
            account_id,
            name,
            [seat for seat in seats if seat.account_id == account_id],
        )
        for account_id, name in sorted(names.items(), key=lambda item: (item[1], item[0]))
    ]
    return _my_page(request, "my/access.html", "access", {"companies": found})


def _company(
    request: HttpRequest,
    row: CompanyRow | None,
    account_id: UUID,
    name: str,
    seats: list[OwnSeat],
) -> OwnCompany:
    """Return a company as the person sees it; without a seat there, whom to ask for one."""
    mine = cast("Request", request)
    person = str(request.user)
    running = _running(account_id) if row is not None and not seats else None
    deciders = _who_may(Action.CHANGE, account_id, running)
    gives = person in _who_may(Action.ASSIGN, account_id, running)
    others = tuple(email for email in deciders if email != person)
    return OwnCompany(
        row=row,
        account_id=account_id,
        name=name,
        roles=_roles(row, mine.reader),
        seats=tuple(_shown(seat, mine.reader) for seat in seats),
        people=() if gives else others[:_MOST_NAMED],
        can_ask=running is not None and not gives,
        gives_seats=gives,
    )


def _running(account_id: UUID) -> Bought | None:
    """Return something that runs there, so that a seat of it can be asked for."""
    return next((each for each in list_bought(account_id) if not each.is_ended), None)


def _who_may(action: Action, account_id: UUID, bought: Bought | None) -> tuple[str, ...]:
    """Return the addresses of those who may do this with what was bought."""
    if bought is None:
        return ()
    holders = role_holders(account_id)
    roles = roles_for(action, policy=bought.terms.policy, holders=holders)
    people = (email for role in sorted(roles) for email in holders.get(role, ()))
    return tuple(dict.fromkeys(people))


@require_safe
@login_required
def my_help(request: HttpRequest) -> HttpResponse:
    """Lead to the help of one's company; of several, let the person choose."""
    companies = list_companies(_person_id(request))
    if len(companies) == 1:
        return redirect("help", companies[0].account_id)
    shown = {"companies": companies, "contact": settings.CURULE_CONTACT}
    return _my_page(request, "my/help.html", "help", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_profile(request: HttpRequest) -> HttpResponse:
    """Change how one is called, and how one reads."""
    person: Any = request.user
    reader = cast("Request", request).reader
    fields = ("first_name", "last_name", "language", "time_zone")
    if request.method != "POST":
        form = ProfileForm(
            initial={field: getattr(person, field) for field in fields}, reader=reader
        )
        return _my_page(request, "my/profile.html", "profile", {"form": form})
    form = ProfileForm(request.POST, reader=reader)
    if not form.is_valid():
        return _my_page(request, "my/profile.html", "profile", {"form": form}, status=422)
    try:
        people.set_profile(
            person_id=_person_id(request), **{field: form.cleaned_data[field] for field in fields}
        )
    except Refused as refused:
        shown = {"form": form, "refused": told(request, refused.refusal)}
        status = status_of(refused.refusal)
        return _my_page(request, "my/profile.html", "profile", shown, status=status)
    # What follows is said in the language that was chosen just now.
    chosen = type(reader.language)(form.cleaned_data["language"])
    cast("Request", request).reader = replace(reader, language=chosen)
    return done(request, "my_profile", key="profile.saved")


@require_safe
@login_required
def my_security(request: HttpRequest) -> HttpResponse:
    """Lead to password, passkeys, second factor and addresses."""
    person: Any = request.user
    shown = {"has_password": person.has_usable_password()}
    return _my_page(request, "my/security.html", "security", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave_company(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Say what leaving a company means; then leave it."""
    mine = cast("Request", request)
    person_id = _person_id(request)
    company = find_company(person_id, account_id)
    if company is None:
        if was_done(account_id, one_time_key(request)):
            return lead_to("my_access")
        raise Http404
    seats = [seat for seat in list_own_seats(person_id, mine.now) if seat.account_id == account_id]
    shown = {
        "company": company,
        "roles": _roles(company, mine.reader),
        "seats": [_shown(seat, mine.reader) for seat in seats if seat.reason is None],
    }
    if request.method != "POST":
        is_last = is_last_owner(account_id, person_id)
        refused = refuse(RefusalCode.LAST_OWNER)
        links = {WayOut.TRANSFER_OWNERSHIP.value: reverse("transfer_ownership", args=[account_id])}
        told_before = told(request, refused, links=links) if is_last else None
        shown = {**shown, "refused": told_before, "may_not": is_last}
        return _my_page(request, "my/leave.html", "access", shown)
    try:
        memberships.leave(
            actor=Actor.person(person_id=str(person_id), name=str(request.user)),
            account_id=account_id,
            now=now_for(account_id, mine.now),
            key=one_time_key(request),
        )
    except Refused as refused:
        shown = {**shown, "refused": told(request, refused.refusal)}
        status = status_of(refused.refusal)
        return _my_page(request, "my/leave.html", "access", shown, status=status)
    return done(request, "my_access", key="my.left", company=company.name)


def _person_id(request: HttpRequest) -> UUID:
    return cast("UUID", request.user.pk)


def _roles(company: CompanyRow | None, reader: Reader) -> str:
    """Return the roles as a list in words; a member without any is a member."""
    if company is None:
        return say(reader, "my.invited")
    held = [written(role, reader) for role in sorted(company.roles)]
    return ", ".join(held) or say(reader, "companies.member")


def _shown(seat: OwnSeat, reader: Reader) -> ShownSeat:
    here = replace(reader, zone=seat.zone, noun=seat.noun)
    kind = forms(seat.noun, reader.language).one
    if seat.reason is None:
        until = seat.until
        detail = say(here, "my.until", at=until) if until else say(here, "my.renews")
        return ShownSeat(
            seat=seat, kind=kind, word=say(here, "my.usable"), tone="ok", detail=detail
        )
    word = say(here, f"my.reason.{seat.reason}")
    detail = say(here, f"my.help.{seat.reason}")
    if seat.invited_until is not None:
        detail = say(here, "my.invited_until", at=seat.invited_until)
    tone = "accent" if seat.invited_until else "warn"
    return ShownSeat(seat=seat, kind=kind, word=word, tone=tone, detail=detail)


def _my_page(
    request: HttpRequest, template: str, tab: str, shown: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return render(request, template, {"tab": tab, **shown}, status=status)
