"""The list of what payment companies did that is not so here, and the page that decides (V13)."""

from __future__ import annotations

import pytest
from django.test import Client

from curule.core.money import Money
from curule.core.permissions import StaffRole
from curule.data import models
from curule.gateways.payments.base import ChargeRef, Succeeded
from curule.gateways.payments.sandbox import SandboxGateway
from curule.services.recovery.filing import bring
from curule.services.recovery.reconciling import reconcile
from tests.support.shop import Shop

LIST = "/console/payments/contradictions"


@pytest.fixture
def shop(db: None, sandbox: SandboxGateway) -> Shop:  # noqa: ARG001
    """A shop of which the sandbox gave 5.00 back on its own."""
    found = Shop.open("zoom", unit_amount=3000)
    found.subscribe(3)
    payment = models.Payment.objects.get(account_id=found.account.id)
    charge = ChargeRef(key=payment.key, reference=payment.reference)
    made = sandbox.refund(key="by hand", charge=charge, amount=Money(500, payment.currency))
    assert isinstance(made, Succeeded)
    bring(reconcile("sandbox"), now=found.now)
    return found


@pytest.fixture
def finance(client: Client, team: dict[StaffRole, models.Person]) -> Client:
    client.force_login(team[StaffRole.FINANCE])
    return client


def address(shop: Shop) -> str:
    row = models.Contradiction.objects.get()
    return f"/console/accounts/{shop.account.id}/contradictions/{row.id}"


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_it_is_listed_and_decided_in_every_language(
    finance: Client, team: dict[StaffRole, models.Person], shop: Shop, language: str
) -> None:
    models.Person.objects.filter(id=team[StaffRole.FINANCE].id).update(language=language)
    at = address(shop)
    assert f"{LIST}?state=open" in finance.get("/console/").content.decode()
    assert at in finance.get(f"{LIST}?state=open").content.decode()
    shown = finance.get(at).content.decode()
    assert models.Contradiction.objects.get().reference in shown
    assert 'value="take_over"' in shown
    assert 'value="take_in"' not in shown

    wrong = finance.post(at, {"remedy": "take_in", "reason": "why"})
    empty = finance.post(at, {"remedy": "note", "reason": ""})
    lacking = finance.post(at, {"remedy": "take_over", "reason": "why"})
    assert (wrong.status_code, empty.status_code, lacking.status_code) == (422, 422, 409)

    sent = {"remedy": "note", "reason": "Paid in cash.", "form_key": "once"}
    assert [finance.post(at, sent).status_code for _ in range(2)] == [303, 303]
    closed = finance.get(at).content.decode()
    assert "Paid in cash." in closed
    assert '<form method="post" class="card' not in closed
    assert at not in finance.get(f"{LIST}?state=open").content.decode()
    assert at in finance.get(f"{LIST}?state=closed").content.decode()
    assert f"{LIST}?state=open" not in finance.get("/console/").content.decode()
    row = models.Contradiction.objects.get()
    assert row.closed_by == team[StaffRole.FINANCE].email
    shop.check()


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, StaffRole.READ_ONLY])
def test_others_may_not_decide(
    client: Client, team: dict[StaffRole, models.Person], shop: Shop, role: StaffRole
) -> None:
    client.force_login(team[role])
    at = address(shop)
    shown = client.get(at)
    if shown.status_code == 200:
        assert 'name="remedy"' not in shown.content.decode()
    assert client.post(at, {"remedy": "note", "reason": "why"}).status_code == 403
    assert models.Contradiction.objects.get().closed_at is None


@pytest.mark.usefixtures("shop")
def test_another_account_s_is_not_found(finance: Client) -> None:
    row = models.Contradiction.objects.get()
    other = Shop.open("zoom", card=None)
    answer = finance.get(f"/console/accounts/{other.account.id}/contradictions/{row.id}")
    assert answer.status_code == 404


def test_why_a_gateway_could_not_bring_a_refund_is_said(finance: Client, shop: Shop) -> None:
    payment = models.Payment.objects.get(account_id=shop.account.id)
    models.Payment.objects.filter(id=payment.id).update(refunded_minor=200)
    for key, failure in (("a", "expired_or_canceled_card"), ("b", "some_new_code")):
        models.Refund.objects.create(
            account_id=shop.account.id,
            payment_id=payment.id,
            key=key,
            status="failed",
            currency=payment.currency,
            amount_minor=100,
            created_at=shop.now,
            failure=failure,
        )
    shown = finance.get("/console/payments/refunds?state=waiting").content.decode()
    assert "card expired or closed" in shown
    assert "some_new_code" in shown
