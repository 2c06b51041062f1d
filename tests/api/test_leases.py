"""Leases: seats that are borrowed, kept while they are used, given back, and never too many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from curule.core.entitlements import Reason
from curule.core.refusals import Refused
from curule.data.models import Assignment, OutboxMessage, Seat, TestClock
from curule.httpkit.clock import utc_now
from curule.httpkit.ids import public_id
from curule.selectors.access import list_own_seats
from curule.selectors.counting import taken_by_type
from curule.selectors.invariants import verify
from curule.services.seats import leases, seats
from curule.services.sweeps import clocks
from curule.services.sweeps.due import run_due
from tests.api.conftest import Program
from tests.scim.conftest import connect
from tests.scim.test_people import map_group
from tests.support.factories import VENDOR, World, make_world

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


@pytest.fixture
def world() -> World:
    """A company with one seat to lend."""
    return make_world("autodesk", seats=1, now=utc_now() - timedelta(hours=1))


def _path(world: World) -> str:
    return f"/subscriptions/{public_id('sub', world.subscription.id)}/check_out"


def _lent(ours: Program, world: World, who: str = "member", **more: object) -> Any:  # noqa: ANN401
    return ours.post(_path(world), {"email": world.people[who].email, **more})


def _may(ours: Program, world: World, who: str = "member") -> Any:  # noqa: ANN401 - JSON
    asked = {
        "user": world.people[who].email,
        "product": public_id("prod", world.terms.product_id),
    }
    return ours.get("/entitlements", **asked).json()


def _lent_ago(world: World, who: str, *, seconds: int) -> str:
    """Lend a seat for a minute, so many seconds ago; returns the lease."""
    done = leases.check_out(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email=world.people[who].email,
        lasts=timedelta(minutes=1),
        now=utc_now() - timedelta(seconds=seconds),
    )
    return public_id("lse", done.value)


def _occupied(world: World) -> int:
    [taken] = taken_by_type(world.account.id, world.subscription.id, utc_now()).values()
    return taken.occupied


@pytest.mark.invariant("I1")
def test_a_seat_is_borrowed_kept_and_given_back(program: Programs, world: World) -> None:
    ours = program()
    lease = _lent(ours, world, seconds=600).json()
    assert (lease["object"], lease["ended_at"], lease["seat_type"]) == ("lease", None, "seat")
    may = _may(ours, world)
    assert (may["allowed"], may["until"]) == (True, lease["expires_at"])

    again = _lent(ours, world, seconds=900).json()
    assert again["id"] == lease["id"]
    assert again["expires_at"] > lease["expires_at"]
    kept = ours.post(f"/leases/{lease['id']}/heartbeat", {"seconds": 60}).json()
    assert kept["expires_at"] == again["expires_at"]  # never shorter
    assert ours.get(f"/leases/{lease['id']}").json() == kept

    full = _lent(ours, world, "admin")
    assert (full.status_code, full.json()["code"]) == (409, "no_free_seat")

    back = ours.post(f"/leases/{lease['id']}/release", {}).json()
    assert (back["end_reason"], back["ended_at"] is not None) == ("lease_returned", True)
    assert ours.post(f"/leases/{lease['id']}/release", {}).json() == back
    assert not _may(ours, world)["allowed"]
    assert _lent(ours, world, "admin").status_code == 200
    over = ours.post(f"/leases/{lease['id']}/heartbeat", {"seconds": 60})
    assert (over.status_code, over.json()["code"]) == (409, "lease_over")
    assert over.json()["options"] == ["check_out"]
    assert verify() == ()


@pytest.mark.invariant("I1")
def test_what_nobody_keeps_is_free_at_its_end_whether_or_not_the_worker_ran(
    program: Programs, world: World
) -> None:
    ours = program()
    lease = _lent_ago(world, "member", seconds=200)
    told = _may(ours, world)
    assert (told["allowed"], told["reason"]) == (False, "no_seat")
    assert _occupied(world) == 0
    late = ours.post(f"/leases/{lease}/heartbeat", {"seconds": 60})
    assert late.json()["code"] == "lease_over"

    _lent_ago(world, "admin", seconds=100)
    first = ours.get(f"/leases/{lease}").json()
    assert (first["end_reason"], first["ended_at"]) == ("lease_lapsed", first["expires_at"])

    assert run_due(now=utc_now()).done["lease"] == 1
    assert Assignment.objects.filter(ended_at=None).count() == 0
    assert verify() == ()


def test_a_seat_that_hangs_is_taken_back_and_its_holder_told(
    program: Programs, world: World
) -> None:
    ours = program()
    lease = _lent(ours, world).json()["id"]
    taken = ours.post(f"/leases/{lease}/force_release", {}).json()
    assert taken["end_reason"] == "unassigned"
    with pytest.raises(Refused, match="not_found"):  # what was only lent is not put back
        seats.restore(
            actor=world.actor(),
            account_id=world.account.id,
            assignment_id=Assignment.objects.get().id,
            now=utc_now(),
        )
    mail = OutboxMessage.objects.get(template="seat_unassigned")
    assert mail.recipient == world.people["member"].email
    assert not _may(ours, world)["allowed"]


def test_who_is_assigned_the_seat_keeps_what_they_borrowed(program: Programs, world: World) -> None:
    ours = program()
    lease = _lent(ours, world, seconds=60).json()["id"]
    member = world.people["member"]
    seats.assign(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        people=[seats.Invitee(email=member.email, first_name="An", last_name="Ro")],
        now=utc_now(),
    )
    assert _may(ours, world)["until"] is None
    assert ours.get(f"/leases/{lease}").status_code == 404
    refused = _lent(ours, world)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_assigned")


def test_a_lease_that_has_lapsed_is_over_since_then_and_on_every_page(
    program: Programs, world: World
) -> None:
    ours = program()
    lease = _lent_ago(world, "member", seconds=200)
    shown = ours.get(f"/leases/{lease}").json()
    assert (shown["ended_at"], shown["end_reason"]) == (shown["expires_at"], "lease_lapsed")
    member = world.people["member"]
    assert [seat.reason for seat in list_own_seats(member.id, utc_now())] == [Reason.NO_SEAT]
    assert ours.post(f"/leases/{lease}/force_release", {}).json() == shown
    assert not OutboxMessage.objects.filter(template="seat_unassigned").exists()


def test_a_seat_that_ends_is_kept_no_longer(program: Programs, world: World) -> None:
    ours = program()
    lease = _lent(ours, world).json()["id"]
    Seat.objects.update(ends_at=utc_now())
    over = ours.post(f"/leases/{lease}/heartbeat", {"seconds": 60})
    assert (over.status_code, over.json()["code"]) == (409, "lease_over")


def test_a_directory_lets_whom_it_seats_keep_what_they_borrow(
    client: Client, program: Programs, world: World
) -> None:
    _lent(program(), world)
    directory = connect(client, world)
    group = directory.group("Designers", directory.add(world.people["member"].email))
    map_group(world, group)
    assert Assignment.objects.get(ended_at=None).lapses_at is None


def test_seats_with_terms_of_their_own_are_not_lent(program: Programs) -> None:
    licences = make_world("licence_portal", seats=1, now=utc_now() - timedelta(hours=1))
    answer = _lent(program(), licences)
    assert (answer.status_code, answer.json()["code"]) == (409, "lease_not_offered")


@pytest.mark.parametrize("seconds", [59, 86_401, "600", 600.0, None])
def test_a_lease_lasts_a_minute_to_a_day(program: Programs, world: World, seconds: object) -> None:
    assert _lent(program(), world, seconds=seconds).status_code == 400
    assert not Assignment.objects.exists()


@pytest.mark.threat("TH22")
def test_only_members_borrow_and_only_keys_that_give_seats_lend(
    program: Programs, world: World
) -> None:
    ours = program()
    stranger = make_world("zoom", now=utc_now())
    for address in ("nobody@x.test", stranger.people["member"].email):
        answer = ours.post(_path(world), {"email": address})
        assert (answer.status_code, answer.json()["code"]) == (422, "user_not_registered")
    lease = _lent(ours, world).json()["id"]
    testing = program(is_live=False)
    assert testing.get(f"/leases/{lease}").status_code == 404
    assert testing.post(f"/leases/{lease}/force_release", {}).status_code == 404
    assert testing.get("/leases").json()["data"] == []


def test_on_a_test_clock_a_lease_lasts_by_its_time(world: World) -> None:
    clock = TestClock.objects.create(name="theirs", now=utc_now())
    type(world.account).objects.filter(id=world.account.id).update(clock=clock)
    done = leases.check_out(
        actor=world.actor(),
        account_id=world.account.id,
        subscription_id=world.subscription.id,
        email=world.people["member"].email,
        lasts=timedelta(minutes=5),
        now=clock.now,
    )
    clocks.advance(actor=VENDOR, clock_id=clock.id, to=clock.now + timedelta(minutes=6))
    row = Assignment.objects.get(id=done.value)
    assert row.ended_at == clock.now + timedelta(minutes=5)
