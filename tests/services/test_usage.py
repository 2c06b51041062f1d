"""Who uses their seat, and what is done about who does not (people)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from curule.core.refusals import Refused
from curule.data.models import Assignment, Event, OutboxMessage
from curule.services.seats import usage
from curule.services.sweeps.due import run_due
from tests.services.test_seats import BO, DI, give, unassign
from tests.support.factories import VENDOR, World, make_person, make_world


def used_world(reclaim: str = "suggest", number: int = 3) -> World:
    for invitee in (BO, DI):
        make_person(invitee.email, first_name="F", last_name="L")
    world = make_world(
        "autodesk",
        seats=number,
        overrides={"people.inactive_after_days": 10, "people.reclaim": reclaim},
    )
    give(world, BO, now=world.at(hours=1))
    return world


def report(world: World, email: str, at: datetime, **how: Any) -> int:  # noqa: ANN401
    arguments = {"actor": VENDOR, "now": at, **how}
    return usage.report_use(
        account_id=world.account.id,
        product_id=world.terms.product_id,
        used={email: at},
        **arguments,
    ).value


def time_passes(world: World, now: datetime) -> int:
    done = run_due(now=now, account_ids={world.account.id}, attempt_payments=False)
    assert not done.failed
    return done.done.get("idle", 0)


def told(world: World) -> list[str]:
    rows = OutboxMessage.objects.filter(account=world.account, template="seat_unused")
    return [row.context["person"] for row in rows.order_by("id") if "owner@" in row.recipient]


def test_an_unused_seat_is_suggested_to_be_given_to_somebody_else_once() -> None:
    world = used_world()
    assert time_passes(world, world.at(days=10, minutes=59)) == 0
    assert time_passes(world, world.at(days=10, hours=1)) == 1
    assert told(world) == [BO.email]
    assert Event.objects.filter(type="seat.reclaim_suggested").count() == 1
    assert time_passes(world, world.at(days=20)) == 0
    assert Assignment.objects.get(email=BO.email).ended_at is None


def test_nothing_is_done_where_the_policy_says_none() -> None:
    world = used_world("none")
    assert time_passes(world, world.at(days=20)) == 0
    assert told(world) == []


def test_use_puts_it_off_and_another_silence_is_told_again() -> None:
    world = used_world()
    assert report(world, BO.email, world.at(days=5)) == 1
    assert time_passes(world, world.at(days=14, hours=23)) == 0
    assert time_passes(world, world.at(days=15)) == 1
    assert report(world, BO.email, world.at(days=16)) == 1
    assert time_passes(world, world.at(days=25, hours=23)) == 0
    assert time_passes(world, world.at(days=26)) == 1
    assert told(world) == [BO.email, BO.email]


def test_all_that_are_unused_by_then_come_in_one_mail() -> None:
    world = used_world()
    give(world, DI, now=world.at(hours=1))
    assert time_passes(world, world.at(days=10, hours=1)) == 1
    assert told(world) == [f"{BO.email}, {DI.email}"]


def test_a_seat_that_was_taken_back_is_not_told() -> None:
    world = used_world()
    unassign(world, BO.email, now=world.at(days=2))
    assert time_passes(world, world.at(days=20)) == 0


def test_an_older_report_and_a_stranger_change_nothing() -> None:
    world = used_world()
    report(world, BO.email, world.at(days=5))
    assert report(world, BO.email, world.at(days=4), now=world.at(days=6)) == 0
    assert report(world, "zo@x.test", world.at(days=5)) == 0
    assert Assignment.objects.get(email=BO.email).last_active_at == world.at(days=5)


def test_what_is_still_to_come_is_refused_and_only_the_vendor_reports() -> None:
    world = used_world()
    at = world.at(days=5)
    for code, how in (
        ("date_invalid", {"now": at - timedelta(seconds=1)}),
        ("role_not_allowed", {"actor": world.actor()}),
    ):
        with pytest.raises(Refused) as refused:
            report(world, BO.email, at, **how)
        assert refused.value.refusal.code == code
    assert Assignment.objects.get(email=BO.email).last_active_at is None
