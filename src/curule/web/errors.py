"""Pages for what went wrong: each says what happened and leads on."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Final
from uuid import uuid4

import psycopg
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from curule.web.context import reader
from curule.web.kept_forms import is_from_here, keep
from curule.web.places import page_above, page_to_open

_AGAIN_SECONDS: Final = 30
_log: Final = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere, or to something of another company."""
    del exception
    return _page(request, 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer whoever may not."""
    del exception
    return _page(request, 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that no page of ours makes."""
    del exception
    return _page(request, 400)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer whoever tries too often."""
    del exception
    return _page(request, 429)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer when the fault is ours; the number is in our log too.

    The log says where it happened, not for whom: neither the address nor the words of the fault.
    What Django logs right after it holds the rest. A database that is away, full or overloaded is
    told as such: nobody can say whether what was sent last was done, and it passes.
    """
    reference = _reference()
    route = request.resolver_match.view_name if request.resolver_match else None
    fault, said, trace = sys.exc_info()
    last = traceback.extract_tb(trace)[-1:]
    where = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in last)
    _log.error(
        "reference %s: %s in %s (%s)",
        reference,
        fault.__name__ if fault else None,
        route,
        where,
    )
    if isinstance(said, OperationalError | InterfaceError) or _is_read_only(said):
        return _unavailable(request, reference)
    return _page(request, 500, reference=reference)


def _is_read_only(fault: BaseException | None) -> bool:
    """Tell whether a standby answered that has not taken over yet."""
    return isinstance(fault, DatabaseError) and isinstance(
        fault.__cause__, psycopg.errors.ReadOnlySqlTransaction
    )


def _unavailable(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw the page without a request: who is signed in would be asked of the database."""
    context = {**reader(request), "status": 503, "kind": "503", "reference": reference}
    shown = HttpResponse(render_to_string("error.html", context), status=503)
    shown.headers["Retry-After"] = str(_AGAIN_SECONDS)
    return shown


def not_opened(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Return the page for an empty 405, to a browser that opens what only forms are sent to."""
    is_empty = answer.status_code == 405 and not getattr(answer, "content", b"-")
    if not is_empty or "text/html" not in request.headers.get("Accept", ""):
        return answer
    shown = _page(request, 405)
    shown.headers["Allow"] = answer.headers.get("Allow", "")
    return shown


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent from elsewhere, or after its session had ended.

    What a page of ours sent is kept and leads back to that page, by the sign-in where it is needed.
    What another site made a browser send is not: it must not put words into anybody's forms.
    """
    del reason
    again = ""
    if is_from_here(request):
        keep(request)
        again = page_to_open(request)
    is_known = request.user.is_authenticated
    leads = again if is_known else redirect_to_login(again or "/").headers["Location"]
    return _page(request, 403, kind="form", again=leads, signs_in=not is_known)


def _reference() -> str:
    return uuid4().hex[:12]


def _page(
    request: HttpRequest, status: int, kind: str = "", reference: str | None = None, **more: object
) -> HttpResponse:
    context = {
        **more,
        "status": status,
        "kind": kind or str(status),
        "reference": reference or _reference(),
        "above": page_above(request.path) if status == 405 else "",
    }
    return render(request, "error.html", context, status=status)
