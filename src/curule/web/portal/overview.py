"""The first page of an account: what is bought, what is due, what to do (P05)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from curule.selectors.subscriptions import list_subscriptions
from curule.web.pages import portal
from curule.web.portal.rendering import page
from curule.web.viewers import Viewer


@require_safe
@portal
def overview(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show every subscription with its seats."""
    found = list_subscriptions(viewer.account_id, viewer.now)
    return page(request, viewer, "portal/overview.html", {"subscriptions": found})
