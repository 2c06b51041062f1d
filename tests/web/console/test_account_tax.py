"""By which tax an account is charged, as finance says it; and asking its office again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data import models
from curule.gateways.tax_registers.registry import replaced
from curule.gateways.tax_registers.vies import Vies
from curule.services.accounts import accounts, tax_id_checks
from tests.support.factories import NOW, VENDOR, make_account
from tests.support.fake_vies import FakeVies, running_fake_vies

pytestmark = pytest.mark.django_db
NUMBER = "FR40303265045"


@pytest.fixture
def office() -> Iterator[FakeVies]:
    with running_fake_vies() as made, replaced(Vies(url=made.url, seconds=0.5)):
        yield made


@pytest.fixture
def account() -> models.Account:
    return make_account(name="Acme")


def _sign_in(client: Client, role: StaffRole) -> None:
    person = models.Person.objects.create(
        email=f"{role.value}@example.test", verified_at=NOW, created_at=NOW
    )
    models.StaffGrant.objects.create(person=person, role=role.value, granted_at=NOW)
    client.force_login(person)


def _post(client: Client, account: models.Account, **given: str) -> str:
    answer = client.post(f"/console/accounts/{account.id}/tax", given, follow=True)
    return str(answer.content.decode())


def _rate(account: models.Account) -> Decimal | None:
    return models.Account.objects.get(id=account.id).tax_rate


def test_finance_gives_a_plain_rate_with_a_reason_and_takes_it_back(
    client: Client, account: models.Account
) -> None:
    _sign_in(client, StaffRole.FINANCE)
    page = _post(client, account, by="plain", rate="8.5", reason="Réunion")
    assert _rate(account) == Decimal("8.5")
    assert "by the rules → 8.5 %" in page
    assert "Réunion" in page
    page = _post(client, account, by="rules", rate="8.5", reason="registered there")
    assert _rate(account) is None
    assert "8.5 % → by the rules" in page


@pytest.mark.parametrize(
    "given",
    [
        {"by": "plain", "rate": "", "reason": "why"},
        {"by": "plain", "rate": "101", "reason": "why"},
        {"by": "plain", "rate": "20", "reason": " "},
        {"by": "mine", "rate": "20", "reason": "why"},
    ],
)
def test_half_a_choice_changes_nothing(
    client: Client, account: models.Account, given: dict[str, str]
) -> None:
    _sign_in(client, StaffRole.FINANCE)
    answer = client.post(f"/console/accounts/{account.id}/tax", given)
    assert answer.status_code == 422
    assert _rate(account) is None


def test_support_does_not_decide_on_taxes(client: Client, account: models.Account) -> None:
    _sign_in(client, StaffRole.SUPPORT)
    for path in ("tax", "tax/ask"):
        answer = client.post(f"/console/accounts/{account.id}/{path}", {"by": "rules"})
        assert answer.status_code in {403, 404}
    assert (
        f"/console/accounts/{account.id}/tax"
        not in client.get(f"/console/accounts/{account.id}").content.decode()
    )


def test_staff_see_the_proof_and_ask_again(
    client: Client, account: models.Account, office: FakeVies
) -> None:
    office.known[NUMBER] = ("ACME SARL", "1 RUE DE LA PAIX")
    accounts.set_tax_id(actor=VENDOR, account_id=account.id, tax_id=NUMBER, now=NOW)
    tax_id_checks.put_waiting(now=NOW)
    _sign_in(client, StaffRole.FINANCE)
    page = client.get(f"/console/accounts/{account.id}").content.decode()
    assert "the tax office knows this number" in page
    assert "ACME SARL, 1 RUE DE LA PAIX" in page
    answer = client.post(f"/console/accounts/{account.id}/tax/ask", follow=True)
    assert "The tax office will be asked within minutes." in answer.content.decode()
    assert models.TaxIdCheck.objects.filter(state="waiting").count() == 1


def test_asking_where_nobody_answers_is_said(client: Client, account: models.Account) -> None:
    accounts.set_tax_id(actor=VENDOR, account_id=account.id, tax_id=NUMBER, now=NOW)
    _sign_in(client, StaffRole.FINANCE)
    answer = client.post(f"/console/accounts/{account.id}/tax/ask", follow=True)
    assert "Nobody can be asked about this number." in answer.content.decode()
