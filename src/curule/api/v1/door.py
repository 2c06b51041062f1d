"""The door of the API: its operations, and the one way in to all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from time import perf_counter
from typing import Any, Final, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, JsonResponse
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI
from ninja.operation import Operation

from curule import __version__
from curule.api.v1 import (
    accounts,
    agreements,
    bank_lines,
    catalog,
    clocks,
    contradictions,
    coupons,
    credit,
    credit_notes,
    disputes,
    domains,
    entitlements,
    errors,
    events,
    external_ids,
    imports,
    invitations,
    invoice_requests,
    invoices,
    jobs,
    joins,
    keyed,
    leases,
    licenses,
    members,
    month_closings,
    offers,
    parking,
    payment_method_setups,
    payment_methods,
    payments,
    plan_versions,
    price_changes,
    quotes,
    refunds,
    reports,
    requests,
    seat_requests,
    seats,
    statements,
    subscriptions,
    tokens,
    usage,
    versions,
    webhook_endpoints,
)
from curule.api.v1.answers import (
    answer_refusals,
    headed,
    refusal_answer,
)
from curule.api.v1.asked_requests import note
from curule.api.v1.asking import key_of
from curule.api.v1.caller import caller_of
from curule.api.v1.document import document as described
from curule.api.v1.expanding import FIELD, expand
from curule.api.v1.tags import tagged
from curule.core.refusals import RefusalCode, Refused, refuse
from curule.httpkit.values import (
    LONGEST_BODY,
    StrictParser,
    is_storable,
    read_long_body,
    require_json,
)

_WITHOUT_BODY: Final = frozenset({"GET", "HEAD"})


class Api(NinjaAPI):
    """The operations; every answer names its request and the version it is written in."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """Begin an answer to who is let in.

        Refuses `field_unknown` for a parameter that the operation has not, `field_repeated` for one
        that comes twice, `media_type` for a body that is not sent as JSON, and `field_invalid` for
        another dated version than there is.
        """
        versions.asked_for(request)
        if request.method not in _WITHOUT_BODY:
            require_json(request)
        if request.method == "POST":
            key_of(request)
        operation = _operation_of(request)
        most = (operation.openapi_extra or {}).get(LONGEST_BODY)
        if most is not None:
            read_long_body(request, most)
        known = _asked_by(operation)
        for name, given in request.GET.lists():
            if name not in known:
                raise Refused(refuse(RefusalCode.FIELD_UNKNOWN, field=name))
            if len(given) > 1 and name != FIELD:
                raise Refused(refuse(RefusalCode.FIELD_REPEATED, field=name))
        if request.method == "POST":
            keyed.begin(request)
        return super().create_temporal_response(request)

    def create_response(
        self,
        request: HttpRequest,
        data: Any,  # noqa: ANN401 - as ninja declares it
        **kwargs: Any,  # noqa: ANN401 - the same
    ) -> HttpResponse:
        """Return an answer with its headers, and with what its ids name where that is asked."""
        paths = request.GET.getlist(FIELD)
        if paths:
            expand(caller_of(request), data, paths)
        shown = versions.as_of(versions.asked_for(request), data)
        answer = headed(request, super().create_response(request, shown, **kwargs))
        is_one = request.method == "GET" and isinstance(shown, dict) and "id" in shown
        return tagged(request, answer) if is_one else answer


api = Api(
    title="Curule",
    version=__version__,
    description="Sell seats, give them to people, and ask who may use what.",
    docs_url=None,
    openapi_url="",
    urls_namespace="v1",
    parser=StrictParser(),
)
answer_refusals(api)
keyed.answer_again(api)


@cache
def _asked_by(operation: Operation) -> frozenset[str]:
    """Return the names that an operation reads from the query."""
    queries = (each for each in operation.models if each.__ninja_param_source__ == "query")
    names = {name for each in queries for name in each.__ninja_flatten_map__}
    return frozenset(names | {FIELD} if "GET" in operation.methods else names)


def _operation_of(request: HttpRequest) -> Operation:
    return cast("Operation", cast("Any", request).operation)


def _with_operation(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Put the operation on the request, for what is the same in all of them."""
    operation = cast("Any", run).__self__

    @wraps(run)
    def known(request: HttpRequest, **values: object) -> HttpResponseBase:
        cast("Any", request).operation = operation
        return run(request, **values)

    return known


api.add_decorator(_with_operation, mode="view")
_NOUNS: Final = (
    accounts,
    agreements,
    members,
    invitations,
    subscriptions,
    seats,
    leases,
    licenses,
    seat_requests,
    joins,
    quotes,
    offers,
    invoices,
    invoice_requests,
    payments,
    parking,
    domains,
    payment_methods,
    payment_method_setups,
    refunds,
    contradictions,
    disputes,
    imports,
    bank_lines,
    credit_notes,
    credit,
    statements,
    month_closings,
    jobs,
    reports,
    catalog,
    plan_versions,
    price_changes,
    coupons,
    entitlements,
    external_ids,
    tokens,
    usage,
    events,
    webhook_endpoints,
    requests,
    clocks,
)
for _noun in _NOUNS:
    api.add_router("", _noun.router)


def document(request: HttpRequest) -> HttpResponse:
    """Give the document that says all this (OpenAPI 3.1)."""
    return headed(request, JsonResponse(whole_document()))


@cache
def whole_document() -> dict[str, Any]:
    """Return the document with all operations."""
    return described(api)


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer an address that the API does not have."""
    del rest
    return refusal_answer(request, refuse(RefusalCode.NOT_FOUND, name="address"))


def _not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    methods = {each.strip() for each in allowed.split(",")}
    methods |= {"HEAD"} if "GET" in methods else set()
    headers = {"Allow": ", ".join(sorted(methods))}
    return refusal_answer(request, refuse(RefusalCode.METHOD_NOT_ALLOWED), headers=headers)


def _with_heads(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer `HEAD` as `GET`, to the length, but without the body (RFC 9110)."""

    @wraps(view)
    def answered(request: HttpRequest, **values: str) -> HttpResponse:
        if request.method != "HEAD":
            return view(request, **values)
        request.method = "GET"
        try:
            answer = view(request, **values)
        finally:
            request.method = "HEAD"
        if not answer.streaming:
            answer.headers.setdefault("Content-Length", str(len(answer.content)))
            answer.content = b""
        return answer

    return answered


def _public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let anybody look, and nobody do more than that."""

    @wraps(view)
    def answered(request: HttpRequest, **values: str) -> HttpResponse:
        if request.method != "GET":
            return _not_allowed(request, "GET")
        return view(request, **values)

    return _with_heads(answered)


def _way_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let requests in that can be read, and answer what no operation sees as a problem too."""

    @wraps(view)
    def answered(request: HttpRequest, **values: str) -> HttpResponse:
        if not is_storable([request.path, *request.GET, *request.GET.values()]):
            return refusal_answer(request, refuse(RefusalCode.FIELD_INVALID, field="address"))
        begun = perf_counter()
        answer = None
        try:
            answer = view(request, **values)
        except Http404:
            return nothing_here(request)
        finally:
            keyed.end(request, answer)
        note(request, answer, begun=begun)
        if answer.status_code == 405:
            return _not_allowed(request, answer.headers["Allow"])
        return answer

    return answered


def _addresses() -> list[URLPattern | URLResolver]:
    found = cast("list[URLPattern]", api.urls[0])
    for pattern in found:
        pattern.callback = _with_heads(_way_in(pattern.callback))
    return [*found, path("<path:rest>", nothing_here, name="nothing_here")]


DOCUMENT: Final = path("openapi.json", _public(document), name="openapi")
urlpatterns: list[URLPattern | URLResolver] = [
    DOCUMENT,
    path("errors", _public(errors.codes), name="errors"),
    path("errors/<str:named>", _public(errors.code), name="error"),
    path("", cast("Any", (_addresses(), "ninja", "v1"))),
]
