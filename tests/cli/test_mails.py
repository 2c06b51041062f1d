"""`curule mails`: the newest first, each in words, in its own language or another."""

import pytest

from tests.support.commands import run_curule
from tests.support.world import World, make_world


@pytest.fixture
def world(fresh_database: object) -> World:
    del fresh_database
    return make_world()


@pytest.mark.usefixtures("fresh_database")
def test_no_mails_are_said_in_a_sentence() -> None:
    assert run_curule("mails", "list").stdout == "There are no mails.\n"


def test_a_held_mail_can_be_found_and_read(world: World) -> None:
    listed = run_curule("mails", "list", "--limit", "1")
    mail_id = listed.stdout.split()[0]

    shown = run_curule("mails", "show", mail_id, "--language", "fr")

    assert len(listed.stdout.splitlines()) == 1
    assert shown.returncode == 0, shown.stderr
    assert world.account.name in shown.stdout
    assert shown.stdout != run_curule("mails", "show", mail_id, "--language", "de").stdout


@pytest.mark.usefixtures("fresh_database")
def test_an_unknown_mail_is_one_sentence() -> None:
    done = run_curule("mails", "show", "00000000-0000-7000-8000-000000000000")

    assert done.returncode == 2
    assert "there is no mail with this id" in done.stderr
    assert "Traceback" not in done.stderr
