"""Plans in the console: typed, read back as sentences, published by an admin only."""

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.core.presets import PRESETS
from curule.data.models import Person, Plan, PlanVersion
from curule.selectors.catalog import get_plan_terms
from curule.selectors.console.plans import find_terms
from curule.web.console.plan_text import (
    NotReadable,
    read_policy,
    read_sold,
    suggested,
    written_again,
)
from tests.support.factories import make_plan

pytestmark = pytest.mark.django_db

SOLD = """
seat_types:
  - name: seat
prices:
  - {seat_type: seat, currency: EUR, interval: year, unit_amount: "120.50"}
"""


@pytest.fixture
def plan() -> Plan:
    return PlanVersion.objects.select_related("plan").get(id=make_plan("autodesk").version_id).plan


def _typed(**changed: str) -> dict[str, str]:
    return {"preset": "autodesk", "overrides": "", "sold": SOLD, **changed}


def test_a_preview_shows_the_sentences_and_publishes_nothing(
    client: Client, team: dict[StaffRole, Person], plan: Plan
) -> None:
    client.force_login(team[StaffRole.DEVELOPER])

    answer = client.post(f"/console/plans/{plan.id}/versions/new", _typed(reads="fr"))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert 'lang="fr"' in page
    assert "€602.50" in page
    assert "Only an admin publishes" in page
    assert PlanVersion.objects.filter(plan=plan).count() == 1


def test_an_admin_publishes_the_next_version(
    client: Client, team: dict[StaffRole, Person], plan: Plan
) -> None:
    client.force_login(team[StaffRole.ADMIN])

    answer = client.post(
        f"/console/plans/{plan.id}/versions/publish",
        _typed(overrides="quantity.max_seats: 40\nquantity.at_max: [contact]"),
    )

    terms = find_terms(plan.id, 2)
    assert answer.status_code == 303, answer.content.decode()
    assert terms is not None
    assert terms.policy.quantity.max_seats == 40
    assert terms.prices[0].price.unit_amount == 12050


def test_a_developer_publishes_nothing(
    client: Client, team: dict[StaffRole, Person], plan: Plan
) -> None:
    client.force_login(team[StaffRole.DEVELOPER])

    answer = client.post(f"/console/plans/{plan.id}/versions/publish", _typed())

    assert answer.status_code == 403
    assert PlanVersion.objects.filter(plan=plan).count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"overrides": "decrease.effective: now\ndecrease.allowed: never_in_term"},
            "decrease.effective",
        ),
        ({"overrides": "quantity.most: 4"}, "quantity.most"),
        ({"overrides": "quantity: [1"}, "cannot be read"),
        ({"sold": SOLD.replace("year", "century")}, "century"),
        ({"sold": SOLD.replace("seat_type: seat", "seat_type: sofa")}, "sofa"),
        ({"sold": "12"}, "seat_types"),
    ],
)
def test_what_contradicts_or_cannot_be_read_is_told_in_place(
    client: Client,
    team: dict[StaffRole, Person],
    plan: Plan,
    changed: dict[str, str],
    said: str,
) -> None:
    client.force_login(team[StaffRole.ADMIN])

    answer = client.post(f"/console/plans/{plan.id}/versions/publish", _typed(**changed))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert said in page[page.index('id="problems"') :]
    assert PlanVersion.objects.filter(plan=plan).count() == 1


def test_a_new_plan_with_a_new_product(client: Client, team: dict[StaffRole, Person]) -> None:
    client.force_login(team[StaffRole.DEVELOPER])

    answer = client.post(
        "/console/plans/new",
        {"product": "", "product_name": "Atlas", "name": "Team", "key": "atlas-team"},
    )
    again = client.post(
        "/console/plans/new",
        {"product": "", "product_name": "Atlas", "name": "Team", "key": "atlas-team"},
    )

    plan = Plan.objects.get(key="atlas-team")
    assert answer.headers["Location"] == f"/console/plans/{plan.id}/versions/new"
    assert again.status_code == 422
    assert client.get(f"/console/plans/{plan.id}").status_code == 200


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_published_can_be_typed_again(preset: str) -> None:
    _, suggestion = suggested(preset)
    read_sold(suggestion, PRESETS[preset])
    terms = get_plan_terms(make_plan(preset, overrides={"payment.due_days": 21}).version_id)

    nearest, overrides, sold = written_again(terms)
    policy = read_policy(nearest, overrides)
    offer = read_sold(sold, policy)

    assert nearest == preset
    assert overrides == "payment.due_days: 21\n"
    assert policy == terms.policy
    assert offer.seat_types == tuple(each.terms for each in terms.seat_types)
    assert [each.price for each in offer.prices] == [each.price for each in terms.prices]


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(NotReadable):
        read_policy("zoom", "- just\n- a list")


def test_whether_tax_is_in_the_prices_is_typed_and_shown(
    client: Client, team: dict[StaffRole, Person]
) -> None:
    terms = make_plan("autodesk", tax_behavior="inclusive")
    nearest, overrides, sold = written_again(terms)
    assert "tax_behavior: inclusive" in sold
    offer = read_sold(sold, read_policy(nearest, overrides))
    assert [each.price for each in offer.prices] == [each.price for each in terms.prices]
    client.force_login(team[StaffRole.DEVELOPER])
    plan = PlanVersion.objects.get(id=terms.version_id).plan_id
    assert "in the price" in client.get(f"/console/plans/{plan}").content.decode()
