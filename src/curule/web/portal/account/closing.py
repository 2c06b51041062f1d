"""Closing the account (P37): what ends is said before; it can be taken back for two weeks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from curule.core.refusals import Refusal, RefusalCode, Refused
from curule.selectors.closing import at_stake, find_closing
from curule.services import closing
from curule.web.answers import done, one_time_key
from curule.web.pages import portal
from curule.web.portal.rendering import page
from curule.web.refusals import status_of, told
from curule.web.templatetags.curule import say
from curule.web.viewers import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def close_account(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Say what closing means; ask for it by the company's name, or take it back."""
    if request.method != "POST":
        return _show(request, viewer)
    try:
        if request.POST.get("do") == "take_back":
            closing.take_back(
                actor=viewer.actor,
                account_id=viewer.account_id,
                now=viewer.now,
                key=one_time_key(request),
            )
            return done(request, "settings", viewer.account_id, key="closing.taken_back")
        closing.ask_to_close(
            actor=viewer.actor,
            account_id=viewer.account_id,
            name=request.POST.get("name", ""),
            now=viewer.now,
            key=one_time_key(request),
        )
    except Refused as refused:
        if refused.refusal.code is RefusalCode.FIELD_INVALID:
            error = say(viewer.reader, "closing.name_wrong", name=viewer.company.name)
            return _show(request, viewer, error=error)
        return _show(request, viewer, refusal=refused.refusal)
    return done(request, "close_account", viewer.account_id, key="closing.asked")


def _show(
    request: HttpRequest, viewer: Viewer, *, refusal: Refusal | None = None, error: str = ""
) -> HttpResponse:
    shown = {
        "closing": find_closing(viewer.account_id),
        "stake": at_stake(viewer.account_id, viewer.now),
        "days": closing.UNTIL_CLOSED.days,
        "closes_at": viewer.now + closing.UNTIL_CLOSED,
        "typed": request.POST.get("name", ""),
        "error": error,
        "refused": told(request, refusal) if refusal else None,
    }
    status = status_of(refusal) if refusal else 422 if error else 200
    return page(request, viewer, "portal/close.html", shown, status=status)
