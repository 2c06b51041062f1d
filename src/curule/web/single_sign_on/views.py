"""The pages of single sign-on: whose provider, going there, coming back, and what went wrong."""

from __future__ import annotations

import logging
from typing import Any, Final, cast
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import EmailAddress, Login
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.selectors.companies import find_company
from curule.selectors.single_sign_on import find_account_of_address
from curule.services.seats import domains
from curule.services.single_sign_on import signing_in
from curule.services.single_sign_on.arriving import Arrived
from curule.web.ids import as_uuid
from curule.web.refusals import told
from curule.web.sign_in import know_address
from curule.web.single_sign_on.session import (
    Attempt,
    came_by,
    keep_begun,
    keep_hint,
    note_came,
    place_of_ours,
    take_begun,
    take_hint,
)
from curule.web.viewers import Request

_log: Final = logging.getLogger(__name__)
_STATUS: Final = {
    RefusalCode.SSO_PROVIDER_AWAY: 502,
    RefusalCode.SSO_ATTEMPT_OVER: 400,
    RefusalCode.SSO_ANSWER_INVALID: 400,
    RefusalCode.SSO_PROVIDER_REFUSED: 400,
    RefusalCode.NOT_FOUND: 404,
    RefusalCode.RATE_LIMITED: 429,
}
_LONGEST: Final = 4096
"""No state and no code is longer."""


@require_http_methods(["GET", "HEAD", "POST"])
def sso(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and lead to the provider of its company if there is one."""
    then = place_of_ours(request.GET.get("next") or request.POST.get("next"))
    if request.method != "POST":
        return render(request, "sso/find.html", {"next": then})
    email = request.POST.get("email", "").strip()
    account_id = find_account_of_address(email)
    if account_id is None:
        shown = {"next": then, "email": email, "is_unknown": True}
        return render(request, "sso/find.html", shown, status=422)
    keep_hint(request, email)
    query = f"?{urlencode({'next': then})}" if then else ""
    there = reverse("sso_start", args=[account_id])
    return HttpResponseRedirect(f"{there}{query}", status=303)


@require_safe
def start(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Lead to the provider of a company, by a page that a browser leaves at once.

    A redirect would do; but a form of ours may have led here, and its policy leads to no other
    site.
    """
    then = place_of_ours(request.GET.get("next"))
    try:
        _limit(request)
        begun = signing_in.begin(account_id=account_id, hint=take_hint(request))
    except Refused as refused:
        return _failed(request, refused.refusal, account_id=account_id, then=then)
    now = cast("Request", request).now
    keep_begun(request, begun, account_id=account_id, then=then, now=now)
    shown = {"url": begun.url, "host": urlsplit(begun.url).hostname}
    return render(request, "sso/leaving.html", shown)


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take what the provider sends a browser back with; sign in whom it names."""
    now = cast("Request", request).now
    state, code = _given(request, "state"), _given(request, "code")
    attempt = take_begun(request, state, now=now) if state else None
    if attempt is None:
        return _failed(request, refuse(RefusalCode.SSO_ATTEMPT_OVER))
    if not code:
        _log.warning("single sign-on failed: the provider gave no code")
        refusal = refuse(RefusalCode.SSO_PROVIDER_REFUSED)
        return _failed(request, refusal, account_id=attempt.account_id, then=attempt.then)
    try:
        arrived = signing_in.finish(
            connection_id=attempt.connection_id,
            state=state,
            code=code,
            issuer=request.GET.get("iss"),
            now=now,
        )
    except Refused as refused:
        return _failed(request, refused.refusal, account_id=attempt.account_id, then=attempt.then)
    domains.welcome(person_id=arrived.person_id, now=now)
    return _enter(request, arrived, attempt)


@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Say that a company asks for a second factor, and lead to where it is set up."""
    account_id = as_uuid(request.GET.get("account"))
    person_id = cast("UUID", request.user.pk)
    company = find_company(person_id, account_id) if account_id else None
    then = place_of_ours(request.GET.get("next"))
    shown = {"tab": "security", "company": company.name if company else "", "next": then or "/"}
    return render(request, "sso/second_factor.html", shown)


def _enter(request: HttpRequest, arrived: Arrived, attempt: Attempt) -> HttpResponse:
    """Sign in; whoever has a second factor of their own is asked for it here too."""
    person: Any = get_user_model().objects.get(pk=arrived.person_id)
    if arrived.is_proved_now:
        EmailAddress.objects.filter(user=person).delete()
        Authenticator.objects.filter(user=person).delete()
    know_address(person)
    came: frozenset[UUID] = frozenset()
    if request.user.is_authenticated:
        if request.user.pk == person.pk:
            came = came_by(request, person.pk)
        logout(request)
    for account_id in came | {arrived.account_id}:
        note_came(request, person.pk, account_id)
    login = Login(user=person, email=person.email, redirect_url=attempt.then or None)
    response: HttpResponse = perform_login(request, login)
    return response


def _limit(request: HttpRequest) -> None:
    usual = ratelimit.consume(
        request, app="allauth.account", action="single_sign_on", limit_get=True
    )
    if not usual:
        raise Refused(refuse(RefusalCode.RATE_LIMITED))


def _given(request: HttpRequest, name: str) -> str:
    """Return a value that was given once; one that was given twice is none (RFC 6749, 3.1)."""
    values = request.GET.getlist(name)
    return values[0] if len(values) == 1 and len(values[0]) <= _LONGEST else ""


def _failed(
    request: HttpRequest, refusal: Refusal, *, account_id: UUID | None = None, then: str = ""
) -> HttpResponse:
    """Show what went wrong, with a way to begin anew and one around it; nothing was done."""
    query = f"?{urlencode({'next': then})}" if then else ""
    again = reverse("sso_start", args=[account_id]) if account_id else reverse("sso")
    shown = {
        "refused": told(request, refusal),
        "again": "" if refusal.code is RefusalCode.NOT_FOUND else f"{again}{query}",
        "other": f"{reverse('account_login')}{query}",
    }
    return render(request, "sso/failed.html", shown, status=_STATUS.get(refusal.code, 403))
