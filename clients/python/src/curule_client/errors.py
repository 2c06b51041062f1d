"""What can go wrong: refusals of the service by their code, and everything on the way there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast


class CuruleError(Exception):
    """Whatever this package raises."""


class NoConnection(CuruleError):
    """The service was not reached, or did not answer in time, however often it was tried."""


class TokenRefused(CuruleError):
    """An offline token is not believed; `code` says why."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class ApiError(CuruleError):
    """A problem (RFC 9457) that the service answered: branch on `code`, show `title` and `detail`.

    `values` are the numbers to act on, `options` the ways out, `errors` the places in what was
    sent. `request_id` is what the vendor's support asks for.
    """

    def __init__(self, status: int, problem: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self.status = status
        self.code = str(problem.get("code", "unknown"))
        self.title = str(problem.get("title", ""))
        self.detail = str(problem.get("detail", ""))
        self.values: dict[str, Any] = dict(cast("Mapping[str, Any]", problem.get("values") or {}))
        self.options: tuple[str, ...] = tuple(cast("Sequence[str]", problem.get("options") or ()))
        self.errors: tuple[dict[str, str], ...] = tuple(
            cast("Sequence[dict[str, str]]", problem.get("errors") or ())
        )
        self.request_id = str(problem.get("request_id") or headers.get("Request-Id", ""))
        self.problem = dict(problem)
        super().__init__(f"{status} {self.code}: {self.title} {self.detail}".rstrip())


class InvalidRequest(ApiError):
    """What was sent does not fit (400, 413, 415, 422): mend it, sending it again does not help."""


class Unauthenticated(ApiError):
    """The key opens nothing (401)."""


class PaymentProblem(ApiError):
    """Money is missing, or was declined (402)."""


class NotAllowed(ApiError):
    """The key may not do this, or the person may not (403)."""


class NotFound(ApiError):
    """There is no such thing, or the key does not see it (404)."""


class Conflict(ApiError):
    """It does not go with how things stand (409, 410, 412); look again and decide anew."""


class RateLimited(ApiError):
    """Too much was asked at once (429), still after the retries."""


class ServiceFailed(ApiError):
    """The service failed (5xx), still after the retries."""


_BY_STATUS: Mapping[int, type[ApiError]] = {
    HTTPStatus.BAD_REQUEST: InvalidRequest,
    HTTPStatus.UNAUTHORIZED: Unauthenticated,
    HTTPStatus.PAYMENT_REQUIRED: PaymentProblem,
    HTTPStatus.FORBIDDEN: NotAllowed,
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.CONFLICT: Conflict,
    HTTPStatus.GONE: Conflict,
    HTTPStatus.PRECONDITION_FAILED: Conflict,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: InvalidRequest,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: InvalidRequest,
    HTTPStatus.UNPROCESSABLE_ENTITY: InvalidRequest,
    HTTPStatus.TOO_MANY_REQUESTS: RateLimited,
}


def error_of(status: int, problem: Mapping[str, Any], headers: Mapping[str, str]) -> ApiError:
    """Return the error that an answer stands for."""
    usual = ServiceFailed if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ApiError
    return _BY_STATUS.get(status, usual)(status, problem, headers)
