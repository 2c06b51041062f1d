"""The door of the API: its operations, and what it answers where one was refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from curule import __version__
from curule.api.v1 import accounts, entitlements, seats, subscriptions
from curule.api.v1.caller import language_of
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.httpkit.ids import public_id
from curule.httpkit.problems import MEDIA_TYPE, problem
from curule.httpkit.requests import request_id

VERSION: Final = "2026-11-01"
"""The dated version that answers are written in."""


class Api(NinjaAPI):
    """The operations; every answer names its request and the version it is written in."""

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        """Return an answer with its headers."""
        return _headed(request, super().create_response(request, *args, **kwargs))


api = Api(
    title="Curule",
    version=__version__,
    description="Sell seats, give them to people, and ask who may use what.",
    docs_url=None,
    urls_namespace="v1",
)
for _noun in (accounts, subscriptions, seats, entitlements):
    api.add_router("", _noun.router)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return _answer(request, refused.refusal)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer what does not fit the document: each place, as a JSON pointer, and what is wrong."""
    errors = [_place(each) for each in error.errors]
    unknown = next((each for each in error.errors if each["type"] == "extra_forbidden"), None)
    named = str((unknown or error.errors[0])["loc"][-1])
    code = RefusalCode.FIELD_UNKNOWN if unknown else RefusalCode.FIELD_INVALID
    return _answer(request, refuse(code, field=named), errors=errors)


@api.exception_handler(HttpError)
def _not_read(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a body that is no JSON."""
    del error
    return _answer(request, refuse(RefusalCode.FIELD_INVALID, field="body"))


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer an address that the API does not have."""
    del rest
    return _answer(request, refuse(RefusalCode.NOT_FOUND, name="address"))


def _place(error: dict[str, Any]) -> dict[str, str]:
    where, *steps = map(str, error["loc"])
    if where == "body":
        # The first step below the body is the name of the argument that takes it.
        return {"pointer": "#/" + "/".join(steps[1:]), "detail": error["msg"]}
    return {where: "/".join(steps), "detail": error["msg"]}


def _answer(
    request: HttpRequest, refusal: Refusal, *, errors: Iterable[dict[str, str]] = ()
) -> HttpResponse:
    body = problem(
        refusal,
        language_of(request),
        instance=request.path,
        request_id=public_id("req", request_id(request)),
        about=f"{settings.CURULE_BASE_URL}/v1/errors",
    )
    body["errors"] = list(errors)
    answer = JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE)
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return _headed(request, answer)


def _headed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    answer.headers["Request-Id"] = public_id("req", request_id(request))
    answer.headers["API-Version"] = VERSION
    return answer


urlpatterns: list[URLPattern | URLResolver] = [
    path("", cast("Any", api.urls)),
    path("<path:rest>", nothing_here, name="nothing_here"),
]
