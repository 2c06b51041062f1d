"""An account at a safety bound: what its page says, and who releases it with which reason."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.core.permissions import StaffRole
from curule.data import models
from tests.support.factories import NOW, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> models.Account:
    return make_account(name="Acme")


def _park(account: models.Account, bound: str = "invoices_a_day", currency: str = "") -> None:
    models.Parking.objects.create(
        account=account, bound=bound, found=210000, most=200000, currency=currency, parked_at=NOW
    )


def _sign_in(client: Client, role: StaffRole) -> None:
    person = models.Person.objects.create(
        email=f"{role.value}@example.test", verified_at=NOW, created_at=NOW
    )
    models.StaffGrant.objects.create(person=person, role=role.value, granted_at=NOW)
    client.force_login(person)


def _page(client: Client, path: str) -> str:
    return client.get(path, follow=True).content.decode()


@pytest.mark.invariant("I26")
def test_finance_sees_what_was_met_and_releases_it_with_a_reason(
    client: Client, account: models.Account
) -> None:
    _park(account, "amount", "EUR")
    _sign_in(client, StaffRole.FINANCE)
    here = f"/console/accounts/{account.id}"

    assert "1 account parked" in _page(client, "/console/")
    assert "Acme" in _page(client, "/console/accounts?state=parked")
    shown = _page(client, here)
    assert "An invoice of €2,100.00; €2,000.00 is the most that is agreed" in shown
    assert "raise it first" in _page(client, f"{here}/release")
    assert client.post(f"{here}/release", {"reason": " "}).status_code == 422
    after = client.post(f"{here}/release", {"reason": "Agreed by phone"}, follow=True)
    said = after.content.decode()
    assert "The account is released." in said
    assert "by finance@example.test: Agreed by phone" in said
    assert models.Parking.objects.get().released_by == "finance@example.test"
    assert "not parked" in _page(client, f"{here}/release")


def test_support_sees_it_and_cannot_release_it(client: Client, account: models.Account) -> None:
    _park(account)
    _sign_in(client, StaffRole.SUPPORT)
    here = f"/console/accounts/{account.id}"

    shown = _page(client, here)
    assert "210,000 invoices within a day; the bound is 200,000" in shown
    assert "/release" not in shown
    assert client.post(f"{here}/release", {"reason": "x"}).status_code == 403
    assert models.Parking.objects.get().released_at is None


def test_the_most_of_one_invoice_is_agreed_and_lifted(
    client: Client, account: models.Account
) -> None:
    models.InvoiceCap.objects.create(account=account, currency="JPY", most_minor=5, set_at=NOW)
    _sign_in(client, StaffRole.ADMIN)
    here = f"/console/accounts/{account.id}"

    for typed in ("0", "much", "1.005"):
        wrong = client.post(f"{here}/cap", {"currency": "JPY", "most": typed})
        assert (wrong.status_code, "no amount" in wrong.content.decode()) == (422, True)
    said = client.post(f"{here}/cap", {"currency": "JPY", "most": "5000"}, follow=True)
    assert "¥5,000" in said.content.decode()
    assert models.InvoiceCap.objects.get().most_minor == 5000
    client.post(f"{here}/cap", {"currency": "JPY", "most": ""})
    assert not models.InvoiceCap.objects.exists()
