"""`curule staff`: the first admin of an installation."""

import pytest

from curule.core.permissions import StaffRole
from curule.data.database_url import DatabaseUrl
from curule.data.models import Person
from curule.selectors.console.staff import list_staff
from tests.support.commands import run_curule


@pytest.mark.usefixtures("fresh_database")
def test_the_first_admin_is_named_on_the_command_line() -> None:
    added = run_curule("staff", "add", "ana@vendor.test")
    listed = run_curule("staff", "list")

    assert added.returncode == 0, added.stderr
    assert [(row.email, row.role) for row in list_staff()] == [("ana@vendor.test", StaffRole.ADMIN)]
    assert "ana@vendor.test" in listed.stdout
    person = Person.objects.get(email="ana@vendor.test")
    assert person.verified_at is not None
    assert not person.has_usable_password()


def test_a_role_takes_the_place_of_another(fresh_database: DatabaseUrl) -> None:
    del fresh_database
    run_curule("staff", "add", "ana@vendor.test")
    run_curule("staff", "add", "bo@vendor.test")

    changed = run_curule("staff", "add", "bo@vendor.test", "--role", "support")
    refused = run_curule("staff", "add", "ana@vendor.test", "--role", "finance")

    assert changed.returncode == 0
    assert refused.returncode == 1
    assert {row.email: row.role for row in list_staff()} == {
        "ana@vendor.test": StaffRole.ADMIN,
        "bo@vendor.test": StaffRole.SUPPORT,
    }


def test_what_is_no_address_is_told_so(fresh_database: DatabaseUrl) -> None:
    del fresh_database
    answer = run_curule("staff", "add", "not-an-address")

    assert answer.returncode == 1
    assert "not-an-address" in answer.stderr
    assert "Traceback" not in answer.stderr
