"""Rules that look at other rows hold as well when two transactions break them together."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from curule.data import models
from curule.data.ids import new_id
from tests.support.world import NOW, World, make_world


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


def _refund(world: World, amount: int, *, counted: bool) -> Callable[[], None]:
    """Return what sends money back of the payment; of 4900 that came in 1200 went back before."""

    def send() -> None:
        if counted:
            models.Payment.objects.filter(id=world.payment.id).update(refunded_minor=1200 + amount)
        models.Refund.objects.create(
            account=world.account,
            payment_id=world.payment.id,
            key=str(new_id()),
            currency="EUR",
            amount_minor=amount,
            created_at=NOW,
        )

    return send


@pytest.mark.invariant("I21")
@pytest.mark.usefixtures("fresh_database")
def test_two_refunds_cannot_send_back_more_than_came_in() -> None:
    world = make_world()
    answers: list[str] = []

    def second() -> None:
        try:
            with transaction.atomic():
                _refund(world, 3000, counted=True)()  # it counts what it saw before the first one
            answers.append("committed")
        except DatabaseError as error:
            answers.append(str(error).partition(":")[0])
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        _refund(world, 3000, counted=True)()
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join()

    assert answers == ["payment_counts_its_refunds"]
    world.payment.refresh_from_db()
    assert world.payment.refunded_minor == 4200


@pytest.mark.invariant("I21")
@pytest.mark.usefixtures("fresh_database")
def test_refunds_that_their_payment_does_not_count_are_refused_together_too() -> None:
    world = make_world()
    answers = _at_once(*(_refund(world, 3000, counted=False) for _ in range(2)))

    assert answers == ["IntegrityError", "IntegrityError"]


def _credit(world: World, series: str, net: int) -> Callable[[], None]:
    """Return what credits the first invoice; of 4000 that it charged 2000 were credited before."""

    def issue() -> None:
        models.InvoiceSeries.objects.create(key=series, last_number=1)
        note = models.CreditNote.objects.create(
            account=world.account,
            invoice_id=world.invoice.id,
            number=f"{series}-000001",
            reason="goodwill",
            currency="EUR",
            subtotal_minor=net,
            total_minor=net,
            to_credit_minor=net,
            issued_at=NOW,
        )
        models.CreditNoteLine.objects.create(
            account=world.account,
            credit_note_id=note.id,
            position=1,
            kind="goodwill",
            quantity=1,
            amount_minor=net,
        )

    return issue


@pytest.mark.invariant("I21")
@pytest.mark.usefixtures("fresh_database")
def test_two_credit_notes_cannot_take_back_more_than_was_charged() -> None:
    world = make_world()
    answers = _at_once(_credit(world, "CN-one", 1500), _credit(world, "CN-two", 1500))

    assert answers == ["IntegrityError", "committed"]


@pytest.mark.invariant("I21")
@pytest.mark.usefixtures("fresh_database")
def test_two_credit_notes_may_together_take_back_all_that_was_charged() -> None:
    world = make_world()
    answers = _at_once(_credit(world, "CN-one", 1500), _credit(world, "CN-two", 500))

    assert answers == ["committed", "committed"]


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
