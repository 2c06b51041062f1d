"""Invitations: a page that changes nothing when it is opened, and what its buttons do (P29, P30).

The link of a mail puts its token into the session and leads to an address without it (TH4). Whoever
reads the page is then one of five: signed in as the invited, somebody new, somebody known who signs
in first, somebody whose link was copied and who confirms the address, or the wrong person (TH1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final, cast
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.invitations import InvitationStatus
from curule.core.permissions import Actor
from curule.core.refusals import Refusal, RefusalCode, Refused
from curule.core.settlement import Choice
from curule.gateways.signing import LinkPurpose
from curule.selectors.invitation_pages import InvitationPage, find_invitation_page
from curule.services.invitations import invitation_wishes, invitations
from curule.services.joining.joining_offers import OwnPlanOffer, find_offer
from curule.services.seating import people
from curule.web import errors, kept_links, sign_in
from curule.web.answers import lead_to
from curule.web.invitation_forms import ChoiceForm, CodeForm, NewPersonForm
from curule.web.kept_links import KeptLink
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Request


class As(StrEnum):
    """Who reads the page."""

    INVITED = "invited"  # signed in with the invited address
    NEW = "new"  # proved the mailbox, has no user account
    KNOWN = "known"  # has a user account and signs in first
    UNPROVED = "unproved"  # came with a copied link
    WRONG = "wrong"  # signed in with another address


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A reader of an invitation's page."""

    page: InvitationPage
    link: KeptLink | None
    who: As
    person_id: UUID | None
    over: Refusal | None
    proved: bool = False
    offer: OwnPlanOffer | None = None

    @property
    def actor(self) -> Actor | None:
        """Return who acts: the person who is signed in."""
        if self.person_id is None:
            return None
        return Actor.person(person_id=str(self.person_id), name=self.page.email)

    @property
    def token(self) -> str | None:
        """Return the token that proves what this session has proved."""
        if self.link is None:
            return None
        if not self.link.proved:
            return self.link.token
        return invitations.link_token(
            account_id=self.page.account_id,
            invitation_id=self.page.id,
            purpose=LinkPurpose.MAIL,
        )


@require_safe
def invitation_link(request: HttpRequest, invitation_id: UUID, token: str) -> HttpResponse:
    """Take the token out of the address. Whoever only looks whether the page is there, keeps none.

    A forged link is no page, like any other address that leads nowhere.
    """
    if invitation_wishes.find_purpose(invitation_id=invitation_id, token=token) is None:
        raise Http404
    if request.method == "GET":
        kept_links.keep(request, invitation_id, token)
    return _private(redirect("invitation", invitation_id), referrer="no-referrer")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Show an invitation; on the press of a button accept it, decline it, or ask for a new one."""
    visit = _visit(request, invitation_id)
    if visit is None:
        if request.user.is_authenticated:
            raise Http404
        return _private(redirect_to_login(request.get_full_path()))
    if request.method != "POST":
        return _shown(request, visit)
    act = _ACTIONS.get(request.POST.get("action", ""))
    if act is None or (visit.who is As.WRONG and act is not _switch):
        return _shown(request, visit)
    try:
        return _private(act(request, visit))
    except Refused as refused:
        return _after(request, visit, refused.refusal)


# --- who comes ------------------------------------------------------------------------------------


def _visit(request: HttpRequest, invitation_id: UUID) -> Visit | None:
    """Return the visit, or None for who has neither a link nor the invited address."""
    mine = cast("Request", request)
    page = find_invitation_page(invitation_id, mine.now)
    if page is None:
        return None
    link = kept_links.find(request, invitation_id)
    purpose = None
    if link is not None:
        purpose = invitation_wishes.find_purpose(invitation_id=invitation_id, token=link.token)
    user: Any = request.user
    is_invited = user.is_authenticated and user.email == page.email and bool(user.verified_at)
    if purpose is None and not is_invited:
        return None
    mine.reader = replace(mine.reader, zone=page.zone, noun=page.noun)
    visit = Visit(
        page=page,
        link=link,
        who=_who(request, page, is_invited=is_invited, proved=_proves(purpose, link)),
        person_id=cast("UUID", user.pk) if is_invited else None,
        over=_over(page, link),
        proved=_proves(purpose, link),
    )
    return replace(visit, offer=_offer(visit))


def _proves(purpose: LinkPurpose | None, link: KeptLink | None) -> bool:
    return purpose is LinkPurpose.MAIL or (link is not None and link.proved)


def _who(request: HttpRequest, page: InvitationPage, *, is_invited: bool, proved: bool) -> As:
    if is_invited:
        return As.INVITED
    if request.user.is_authenticated:
        return As.WRONG
    if page.is_known:
        return As.KNOWN
    return As.NEW if proved else As.UNPROVED


def _over(page: InvitationPage, link: KeptLink | None) -> Refusal | None:
    """Return why the link cannot be used any more: replaced, expired, taken back, declined."""
    if link is None:
        return None
    try:
        invitations.open_link(invitation_id=page.id, token=link.token, now=page.now)
    except Refused as refused:
        return refused.refusal
    return None


def _offer(visit: Visit) -> OwnPlanOffer | None:
    """Return what becomes of an own plan; only the person themselves is told."""
    page = visit.page
    is_open = page.status is InvitationStatus.OPEN and visit.over is None
    if visit.person_id is None or not is_open or not page.settles_own_plan:
        return None
    return find_offer(
        account_id=page.account_id,
        invitation_id=page.id,
        person_id=visit.person_id,
        now=page.now,
    )


# --- what it looks like ---------------------------------------------------------------------------

_OVER: Final = {
    InvitationStatus.EXPIRED: "expired",
    InvitationStatus.CANCELED: "canceled",
    InvitationStatus.DECLINED: "declined",
    InvitationStatus.ACCEPTED: "accepted",
}


def _state(visit: Visit) -> str:
    page = visit.page
    if visit.who is As.WRONG:
        return "wrong"
    if page.status is not InvitationStatus.OPEN:
        return _OVER[page.status]
    if visit.over is not None and visit.over.code is RefusalCode.INVITATION_SUPERSEDED:
        return "superseded"
    return "open"


_STATUSES: Final = {
    "wrong": HTTPStatus.FORBIDDEN,
    "expired": HTTPStatus.GONE,
    "canceled": HTTPStatus.GONE,
    "declined": HTTPStatus.GONE,
    "superseded": HTTPStatus.GONE,
}


def _shown(
    request: HttpRequest,
    visit: Visit,
    *,
    form: NewPersonForm | None = None,
    code_form: CodeForm | None = None,
    choice: ChoiceForm | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    mine = cast("Request", request)
    page, state = visit.page, _state(visit)
    names = {"first_name": page.first_name, "last_name": page.last_name, "time_zone": page.zone}
    is_full = refused is not None and refused.code is RefusalCode.NO_FREE_SEAT
    problem = any(each is not None and each.errors for each in (form, code_form, choice))
    status: int = _STATUSES.get(state, HTTPStatus.OK)
    if refused is not None:
        status = status_of(refused)
    elif problem:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    here = reverse("invitation", args=[page.id])
    context = {
        "page": page,
        "state": state,
        "who": visit.who.value,
        "offer": visit.offer,
        "is_mine": page.accepted_by is not None and page.accepted_by == visit.person_id,
        "form": form or NewPersonForm(reader=mine.reader, initial=names),
        "code_form": code_form or CodeForm(reader=mine.reader),
        "choice": choice or ChoiceForm(reader=mine.reader),
        "awaits_code": visit.link is not None and visit.link.awaits_code(mine.now),
        "refused": told(request, refused) if refused is not None and not is_full else None,
        "is_full": is_full,
        "may_decline": visit.who is As.KNOWN and visit.proved,
        "here": here,
        "sign_in": f"{reverse('account_login')}?next={here}",
        "code_sign_in": f"{reverse('account_request_login_code')}?next={here}",
    }
    return _private(render(request, "invitations/invitation.html", context, status=status))


def _after(request: HttpRequest, visit: Visit, refused: Refusal) -> HttpResponse:
    """Show what was refused, as things are now: another window may have acted meanwhile."""
    again = _visit(request, visit.page.id) or visit
    if again.page.status is not InvitationStatus.OPEN:
        return _shown(request, again)
    if refused.code is RefusalCode.OWN_PLAN_CHOICE_REQUIRED:
        form = ChoiceForm(request.POST, reader=cast("Request", request).reader)
        form.is_valid()
        return _shown(request, again, choice=form)
    return _shown(request, again, refused=refused)


def _private(response: HttpResponse, referrer: str = "same-origin") -> HttpResponse:
    """Keep the page out of every cache and its address out of every other site (TH4).

    The address with the token is told to nobody at all. The page itself may tell itself: a browser
    that tells nothing sends forms without their origin, and they would be refused.
    """
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = referrer
    response.headers["X-Robots-Tag"] = "noindex"
    return response


# --- what its buttons do --------------------------------------------------------------------------


def _accept(request: HttpRequest, visit: Visit) -> HttpResponse:
    if _state(visit) != "open" or visit.who in {As.KNOWN, As.UNPROVED}:
        return _shown(request, visit)
    if visit.who is As.NEW:
        return _accept_as_new(request, visit)
    choice = None
    if visit.offer is not None:
        form = ChoiceForm(request.POST, reader=cast("Request", request).reader)
        if not visit.offer.is_blocked and not form.is_valid():
            return _shown(request, visit, choice=form)
        choice = Choice(form.cleaned_data["join"]) if form.is_valid() else None
    accepted = invitations.accept(
        actor=visit.actor,
        account_id=visit.page.account_id,
        invitation_id=visit.page.id,
        join=choice,
        now=visit.page.now,
    ).value
    kept_links.forget(request, visit.page.id)
    if accepted.already:
        _say(request, "invitations.joined_before", account=visit.page.account)
    return redirect("welcome", visit.page.account_id)


def _accept_as_new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Accept for somebody new: names, one password, and in they are."""
    form = NewPersonForm(
        request.POST, reader=cast("Request", request).reader, email=visit.page.email
    )
    if not form.is_valid():
        return _shown(request, visit, form=form)
    accepted = invitations.accept(
        actor=None,
        account_id=visit.page.account_id,
        invitation_id=visit.page.id,
        token=visit.token,
        first_name=form.cleaned_data["first_name"],
        last_name=form.cleaned_data["last_name"],
        now=visit.page.now,
    ).value
    people.set_time_zone(
        person_id=accepted.person_id, time_zone=form.cleaned_data["time_zone"] or visit.page.zone
    )
    people.set_language(
        person_id=accepted.person_id, language=cast("Request", request).reader.language.value
    )
    kept_links.forget(request, visit.page.id)
    return sign_in.enter_new(
        request,
        accepted.person_id,
        password=form.cleaned_data["password"],
        then=reverse("welcome", args=[visit.page.account_id]),
    )


def _decline(request: HttpRequest, visit: Visit) -> HttpResponse:
    del request
    invitations.decline(
        actor=visit.actor,
        account_id=visit.page.account_id,
        invitation_id=visit.page.id,
        token=visit.token,
        now=visit.page.now,
    )
    return _back(visit)


def _ask_again(request: HttpRequest, visit: Visit) -> HttpResponse:
    invitation_wishes.ask_again(
        actor=visit.actor,
        account_id=visit.page.account_id,
        invitation_id=visit.page.id,
        token=visit.token,
        now=visit.page.now,
    )
    _say(request, "invitations.asked_again")
    return _back(visit)


def _wait(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.who not in {As.INVITED, As.NEW}:
        return _shown(request, visit)
    seated = invitation_wishes.wait_for_seat(
        actor=visit.actor,
        account_id=visit.page.account_id,
        invitation_id=visit.page.id,
        token=visit.token,
        now=visit.page.now,
    ).value
    _say(request, "invitations.seat_found" if seated else "invitations.waiting")
    return _back(visit)


def _switch(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Sign the wrong person out and keep the link for the right one."""
    logout(request)
    if visit.link is not None:
        kept_links.put_back(request, visit.page.id, replace(visit.link, proved=False))
    return _back(visit)


def _send_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Mail a code to the invited address, and to no other (TH9)."""
    if visit.who is not As.UNPROVED or _state(visit) != "open":
        return _shown(request, visit)
    if not ratelimit.consume(request, action="request_login_code", key=visit.page.email):
        return errors.too_many(request)
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    kept_links.await_code(request, visit.page.id, code, cast("Request", request).now)
    adapter.send_mail(
        "account/email/invitation_code",
        visit.page.email,
        {"code": code, "account": visit.page.account},
    )
    _say(request, "invitations.code_sent", email=visit.page.email)
    return _back(visit)


def _confirm_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    mine = cast("Request", request)
    if visit.who is not As.UNPROVED:
        return _shown(request, visit)
    form = CodeForm(request.POST, reader=mine.reader)
    if form.is_valid():
        if kept_links.try_code(request, visit.page.id, form.cleaned_data["code"], mine.now):
            return _back(visit)
        form.add_error("code", say(mine.reader, "invitations.code_wrong"))
    return _shown(request, _visit(request, visit.page.id) or visit, code_form=form)


_ACTIONS: Final = {
    "accept": _accept,
    "decline": _decline,
    "ask_again": _ask_again,
    "wait": _wait,
    "switch": _switch,
    "send_code": _send_code,
    "confirm_code": _confirm_code,
}


def _back(visit: Visit) -> HttpResponse:
    return lead_to("invitation", visit.page.id)


def _say(request: HttpRequest, key: str, **values: object) -> None:
    messages.success(request, say(cast("Request", request).reader, key, **values))
