"""Rules that look at other rows hold as well when two transactions break them together."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from curule.data import models
from tests.support.world import NOW, make_world


def _at_once(*commands: Callable[[], None]) -> list[str]:
    """Run each in a transaction of its own; all have written before the first one commits."""
    written = threading.Barrier(len(commands))
    answers: list[str] = []

    def run(command: Callable[[], None]) -> None:
        try:
            with transaction.atomic():
                command()
                written.wait(timeout=10)
            answers.append("committed")
        except DatabaseError as error:
            answers.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[command]) for command in commands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.threat("TH40")
@pytest.mark.usefixtures("fresh_database")
def test_two_owners_cannot_remove_each_other() -> None:
    world = make_world()
    owners = [
        models.RoleGrant.objects.get(account=world.account, role="owner"),
        models.RoleGrant.objects.create(
            account=world.account, person=world.bob, role="owner", granted_at=NOW
        ),
    ]

    def revoke(grant: models.RoleGrant) -> Callable[[], None]:
        return lambda: (
            None
            if models.RoleGrant.objects.filter(id=grant.id).update(revoked_at=NOW)
            else pytest.fail("nothing to revoke")
        )

    answers = _at_once(*map(revoke, owners))

    assert answers == ["IntegrityError", "committed"]
    assert models.RoleGrant.objects.filter(account=world.account, revoked_at=None).count() == 1


@pytest.mark.threat("TH13")
@pytest.mark.usefixtures("fresh_database")
def test_a_seat_cannot_be_freed_and_kept_at_once() -> None:
    world = make_world()
    seat_id = world.alices.seat_id

    def free_the_seat() -> None:
        models.Seat.objects.filter(id=seat_id).update(assignment_id=None)

    def end_the_assignment() -> None:
        models.Assignment.objects.filter(id=world.alices.id).update(ended_at=NOW)

    # Each alone breaks the pair, and neither sees the other's half before it commits.
    answers = _at_once(free_the_seat, end_the_assignment)

    assert answers == ["IntegrityError", "IntegrityError"]
    world.alices.refresh_from_db()
    assert world.alices.ended_at is None


@pytest.mark.usefixtures("fresh_database")
def test_nothing_slips_into_a_version_while_it_is_published() -> None:
    world = make_world()
    draft = models.PlanVersion.objects.create(plan_id=world.version.plan_id, number=2, policy={})
    locked, asked = threading.Event(), threading.Event()
    refused: list[str] = []

    def add_a_seat_type() -> None:
        locked.wait(timeout=10)
        try:
            with transaction.atomic():
                asked.set()
                models.SeatType.objects.create(plan_version=draft, name="late", position=1)
        except DatabaseError as error:
            refused.append(str(error))
        finally:
            connection.close()

    thread = threading.Thread(target=add_a_seat_type)
    thread.start()
    with transaction.atomic():
        models.PlanVersion.objects.filter(id=draft.id).update(published_at=NOW)
        locked.set()
        asked.wait(timeout=10)
    thread.join()

    assert len(refused) == 1
    assert refused[0].startswith("seat_type_published")
