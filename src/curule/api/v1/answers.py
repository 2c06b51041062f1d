"""Answers of the API: what every one of them carries, and what is said where one was refused."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from curule.api.v1 import rates, versions
from curule.api.v1.caller import language_of
from curule.api.v1.misfits import misfits, places, refusal_of
from curule.core.refusals import Refusal, RefusalCode, Refused, refuse
from curule.httpkit.ids import public_id
from curule.httpkit.problems import MEDIA_TYPE, problem
from curule.httpkit.requests import request_id
from curule.httpkit.values import LONGEST_BODY

_AGAIN_SECONDS: Final = 30
_AT_WORK_SECONDS: Final = 1
_log: Final = logging.getLogger(__name__)


def answer_refusals(api: NinjaAPI) -> None:
    """Let an API answer each kind of refusal, and faults of our own, as a problem."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _not_valid)
    api.add_exception_handler(HttpError, _not_read)
    api.add_exception_handler(RequestDataTooBig, _too_long)
    api.add_exception_handler(Exception, failed)


def refusal_answer(
    request: HttpRequest,
    refusal: Refusal,
    *,
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return the problem that a refusal is; each of `errors` is a place and what is wrong there."""
    body = problem(
        refusal,
        language_of(request),
        instance=request.path,
        request_id=public_id("req", request_id(request)),
        about=f"{settings.CURULE_BASE_URL}/v1/errors",
    )
    body["errors"] = [{"detail": body["detail"], **each} for each in errors]
    cast("Any", request).problem = body["code"]
    cast("Any", request).refusal = refusal
    answer = JsonResponse(
        body, status=body["status"], content_type=MEDIA_TYPE, headers=dict(headers or {})
    )
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return headed(request, answer)


def headed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return an answer with the headers that all have: its request and its version."""
    answer.headers["Request-Id"] = public_id("req", request_id(request))
    versions.tell(request, answer)
    answer.headers["Content-Length"] = str(len(answer.content))
    rates.tell(request, answer)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def failed(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
    """Answer a fault of our own; the log says where it happened, not for whom.

    A database that is away is told as such: nobody can say whether what was sent last was done, so
    it is sent again with the same key.
    """
    got_request_exception.send(sender=None, request=request)
    where = traceback.extract_tb(sys.exc_info()[2])[-1:]
    place = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in where)
    written = public_id("req", request_id(request))
    _log.error("request %s: %s (%s)", written, type(fault).__name__, place)
    away = isinstance(fault, OperationalError | InterfaceError)
    body = {
        "type": "about:blank",
        "title": "Service Unavailable" if away else "Internal Server Error",
        "status": 503 if away else 500,
        "code": "unavailable" if away else "failed",
        "detail": "Send it again with the same key." if away else "",
        "instance": request.path,
        "request_id": written,
    }
    cast("Any", request).problem = body["code"]
    answer = JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE)
    if away:
        answer.headers["Retry-After"] = str(_AGAIN_SECONDS)
    return headed(request, answer)


def _refused(request: HttpRequest, refused: Any) -> HttpResponse:  # noqa: ANN401 - as ninja declares it
    refusal = cast("Refused", refused).refusal
    is_at_work = refusal.code is RefusalCode.IDEMPOTENCY_IN_PROGRESS
    headers = {"Retry-After": str(_AT_WORK_SECONDS)} if is_at_work else {}
    return refusal_answer(request, refusal, errors=places(refusal, request), headers=headers)


def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401 - the same
    """Answer what does not fit the document: each place, and what is wrong there."""
    found = misfits(cast("ValidationError", error).errors, request)
    return refusal_answer(request, refusal_of(found), errors=[each.shown for each in found])


def _not_read(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401 - the same
    """Answer a body that is no JSON, or more than is taken of it (see `_too_long`)."""
    cause = cast("HttpError", error).__cause__
    if isinstance(cause, RequestDataTooBig):
        return _too_long(request, error)
    if isinstance(cause, Refused):
        return _refused(request, cause)
    return refusal_answer(request, refuse(RefusalCode.FIELD_INVALID, field="body"))


def _too_long(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401 - the same
    """Answer a body that is longer than its operation takes, with how much that is."""
    del error
    extra = cast("Any", request).operation.openapi_extra or {}
    most = extra.get(LONGEST_BODY, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return refusal_answer(request, refuse(RefusalCode.BODY_TOO_LONG, limit=most))
