"""For FastAPI: a dependency that answers 403 to who has no seat.

seat = require_seat(curule, product="zoom", user=signed_in_address)

@app.get("/meetings")
async def meetings(seat: Annotated[Entitlement, Depends(seat)]): ...
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from curule_client.client import AsyncCurule
from curule_client.guards.refusing import MEDIA_TYPE, STATUS, problem
from curule_client.models import Entitlement


class NoSeat(Exception):
    """Somebody asked for what needs a seat, and has none."""

    def __init__(self, answer: Entitlement) -> None:
        super().__init__(answer.reason)
        self.answer = answer


def require_seat(
    curule: AsyncCurule, *, product: str, user: Callable[..., Any]
) -> Callable[..., Awaitable[Entitlement]]:
    """Return a dependency that asks about each request, and lets only people with a seat through.

    `user` is a dependency that returns the address or id (`usr_…`) of who is signed in. The app
    needs `install(app)` once.
    """

    async def seat(who: Annotated[str, Depends(user)]) -> Entitlement:
        answer = await curule.entitlements.get(user=who, product=product)
        if not answer.allowed:
            raise NoSeat(answer)
        return answer

    return seat


def install(app: FastAPI) -> None:
    """Let an app answer a missing seat as a problem."""

    async def told(_request: Request, error: Exception) -> Response:
        assert isinstance(error, NoSeat)
        return JSONResponse(problem(error.answer), STATUS, media_type=MEDIA_TYPE)

    app.add_exception_handler(NoSeat, told)
