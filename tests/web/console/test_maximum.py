"""A maximum below what is booked is agreed all the same, and the page says what that means."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data.models import StaffGrant
from tests.support.factories import NOW, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("T26")
@pytest.mark.parametrize(
    ("maximum", "said"),
    [(3, "10 are booked already"), (12, "The maximum is agreed.")],
)
def test_a_maximum_below_what_is_booked_is_warned_of(
    client: Client, maximum: int, said: str
) -> None:
    world = make_world("tutkit", seats=10)
    ada = make_person("ada@vendor.test")
    StaffGrant.objects.create(person=ada, role=StaffRole.ADMIN.value, granted_at=NOW)
    client.force_login(ada)
    path = f"/console/accounts/{world.account.id}/maximum"
    what = f"{world.terms.product_id}:{world.seat_type}"

    answer = client.post(path, {"what": what, "maximum": maximum}, follow=True)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page
    assert ('class="box warning"' in page or 'class="box warn' in page) == (maximum == 3)
