"""Licenses row by row: the vendor's words, binding, unbinding, filters, carrying over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from curule.data import models
from tests.support.factories import World, add_seats, make_batch, make_world
from tests.web.people.conftest import NOW, at, give, known, send, sign_in, taken, text_of

pytestmark = pytest.mark.django_db
Make = Callable[..., World]


def seat_of(world: World, number: int = 0) -> models.Seat:
    return models.Seat.objects.filter(account_id=world.account.id).order_by("id")[number]


@pytest.mark.requirement("R10")
@pytest.mark.requirement("R11")
def test_the_list_has_the_vendors_path_and_filters(client: Client, make: Make) -> None:
    world = make("licence_portal", seats=3)
    sign_in(client, world, language="ru")

    shown = text_of(client.get(at(world, "licenses")))

    crumbs = shown.partition('<ol class="crumbs">')[2].partition("</ol>")[0]
    path = ("Кабинет", "Администрирование компании", "Управление подпиской")
    places = [crumbs.find(step) for step in path]
    assert places == sorted(places)
    assert -1 not in places
    for label in ("Продукт", "Статус", "Привязана к пользователю (e-mail)", "Привязать"):
        assert label in shown
    assert shown.count('class="filters bind"') == 3


@pytest.mark.requirement("R12")
@pytest.mark.requirement("R14")
@pytest.mark.requirement("R15")
def test_an_address_is_bound_in_its_row_at_once(client: Client, make: Make) -> None:
    world = make("licence_portal", seats=2)
    bo = known(world, "Bo Li", member=False)
    sign_in(client, world)
    chosen = seat_of(world, 1)

    answer = send(client, at(world, "licenses"), seat=chosen.id, email=bo.email)

    assert answer.status_code == 303
    chosen.refresh_from_db()
    held = models.Assignment.objects.get(seat_id=chosen.id)
    assert (held.email, held.state) == (bo.email, "active")
    shown = text_of(client.get(answer.headers["Location"]))
    assert bo.email in shown
    assert shown.count('class="filters bind"') == 1


@pytest.mark.requirement("R13")
def test_the_administrator_binds_their_own_address(client: Client, make: Make) -> None:
    world = make("licence_portal", seats=2)
    sign_in(client, world, "admin")
    assert taken(world) == 0

    send(client, at(world, "licenses"), seat=seat_of(world).id, email=world.people["admin"].email)

    assert taken(world) == 1


@pytest.mark.requirement("R9")
def test_an_unregistered_address_is_refused_in_its_row_with_a_way_out(
    client: Client, make: Make
) -> None:
    world = make("licence_portal", seats=2)
    sign_in(client, world)

    answer = send(client, at(world, "licenses"), seat=seat_of(world).id, email="oleg@firma.test")

    shown = text_of(answer)
    assert answer.status_code == 409
    assert 'data-code="user_not_registered"' in shown
    assert 'value="oleg@firma.test"' in shown
    assert "mailto:oleg@firma.test?subject=" in shown
    assert "/auth/signup/" in shown
    assert taken(world) == 0


def test_binding_twice_binds_once(client: Client, make: Make) -> None:
    world = make("licence_portal", seats=2)
    bo = known(world, "Bo Li")
    sign_in(client, world)
    key = uuid4().hex

    answers = [
        send(client, at(world, "licenses"), key, seat=seat_of(world).id, email=bo.email)
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert taken(world) == 1


def test_a_row_taken_meanwhile_says_by_whom(client: Client, make: Make) -> None:
    world = make("licence_portal", seats=1)
    bo, di = known(world, "Bo Li"), known(world, "Di Paz")
    give(world, bo)
    sign_in(client, world)

    answer = send(client, at(world, "licenses"), seat=seat_of(world).id, email=di.email)

    assert answer.status_code == 409
    assert 'data-code="seat_occupied"' in text_of(answer)
    assert bo.email in text_of(answer)


def test_who_unbinds_their_own_license_reads_of_their_own_access(
    client: Client, make: Make
) -> None:
    world = make("licence_portal", seats=2)
    give(world, world.people["owner"])
    sign_in(client, world)

    asked = text_of(client.get(at(world, f"licenses/{seat_of(world).id}/unbind")))

    assert "You lose your own access now." in asked
    assert "The person is told" not in asked


@pytest.mark.requirement("R16")
@pytest.mark.requirement("R17")
@pytest.mark.requirement("R19")
def test_unbinding_is_confirmed_and_the_field_comes_back(client: Client, make: Make) -> None:
    world = make("licence_portal", seats=1)
    give(world, known(world, "Bo Li"))
    sign_in(client, world, language="ru")
    shown = text_of(client.get(at(world, "licenses")))
    assert "Отвязать" in shown
    assert 'class="filters bind"' not in shown
    path = at(world, f"licenses/{seat_of(world).id}/unbind")
    assert "срок идёт до" in text_of(client.get(path))
    assert taken(world) == 1

    answers = [send(client, path) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert taken(world) == 0
    assert 'class="filters bind"' in text_of(client.get(at(world, "licenses")))


@pytest.mark.requirement("R11")
@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 5),
        ("status=free", 4),
        ("status=bound", 1),
        ("status=ended", 0),
        ("status=expiring", 5),
        ("status=not_started", 0),
        ("email=bo@", 1),
        ("email=nobody", 0),
        ("status=nonsense", 5),
    ],
)
def test_rows_are_filtered(client: Client, make: Make, query: str, rows: int) -> None:
    world = make("licence_portal", seats=5)
    give(world, known(world, "Bo Li"))
    models.Batch.objects.filter(account_id=world.account.id).update(
        ends_at=NOW + timedelta(days=20)
    )
    models.Seat.objects.filter(account_id=world.account.id).update(ends_at=NOW + timedelta(days=20))
    sign_in(client, world)

    shown = text_of(client.get(at(world, f"licenses?{query}")))

    assert shown.count('<tr id="l') == rows
    assert ("No row matches these filters." in shown) is (rows == 0)


@pytest.mark.requirement("R11")
def test_rows_are_filtered_by_product_and_batch(client: Client, make: Make) -> None:
    world = make("gotoassist", seats={"organizer": 2, "agent": 1, "expert": 3})
    sign_in(client, world)
    product = f"{world.subscription.id}:expert"

    shown = text_of(client.get(at(world, f"licenses?product={product}")))

    assert shown.count('<tr id="l') == 3


def two_batches(free: int = 2) -> World:
    """An account whose first batch ends soon and whose second has some free licenses."""
    world = make_world("licence_portal", seats=3, now=NOW - timedelta(days=20))
    newer = make_batch(world.subscription, NOW - timedelta(days=1), NOW + timedelta(days=364))
    add_seats(
        world.subscription,
        world.terms,
        "licence",
        free,
        starts_at=newer.starts_at,
        ends_at=newer.ends_at,
        pool_id=newer.id,
    )
    return world


def carry(world: World) -> dict[str, Any]:
    older, newer = models.Batch.objects.filter(account_id=world.account.id).order_by("starts_at")
    return {"do": "carry", "from": older.id, "to": newer.id}


def bind_in_older(world: World, *people: models.Person) -> None:
    from curule.services.seats import seats

    for number, person in enumerate(people):
        seats.bind(
            actor=world.actor(),
            account_id=world.account.id,
            subscription_id=world.subscription.id,
            email=person.email,
            seat_id=seat_of(world, number).id,
            now=NOW,
        )


@pytest.mark.requirement("R8")
def test_bindings_are_carried_over_only_when_asked(client: Client) -> None:
    world = two_batches()
    bind_in_older(world, known(world, "Bo Li"), known(world, "Di Paz"))
    sign_in(client, world)
    shown = text_of(client.get(at(world, "licenses")))
    assert "Carry 2 bindings from batch 1 to batch 2" in shown
    assert taken(world) == 2

    answers = [send(client, at(world, "licenses"), **carry(world)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert taken(world) == 4
    assert "Carry" not in text_of(client.get(at(world, "licenses")))


def test_too_few_free_licenses_carry_nobody(client: Client) -> None:
    world = two_batches(free=1)
    bind_in_older(world, known(world, "Bo Li"), known(world, "Di Paz"))
    sign_in(client, world)
    shown = text_of(client.get(at(world, "licenses")))
    assert 'value="carry"' not in shown
    assert "Needed: 2 · free: 1 · missing: 1." in shown

    answer = send(client, at(world, "licenses"), **carry(world))

    assert answer.status_code == 409
    assert 'data-code="no_free_seat"' in text_of(answer)
    assert taken(world) == 2


def test_foreign_licenses_and_batches_are_not_there(client: Client, make: Make) -> None:
    world, other = make("licence_portal", seats=1), two_batches()
    bo = known(world, "Bo Li")
    sign_in(client, world)

    for seat_id in (seat_of(other).id, uuid4(), "nonsense"):
        assert send(client, at(world, "licenses"), seat=seat_id, email=bo.email).status_code == 404
    assert send(client, at(world, "licenses"), **carry(other)).status_code == 404
    for page in (at(world, f"licenses/{seat_of(other).id}/unbind"), at(other, "licenses")):
        assert client.get(page).status_code == 404
        assert send(client, page).status_code == 404
    assert taken(other) == 0


def test_who_may_not_bind_sees_and_changes_nothing(client: Client, make: Make) -> None:
    world = make("licence_portal", seats=2)
    bo, di = known(world, "Bo Li"), known(world, "Di Paz")
    give(world, bo)
    sign_in(client, world, "billing_contact")
    shown = text_of(client.get(at(world, "licenses")))
    assert bo.email in shown
    assert 'class="filters bind"' not in shown
    held = models.Seat.objects.get(account_id=world.account.id, assignment_id__isnull=False)
    free = models.Seat.objects.get(account_id=world.account.id, assignment_id=None)

    bound = send(client, at(world, "licenses"), seat=free.id, email=di.email)
    unbound = send(client, at(world, f"licenses/{held.id}/unbind"))

    assert (bound.status_code, unbound.status_code) == (403, 403)
    assert taken(world) == 1
