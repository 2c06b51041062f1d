"""Who used the product and when, as the vendor's program tells it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from curule.core.api_keys import Scope
from curule.data.models import Assignment, Person, Product
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from tests.api.conftest import Program
from tests.support.factories import World, give, make_account, make_subscription, make_world
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
BEGAN: Final = utc_now().replace(microsecond=0) - timedelta(days=3)


@pytest.fixture
def world() -> World:
    """A customer whose member and admin have seats since three days."""
    made = make_world("autodesk", seats=3, now=BEGAN)
    for name in ("member", "admin"):
        give(made, made.people[name], now=BEGAN)
    return made


def _product(world: World | Shop) -> str:
    return Product.objects.get(id=world.terms.product_id).key


def _told(program: Program, world: World | Shop, *used: dict[str, Any], **headers: str) -> Any:  # noqa: ANN401
    return program.post("/usage", {"product": _product(world), "used": list(used)}, **headers)


def _last(person: Person) -> set[datetime | None]:
    rows = Assignment.objects.filter(email=person.email)
    return set(rows.values_list("last_active_at", flat=True))


def test_it_is_written_down_by_address_by_id_and_by_a_name_of_the_vendor_s(
    program: Programs, world: World
) -> None:
    ours, member, admin = program(), world.people["member"], world.people["admin"]
    ours.post("/external_ids", {"external_id": "4711", "email": admin.email})
    earlier, later = BEGAN + timedelta(hours=1), BEGAN + timedelta(hours=2)

    answer = _told(
        ours,
        world,
        {"user": member.email.upper(), "at": later.isoformat()},
        {"user": public_id("usr", member.id), "at": earlier.isoformat()},
        {"user": "4711", "at": earlier.isoformat()},
        {"user": "nobody@x.test"},
        {"user": "no address @"},
        {"user": "unheard-of"},
    )

    assert (answer.status_code, answer.json()["seats"]) == (200, 2)
    assert (_last(member), _last(admin)) == ({later}, {earlier})
    assert _told(ours, world, {"user": "4711", "at": BEGAN.isoformat()}).json()["seats"] == 0
    assert _last(admin) == {earlier}


def test_in_every_company_that_gave_a_seat_of_it(program: Programs, world: World) -> None:
    account, member = make_account(now=BEGAN), world.people["member"]
    subscription = make_subscription(account, world.terms, {"seat": 1}, now=BEGAN)
    give(replace(world, account=account, subscription=subscription), member, now=BEGAN)

    assert _told(program(), world, {"user": member.email}).json()["seats"] == 2
    assert None not in _last(member)


def test_what_is_a_little_ahead_is_now_and_what_is_far_ahead_is_refused_as_a_whole(
    program: Programs, world: World
) -> None:
    ours, member, admin = program(), world.people["member"], world.people["admin"]
    ahead, far = utc_now() + timedelta(minutes=1), utc_now() + timedelta(hours=1)

    refused = _told(
        ours,
        world,
        {"user": member.email, "at": ahead.isoformat()},
        {"user": admin.email, "at": far.isoformat()},
    )

    assert (refused.status_code, refused.json()["code"]) == (400, "date_invalid")
    assert _last(member) == _last(admin) == {None}
    _told(ours, world, {"user": member.email, "at": ahead.isoformat()})
    assert all(at is not None and at <= utc_now() for at in _last(member))


def test_the_clock_of_a_test_account_says_what_now_is(program: Programs) -> None:
    shop = Shop.open("tutkit", now=datetime(2031, 5, 1, tzinfo=UTC))
    shop.subscribe(2)
    person = shop.seat()

    assert _told(program(), shop, {"user": person.email}).json()["seats"] == 0
    assert _told(program(is_live=False), shop, {"user": person.email}).json()["seats"] == 1
    assert _last(person) == {shop.now}


def test_it_takes_the_right_to_write_seats_and_is_done_once(
    program: Programs, world: World
) -> None:
    used = {"user": world.people["member"].email}
    refused = _told(program(scopes={Scope.SEATS_READ}), world, used)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")

    ours = program(scopes={Scope.SEATS_WRITE})
    first, again = (_told(ours, world, used, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
