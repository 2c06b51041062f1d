"""For Flask: a decorator that answers 403 to who has no seat.

@app.get("/meetings")
@require_seat(curule, product="zoom", user=lambda: session["email"])
def meetings(): ...
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Response

from curule_client.client import Curule
from curule_client.guards.refusing import MEDIA_TYPE, STATUS, problem

P = ParamSpec("P")
T = TypeVar("T")


def require_seat(
    curule: Curule, *, product: str, user: Callable[[], str]
) -> Callable[[Callable[P, T]], Callable[P, T | Response]]:
    """Return a decorator of views; `user` returns the address or id of who is signed in."""

    def decorate(view: Callable[P, T]) -> Callable[P, T | Response]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> T | Response:
            answer = curule.entitlements.get(user=user(), product=product)
            if answer.allowed:
                return view(*args, **kwargs)
            return Response(json.dumps(problem(answer)), STATUS, mimetype=MEDIA_TYPE)

        return guarded

    return decorate
