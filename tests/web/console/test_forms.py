"""What every form of the console has: things to choose instead of to type, and a way out."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from curule.core.languages import Language
from curule.core.permissions import StaffRole
from curule.data.models import Account, Event, Person, PlanVersion
from curule.gateways.payments.sandbox import SandboxGateway
from curule.selectors.catalog import PlanTerms
from curule.web.countries import country_choices
from curule.wording.values import Reader
from tests.support.factories import make_plan, make_world
from tests.support.shop import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, team: dict[StaffRole, Person]) -> Client:
    client.force_login(team[StaffRole.ADMIN])
    return client


def plan_of(terms: PlanTerms) -> UUID:
    return PlanVersion.objects.get(id=terms.version_id).plan_id


def body(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("form", "list_of"),
    [
        ("accounts/new", "accounts"),
        ("coupons/new", "coupons"),
        ("plans/new", "plans"),
    ],
)
def test_a_form_can_be_left(admin: Client, form: str, list_of: str) -> None:
    page = body(admin, f"/console/{form}")
    assert f'<a class="btn btn-outline" href="/console/{list_of}">Cancel</a>' in page


def test_a_new_version_can_be_left(admin: Client) -> None:
    plan_id = plan_of(make_plan("zoom"))
    plan = f"/console/plans/{plan_id}"
    assert f'<a class="btn btn-outline" href="{plan}">Cancel</a>' in body(
        admin, f"{plan}/versions/new"
    )


def test_a_country_is_chosen_by_its_name(admin: Client) -> None:
    assert '<option value="DE">Germany</option>' in body(admin, "/console/accounts/new")
    given = {
        "name": "Acme", "country": "DE", "kind": "company", "language": "de",
        "time_zone": "Europe/Berlin", "channel": "online",
    }  # fmt: skip

    wrong = admin.post("/console/accounts/new", {**given, "country": "ZZ"})
    made = admin.post("/console/accounts/new", given)

    assert wrong.status_code == 422
    assert made.status_code == 303
    assert Account.objects.get(name="Acme").country == "DE"


@pytest.mark.parametrize("language", list(Language))
def test_countries_are_all_there_once_and_in_the_order_of_the_language(language: Language) -> None:
    found = country_choices(Reader(language=language))
    names = [name for _code, name in found]
    assert {"FR", "DE", "RU", "GB", "CH", "IE"} <= {code for code, _name in found}
    assert {"EU", "UN", "ZZ"}.isdisjoint(code for code, _name in found)
    assert len(set(names)) == len(found) > 240
    if language is Language.DE:
        assert names.index("Österreich") < names.index("Polen")


def test_plans_of_a_coupon_are_ticked(admin: Client) -> None:
    plan_id = plan_of(make_plan("zoom"))
    page = body(admin, "/console/coupons/new")
    assert f'<input type="checkbox" name="plans" value="{plan_id}"' in page
    assert "Hold Ctrl" not in page


def test_what_nobody_takes_back_is_red(admin: Client, sandbox: SandboxGateway) -> None:  # noqa: ARG001
    shop = Shop.open("zoom", unit_amount=3000)
    shop.subscribe(4)
    invoice = f"/console/accounts/{shop.account.id}/invoices/{shop.invoices[0].id}"
    page = body(admin, f"{invoice}/write-off")
    assert '<button class="btn btn-danger">' in page


@pytest.mark.parametrize(
    ("country", "number", "shown"),
    [("FR", "303-265-045", "303 265 045"), ("RU", "770701001", "770701001")],
)
def test_an_account_is_opened_with_its_company_number_and_shows_it(
    admin: Client, country: str, number: str, shown: str
) -> None:
    made = admin.post("/console/accounts/new", _opened(country, number), follow=True)

    account = Account.objects.get(name="Opened")
    assert account.registration_number == shown.replace(" ", "")
    page = admin.get(f"/console/accounts/{account.id}").content.decode()
    assert made.redirect_chain[-1][1] == 303
    assert "SIREN or KPP" in page
    assert shown in page


def test_a_wrong_company_number_is_said_beside_its_field(admin: Client) -> None:
    answer = admin.post("/console/accounts/new", _opened("DE", "303265045"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This company number is not valid." in page
    assert 'href="#id_registration_number"' in page
    assert not Account.objects.filter(name="Opened").exists()


def _opened(country: str, number: str) -> dict[str, str]:
    return {
        "name": "Opened",
        "country": country,
        "kind": "company",
        "language": "fr",
        "time_zone": "Europe/Paris",
        "channel": "online",
        "registration_number": number,
    }


# --- billing details ------------------------------------------------------------------------------

DETAILS = {
    "name": "Acme SARL",
    "street": "2 rue B",
    "postcode": "69001",
    "city": "Lyon",
    "tax_id": "FR 40 303 265 045",
    "registration_number": "404 833 048",
    "order_number": "PO-7",
    "language": "fr",
}


def test_staff_change_all_that_invoices_say_at_once(admin: Client) -> None:
    world = make_world("zoom")
    page = f"/console/accounts/{world.account.id}/details"
    assert f'href="{page}"' in body(admin, f"/console/accounts/{world.account.id}")

    once = {**DETAILS, "form_key": "once"}
    assert [admin.post(page, once).status_code for _ in range(2)] == [303, 303]

    kept = Account.objects.values(*DETAILS).get(id=world.account.id)
    assert kept == {**DETAILS, "tax_id": "FR40303265045", "registration_number": "404833048"}
    told = Event.objects.filter(
        account=world.account, type__in=("account.details_set", "account.tax_id_set")
    )
    assert told.count() == 2
    shown = body(admin, page)
    assert 'value="404833048"' in shown
    assert "Nine digits, such as 303 265 045." in shown
    admin.post(page, {**DETAILS, "form_key": "twice"})
    assert told.count() == 2


@pytest.mark.parametrize(
    ("field", "given"), [("registration_number", "404833049"), ("tax_id", "FR1"), ("name", "a\tb")]
)
def test_what_is_wrong_in_one_field_changes_none_of_the_others(
    admin: Client, field: str, given: str
) -> None:
    world = make_world("zoom")
    before = Account.objects.values().get(id=world.account.id)

    answer = admin.post(f"/console/accounts/{world.account.id}/details", {**DETAILS, field: given})

    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert Account.objects.values().get(id=world.account.id) == before


@pytest.mark.parametrize(("country", "label"), [("RU", "KPP"), ("DE", None)])
def test_the_number_that_is_asked_for_is_that_of_the_country(
    admin: Client, country: str, label: str | None
) -> None:
    world = make_world("zoom")
    Account.objects.filter(id=world.account.id).update(country=country)
    shown = body(admin, f"/console/accounts/{world.account.id}/details")

    assert ("id_registration_number" in shown) == (label is not None)
    assert label is None or f'for="id_registration_number">{label} ' in shown
