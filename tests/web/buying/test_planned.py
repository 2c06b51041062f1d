"""What is planned for a renewal, where nothing renews."""

import pytest

from tests.web.buying.pages import Portal, text_of
from tests.web.buying.worlds import bought_world

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A2")]


def test_with_the_renewal_off_a_planned_number_is_not_promised() -> None:
    portal = Portal.of(bought_world("autodesk", {"seat": 14}), "contract_manager", "fr")
    portal.post(portal.path("reduce"), seats_seat=9)
    on = text_of(portal.get(portal.path()))

    off = text_of(portal.client.post(portal.path("auto-renew"), {"value": "off"}, follow=True))

    assert "de moins" in on
    assert "Garder 14 postes" in on
    assert "de moins" not in off
    assert "Garder 14 postes" not in off
    assert "L’abonnement prend fin le 31 janvier 2026. Ce qui est prévu ici ne vaut que" in off
    assert "14 postes → 9 postes, seulement en cas de renouvellement" in off
    assert "Abandonner ce qui est prévu" in off
    assert "9 postes" not in text_of(portal.get(f"{portal.root}/"))


def test_what_was_planned_before_is_no_part_of_the_order() -> None:
    portal = Portal.of(bought_world("autodesk", {"seat": 12}), "contract_manager")
    portal.post(portal.path("reduce"), seats_seat=10)

    page = text_of(
        portal.get(portal.to_review("add-seats", seats_seat=13, reduction="keep_target"))
    )
    alone = text_of(
        portal.get(portal.to_review("add-seats", seats_seat=13, reduction="shift_target"))
    )

    assert "Planned before: 13 seats → 10 seats from" in page
    assert "Planned before" not in alone
