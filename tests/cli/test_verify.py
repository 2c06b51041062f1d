"""`curule verify`: its verdict, its list, its JSON and its exit status."""

import json

import pytest
from django.db import connection

from curule.data.ids import new_id
from tests.support.commands import run_curule
from tests.support.world import World, make_world


@pytest.fixture
def broken(fresh_database: object) -> World:
    """A world in which an invoice says that more was paid on it than came in."""
    del fresh_database
    world = make_world()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE curule_invoice DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE curule_invoice SET paid_minor = paid_minor + 1 WHERE id = %s",
            [world.renewal.id],
        )
        cursor.execute("ALTER TABLE curule_invoice ENABLE TRIGGER USER")
    return world


@pytest.mark.usefixtures("fresh_database")
def test_nothing_wrong_is_one_line_and_exit_0() -> None:
    done = run_curule("verify")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Verified: all ")
    assert len(done.stdout.splitlines()) == 1


def test_what_is_wrong_is_listed_with_exit_1(broken: World) -> None:
    done = run_curule("verify", "--account", str(broken.account.id))

    verdict, *listed = done.stdout.splitlines()
    assert done.returncode == 1
    assert verdict.startswith("Violated: ")
    assert "I15" in verdict
    assert any(str(broken.renewal.id) in line for line in listed)


def test_another_account_is_not_blamed(broken: World) -> None:
    assert run_curule("verify", "--account", str(broken.clocked.id)).returncode == 0


def test_the_answer_can_be_read_by_machines(broken: World) -> None:
    done = run_curule("verify", "--json")

    answer = json.loads(done.stdout)
    (found,) = [each for each in answer["violations"] if each["invariant"] == "I15"]
    assert done.returncode == 1
    assert answer["holds"] is False
    assert found["account_id"] == str(broken.account.id)
    assert (found["numbers"]["paid_minor"], found["numbers"]["received"]) == (1301, 1300)


@pytest.mark.usefixtures("fresh_database")
def test_an_account_that_is_not_there_is_wrong_usage() -> None:
    done = run_curule("verify", "--account", str(new_id()))

    assert done.returncode == 2
    assert "there is no account with this id" in done.stderr
