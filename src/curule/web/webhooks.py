"""Where payment gateways call us: the signature over the raw body decides, nothing else."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from curule.gateways.payments.base import BadSignature
from curule.services.payments.gateway_events import NoSuchDoor, receive
from curule.web.viewers import Request

LARGEST_BODY = 1024 * 1024
"""No event of a gateway is larger, in bytes."""


@csrf_exempt  # there is no session to ride on
@require_POST
def gateway_webhook(request: HttpRequest, gateway_name: str) -> HttpResponse:
    """Store an event; 400 for one that is not the gateway's, and nothing is stored then.

    What it is about is looked at by the worker: whoever calls is answered at once.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return _plain(413)
    try:
        is_new = receive(
            gateway_name=gateway_name,
            body=request.body,
            headers=request.headers,
            now=cast("Request", request).now,
        )
    except NoSuchDoor:
        raise Http404 from None
    except BadSignature:
        return _plain(400)
    return _plain(202 if is_new else 200)


def _plain(status: int) -> HttpResponse:
    return HttpResponse(status=status, content_type="text/plain")
