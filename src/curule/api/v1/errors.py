"""What a code of a refusal means, for whoever follows the `type` of a problem.

It is public, as the document is: it says nothing of anybody.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers

from curule.api.v1.answers import headed, refusal_answer
from curule.api.v1.caller import language_of
from curule.core.languages import Language
from curule.core.refusals import FACTS, RefusalCode, refuse
from curule.httpkit.problems import status_of
from curule.wording.refusals import refusal_text

_KEPT_SECONDS: Final = 3600


def codes(request: HttpRequest) -> HttpResponse:
    """Give every code that there is, in the order of the one list."""
    language = language_of(request)
    listed = [_meaning(code, language) for code in RefusalCode]
    told = {"object": "list", "data": listed, "has_more": False, "url": request.path}
    return _answered(request, told)


def code(request: HttpRequest, named: str) -> HttpResponse:
    """Give what one code means. Refuses `not_found`."""
    if named not in set(RefusalCode):
        return refusal_answer(request, refuse(RefusalCode.NOT_FOUND, name="code"))
    return _answered(request, _meaning(RefusalCode(named), language_of(request)))


def _meaning(code: RefusalCode, language: Language) -> dict[str, Any]:
    """Return the sentence and the reason of a code, its status, ways out and what it can name."""
    text = refusal_text(refuse(code), language)
    return {
        "object": "error",
        "code": code.value,
        "status": status_of(code),
        "title": text.sentence,
        "detail": text.reason,
        "options": [{"code": option, "title": label} for option, label in text.options],
        "values": [name for group in FACTS.get(code, ()) for name in group],
    }


def _answered(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    answer = headed(request, JsonResponse(told))
    answer.headers["Cache-Control"] = f"public, max-age={_KEPT_SECONDS}"
    patch_vary_headers(answer, ["Accept-Language"])
    return answer
