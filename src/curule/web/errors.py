"""Pages for what went wrong: each says what happened and leads on."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from curule.web.places import page_above


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
    """Answer when the fault is ours; the number is in our log too."""
    return _page(request, 500)


def not_opened(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Return the page for an empty 405, to a browser that opens what only forms are sent to."""
    is_empty = answer.status_code == 405 and not getattr(answer, "content", b"-")
    if not is_empty or "text/html" not in request.headers.get("Accept", ""):
        return answer
    shown = _page(request, 405)
    shown.headers["Allow"] = answer.headers.get("Allow", "")
    return shown


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent from elsewhere, or after its session had ended."""
    del reason
    return _page(request, 403, kind="form")


def _page(request: HttpRequest, status: int, kind: str = "") -> HttpResponse:
    context = {
        "status": status,
        "kind": kind or str(status),
        "reference": uuid4().hex[:12],
        "above": page_above(request.path) if status == 405 else "",
    }
    return render(request, "error.html", context, status=status)
