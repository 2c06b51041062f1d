"""The first page, the companies of a person, and the choice of a language."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from curule.core.languages import Language
from curule.selectors.companies import find_staff_role, list_companies
from curule.services.seating import people


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead everybody to where they work: the console, their company, or the sign-in."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    person_id = request.user.pk
    if find_staff_role(person_id) is not None:
        return redirect("console_home")
    companies = list_companies(person_id)
    if not any(company.roles for company in companies):
        return redirect("my_access")
    if len(companies) == 1:
        return redirect("overview", companies[0].account_id)
    return redirect("companies")


@require_safe
@login_required
def companies(request: HttpRequest) -> HttpResponse:
    """Show the companies of a person and what they are in each (P04)."""
    found = list_companies(cast("UUID", request.user.pk))
    return render(request, "portal/companies.html", {"companies": found})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read everything in another language from now on."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(_back(request))
    if chosen in set(Language):
        if request.user.is_authenticated:
            people.set_language(person_id=request.user.pk, language=chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _back(request: HttpRequest) -> str:
    """Return the page the person came from, if it is one of ours."""
    given = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if is_ours and given.startswith("/") else "/"
