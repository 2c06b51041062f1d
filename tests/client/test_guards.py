"""`require_seat` in the three frameworks: who has a seat passes, who has none is told why."""

import asyncio
from types import SimpleNamespace
from typing import Annotated

import httpx
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from fastapi import Depends, FastAPI
from flask import Flask, request

from curule_client import AsyncCurule
from curule_client.guards import django as for_django
from curule_client.guards import fastapi as for_fastapi
from curule_client.guards import flask as for_flask
from curule_client.models import Entitlement
from tests.client.conftest import Service

REFUSED = {"code": "no_access", "reason": "no_seat", "options": ["ask_for_seat"]}


def who(user: str = "") -> str:
    """Who is signed in, as these apps believe it."""
    return user


@pytest.mark.threat("TH8")
def test_fastapi_lets_through_who_has_a_seat(service: Service) -> None:
    app = FastAPI()
    for_fastapi.install(app)
    there = AsyncCurule(service.key(), base_url=service.url)
    seat = for_fastapi.require_seat(there, product=service.product, user=who)

    @app.get("/")
    async def page(found: Annotated[Entitlement, Depends(seat)]) -> str:
        return found.seat_types[0]

    async def asked() -> list[httpx.Response]:
        line = httpx.ASGITransport(app)
        async with there, httpx.AsyncClient(transport=line, base_url="http://x.test") as client:
            return [
                await client.get("/", params={"user": user})
                for user in (service.member, "no@x.test", "")
            ]

    passed, refused, nobody = asyncio.run(asked())
    assert passed.json() == "licensed"
    assert refused.status_code == nobody.status_code == 403
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json().items() >= REFUSED.items()


def test_flask_lets_through_who_has_a_seat(service: Service) -> None:
    app = Flask(__name__)
    guard = for_flask.require_seat(
        service.curule(),
        product=service.product,
        user=lambda: request.args.get("user", ""),
    )

    @app.get("/")
    @guard
    def page() -> str:
        return "in"

    client = app.test_client()
    assert client.get("/", query_string={"user": service.member}).text == "in"
    refused = client.get("/", query_string={"user": "no@x.test"})
    assert (refused.status_code, refused.mimetype) == (403, "application/problem+json")
    assert (refused.json or {}).items() >= REFUSED.items()


def test_django_lets_through_who_has_a_seat(service: Service) -> None:
    curule = service.curule()

    @for_django.require_seat(curule, product=service.product)
    def page(asked: HttpRequest) -> HttpResponse:
        return HttpResponse(asked.method)

    def answered(email: str | None) -> HttpResponse:
        asked = RequestFactory().get("/")
        asked.user = SimpleNamespace(email=email) if email else SimpleNamespace()  # type: ignore[assignment]
        return page(asked)

    assert answered(service.member).content == b"GET"
    for email in ("no@x.test", None):
        refused = answered(email)
        assert (refused.status_code, refused.headers["Content-Type"]) == (
            403,
            "application/problem+json",
        )
