"""Desks sells seats through Curule: a company signs up, buys, and lets its people in."""

import os
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from curule_client import ApiError, AsyncCurule
from curule_client.guards.fastapi import install, require_seat
from curule_client.models import Entitlement

curule = AsyncCurule(os.environ["CURULE_KEY"], base_url=os.environ["CURULE_URL"])
app = FastAPI(title="Desks")
install(app)
bought_by: dict[str, str] = {}  # who bought → their subscription; a real product has a table


class SignUp(BaseModel):
    """A company that begins, with so many seats; the first is for who signs up."""

    company: str
    country: str
    email: str
    seats: int


def signed_in(x_user: Annotated[str, Header()] = "") -> str:
    """Return who is signed in; a real product reads its own session here."""
    return x_user


User = Annotated[str, Depends(signed_in)]
Seat = Annotated[Entitlement, Depends(require_seat(curule, product="desks", user=signed_in))]


@app.post("/signup")
async def sign_up(wanted: SignUp) -> dict[str, object]:
    """Open an account, price the seats, order them on invoice, and give one to who signed up."""
    account = await curule.accounts.create(
        name=wanted.company, country=wanted.country, owner={"email": wanted.email}
    )
    plan = await anext(aiter(curule.plans.list(key="desks")))
    quote = await curule.quotes.purchase(
        account=account.id, plan=plan.id, seats=wanted.seats, currency="EUR"
    )
    order = await curule.quotes.accept(quote.id, idempotency_key=quote.id)
    bought_by[wanted.email] = order.subscription.id
    await curule.seats.assign(order.subscription.id, people=[{"email": wanted.email}])
    return {"cents": quote.total.amount, "invoice": order.invoice}


@app.post("/people/{email}")
async def add(email: str, user: User) -> dict[str, str]:
    """Give a seat to a colleague; a full plan is Curule's to refuse."""
    if user not in bought_by:
        raise HTTPException(403, "Only who bought the seats gives them away.")
    (given,) = (await curule.seats.assign(bought_by[user], people=[{"email": email}])).data
    return {"email": given.email, "outcome": given.outcome}


@app.get("/desks")
async def desks(seat: Seat) -> dict[str, str]:
    """Show what is behind the door to who has a seat."""
    return {"welcome": seat.user}


@app.exception_handler(ApiError)
async def refused(_request: Request, error: ApiError) -> JSONResponse:
    """Say what Curule refused, and what would help."""
    said = {"code": error.code, "title": error.title, "options": list(error.options)}
    return JSONResponse(said, error.status, media_type="application/problem+json")
