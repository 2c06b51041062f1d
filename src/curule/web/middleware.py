"""What every page knows before it begins: the time, and who reads it in which language."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from curule.core.languages import Language
from curule.httpkit.clock import utc_now
from curule.web.errors import not_opened
from curule.web.kept_forms import fill_in, keep_if_sent_to_sign_in
from curule.web.viewers import Request
from curule.wording.values import Reader


class ReaderMiddleware:
    """Put the time, the language and the time zone on the request.

    Who is signed in reads their own language; a stranger the one they chose, else their browser's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request in the reader's language."""
        mine = cast("Request", request)
        mine.now = utc_now()
        person = request.user if request.user.is_authenticated else None
        language = _language(getattr(person, "language", None) or translation.get_language())
        zone = getattr(person, "time_zone", None) or "UTC"
        mine.reader = Reader(language=language, zone=zone)
        with translation.override(language.value):
            response = not_opened(request, self._respond(request))
            keep_if_sent_to_sign_in(request, response)
            fill_in(request, response)
        response.headers.setdefault("Content-Language", language.value)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response


def _language(code: str | None) -> Language:
    short = (code or "en").split("-")[0]
    return Language(short) if short in set(Language) else Language.EN
