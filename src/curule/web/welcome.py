"""After joining: what one has and whom to ask (P31), and how joining is taken back (decision 9)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from curule.core.refusals import Refused
from curule.selectors.companies import find_company
from curule.selectors.invitation_pages import find_welcome
from curule.selectors.joining import find_joining, find_undone
from curule.services.joining import joining
from curule.web.answers import done
from curule.web.pages import portal
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer


@require_safe
@portal
def welcome(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show what a member has in the account."""
    found = find_welcome(viewer.account_id, viewer.person_id, viewer.now)
    context = {
        "viewer": viewer,
        "found": found,
        "joining": find_joining(viewer.account_id, viewer.person_id),
    }
    return render(request, "invitations/welcome.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def joining_undo(request: HttpRequest, account_id: UUID) -> HttpResponseBase:
    """Take joining back; who has done so belongs to the account no more, and is told it is done."""
    if request.user.is_authenticated and find_company(request.user.pk, account_id) is None:
        undone = find_undone(account_id, request.user.pk)
        if undone is not None:
            own = find_company(request.user.pk, undone.own_account_id)
            route, args = ("overview", [own.account_id]) if own else ("my_access", [])
            return done(request, route, *args, key="joining.undone_already", account=undone.joined)
    return _undo(request, account_id)


@portal
def _undo(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take joining back: the own plan runs again with its old end, and no money moves."""
    found = find_joining(viewer.account_id, viewer.person_id)
    if found is None:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            joining.undo_join(
                actor=viewer.actor,
                account_id=viewer.account_id,
                person_id=viewer.person_id,
                now=viewer.now,
            )
        except Refused as caught:
            refused = caught.refusal
        else:
            messages.success(
                request, say(viewer.reader, "joining.undone", account=viewer.company.name)
            )
            own = find_company(viewer.person_id, found.own_account_id)
            return redirect("overview", own.account_id) if own else redirect("home")
    context = {
        "viewer": viewer,
        "found": found,
        "is_closed": viewer.now >= found.moves_at or found.status != "pending",
        "refused": None if refused is None else told(request, refused),
    }
    status = 200 if refused is None else status_of(refused)
    return render(request, "invitations/undo.html", context, status=status)
