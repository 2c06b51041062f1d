"""A vendor with a staff and one customer."""

import pytest

from curule.core.permissions import StaffRole
from curule.data.models import Person
from curule.services.people import staff
from tests.support.factories import NOW, SYSTEM, World, make_person, make_world


@pytest.fixture
def team(db: None) -> dict[StaffRole, Person]:  # noqa: ARG001
    """One person for each role of the staff."""
    people = {}
    for role in StaffRole:
        person = make_person(f"{role}@vendor.test")
        staff.grant(actor=SYSTEM, person_id=person.id, role=role, now=NOW)
        people[role] = person
    return people


@pytest.fixture
def world(db: None) -> World:  # noqa: ARG001
    """A customer with ten licences paid by transfer."""
    return make_world("licence_portal", seats=10)
