"""A person's own access: what they may use, and from whom (P32)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from curule.selectors.companies import list_companies


@require_safe
@login_required
def my_access(request: HttpRequest) -> HttpResponse:
    """Show the companies and seats of the person."""
    found = list_companies(cast("UUID", request.user.pk))
    return render(request, "portal/companies.html", {"companies": found})
