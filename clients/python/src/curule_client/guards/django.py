"""For Django: a decorator that answers 403 to who has no seat.

@login_required
@require_seat(curule, product="zoom")
def meetings(request): ...
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse, JsonResponse

from curule_client.client import Curule
from curule_client.guards.refusing import MEDIA_TYPE, STATUS, problem

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def _address(request: HttpRequest) -> str:
    """Return the address of who is signed in; nobody has none, and no seat."""
    return cast("str", getattr(request.user, "email", ""))


def require_seat(
    curule: Curule, *, product: str, user: Callable[[HttpRequest], str] = _address
) -> Callable[[View[P]], View[P]]:
    """Return a decorator of views; `user` returns the address or id of who is signed in."""

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            answer = curule.entitlements.get(user=user(request), product=product)
            if answer.allowed:
                return view(request, *args, **kwargs)
            return JsonResponse(problem(answer), status=STATUS, content_type=MEDIA_TYPE)

        return guarded

    return decorate
