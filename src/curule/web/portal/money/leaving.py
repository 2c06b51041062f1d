"""The way to a page of the payment service: a page of ours that leads there, also without scripts.

A form may lead only to our own pages (the content security policy says so), and a browser holds to
that over redirects as well. So a form leads to this page, and this page leaves for the other.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from curule.web.answers import lead_to
from curule.web.pages import portal
from curule.web.portal.rendering import page
from curule.web.viewers import Viewer


def leave_for(request: HttpRequest, viewer: Viewer, what: UUID, url: str) -> HttpResponse:
    """Lead to the page that leaves for `url`; `what` is the visit or the payment it is for."""
    request.session[_kept(what)] = url
    return lead_to("leaving", viewer.account_id, what)


@require_safe
@portal
def leaving(request: HttpRequest, viewer: Viewer, what: UUID) -> HttpResponse:
    """Leave for the page that was kept for this session, and for no other."""
    url = request.session.get(_kept(what))
    if url is None:
        raise Http404
    return page(request, viewer, "portal/money/leaving.html", {"url": url})


def here(name: str, *args: object) -> str:
    """Return the whole address of a page of ours, to come back to."""
    return f"{settings.CURULE_BASE_URL}{reverse(name, args=args)}"


def _kept(what: UUID) -> str:
    return f"leaving:{what}"
