"""The Python client beside the real service: what it asks, sends again, and makes of refusals."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from curule.core.api_keys import Scope
from curule.data.models import Account, Order
from curule.httpkit.clock import utc_now
from curule_client import (
    AsyncCurule,
    Conflict,
    Curule,
    InvalidRequest,
    NoConnection,
    NotAllowed,
    NotFound,
    RateLimited,
    ServiceFailed,
    Unauthenticated,
    webhooks,
)
from curule_client.noun import AsyncNoun, Noun
from curule_client.sending import Retrying
from tests.client.conftest import Service
from tests.support.factories import make_account

SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


@pytest.fixture
def curule(service: Service) -> Curule:
    return service.curule()


def test_who_may_use_it_is_asked_either_way(service: Service, curule: Curule) -> None:
    key = service.key()

    async def awaited() -> bool:
        async with AsyncCurule(key, base_url=service.url) as there:
            answer = await there.entitlements.get(user=service.member, product=service.product)
            return answer.allowed

    allowed = curule.entitlements.get(user=service.member, product=service.product)
    many = curule.entitlements.get_many(
        users=["bo@x.test", service.member], product=service.product
    )

    assert (allowed.allowed, allowed.seat_types, allowed.reason) == (True, ["licensed"], None)
    assert [each.allowed for each in many.data] == [False, True]
    assert asyncio.run(awaited())


def test_lists_are_gone_through_page_by_page(service: Service, curule: Curule) -> None:
    while Account.objects.count() < 7:
        make_account(name="Another", now=utc_now())

    key = service.key()

    async def awaited() -> list[str]:
        async with AsyncCurule(key, base_url=service.url) as there:
            return [each.id async for each in there.accounts.list(limit=2)]

    listed = [each.id for each in curule.accounts.list(limit=3)]

    assert len(listed) == len(set(listed)) == Account.objects.count()
    assert asyncio.run(awaited()) == listed
    assert curule.accounts.get(listed[0]).id == listed[0]
    (bought,) = curule.subscriptions.list(account=service.account)
    assert bought.id == service.subscription


def test_seats_are_bought_given_and_taken_back(service: Service, curule: Curule) -> None:
    total = curule.subscriptions.get(service.subscription).seat_type("licensed").total

    bought = curule.subscriptions.change_seats(
        service.subscription, seats={"licensed": total + 1}, idempotency_key="order-1"
    )
    given = curule.seats.assign(
        service.subscription,
        people=[{"email": "cy@x.test", "first_name": "Cy", "last_name": "Li"}],
    )

    assert bought.granted
    assert bought.subscription.seat_type("licensed").total == total + 1
    assert [each.email for each in given.data] == ["cy@x.test"]


@pytest.mark.parametrize(
    ("ask", "error", "code"),
    [
        (lambda c, _s: c.accounts.get("acc_x"), NotFound, "not_found"),
        (lambda c, _s: c.accounts.get("../livez"), NotFound, "not_found"),
        (lambda c, _s: c.entitlements.get_many(users=[], product="p"), InvalidRequest, None),
        (
            lambda c, s: c.seats.unassign(s.subscription, email="no@x.test"),
            Conflict,
            "not_assigned",
        ),
        (
            lambda c, s: c.tokens.issue(user="no@x.test", product=s.product, device="d"),
            NotAllowed,
            "no_access",
        ),
    ],
)
def test_a_refusal_is_an_error_of_its_kind(
    service: Service,
    curule: Curule,
    ask: Callable[[Curule, Service], object],
    error: type[Exception],
    code: str | None,
) -> None:
    with pytest.raises(error) as raised:
        ask(curule, service)

    told = raised.value
    assert isinstance(told, (NotFound, InvalidRequest, Conflict, NotAllowed))
    assert code is None or told.code == code
    assert told.request_id.startswith("req_")
    assert told.title


def test_a_key_that_opens_nothing_or_too_little_says_so(service: Service) -> None:
    narrow = service.curule(service.key(scopes=[Scope.ENTITLEMENTS_READ]))
    wrong = service.curule("sk_live_x")

    with pytest.raises(NotAllowed, match="scope_missing") as refused:
        list(narrow.accounts.list())
    with pytest.raises(Unauthenticated):
        list(wrong.accounts.list())
    assert refused.value.values == {"scope": "accounts:read"}
    assert "sk_live_x" not in repr(wrong)


class LosesAnswers(httpx.BaseTransport):
    """Hands requests to the service, and loses so many answers on the way back."""

    def __init__(self, lost: int) -> None:
        self.inner = httpx.HTTPTransport()
        self.lost = lost
        self.keys: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.keys.append(request.headers.get("Idempotency-Key", ""))
        answer = self.inner.handle_request(request)
        if len(self.keys) > self.lost:
            return answer
        answer.read()
        raise httpx.ReadError("the line broke")

    def close(self) -> None:
        self.inner.close()


@pytest.mark.threat("TH15")
def test_an_order_whose_answer_was_lost_is_placed_once(service: Service) -> None:
    line, pauses = LosesAnswers(lost=2), list[float]()
    with Curule(
        service.key(),
        base_url=service.url,
        http=httpx.Client(transport=line),
        sleep=pauses.append,
    ) as curule:
        total = curule.subscriptions.get
        before = Order.objects.count()
        line.keys.clear()
        ordered = curule.subscriptions.change_seats(service.subscription, seats={"licensed": 9})
        assert total(service.subscription).seat_type("licensed").total == 9

    assert ordered.granted
    assert Order.objects.count() == before + 1
    assert len(set(line.keys[:3])) == 1
    assert line.keys[0]
    assert len(pauses) >= 2
    assert pauses[-2] <= 0.25 <= pauses[-1] * 2 <= 1.0


def _answering(*answers: httpx.Response) -> tuple[httpx.Client, list[httpx.Request]]:
    """A line on which a proxy stands that answers in the service's place."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answers[min(len(seen), len(answers)) - 1]

    return httpx.Client(transport=httpx.MockTransport(answer)), seen


def test_what_may_pass_is_tried_again_and_what_does_not_is_not() -> None:
    busy = httpx.Response(429, headers={"Retry-After": "3"}, json={"code": "rate_limited"})
    running = httpx.Response(409, json={"code": "idempotency_in_progress"})
    down = httpx.Response(503, text="<html>down</html>")
    gone = httpx.Response(404, json={"code": "not_found"})
    for answers, error, tries in (
        ([busy], RateLimited, 4),
        ([down], ServiceFailed, 4),
        ([running, gone], NotFound, 2),
        ([gone], NotFound, 1),
    ):
        pauses = list[float]()
        http, seen = _answering(*answers)
        curule = Curule("k", base_url="http://x.test", http=http, sleep=pauses.append)
        with pytest.raises(error):
            curule.accounts.get("acc_x")
        assert (len(seen), len(pauses)) == (tries, tries - 1)
        if answers == [busy]:
            assert all(pause >= 3 for pause in pauses)


def test_where_nobody_answers_it_is_given_up() -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there", request=request)

    async def pass_by(seconds: float) -> None:
        del seconds

    async def awaited() -> None:
        there = AsyncCurule(
            "k",
            base_url="http://x.test",
            http=httpx.AsyncClient(transport=httpx.MockTransport(nobody)),
            retrying=Retrying(attempts=2),
            sleep=pass_by,
        )
        async with there:
            await there.accounts.get("acc_x")

    pauses: list[float] = []
    curule = Curule(
        "k",
        base_url="http://x.test",
        http=httpx.Client(transport=httpx.MockTransport(nobody)),
        sleep=pauses.append,
    )
    with pytest.raises(NoConnection, match="nobody there"):
        curule.accounts.get("acc_x")
    with pytest.raises(NoConnection):
        asyncio.run(awaited())


def test_an_answer_of_a_later_version_is_read_as_far_as_it_is_known() -> None:
    told = {
        "object": "entitlement",
        "user": "a@x.test",
        "product": "p",
        "allowed": False,
        "reason": "a_reason_of_tomorrow",
        "news": {"any": "thing"},
    }
    http, _seen = _answering(httpx.Response(200, json=told), httpx.Response(200, json={"x": 1}))
    curule = Curule("k", base_url="http://x.test", http=http)

    assert curule.entitlements.get(user="a", product="p").reason == "a_reason_of_tomorrow"
    with pytest.raises(ServiceFailed, match="answer_unreadable"):
        curule.entitlements.get(user="a", product="p")


def test_both_clients_know_the_same_nouns_and_acts() -> None:
    def acts(client: object, base: type[object]) -> set[tuple[str, str, str]]:
        nouns = {n: each for n, each in vars(client).items() if isinstance(each, base)}
        return {
            (noun, name, str(list(inspect.signature(act).parameters)))
            for noun, each in nouns.items()
            for name, act in vars(type(each)).items()
            if callable(act)
        }

    waits = acts(Curule("k", base_url="http://x.test"), Noun)
    awaits = acts(AsyncCurule("k", base_url="http://x.test"), AsyncNoun)

    assert waits == awaits
    assert len(waits) > 10


def signed(body: bytes, at: datetime, secret: str = SECRET) -> dict[str, str]:
    signature = Webhook(secret).sign("msg_1", at, body.decode())
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(at.timestamp())),
        "Webhook-Signature": f"v1,AAAA {signature}",
    }


@pytest.mark.threat("TH29")
def test_a_webhook_is_believed_by_its_signature_alone() -> None:
    now = datetime.now(UTC)  # noqa: TID251 - the library reads the clock itself
    told = {"type": "seat.assigned", "timestamp": now.isoformat(), "data": {"seat": "seat_1"}}
    body = json.dumps(told).encode()

    event = webhooks.verify(body, signed(body, now), SECRET)

    assert (event.id, event.type, event.data) == ("msg_1", "seat.assigned", {"seat": "seat_1"})
    old = now.replace(year=now.year - 1)
    other = "whsec_" + "A" * 32
    for forged, headers in (
        (body.replace(b"seat_1", b"seat_2"), signed(body, now)),
        (body, signed(body, old)),
        (body, signed(body, now, other)),
        (body, {**signed(body, now), "Webhook-Id": "msg_2"}),
        (body, {}),
        (b"[]", signed(b"[]", now)),
        (b"\xff", signed(body, now)),
    ):
        with pytest.raises(webhooks.ForgedWebhook):
            webhooks.verify(forged, headers, SECRET)
    with pytest.raises(ValueError, match="empty"):
        webhooks.verify(body, signed(body, now), "whsec_")
