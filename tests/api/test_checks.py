"""The check is answered in front of Django as it is behind: the same words to the same question."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product as every
from urllib.parse import urlencode
from uuid import uuid4
from wsgiref.types import WSGIApplication

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from curule.api.v1.checks import PATH, Checks
from curule.core.api_keys import Scope
from curule.core.permissions import Actor
from curule.data.models import Account, ApiKey, Product, TestClock
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.httpkit.metrics import exposition
from curule.services import api_keys
from curule.services.seats import seats
from tests.api.wsgi import Answer, knock
from tests.support.factories import World, make_unpaid_invoice, make_world

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("tests")


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Let the transaction of a test outlive its requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def behind() -> WSGIApplication:
    """Django, which is asked where nobody stands in front of it."""
    return get_wsgi_application()


def _front(behind: WSGIApplication) -> Checks:
    return Checks(behind, remember=False)


def _unreachable(*_: object) -> Iterator[bytes]:
    raise AssertionError("Django was asked")


def _began() -> datetime:
    return utc_now() - timedelta(hours=1)


def _seat(world: World, email: str) -> None:
    seats.assign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[seats.Invitee(email=email, first_name="An", last_name="Ro")],
        now=world.at(),
    )


def _worlds() -> list[World]:
    """Somebody with a seat, somebody invited, somebody whose company has not paid; test data."""
    seated, invited, late, testing = (
        make_world(preset, seats=2, now=_began())
        for preset in ("autodesk", "tutkit", "autodesk", "autodesk")
    )
    for world in (seated, late, testing):
        _seat(world, world.people["member"].email)
    _seat(invited, "bo@x.test")
    make_unpaid_invoice(late, due_at=late.at() - timedelta(days=100))
    clock = TestClock.objects.create(name="theirs", now=testing.at())
    Account.objects.filter(id=testing.account.id).update(clock=clock)
    return [seated, invited, late, testing]


def _key(*, is_live: bool = True, scopes: tuple[Scope, ...] | None = None) -> str:
    return api_keys.make_key(
        actor=ACTOR, name="ours", is_live=is_live, scopes=scopes, now=utc_now()
    ).text


def _told(answer: Answer) -> tuple[int, object, dict[str, str]]:
    """What an answer says, but for the number of its request."""
    said = answer.json()
    said.pop("request_id", None)
    named = ("Content-Type", "API-Version", "WWW-Authenticate", "Allow")
    return answer.status, said, {n: answer.headers[n] for n in named if n in answer.headers}


def _counted() -> float:
    """How many checks those who watch are told of."""
    [line] = re.findall(
        rb'curule_request_seconds_count{door="check",status="2xx"} (\S+)', exposition()
    )
    return float(line)


def _asked(user: str, product: str) -> str:
    return f"{PATH}?{urlencode({'user': user, 'product': product})}"


@pytest.mark.threat("TH22")
def test_both_doors_answer_everybody_alike(behind: WSGIApplication) -> None:
    worlds, front = _worlds(), _front(behind)
    members = [world.people["member"] for world in worlds]
    nobody = [public_id("usr", uuid4()), public_id("acc", members[0].id), "", "no address"]
    users = [
        *("bo@x.test", "BO@X.test", "a\0@x.test", "é@x.test", *nobody),
        *(name for each in members for name in (each.email, public_id("usr", each.id))),
    ]
    sold = [Product.objects.get(id=world.terms.product_id) for world in worlds]
    products = [
        *(sold[0].key, public_id("prod", sold[3].id)),
        *("none", "", public_id("prod", uuid4())),
    ]
    questions = [
        *every(users[:-6], products[:3]),
        *every(users[:1], products),
        *every(["bo@x.test"], [sold[1].key]),
        *every(users[-8:], [each.key for each in sold]),
    ]
    reasons = set()
    for key in (_key(scopes=(Scope.ENTITLEMENTS_READ,)), _key(is_live=False)):
        for user, product in questions:
            url = _asked(user, product)
            in_front, there = knock(front, url, key=key), knock(behind, url, key=key)
            assert _told(in_front) == _told(there), url
            if there.status == 200:
                assert in_front.body == there.body
                assert in_front.headers["Request-Id"].startswith("req_")
                reasons.add(there.json()["reason"])
            else:
                assert there.json()["code"] in {"not_found", "field_invalid"}
    assert reasons == {None, "no_seat", "invitation_open", "term_ended"}


def test_what_can_be_answered_does_not_reach_django(behind: WSGIApplication) -> None:
    world, key = make_world("autodesk", now=_began()), _key()
    product = Product.objects.get(id=world.terms.product_id).key
    _seat(world, world.people["member"].email)
    front, counted = _front(_unreachable), _counted()

    for user in (world.people["member"].email, "bo@x.test"):
        assert knock(front, _asked(user, product), key=key).status == 200
    with pytest.raises(AssertionError, match="Django was asked"):
        knock(front, "/v1/accounts", key=key)
    assert _counted() == counted + 2
    assert knock(behind, "/v1/accounts", key=key).status == 200


@pytest.mark.parametrize(
    "query",
    [
        "",
        "user=a@x.test",
        "product=p",
        "user=a@x.test&product=p&product=q",
        "user=a@x.test&user=b@x.test&product={product}",
        "user=a@x.test&product={product}&more=1",
        "user=%FF&product={product}",
        "user=a%40x.test;product={product}",
        "user=%E9%zz&product={product}",
        "user=a@x.test&product=" + "x" * 2_000,
    ],
)
def test_a_question_in_another_form_is_refused_in_the_same_words(
    behind: WSGIApplication, query: str
) -> None:
    world, key = make_world("autodesk", now=_began()), _key()
    product = Product.objects.get(id=world.terms.product_id).key
    url = f"{PATH}?{query.format(product=product)}"

    for language in ("en", "ru"):
        asked = {"key": key, "accept_language": language}
        assert _told(knock(_front(behind), url, **asked)) == _told(knock(behind, url, **asked))


@pytest.mark.threat("TH34")
def test_who_may_not_ask_is_told_so_in_the_same_words(behind: WSGIApplication) -> None:
    ended, narrow = _key(), _key(scopes=(Scope.ACCOUNTS_READ,))
    api_keys.end_key(
        actor=ACTOR, key_id=ApiKey.objects.get(shown__endswith=ended[-4:]).id, now=utc_now()
    )
    forged = ended[:-1] + ("1" if ended[-1] != "1" else "2")
    codes = {}
    for key in (None, "", "é", ended, narrow, forged, "sk_live_" + "1" * 50):
        answers = [knock(door, _asked("a", "b"), key=key) for door in (_front(behind), behind)]
        assert _told(answers[0]) == _told(answers[1])
        codes[key] = answers[0].json()["code"]
    assert codes.pop(narrow) == "scope_missing"
    assert set(codes.values()) == {"key_invalid"}


def test_other_methods_are_answered_behind(behind: WSGIApplication) -> None:
    world, key = make_world("autodesk", now=_began()), _key()
    product = Product.objects.get(id=world.terms.product_id).key
    front = _front(behind)

    many = knock(
        front, PATH, method="POST", key=key, body={"product": product, "users": ["a@x.test"]}
    )
    assert [each["allowed"] for each in many.json()["data"]] == [False]
    looked = knock(front, PATH, method="HEAD", key=key)
    assert (looked.status, looked.body) == (400, b""), "as a look without a body"
    for method in ("PUT", "DELETE", "OPTIONS"):
        answers = [knock(door, PATH, method=method, key=key) for door in (front, behind)]
        assert {answer.status for answer in answers} == {405}
        for answer in answers:
            assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_the_use_of_a_key_is_noted_here_too(behind: WSGIApplication) -> None:
    key = _key()
    knock(_front(behind), _asked("a@x.test", "none"), key=key)
    assert ApiKey.objects.get().used_at is not None


def test_answers_are_json_that_others_can_read(behind: WSGIApplication) -> None:
    world, key = make_world("autodesk", now=_began()), _key()
    product = Product.objects.get(id=world.terms.product_id).key
    answer = knock(_front(behind), _asked("bo@x.test", product), key=key)
    assert json.loads(answer.body)["object"] == "entitlement"
    assert int(answer.headers["Content-Length"]) == len(answer.body)
